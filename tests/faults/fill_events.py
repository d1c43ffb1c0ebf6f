"""Writes a world of many events into a database as if each had been linked: rows by COPY, the many small ones out of them by SQL, indexes afterwards."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

import orjson
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
        id uuid, at timestamptz, title text, text text, print bytea, bands bigint[], vector jsonb, story jsonb, words bigint[],
        people uuid[], record jsonb
    );
    CREATE UNLOGGED TABLE staged_events (
        id uuid, article uuid, at timestamptz, type text, family text, day date, signature json, keys bigint[], entities jsonb, body jsonb
    );
    CREATE UNLOGGED TABLE staged_entities (id uuid, name text, country text, record jsonb, keys text[], body jsonb);
"""
WORDLESS = "CREATE OR REPLACE FUNCTION event_words(record jsonb) RETURNS tsvector LANGUAGE sql IMMUTABLE AS $$ SELECT CAST('' AS tsvector) $$"
SPREAD = (
    """INSERT INTO entities (id, kind, name, country, record, created_at, updated_at)
       SELECT id, 'person', name, country, record, now(), now() FROM staged_entities""",
    "INSERT INTO entity_keys SELECT key, id FROM staged_entities, unnest(keys) AS key ON CONFLICT DO NOTHING",
    """INSERT INTO articles (id, source, title, text, content_hash, state, received_at, revised_at, published_at, recorded_revision)
       SELECT
           id, 'outlet' || abs(hashtext(id::text)) % 40 || '.example', title, text, decode(md5(id::text), 'hex'), 'done', at, at, at, 1
       FROM staged_articles""",
    """INSERT INTO entity_tellings (article_id, key, entity_id, at, body)
       SELECT article.id, entity::text, entity, at, body
       FROM staged_articles AS article, unnest(people) AS entity JOIN staged_entities ON staged_entities.id = entity""",
    """INSERT INTO entity_facts (entity_id, kind, value, articles, first_at, last_at)
       SELECT entity, 'name', name, count(*), min(at), max(at)
       FROM staged_articles, unnest(people) AS entity JOIN staged_entities ON staged_entities.id = entity GROUP BY entity, name""",
    "INSERT INTO article_prints SELECT id, print, at FROM staged_articles",
    "INSERT INTO article_bands SELECT band, id FROM staged_articles, unnest(bands) AS band ON CONFLICT DO NOTHING",
    """INSERT INTO stories (id, record, vector, first_at, last_at, created_at, updated_at) SELECT id, '{}', story, at, at, at, at FROM staged_articles""",
    "INSERT INTO story_articles SELECT id, id, vector, at FROM staged_articles",
    "INSERT INTO story_keys SELECT id, key, at FROM staged_articles, unnest(words) AS key ON CONFLICT DO NOTHING",
    """INSERT INTO term_counts SELECT term, count(*) FROM staged_articles, jsonb_object_keys(vector -> 'w') AS term GROUP BY term
       UNION ALL SELECT '@' || term, count(*) FROM staged_articles, jsonb_object_keys(vector -> 'e') AS term GROUP BY term
       UNION ALL SELECT '', count(*) FROM staged_articles""",
    """INSERT INTO events (id, type, status, starts_on, ends_on, record, created_at, updated_at, signature)
       SELECT
           told.id, type, 'happened', day, day,
           record || jsonb_build_object('id', 'evt_' || replace(told.id::text, '-', ''), 'type', type, 'family', family), told.at, told.at, signature
       FROM staged_events AS told JOIN staged_articles ON staged_articles.id = article ORDER BY told.id""",
    "INSERT INTO event_parties SELECT events.id, parties.* FROM events, parties_of(events.record) AS parties",
    "INSERT INTO entity_names SELECT entities.id, names.key, names.place, 5 FROM entities, names_of(entities.record) AS names",
    "INSERT INTO event_keys SELECT id, key, day, day, at FROM staged_events, unnest(keys) AS key",
    "INSERT INTO mentions (id, article_id, event_id, entities, revision, body) SELECT id, article, id, entities, 1, body FROM staged_events",
    "DROP TABLE staged_articles, staged_events, staged_entities",
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
    """Fill an empty database; triggers are off meanwhile, so that nothing is searchable, and foreign keys unchecked."""
    connection.execute(STAGED.encode())
    _copy(connection, "staged_entities", _entities(world))
    _copy(connection, "staged_articles", (_article(world, report) for report in world.reports()))
    _copy(connection, "staged_events", (row for report in world.reports() for row in _events(world, report)))
    bound = connection.execute(BOUND, [list(FILLED)]).fetchall()
    for table, name, _ in bound:
        connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}".encode())
    for table in FILLED:
        connection.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER, SET (autovacuum_enabled = off)".encode())
    [words] = connection.execute("SELECT pg_get_functiondef('event_words(jsonb)'::regprocedure)").fetchall()
    connection.execute(WORDLESS)
    connection.execute("SET maintenance_work_mem = '512MB'")
    indexes = connection.execute(INDEXES, [list(FILLED)]).fetchall()
    for name, _ in indexes:
        connection.execute(f"DROP INDEX {name}".encode())
    for statement in SPREAD:
        connection.execute(statement.encode())
    connection.execute(words[0].encode())
    for _, definition in indexes:
        connection.execute(definition.encode())
    for table in FILLED:
        connection.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER, RESET (autovacuum_enabled)".encode())
    for table, name, definition in bound:
        connection.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition} NOT VALID".encode())
    connection.execute("VACUUM ANALYZE")


