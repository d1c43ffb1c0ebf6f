"""Writes a world of many events into a database as if each had been linked: rows by COPY, the many small ones out of them by SQL, indexes afterwards."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

import orjson
from dateline_api import ids
from dateline_api.store.link import copies, stories
from dateline_api.store.link.entities import keys_of, profile_of
from dateline_api.store.link.facts import portrait
from dateline_api.store.link.fold import fold
from dateline_api.store.link.keys import keys
from dateline_api.store.link.signature import to_json
from dateline_api.store.link.telling import Bonds, Revision, Telling, Told
from dateline_api.store.link.vector import Vector
from faults.many_events import ACTS, Report, World, article_id, entity_id, event_id, mention
from psycopg import Connection

STAGED = """
    CREATE UNLOGGED TABLE staged_articles (
        id uuid, at timestamptz, title text, text text, print bytea, bands bigint[], vector jsonb, story jsonb, words bigint[]
    );
    CREATE UNLOGGED TABLE staged_events (
        id uuid, article uuid, at timestamptz, day date, record jsonb, signature jsonb, keys bigint[], entities jsonb, body jsonb
    );
    CREATE UNLOGGED TABLE staged_entities (id uuid, name text, country text, record jsonb, keys text[], body jsonb);
    CREATE UNLOGGED TABLE staged_casts (article uuid, at timestamptz, entity uuid);
"""
SPREAD = (
    """INSERT INTO entities (id, kind, name, country, record, created_at, updated_at)
       SELECT id, 'person', name, country, record, now(), now() FROM staged_entities""",
    "INSERT INTO entity_keys SELECT key, id FROM staged_entities, unnest(keys) AS key ON CONFLICT DO NOTHING",
    """INSERT INTO articles (id, source, title, text, content_hash, state, received_at, revised_at, published_at, recorded_revision)
       SELECT
           id, 'outlet' || abs(hashtext(id::text)) % 40 || '.example', title, text, decode(md5(id::text), 'hex'), 'done', at, at, at, 1
       FROM staged_articles""",
    """INSERT INTO entity_tellings (article_id, key, entity_id, at, body)
       SELECT article, entity::text, entity, at, body FROM staged_casts JOIN staged_entities ON id = entity""",
    """INSERT INTO entity_facts (entity_id, kind, value, articles, first_at, last_at)
       SELECT entity, 'name', name, count(*), min(at), max(at) FROM staged_casts JOIN staged_entities ON id = entity GROUP BY entity, name""",
    "INSERT INTO article_prints SELECT id, print, at FROM staged_articles",
    "INSERT INTO article_bands SELECT band, id FROM staged_articles, unnest(bands) AS band ON CONFLICT DO NOTHING",
    """INSERT INTO stories (id, record, vector, first_at, last_at, created_at, updated_at) SELECT id, '{}', story, at, at, at, at FROM staged_articles""",
    "INSERT INTO story_articles SELECT id, id, vector, at FROM staged_articles",
    "INSERT INTO story_keys SELECT id, key, at FROM staged_articles, unnest(words) AS key ON CONFLICT DO NOTHING",
    """INSERT INTO term_counts SELECT term, count(*) FROM staged_articles, jsonb_object_keys(vector -> 'w') AS term GROUP BY term
       UNION ALL SELECT '@' || term, count(*) FROM staged_articles, jsonb_object_keys(vector -> 'e') AS term GROUP BY term
       UNION ALL SELECT '', count(*) FROM staged_articles""",
    """INSERT INTO events (id, type, status, starts_on, ends_on, record, created_at, updated_at, signature)
       SELECT id, record ->> 'type', 'happened', day, day, record, at, at, signature FROM staged_events""",
    "INSERT INTO event_parties SELECT events.id, parties.* FROM events, parties_of(events.record) AS parties",
    "INSERT INTO entity_names SELECT entities.id, names.key, names.place, 5 FROM entities, names_of(entities.record) AS names",
    "INSERT INTO event_keys SELECT id, key, day, day, at FROM staged_events, unnest(keys) AS key",
    "INSERT INTO mentions (id, article_id, event_id, entities, revision, body) SELECT id, article, id, entities, 1, body FROM staged_events",
    "DROP TABLE staged_articles, staged_events, staged_entities, staged_casts",
)
FILLED = (
    "articles",
    "entities",
    "entity_keys",
    "entity_tellings",
    "entity_facts",
    "article_prints",
    "article_bands",
    "stories",
    "story_articles",
    "story_keys",
)
FILLED += ("term_counts", "events", "event_parties", "entity_names", "event_keys", "mentions")
INDEXES = """
    SELECT index.relname, pg_get_indexdef(index.oid) FROM pg_index JOIN pg_class AS index ON index.oid = indexrelid
    JOIN pg_class AS owner ON owner.oid = indrelid WHERE owner.relname = ANY (%s) AND NOT indisprimary AND NOT indisunique
