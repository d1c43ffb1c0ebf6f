"""Subscriptions as the api makes, shows and changes them; courier leases them and moves their place in the log forward.

Whatever changes how a subscription is delivered takes its lease away: what a courier that is at it reports then is not
heard, so it may send one change twice, and never moves a place that was set meanwhile.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from dateline_shared.errors import RejectedError
from sqlalchemy import Connection, cast, func, insert, select, true
from sqlalchemy.dialects.postgresql import JSONB, JSONPATH

from dateline_api import ids
from dateline_api.db import work
from dateline_api.db.changes import LogState, log_position
from dateline_api.db.tables import changes, log_state
from dateline_api.db.webhook_tables import webhooks
from dateline_api.webhook_secret import Signing, rotated

Row = dict[str, Any]

ASTRAY = timedelta(hours=1)  # by which the times of changes may be out of the order of their numbers: writers wait for each other, and clocks go back
MAX_SECRETS = 10  # that sign at once: the header of a message names a signature of each

# Of the secrets only how long they sign: what is not read cannot be shown or logged.
_SHOWN = (
    *(column for column in webhooks.c if column.name not in ("secrets", "lease", "lease_until", "epoch")),
    func.jsonb_path_query_array(webhooks.c.secrets, cast("$[*].until", JSONPATH), type_=JSONB).label("untils"),
    log_state.c.epoch.label("epoch"),
    (log_state.c.last_seq - webhooks.c.seq).label("lag"),
)
_READ = select(*_SHOWN).select_from(webhooks.join(log_state, true()))
_UNLEASED: Row = {"lease": None, "lease_until": None}
_ANEW: Row = {"head_seq": None, "attempt": 0, "failing_since": None, "last_error": None, **_UNLEASED}


class LogGoneError(RejectedError):
    """The log, as it is now, does not go on from the place that a subscription would have."""

    def __init__(self, state: LogState, *, epoch: str, seq: int) -> None:
        super().__init__(f"the change log does not go on after {seq} of epoch {epoch}")
        self.state, self.epoch, self.seq = state, epoch, seq


class SkippingError(RejectedError):
    """The place lies ahead: changes would never be sent."""

    def __init__(self, number: int) -> None:
        super().__init__(f"the place lies ahead: {number} changes of the log would never be looked at")


class SecretsError(RejectedError):
    """The secret is in force already, or too many are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewWebhook:
    """A subscription to make."""

    url: str
    description: str | None
    filter: Mapping[str, Any]
    secret: str


def add_webhook(connection: Connection, new: NewWebhook, *, place: tuple[str, int] | None, now: datetime) -> Row:
    """Have changes delivered: those after this place, an epoch and a number; else those to come. Raises LogGoneError."""
    state = log_position(connection)
    epoch, seq = place or (state.epoch, state.last_seq)
    _check(state, epoch, seq)
    values = {
        "id": ids.new_id(),
        "url": new.url,
        "description": new.description,
        "filter": dict(new.filter),
        "secrets": [Signing(secret=new.secret, until=None)],
        "epoch": state.epoch,
        "seq": seq,
        "next_at": now,
        "created_at": now,
        "updated_at": now,
    }
    key = connection.execute(insert(webhooks).values(values).returning(webhooks.c.id)).scalar_one()
    work.announce(connection, channel=work.COURIER_CHANNEL)
    return _there(connection, key)


def list_webhooks(connection: Connection, *, before: UUID | None, limit: int) -> tuple[list[Row], bool]:
    """Subscriptions, newest first, and whether there are more."""
    statement = _READ.order_by(webhooks.c.id.desc()).limit(limit + 1)
    if before is not None:
        statement = statement.where(webhooks.c.id < before)
    rows = connection.execute(statement).mappings().all()
    return [dict(row) for row in rows[:limit]], len(rows) > limit


def get_webhook(connection: Connection, key: UUID) -> Row | None:
    """One subscription."""
    row = connection.execute(_READ.where(webhooks.c.id == key)).mappings().one_or_none()
    return None if row is None else dict(row)


