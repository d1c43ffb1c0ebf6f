"""What people know better: corrections, those they are about, and what each comes to."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, Row, func, select, true, union_all

from dateline_api.db import arrays
from dateline_api.db.columns import among
from dateline_api.db.link_tables import corrections, stories
from dateline_api.db.lookup import ask, do
from dateline_api.db.tables import articles, entities, events, mentions

Record = dict[str, Any]

_STANDING = """
SELECT id, kind, body, targets, effect, undo FROM corrections
WHERE targets && CAST(%(targets)s AS uuid[]) AND state = 'standing' ORDER BY id
"""  # asked several times for every article

# The ids are picked out of each row once, and looked up in a hash: an article may have thousands of mentions.
_FORGET_COMMANDS = """
UPDATE commands SET payload = jsonb_build_object('correction_id', payload -> 'correction_id')
WHERE kind = 'correct' AND payload ? 'correction' AND EXISTS (
    SELECT FROM regexp_matches(payload::text, '(?:art|mnt|evt|cor)_[0-9a-f]{32}', 'g') AS named (ids)
    WHERE ids[1] = ANY (CAST(%(names)s AS text[]))
)
"""
_FORGET_ANSWERS = """
DELETE FROM idempotency WHERE EXISTS (
    SELECT FROM regexp_matches(encode(body, 'escape'), '(?:art|mnt|evt|cor)_[0-9a-f]{32}', 'g') AS named (ids)
    WHERE ids[1] = ANY (CAST(%(names)s AS text[]))
)
"""


def standing(connection: Connection, targets: Collection[UUID]) -> list[Any]:
    """The corrections in force that are about any of these objects, in the order in which they were made."""
    if not targets:
        return []
    return ask(connection, _STANDING, {"targets": arrays.of_uuids(targets)})


def redirects(connection: Connection, keys: Collection[UUID]) -> dict[UUID, UUID]:
    """Where those of these events, entities and stories went that were merged into others."""
    if not keys:
        return {}
    gone = [select(table.c.id, table.c.redirect_to).where(among(table.c.id, keys), table.c.redirect_to.is_not(None)) for table in (events, entities, stories)]
    return {row.id: row.redirect_to for row in connection.execute(union_all(*gone))}


def same(connection: Connection, kind: str, body: Record) -> UUID | None:
    """The correction in force that says just this, if there is one."""
    says = corrections.c.kind == kind, corrections.c.body == body, corrections.c.state == "standing"
    return connection.execute(select(corrections.c.id).where(*says).order_by(corrections.c.id)).scalars().first()


def missing(connection: Connection, named: Mapping[UUID, str]) -> set[UUID]:
    """Those of these objects, each with the prefix of its public id, that are not there."""
    tables = {"mnt": mentions, "evt": events, "ent": entities, "sty": stories, "art": articles}
    absent: set[UUID] = set()
    for prefix, table in tables.items():
        if keys := {key for key, each in named.items() if each == prefix}:
            absent |= keys - {*connection.execute(select(table.c.id).where(among(table.c.id, keys))).scalars()}
    return absent


def add(connection: Connection, key: UUID, *, targets: Collection[UUID], now: datetime, **given: Any) -> None:
    """Let a correction stand: `kind`, `body`, `author`, `reason`, `effect`, `undo`."""
    connection.execute(corrections.insert().values(id=key, targets=sorted(targets), created_at=now, **given))


def withdraw(connection: Connection, key: UUID, *, now: datetime) -> None:
    """Let a correction stand no longer."""
    connection.execute(corrections.update().where(corrections.c.id == key).values(state="withdrawn", withdrawn_at=now))


def get(connection: Connection, key: UUID, *, locked: bool = False) -> Row | None:
    """One correction."""
    statement = select(corrections).where(corrections.c.id == key)
    return connection.execute(statement.with_for_update() if locked else statement).one_or_none()


def listed(
    connection: Connection,
    *,
    target: UUID | None = None,
    author: str | None = None,
    kind: str | None = None,
    state: str | None = None,
    before: UUID | None = None,
    limit: int,
) -> tuple[list[Record], bool]:
    """Corrections, those made last first, and whether there are more."""
    equal = {"author": author, "kind": kind, "state": state}
    wanted = [corrections.c[name] == value for name, value in equal.items() if value is not None]
    wanted += [_about([target])] if target else []
    wanted += [corrections.c.id < before] if before else []
    rows = connection.execute(select(corrections).where(true(), *wanted).order_by(corrections.c.id.desc()).limit(limit + 1)).mappings().all()
    return [dict(row) for row in rows[:limit]], len(rows) > limit


def carried(connection: Connection, loser: UUID, winner: UUID) -> list[UUID]:
    """Those that are about an event or entity and not about the one that it is merged into."""
    where = _about([loser]), ~_about([winner])
    return list(connection.execute(select(corrections.c.id).where(*where).order_by(corrections.c.id)).scalars())


def carry(connection: Connection, loser: UUID, winner: UUID) -> None:
    """What is said of an event or entity that is merged into another holds of that as well, and what keeps it apart from others."""
    changed = {"targets": func.array_append(corrections.c.targets, winner)}
    connection.execute(corrections.update().where(_about([loser]), ~_about([winner])).values(changed))


def uncarry(connection: Connection, keys: Collection[UUID], winner: UUID) -> None:
    """Undo `carry` of these."""
    connection.execute(corrections.update().where(among(corrections.c.id, keys)).values(targets=func.array_remove(corrections.c.targets, winner)))


def replace(connection: Connection, key: UUID, **changed: Any) -> None:
    """Change what is kept of a correction."""
    connection.execute(corrections.update().where(corrections.c.id == key).values(**changed))


def forget_orders(connection: Connection, names: Collection[str]) -> None:
    """Empty what was asked for in corrections that name one of these ids, and forget the answers that show it."""
    given = {"names": arrays.of_texts(names)}
    do(connection, _FORGET_COMMANDS, given)
    do(connection, _FORGET_ANSWERS, given)


def about(connection: Connection, targets: Collection[UUID]) -> list[Row]:
    """Every correction that is about any of these objects, withdrawn ones too."""
    return list(connection.execute(select(corrections).where(_about(targets)).order_by(corrections.c.id))) if targets else []


def _about(targets: Collection[UUID]) -> ColumnElement[bool]:
    return corrections.c.targets.overlap(list(targets))