"""
BOUND = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE contype = 'f' AND conrelid::regclass::text = ANY (%s)
"""


def fill(connection: Connection[Any], world: World) -> None:
    """Fill an empty database; triggers are off meanwhile, so that articles are not searchable, and foreign keys unchecked."""
    connection.execute(STAGED.encode())
    _copy(connection, "staged_entities", _entities(world))
    _copy(connection, "staged_articles", (_article(world, report) for report in world.reports()))
    _copy(connection, "staged_casts", ((article_id(each.number), each.at, entity_id(number)) for each in world.reports() for number in each.cast))
    _copy(connection, "staged_events", (row for report in world.reports() for row in _events(world, report)))
    bound = connection.execute(BOUND, [list(FILLED)]).fetchall()
    for table, name, _ in bound:
        connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}".encode())
    for table in FILLED:
        connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER".encode())
    connection.execute("SET maintenance_work_mem = '512MB'")
    indexes = connection.execute(INDEXES, [list(FILLED)]).fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}".encode())
    for statement in SPREAD:
        connection.execute(statement.encode())
    for _, definition in indexes:
        connection.execute(definition.encode())
    for table in FILLED:
        connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER".encode())
    for table, name, definition in bound:
        connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition} NOT VALID".encode())
    connection.execute("VACUUM ANALYZE")


def _copy(connection: Connection[Any], table: str, rows: Iterable[Sequence[Any]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN".encode()) as copy:
        for row in rows:
            copy.write_row(row)


def _entities(world: World) -> Iterator[Sequence[Any]]:
    for number, each in enumerate(world.people):
        record = portrait(entity_id(number), [], [each], before=None, now=world.report(0).at)
        body = each.model_dump(mode="json")
        yield entity_id(number), each.name, each.country, _json(record), sorted(keys_of(profile_of(each))), _json(body)


def _article(world: World, report: Report) -> Sequence[Any]:
    vector = Vector(_even({f"w{word}" for word in report.topic}), _even({entity_id(number).hex for number in report.cast}))
    print_ = copies.print_of(report.text)
    assert print_
    story = vector.kept() | {"n": 1, "t": [report.at.isoformat()]}
    title = " ".join(f"w{word}" for word in report.topic[:5])
    kept = _json(vector.kept() | {"c": []})
    return article_id(report.number), report.at, title, report.text, print_, copies.bands(print_), kept, _json(story), stories.keys(vector)


def _events(world: World, report: Report) -> Iterator[Sequence[Any]]:
    people = {number: world.people[number] for number in report.cast}
    telling = Telling(article_id(report.number), "outlet.example", None, "", published_at=report.at, reported_at=report.at)
    entities = {people[number].key: entity_id(number) for number in report.cast}
    text = report.text
    pattern: dict[str, Any] = {}
    for n, act in enumerate(report.acts):
        key = event_id(report.number * ACTS + n)
        read = mention(act, n, text, people)
        body = read.model_dump(mode="json", exclude_defaults=True)
        if not pattern:  # the records of one article differ in little that linking looks at
            pattern = fold(key, [Told(key, read, telling, entities)], bonds=Bonds(), revision=Revision(), before=None, now=report.at)
        record = pattern | {"id": ids.public("evt", key), "type": read.type, "family": read.family}
        shape = world.signature(report, act)
        named = {people[number].key: entity_id(number).hex for number in (act.actor, act.recipient)}
        yield key, telling.id, report.at, act.on, _json(record), _json(to_json(shape)), keys(shape), _json(named), _json(body)


def _even(terms: Collection[str]) -> dict[str, float]:
    weight = round(len(terms) ** -0.5, 4)
    return dict.fromkeys(sorted(terms), weight)


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