def _copy(connection: Connection[Any], table: str, rows: Iterable[Sequence[Any]]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN".encode()) as copy:
        for row in rows:
            copy.write_row(row)


def _entities(world: World) -> Iterator[Sequence[Any]]:
    now = world.report(0).at
    for number, each in enumerate(world.people):
        record = portrait(entity_id(number), [], [each], before=None, now=now)
        body = each.model_dump(mode="json")
        yield entity_id(number), each.name, each.country, _json(record), sorted(keys_of(profile_of(each))), _json(body)


def _article(world: World, report: Report) -> Sequence[Any]:
    vector = Vector(_even({f"w{word}" for word in report.topic}), _even({entity_id(number).hex for number in report.cast}))
    print_ = copies.print_of(report.text)
    assert print_
    story = vector.kept() | {"n": 1, "t": [report.at.isoformat()]}
    title = " ".join(f"w{word}" for word in report.topic[:5])
    kept = _json(vector.kept() | {"c": []})
    words = title, report.text, print_, copies.bands(print_), kept, _json(story), stories.keys(vector)
    return article_id(report.number), report.at, *words, [entity_id(number) for number in report.cast], _record(world, report)


def _record(world: World, report: Report) -> str:
    """What the records of an article's events have in common: they differ in little that linking looks at."""
    key = event_id(report.number * ACTS)
    people = {number: world.people[number] for number in report.cast}
    entities = {people[number].key: entity_id(number) for number in report.cast}
    told = Told(key, mention(report.acts[0], 0, report.text, people), _telling(report), entities)
    return _json(fold(key, [told], bonds=Bonds(), revision=Revision(), before=None, now=report.at))


def _events(world: World, report: Report) -> Iterator[Sequence[Any]]:
    people = {number: world.people[number] for number in report.cast}
    article, text = article_id(report.number), report.text
    for n, act in enumerate(report.acts):
        read = mention(act, n, text, people)
        shape = world.signature(report, act)
        named = {people[number].key: entity_id(number).hex for number in (act.actor, act.recipient)}
        what = event_id(report.number * ACTS + n), article, report.at, read.type, read.family, act.on
        yield *what, _json(to_json(shape)), keys(shape), _json(named), read.model_dump_json(exclude_defaults=True)


def _telling(report: Report) -> Telling:
    return Telling(article_id(report.number), "outlet.example", None, "", published_at=report.at, reported_at=report.at)


def _even(terms: Collection[str]) -> dict[str, float]:
    weight = round(len(terms) ** -0.5, 4)
    return dict.fromkeys(sorted(terms), weight)


def _json(value: Any) -> str:
    return orjson.dumps(value).decode()
