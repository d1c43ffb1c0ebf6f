"""Which events may be meant by an article's mentions, and the keys under which events are found."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection, Row, select

from dateline_api.db import arrays
from dateline_api.db.lookup import ask, do
from dateline_api.db.tables import mentions

FOUND_BY_KEY = 20  # of the newest under one key
FOUND = 60  # events for one article, those under most of its keys first

# Each key by two indexes: what was last reported near the report (ix_event_keys_last_at), and what was done near the day told (ix_event_keys_starts_on).
# A window without days finds nothing by the latter.
CANDIDATES = """
WITH hit AS (
    SELECT probe.key, found.event_id FROM unnest(CAST(%(keys)s AS bigint[]), CAST(%(numbers)s AS integer[])) AS probe (key, number)
    CROSS JOIN LATERAL (
        SELECT event_id FROM event_keys WHERE event_keys.key = probe.key
        AND last_at BETWEEN (CAST(%(since)s AS timestamptz[]))[probe.number] AND (CAST(%(until)s AS timestamptz[]))[probe.number]
        ORDER BY last_at DESC LIMIT %(limit)s
    ) AS found
    UNION ALL
    SELECT probe.key, found.event_id FROM unnest(CAST(%(keys)s AS bigint[]), CAST(%(numbers)s AS integer[])) AS probe (key, number)
    CROSS JOIN LATERAL (
        SELECT event_id FROM event_keys WHERE event_keys.key = probe.key
        AND starts_on BETWEEN (CAST(%(day_from)s AS date[]))[probe.number] AND (CAST(%(day_to)s AS date[]))[probe.number]
        ORDER BY starts_on DESC LIMIT %(limit)s
    ) AS found
), best AS (
    SELECT event_id, array_agg(key) AS keys FROM hit GROUP BY event_id ORDER BY count(DISTINCT key) DESC, event_id LIMIT %(found)s
)
SELECT events.id, CAST(signature AS text) AS signature, part_of, member_of, cancelled_by, keys FROM best JOIN events ON events.id = best.event_id
WHERE NOT retracted AND redirect_to IS NULL AND signature IS NOT NULL ORDER BY events.id
"""
KNOWN = """
SELECT id, CAST(signature AS text) AS signature, part_of, member_of, cancelled_by, CAST('{}' AS bigint[]) AS keys FROM events
WHERE id = ANY (CAST(%(known)s AS uuid[])) AND NOT retracted AND redirect_to IS NULL AND signature IS NOT NULL
"""

PARTIES = "SELECT id, country, record -> 'sectors' AS sectors, record -> 'roles' AS titles FROM entities WHERE id = ANY (CAST(%(keys)s AS uuid[]))"
NAMED = "SELECT article_id, entities FROM mentions WHERE article_id = ANY (CAST(%(articles)s AS uuid[])) AND NOT retracted ORDER BY id"
PUT_KEYS = """
WITH given AS MATERIALIZED (
    SELECT * FROM unnest(
        CAST(%(found)s AS bigint[]), CAST(%(events)s AS uuid[]), CAST(%(starts)s AS date[]), CAST(%(ends)s AS date[]), CAST(%(reports)s AS timestamptz[])
    ) AS given (key, event_id, starts_on, ends_on, last_at)
), gone AS (
    DELETE FROM event_keys WHERE event_id = ANY (CAST(%(all)s AS uuid[])) AND (event_id, key) NOT IN (SELECT event_id, key FROM given)
)
INSERT INTO event_keys AS known (event_id, key, starts_on, ends_on, last_at) SELECT event_id, key, starts_on, ends_on, last_at FROM given
ON CONFLICT (event_id, key) DO UPDATE SET starts_on = excluded.starts_on, ends_on = excluded.ends_on, last_at = excluded.last_at
WHERE (known.starts_on, known.ends_on, known.last_at) IS DISTINCT FROM (excluded.starts_on, excluded.ends_on, excluded.last_at)
"""


class Window(NamedTuple):
    """Where to look under a key: reports from `since` to `until`, and acts from `day_from` to `day_to` if the day is told."""

    since: datetime
    until: datetime
    day_from: date | None = None
    day_to: date | None = None


def candidates(connection: Connection, probes: Mapping[int, Window], *, known: Collection[UUID] = (), found: int = FOUND) -> list[Any]:
    """The events under these keys, each looked at through its window, and those that are known.

    Of each: id, signature as JSON, part_of, member_of, cancelled_by, and by which keys it was found.
    """
    numbers = {window: number for number, window in enumerate(dict.fromkeys(probes.values()), 1)}
    given = {
        "keys": arrays.of_numbers(probes),
        "numbers": arrays.of_numbers([numbers[window] for window in probes.values()]),
        "since": arrays.of_times([window.since for window in numbers]),
        "until": arrays.of_times([window.until for window in numbers]),
        "day_from": arrays.of_times([window.day_from for window in numbers]),
        "day_to": arrays.of_times([window.day_to for window in numbers]),
        "limit": FOUND_BY_KEY,
        "found": found,
    }
    rows = ask(connection, CANDIDATES, given) if probes else []
    if missed := {*known} - {row.id for row in rows}:
        rows += ask(connection, KNOWN, {"known": arrays.of_uuids(missed)})
        rows.sort(key=lambda row: row.id)
    return rows


def mentions_of(connection: Connection, article: UUID) -> list[Row]:
    """The standing mentions of an article that are placed: event and what was read."""
    columns = mentions.c["id", "event_id", "body"]
    standing = mentions.c.article_id == article, ~mentions.c.retracted, mentions.c.event_id.is_not(None)
    return list(connection.execute(select(*columns).where(*standing).order_by(mentions.c.id)))


def named_in(connection: Connection, articles: Collection[UUID]) -> dict[UUID, list[dict[str, str]]]:
    """Of each article the entities that its mentions name, one mapping a mention."""
    named: dict[UUID, list[dict[str, str]]] = {key: [] for key in articles}
    for row in ask(connection, NAMED, {"articles": arrays.of_uuids(named)}) if named else ():
        named[row.article_id].append(row.entities)
    return named


def parties(connection: Connection, keys: Collection[UUID]) -> dict[str, tuple[str | None, tuple[str, ...], tuple[str, ...]]]:
    """Country, sectors and titles of entities as they are known over all articles, by their hexadecimal ids."""
    if not keys:
        return {}
    found = ask(connection, PARTIES, {"keys": arrays.of_uuids(keys)})
    return {key.hex: (country, tuple(sectors or ()), tuple(titles or ())) for key, country, sectors, titles in found}


def put_keys(connection: Connection, keys: Collection[UUID], rows: Sequence[tuple[int, UUID, date | None, date | None, datetime]]) -> None:
    """Let these events have these keys and no others, each with event, first and last day, last report; what stands so already is left alone."""
    found, events, starts, ends, reports = zip(*rows, strict=True) if rows else [()] * 5
    given = {
        "all": arrays.of_uuids(keys),
        "found": arrays.of_numbers(found),
        "events": arrays.of_uuids(events),
        "starts": arrays.of_times(starts),
        "ends": arrays.of_times(ends),
        "reports": arrays.of_times(reports),
    }
    do(connection, PUT_KEYS, given)