def change_webhook(connection: Connection, key: UUID, given: Mapping[str, Any], *, now: datetime) -> Row | None:
    """Set what somebody wants otherwise; None if there is none. Raises LogGoneError when one that is resumed lags behind the log's oldest change.

    It stays where it is in the log, whatever its filter is now. Another address or filter, and a state of `active` for one that does not get through,
    begin anew, at once. One that is paused keeps what went wrong.
    """
    row = _locked(connection, key)
    if row is None:
        return None
    values = {name: value for name, value in given.items() if row[name] != value}
    is_stuck = row["state"] != "active" or row["attempt"] > 0
    if given.get("state") == "active" and is_stuck:
        state = log_position(connection)
        _check(state, state.epoch, row["seq"])
        values |= {"state": "active", "reason": None, "epoch": state.epoch, "next_at": now, **_ANEW}
    elif values.get("state") == "paused":
        values |= {"reason": "somebody paused it", **_UNLEASED}
    if values.keys() & {"url", "filter"}:
        values |= {"next_at": now, **_ANEW}
    if values:
        _set(connection, key, values | {"updated_at": now})
    return _there(connection, key)


def remove_webhook(connection: Connection, key: UUID) -> bool:
    """Delete a subscription with the record of its deliveries, and whether there was one."""
    return connection.execute(webhooks.delete().where(webhooks.c.id == key)).rowcount > 0


def rotate_secret(connection: Connection, key: UUID, secret: str, **options: Any) -> Row | None:
    """Put a secret in force; those before it sign on for the overlap (`rotated`). None if there is no such subscription. Raises SecretsError."""
    row = _locked(connection, key)
    if row is None:
        return None
    if row["secrets"][0]["secret"] == secret:
        raise SecretsError("this very secret is in force; nothing was changed")
    secrets = rotated(row["secrets"], secret, **options)
    if len(secrets) > MAX_SECRETS:
        raise SecretsError(f"{MAX_SECRETS} secrets sign already; wait, or rotate with an `overlap` of 0, which puts all former ones out of force")
    _set(connection, key, {"secrets": secrets, "updated_at": options["now"]})
    return _there(connection, key)


def move_webhook(connection: Connection, key: UUID, *, epoch: str, seq: int, may_skip: bool, now: datetime) -> Row | None:
    """Go on after this place of the log; None if there is no such subscription. Raises LogGoneError and, unless it may skip, SkippingError."""
    row = _locked(connection, key)
    if row is None:
        return None
    state = log_position(connection)
    _check(state, epoch, seq)
    skipped = seq - max(row["seq"], state.oldest_seq - 1)  # of what is still there
    if skipped > 0 and not may_skip:
        raise SkippingError(skipped)
    _set(connection, key, {"epoch": state.epoch, "seq": seq, "next_at": now, "updated_at": now, **_ANEW})
    return _there(connection, key)


def seq_before(connection: Connection, since: datetime) -> tuple[str, int]:
    """The place in the log, epoch and number, after which there is all that was told at that time or later. Raises LogGoneError when some of it is gone."""
    state = log_position(connection)
    earliest = select(func.min(changes.c.at)).where(changes.c.at >= since).scalar_subquery()
    told = select(changes.c.seq).where(changes.c.at >= since, changes.c.at <= earliest + ASTRAY).cte("told").prefix_with("MATERIALIZED")
    seq = (connection.execute(select(func.min(told.c.seq))).scalar_one_or_none() or state.last_seq + 1) - 1
    if 0 < seq < state.oldest_seq:  # nothing that is kept was told before then, and there was something
        raise LogGoneError(state, epoch=state.epoch, seq=seq - 1)
    return state.epoch, seq


def _check(state: LogState, epoch: str, seq: int) -> None:
    if epoch != state.epoch or not state.oldest_seq - 1 <= seq <= state.last_seq:
        raise LogGoneError(state, epoch=epoch, seq=seq)


def _locked(connection: Connection, key: UUID) -> Row | None:
    row = connection.execute(select(webhooks).where(webhooks.c.id == key).with_for_update()).mappings().one_or_none()
    return None if row is None else dict(row)


def _set(connection: Connection, key: UUID, values: Mapping[str, Any]) -> None:
    connection.execute(webhooks.update().where(webhooks.c.id == key).values(values))
    work.announce(connection, channel=work.COURIER_CHANNEL)


def _there(connection: Connection, key: UUID) -> Row:
    return dict(connection.execute(_READ.where(webhooks.c.id == key)).mappings().one())
