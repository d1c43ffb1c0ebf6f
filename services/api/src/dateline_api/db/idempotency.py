"""Which requests with an Idempotency-Key are under way, and what the others were answered."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from dateline_shared.errors import TransientError
from sqlalchemy import ColumnElement, Connection, and_, delete, or_, select, update
from sqlalchemy.dialects.postgresql import insert

from dateline_api.db.tables import idempotency

KEPT = timedelta(hours=24)  # from the first request; what Stripe keeps
LEASE = timedelta(minutes=3)  # a request waits 30 s for its outcome at most, 30 s for a connection, and 60 s for a statement
TRIES = 5  # against a key that is freed just when it is looked at


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to carry out the request of a key, until `lease_until`."""

    holder: str
    key: str
    lease_until: datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """A request that came before with this key. Without an answer it is under way."""

    fingerprint: bytes
    status: int | None
    headers: Mapping[str, str]
    body: bytes | None


def claim(connection: Connection, *, holder: str, key: str, fingerprint: bytes, now: datetime) -> Claim | Kept:
    """The right to carry out a request, or the one that came before. The caller commits.

    A request that did not end within its lease may be carried out again: its process died.
    """
    values = {"holder": holder, "key": key, "fingerprint": fingerprint, "state": "running", "lease_until": now + LEASE, "created_at": now}
    anew = {"status": None, "headers": {}, "body": None}
    is_lost = and_(
        idempotency.c.state == "running",
        idempotency.c.fingerprint == fingerprint,
        or_(idempotency.c.lease_until <= now, idempotency.c.lease_until > now + LEASE),  # beyond its length: of a clock that was ahead
    )
    is_free = or_(is_lost, idempotency.c.created_at <= now - KEPT)
    taking = insert(idempotency).on_conflict_do_update(index_elements=list(idempotency.primary_key), set_=values | anew, where=is_free)
    statement = taking.returning(idempotency.c.key)
    columns = idempotency.c["fingerprint", "status", "headers", "body"]
    for _ in range(TRIES):
        if connection.execute(statement, values).one_or_none() is not None:
            return Claim(holder, key, now + LEASE)
        before = connection.execute(select(*columns).where(idempotency.c.holder == holder, idempotency.c.key == key)).mappings().one_or_none()
        if before is not None:
            return Kept(**before)
    raise TransientError(f"the key {key!r} is claimed and freed all the time")


def keep(connection: Connection, claimed: Claim, *, status: int, headers: Mapping[str, str], body: bytes) -> None:
    """Keep the answer, unless somebody else has claimed the key since. The caller commits."""
    values = {"state": "done", "lease_until": None, "status": status, "headers": dict(headers), "body": body}
    connection.execute(update(idempotency).where(_is_ours(claimed)).values(values))


def free(connection: Connection, claimed: Claim) -> None:
    """Let the request be made again. The caller commits."""
    connection.execute(delete(idempotency).where(_is_ours(claimed)))


def _is_ours(claimed: Claim) -> ColumnElement[bool]:
    return and_(
        idempotency.c.holder == claimed.holder,
        idempotency.c.key == claimed.key,
        idempotency.c.state == "running",
        idempotency.c.lease_until == claimed.lease_until,
    )
