"""Hosts are asked politely: one request at a time goes to each, whatever it is for, and a gap passes between two."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, func, literal, or_
from sqlalchemy.dialects.postgresql import insert

from dateline_api.db.ledger import CLOCK_SLACK
from dateline_api.db.tables import hosts

LONGEST_REST = timedelta(seconds=30)  # of a host that said, at one feed, that we ask too much: its other feeds must not suffer by it


def is_free(now: datetime) -> ColumnElement[bool]:
    """Whether a host may be asked now; in a query that joins `hosts` from outside, also one that is not known yet."""
    return or_(hosts.c.host.is_(None), and_(hosts.c.next_at <= now, or_(hosts.c.lease_until.is_(None), hosts.c.lease_until <= now)))


def hold(connection: Connection, names: Iterable[str], *, until: datetime, now: datetime) -> set[str]:
    """Hold those of the hosts that are free, until then, and say which."""
    wanted = sorted(set(names))  # in one order, so that two who want some of the same cannot wait for each other
    if not wanted:
        return set()
    statement = insert(hosts).values([{"host": host, "next_at": now, "lease_until": until} for host in wanted])
    held = statement.on_conflict_do_update(index_elements=["host"], set_={"lease_until": statement.excluded.lease_until}, where=is_free(now))
    return set(connection.execute(held.returning(hosts.c.host)).scalars())


def release(connection: Connection, names: Iterable[str]) -> None:
    """Free hosts that were not asked after all."""
    _change(connection, names, lease_until=None)


def rest(connection: Connection, names: Iterable[str], *, gap: timedelta, now: datetime) -> None:
    """Free hosts that were asked, and leave them alone for the gap, or for the longer one that they ask for."""
    _change(connection, names, lease_until=None, next_at=literal(now) + _gap(gap))


def clamp(connection: Connection, *, gap: timedelta, longest: timedelta, now: datetime) -> None:
    """Bring back what a clock that was ahead has put off: no host rests longer than it may, and none is held for longer than `longest`."""
    connection.execute(hosts.update().where(hosts.c.next_at > literal(now + CLOCK_SLACK) + _gap(max(gap, LONGEST_REST))).values(next_at=now))
    connection.execute(hosts.update().where(hosts.c.lease_until > now + longest).values(lease_until=None))


def _change(connection: Connection, names: Iterable[str], **values: Any) -> None:
    if wanted := sorted(set(names)):
        connection.execute(hosts.update().where(hosts.c.host.in_(wanted)).values(values))


def _gap(gap: timedelta) -> ColumnElement[timedelta]:
    return func.greatest(literal(gap), hosts.c.gap)
