"""Searches for the feeds of a site: commands that an ingest worker carries out, so leased like polls.

waiting ─lease→ working ─answer→ applied, or refused
           ▲        │ the lease expired
           └────────┴─ the third time → refused
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from dateline_shared.contracts.discovery import Discover, Discovered
from sqlalchemy import Connection, and_, case, func, null, or_, select
from sqlalchemy.dialects.postgresql import JSONB

from dateline_api import ids
from dateline_api.db import hosts
from dateline_api.db.orders import DISCOVER
from dateline_api.db.tables import commands

MAX_ATTEMPTS = 3
IN_VIEW = 100  # that wait longest: more hosts than one step could ask
LONGEST_LEASE = timedelta(hours=1)  # a lease that ends later was given by a clock that was ahead

_is_out = and_(commands.c.state == "working", commands.c.kind == DISCOVER)


def out(connection: Connection) -> int:
    """How many searches are under way."""
    return connection.execute(select(func.count()).select_from(commands).where(_is_out)).scalar_one()


def lease(connection: Connection, *, limit: int, until: datetime, now: datetime) -> list[Discover]:
    """Lease up to `limit` searches that wait, one a host, the oldest first, and make their tasks."""
    if limit <= 0:
        return []
    waiting = select(commands.c.id, commands.c.payload).where(commands.c.state == "waiting", commands.c.kind == DISCOVER).order_by(commands.c.id).limit(IN_VIEW)
    by_host: dict[str, UUID] = {}
    for row in connection.execute(waiting.with_for_update(skip_locked=True)):
        by_host.setdefault(_host(row.payload), row.id)
    if not by_host:
        return []
    held = hosts.hold(connection, by_host, until=until, now=now)
    chosen = [host for host in by_host if host in held][:limit]
    hosts.release(connection, held.difference(chosen))
    statement = (
        commands.update()
        .where(commands.c.id.in_([by_host[host] for host in chosen]))
        .values(state="working", attempt=commands.c.attempt + 1, lease_until=until)
        .returning(commands.c.id, commands.c.attempt, commands.c.payload)
    )
    return [Discover(command_id=ids.public("cmd", row.id), attempt=row.attempt, url=row.payload["url"]) for row in connection.execute(statement)]


def give_back(connection: Connection, tasks: Iterable[Discover]) -> None:
    """Return leases of searches that could not be published, uncharged."""
    for task in tasks:
        _settle(connection, task, {"state": "waiting", "attempt": commands.c.attempt - 1})
        hosts.release(connection, [_host({"url": task.url})])


def expire(connection: Connection, *, gap: timedelta, now: datetime) -> None:
    """End the leases that ran out: such a search waits again, or has failed for good."""
    is_over = commands.c.attempt >= MAX_ATTEMPTS
    reason = func.jsonb_build_object("reason", f"no worker answered, {MAX_ATTEMPTS} times", type_=JSONB)
    statement = (
        commands.update()
        .where(_is_out, or_(commands.c.lease_until <= now, commands.c.lease_until > now + LONGEST_LEASE))
        .values(
            state=case((is_over, "refused"), else_="waiting"),
            result=case((is_over, reason), else_=null()),
            applied_at=case((is_over, now), else_=null()),
            lease_until=None,
        )
        .returning(commands.c.payload)
    )
    hosts.rest(connection, [_host(payload) for payload in connection.execute(statement).scalars()], gap=gap, now=now)


def record(connection: Connection, found: Discovered, *, gap: timedelta, now: datetime) -> str | None:
    """Settle a search by its answer: applied when there are feeds, else refused. Returns the state; None if the answer is stale."""
    if found.feeds:
        state, result = "applied", {"feeds": [feed.model_dump(mode="json") for feed in found.feeds]}
    else:
        state, result = "refused", {"reason": found.reason or "no feed was found"}
    payload = _settle(connection, found, {"state": state, "result": result, "applied_at": now})
    if payload is None:
        return None
    hosts.rest(connection, [_host(payload)], gap=gap, now=now)
    return state


def _settle(connection: Connection, answered: Discover | Discovered, values: dict[str, Any]) -> dict[str, Any] | None:
    """End a lease with these values; the payload, or None if the lease is no longer this one."""
    leased = commands.c.id == ids.parse("cmd", answered.command_id), commands.c.attempt == answered.attempt, _is_out
    statement = commands.update().where(*leased).values({**values, "lease_until": None}).returning(commands.c.payload)
    return connection.execute(statement).scalar_one_or_none()


def _host(payload: dict[str, Any]) -> str:
    return urlsplit(payload["url"]).hostname or ""
