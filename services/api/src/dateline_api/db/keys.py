"""API keys: only their digests are kept."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, func, select, update
from sqlalchemy.dialects.postgresql import insert

from dateline_api import ids
from dateline_api.api_key import PREFIX_LENGTH, Scope, key_digest
from dateline_api.db.listen import REVOKED
from dateline_api.db.tables import api_keys

Row = dict[str, Any]

USE_NOTED_EVERY = timedelta(minutes=1)  # a write per request would cost more than the request

_SHOWN = api_keys.c["id", "name", "prefix", "scopes", "created_at", "last_used_at", "revoked_at"]


@dataclass(frozen=True, slots=True)
class Holder:
    """Who makes a request, and what they may do."""

    id: UUID
    scopes: frozenset[str]


def add_key(connection: Connection, key: str, *, name: str, scopes: Sequence[Scope], now: datetime) -> Row:
    """Keep a new key. The caller commits."""
    return dict(connection.execute(insert(api_keys).returning(*_SHOWN), _values(key, name, scopes, now)).mappings().one())


def ensure_key(connection: Connection, key: str, *, name: str, scopes: Sequence[Scope], now: datetime) -> bool:
    """Keep a key unless it is known; returns whether it is in force. One that was revoked stays so."""
    connection.execute(insert(api_keys).on_conflict_do_nothing(index_elements=[api_keys.c.digest]), _values(key, name, scopes, now))
    return connection.execute(select(api_keys.c.revoked_at).where(api_keys.c.digest == key_digest(key))).scalar_one() is None


def _values(key: str, name: str, scopes: Sequence[Scope], now: datetime) -> Row:
    prefix = key[: min(PREFIX_LENGTH, len(key) // 3)]  # never all of a key that an operator thought of
    return {"id": ids.new_id(), "name": name, "prefix": prefix, "digest": key_digest(key), "scopes": list(scopes), "created_at": now}


def find_holder(connection: Connection, key: str, *, now: datetime) -> Holder | None:
    """Whose key this is, if it is in force; notes its use. The caller commits."""
    columns = api_keys.c["id", "scopes", "last_used_at"]
    row = connection.execute(select(*columns).where(api_keys.c.digest == key_digest(key), api_keys.c.revoked_at.is_(None))).one_or_none()
    if row is None:
        return None
    if row.last_used_at is None or row.last_used_at <= now - USE_NOTED_EVERY:
        connection.execute(update(api_keys).where(api_keys.c.id == row.id).values(last_used_at=now))
    return Holder(row.id, frozenset(row.scopes))


def list_keys(connection: Connection, *, before: UUID | None, limit: int) -> tuple[list[Row], bool]:
    """Keys, newest first, revoked ones too, and whether there are more."""
    statement = select(*_SHOWN).order_by(api_keys.c.id.desc()).limit(limit + 1)
    if before is not None:
        statement = statement.where(api_keys.c.id < before)
    rows = connection.execute(statement).mappings().all()
    return [dict(row) for row in rows[:limit]], len(rows) > limit


def revoke_key(connection: Connection, key: UUID, *, now: datetime) -> bool:
    """Put a key out of force at once, and tell who listens; false if there is none. The caller commits."""
    statement = update(api_keys).where(api_keys.c.id == key).values(revoked_at=func.coalesce(api_keys.c.revoked_at, now)).returning(func.pg_notify(REVOKED, ""))
    return connection.execute(statement).one_or_none() is not None
