"""Stored events and the records inside changes match alike, and as the documents say: docs/api.md, "Filters"."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest
from dateline_api import ids
from dateline_api.db import entity_index, results, tellings
from dateline_api.db.engine import make_engine
from dateline_api.db.event_filter import BONDS, Box, EventFilter, RecordedEvent, StoredEvent, changes_that_match, matches
from dateline_api.db.results import Entry
from dateline_api.db.tables import articles, changes, events
from dateline_api.records import EventRecord
from dateline_api.store.link.fold import retracted
from dateline_api.store.redact import redact
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, select

Record = dict[str, Any]

NOW = datetime(2024, 3, 5, 12, tzinfo=UTC)
DAYS = [date(2024, 3, day) for day in range(1, 8)]
TIMES = [NOW + timedelta(hours=hours) for hours in range(-30, 40, 10)]
ENTITIES = {UUID(int=n): name for n, name in enumerate(("Folake Adeyemi", "Awa Diop", "Kraków Council"), start=1)}
NAMES = [*ENTITIES.values(), "AWA DIOP", "krakow council", "İpek Ağaoğlu", "ipek agaoglu", "USA", "a trader", "O’Neil", "O'Neil", "x" * 400]
COUNTRIES = ["NGA", "SEN", "USA"]
SOURCES = ["wire.example", "herald.example", "post.example"]
STORIES = [ids.public("sty", UUID(int=n)) for n in range(2)]
ARTICLES = [ids.public("art", UUID(int=n)) for n in range(3)]
OTHERS = [ids.public("evt", UUID(int=n)) for n in range(2)]
WORDS = ["treaty", "harbour", "strike", "Gdańsk", "“ceasefire”"]
TYPES, MODES, CONTEXTS, SECTORS = ["CONSULT", "SUPPORT", "crime"], ["visit", "phone"], ["executive", "military"], ["GOV", "MIL"]
STATUSES = ["happened", "planned", "denied"]
LONGITUDES, LATITUDES = [-180.0, -179.5, -10.0, 0.0, 24.5, 179.5], [-90.0, -45.0, 0.0, 51.25, 90.0]


def maybe(strategy: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.none() | strategy


def some(values: list[Any], *, most: int = 2, least: int = 0) -> st.SearchStrategy[Any]:
    return st.lists(st.sampled_from(values), min_size=least, max_size=most, unique=True)


@st.composite
def parties(draw: st.DrawFn) -> Record:
    key = draw(maybe(st.sampled_from(sorted(ENTITIES))))
    return {
        "id": None if key is None else ids.public("ent", key),
        "name": draw(st.sampled_from(NAMES)) if key is None else ENTITIES[key],
        "kind": "unknown",
        "country": draw(maybe(st.sampled_from(COUNTRIES))),
        "sectors": draw(some(SECTORS)),
        "role": draw(maybe(st.just("minister"))),
        "count": None,
    }


def evidence(words: str) -> Record:
    return {"part": "text", "start": 3, "end": 3 + len(words), "exact": words}


def place(point: tuple[float, float] | None) -> Record:
    where = None if point is None else {"latitude": point[0], "longitude": point[1]}
    return {"id": None, "name": "Port Harcourt", "kind": "city", "country": None, "coordinates": where, "geonames_id": None}


@st.composite
def told_by(draw: st.DrawFn, n: int) -> tuple[Record, Record, Record]:
    """A mention, a claim and a step of the history by one article."""
    told = {
        "id": ids.public("mnt", UUID(int=n)),
        "article_id": ARTICLES[n],
        "source": draw(st.sampled_from(SOURCES)),
        "url": None,
        "title": " ".join(draw(some(WORDS))),
        "published_at": None,
        "reported_at": draw(st.sampled_from(TIMES)).isoformat(),
        "headline": False,
        "background": False,
        "status": "happened",
        "evidence": [evidence(words) for words in draw(some(WORDS))],
        "confidence": 0.5,
    }
    claim = {"said_by": draw(maybe(parties())), "status": "happened", "article_id": ARTICLES[n]}
    step = {"status": "happened", "said_by": claim["said_by"], "reported_at": told["reported_at"], "article_id": ARTICLES[n], "mention_id": told["id"]}
    return told, claim, step


@st.composite
def records(draw: st.DrawFn) -> Record:
    """The record of an event told by one to three articles, as the model allows it; perhaps withdrawn from one or all, perhaps redacted."""
    told = [draw(told_by(n)) for n in range(draw(st.integers(1, 3)))]
    reported = sorted(datetime.fromisoformat(mention["reported_at"]) for mention, _, _ in told)
    days = sorted(draw(some(DAYS, least=2)))
    start, end = (draw(maybe(st.just(day.isoformat()))) for day in days)
    point = draw(maybe(st.tuples(st.sampled_from(LATITUDES), st.sampled_from(LONGITUDES))))
    made = EventRecord.model_validate(
        {
            "id": ids.public("evt", ids.new_id()),
            "version": 1,
            "type": draw(st.sampled_from(TYPES)),
            "mode": draw(maybe(st.sampled_from(MODES))),
            "family": "meet",
            "contexts": draw(some(CONTEXTS)),
            "actors": draw(st.lists(parties(), max_size=2)),
            "recipients": draw(st.lists(parties(), max_size=2)),
            "place": draw(maybe(st.just(place(point)))),
            "date": draw(maybe(st.just({"edtf": "2024", "start": start, "end": end, "granularity": "interval", "basis": "stated"}))),
            "status": draw(st.sampled_from(STATUSES)),
            "said_by": draw(maybe(parties())),
            "claims": [claim for _, claim, _ in told],
            "confidence": draw(st.sampled_from([0.0, 0.25, 0.7, 1.0])),
            "mentions": [mention for mention, _, _ in told],
            "history": [step for _, _, step in told],
            "story_id": draw(maybe(st.sampled_from(STORIES))),
            **{name: draw(maybe(st.sampled_from(OTHERS))) for name in BONDS},
            **{name: draw(st.booleans()) for name in FLAGS},
            "article_count": len(told),
            "source_count": 1,
            "first_reported_at": reported[0],
            "last_reported_at": reported[-1],
            "created_at": NOW,
            "updated_at": NOW,
        }
    ).model_dump(mode="json")
    match draw(st.sampled_from(["stands", "stands", "withdrawn", "retracted", "redacted"])):
        case "withdrawn":
            return made | {field: [each for each in made[field] if each["article_id"] != ARTICLES[0]] for field in ("mentions", "claims", "history")}
        case "retracted":
            return retracted(made, now=NOW)
        case "redacted":
            return redact(made, ARTICLES[0])
    return made


FLAGS = ("process", "disputed", "overdue")
SOUGHT = [ids.public("ent", key) for key in ENTITIES] + NAMES + COUNTRIES + ["nga"]


@st.composite
def filters(draw: st.DrawFn) -> EventFilter:
    """A filter that asks for one to three things."""
    spans = st.tuples(st.sampled_from(LONGITUDES), st.sampled_from(LONGITUDES))
    bands = st.tuples(st.sampled_from(LATITUDES), st.sampled_from(LATITUDES)).map(sorted)
    any_case = st.sampled_from([str, str.lower, str.upper])
    asks: dict[str, st.SearchStrategy[Any]] = {
        "types": st.builds(lambda codes, case: tuple(map(case, codes)), some(TYPES, least=1), any_case),
        "modes": some(MODES, least=1).map(tuple),
        "contexts": some(CONTEXTS, least=1).map(tuple),
        "statuses": some(STATUSES, least=1).map(tuple),
        "actors": some(SOUGHT, least=1).map(tuple),
        "recipients": some(SOUGHT, least=1).map(tuple),
        "participants": some(SOUGHT, least=1).map(tuple),
        "pair": some(SOUGHT, least=2).map(tuple),
        **{name: some(OTHERS, least=1).map(tuple) for name in BONDS},
        **{name: st.booleans() for name in FLAGS},
        "countries": some(COUNTRIES, least=1).map(tuple),
        "sectors": some([*SECTORS, "gov"], least=1).map(tuple),
        "said_by": some(SOUGHT, least=1).map(tuple),
        "sources": some(SOURCES, least=1).map(tuple),
        "from_on": st.sampled_from(DAYS),
        "to_on": st.sampled_from(DAYS),
        "reported_from": st.sampled_from(TIMES),
        "reported_to": st.sampled_from(TIMES),
        "articles": some(ARTICLES, least=1).map(tuple),
        "stories": some(STORIES, least=1).map(tuple),
        "min_confidence": st.sampled_from([0.0, 0.25, 0.5, 1.0]),
        "box": st.builds(lambda lon, lat: Box(west=lon[0], east=lon[1], south=lat[0], north=lat[1]), spans, bands),
        "text": st.sampled_from([*PLAIN, *(f"{one} {other}" for one in PLAIN for other in PLAIN)]),
    }
    names = draw(some(sorted(asks), least=1, most=3))
    found = {name: draw(asks[name]) for name in names}
    for first, last in (("from_on", "to_on"), ("reported_from", "reported_to")):
        if first in found and last in found:
            found[first], found[last] = sorted((found[first], found[last]))
    return EventFilter(**found)


PLAIN = {"treaty": "treaty", "treaties": "treaty", "HARBOUR": "harbour", "gdansk": "gdansk", "Gdańsk": "gdansk", "ceasefire": "ceasefire", "diop": "diop"}
"""Words that are sought, and the plain word that they stand for."""

FOLDED = str.maketrans("İóńğ’“”", "ionG'  ".lower())


def spelled(name: str) -> str:
    return name.translate(FOLDED).lower()[:300]


def is_party(wanted: str, party: Record) -> bool:
    if wanted.startswith("ent_"):
        return party["id"] == wanted
    return spelled(party["name"]) == spelled(wanted) or (wanted in COUNTRIES and party["country"] == wanted)


def holds(wanted: EventFilter, record: Record) -> bool:
    """Whether a record is what a filter asks for, out of the words of the documents."""
    sides = {"actors": record["actors"], "recipients": record["recipients"], "participants": record["actors"] + record["recipients"]}
    sides["said_by"] = [voice for voice in [record["said_by"], *(claim["said_by"] for claim in record["claims"])] if voice]
    both = sides["participants"]
    date_, where = record["date"] or {}, (record["place"] or {}).get("coordinates")
    start, end = date_.get("start"), date_.get("end")
    first, last = (datetime.fromisoformat(record[name]) for name in ("first_reported_at", "last_reported_at"))
    told = told_in(record)
    parts = [party["name"] for party in both] + [(record["place"] or {}).get("name") or ""]
    parts += [words for mention in record["mentions"] for words in (mention["title"], *(span["exact"] for span in mention["evidence"]))]
    said = set(" ".join(parts).translate(FOLDED).lower().split())
    box = wanted.box
    asked: list[tuple[object, bool]] = [
        (wanted.types, record["type"].lower() in {code.lower() for code in wanted.types}),
        (wanted.modes, record["mode"] in wanted.modes),
        (wanted.contexts, bool(set(record["contexts"]) & set(wanted.contexts))),
        (wanted.statuses, record["status"] in wanted.statuses),
        *((getattr(wanted, side), any(is_party(each, party) for each in getattr(wanted, side) for party in found)) for side, found in sides.items()),
        (wanted.pair, are_two(wanted.pair, both)),
        *((getattr(wanted, name), record.get(name) in getattr(wanted, name)) for name in BONDS),
        (wanted.countries, any(party["country"] in wanted.countries for party in both)),
        (wanted.sectors, any(sector in map(str.upper, wanted.sectors) for party in both for sector in party["sectors"])),
        (wanted.sources, bool({mention["source"] for mention in record["mentions"]} & set(wanted.sources))),
        (wanted.from_on, bool(start or end) and (end is None or end >= str(wanted.from_on))),
        (wanted.to_on, bool(start or end) and (start is None or start <= str(wanted.to_on))),
        (wanted.reported_from, wanted.reported_from is not None and last >= wanted.reported_from),
        (wanted.reported_to, wanted.reported_to is not None and first <= wanted.reported_to),
        (wanted.articles, bool(told & set(wanted.articles))),
        (wanted.stories, record["story_id"] in wanted.stories),
        (wanted.min_confidence, record["confidence"] >= (wanted.min_confidence or 0)),
        (box, bool(box and where and is_in(box, where))),
        (wanted.text, {PLAIN[word] for word in (wanted.text or "").split()} <= said),
    ]
    flagged = [record.get(name, False) == getattr(wanted, name) for name in FLAGS if getattr(wanted, name) is not None]
    return all(flagged) and all(true for given, true in asked if given)


def are_two(pair: tuple[str, ...], parties: list[Record]) -> bool:
    """Whether one party is the first of the pair, and another one the second."""
    return any(is_party(one, a) and is_party(other, b) for one, other in [pair or ("", "")] for a, b in permutations(parties, 2))


def told_in(record: Record) -> set[str]:
    return {step["article_id"] for step in record["history"]}


def is_in(box: Box, where: Record) -> bool:
    longitude = where["longitude"]
    within = box.west <= longitude <= box.east if box.west <= box.east else longitude >= box.west or longitude <= box.east
    return within and box.south <= where["latitude"] <= box.north


def test_span_that_ends_before_it_begins_holds_nothing(engine: Engine) -> None:
    wanted = EventFilter(reported_from=TIMES[3], reported_to=TIMES[1])
    with engine.connect() as connection:
        assert connection.execute(select(events.c.id).where(matches(wanted, StoredEvent()))).all() == []


@dataclass
class Shelf:
    """A connection whose transaction each example begins anew."""

    connection: Connection

    def put(self, before: Record | None, record: Record) -> None:
        """Store a record as store does, and tell of it in the log; `before` was there already."""
        for version in (before, record) if before else (record,):
            tellings.put_events(self.connection, [row(version)])
            read = {"revision": 1, "retracted": False, "choices": [], "entities": {}, "body": {}}
            mentions = [{"id": ids.new_id(), "article_id": ids.parse("art", article), **read} for article in told_in(version)]
            tellings.put_mentions(
                self.connection, [each | {"event_id": row(version)["id"], "revision": 1, "choices": [], "entities": {}, "body": {}} for each in mentions]
            )
        key = ids.parse("evt", record["id"])
        entry = Entry(kind="event", op="updated" if before else "created", id=key, version=1, record=record, before=before)
        other = Entry(kind="article", op="created", id=ids.new_id(), version=1, record={"id": ARTICLES[0], "source": "wire.example"}, before=None)
        results.append_changes(self.connection, [other, entry], now=NOW)

    def stored(self, wanted: EventFilter) -> bool:
        return self.connection.execute(select(events.c.id).where(matches(wanted, StoredEvent()))).first() is not None

    def recorded(self, wanted: EventFilter) -> bool:
        statement = select(changes.c.seq).where(changes.c.kind == "event", matches(wanted, RecordedEvent(changes.c.record)))
        return self.connection.execute(statement).first() is not None

    def told(self, wanted: EventFilter) -> list[str]:
        return list(self.connection.execute(select(changes.c.kind).where(changes_that_match(wanted))).scalars())


def row(record: Record) -> Record:
    date_ = record["date"] or {}
    days = {name: date.fromisoformat(date_[key]) if date_.get(key) else None for name, key in (("starts_on", "start"), ("ends_on", "end"))}
    columns = {name: record[name] for name in ("type", "mode", "status", "version", "retracted")}
    bonds = {name: ids.parse("evt", record[name]) if record[name] else None for name in BONDS}
    return {"id": ids.parse("evt", record["id"]), "record": record, "created_at": NOW, "updated_at": NOW, **columns, **days, **bonds}


@pytest.fixture(scope="module")
def engine(postgres_url: str, template_database: str) -> Iterator[Engine]:
    """A database of this module's own, with the entities that parties name; nothing else is committed to it."""
    made = make_engine(postgres_url.rsplit("/", 1)[0] + "/" + template_database)
    yield made
    made.dispose()


def shelf(connection: Connection) -> Shelf:
    keys = [{"id": key, "kind": "person", "name": name, "country": None, "version": 1, "record": entity(key, name)} for key, name in ENTITIES.items()]
    told = [
        {"id": ids.parse("art", name), "state": "done", "source": "wire.example", "title": "", "text": "", "content_hash": name.encode()} for name in ARTICLES
    ]
    connection.execute(articles.insert(), [each | {"revision": 1, "received_at": NOW, "revised_at": NOW} for each in told])
    entity_index.put_entities(connection, [each | {"created_at": NOW, "updated_at": NOW} for each in keys])
    return Shelf(connection)


def entity(key: UUID, name: str) -> Record:
    return {"id": ids.public("ent", key), "name": name, "aliases": []}


# Not shrunk: each try is a transaction, and the filter in the message says what is wrong.
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate])
@given(before=maybe(records()), record=records(), wanted=st.lists(filters(), min_size=8, max_size=8))
def test_stored_event_and_its_record_in_a_change_match_alike_and_as_documented(
    engine: Engine, before: Record | None, record: Record, wanted: list[EventFilter]
) -> None:
    with engine.connect() as connection:
        there = shelf(connection)
        before = before and before | {"id": record["id"]}
        there.put(before, record)

        for each in wanted:
            expected = holds(each, record)
            heard = ["event"] if expected or (before and holds(each, before)) else []
            assert (there.stored(each), there.recorded(each), there.told(each)) == (expected, expected, heard), each
        connection.rollback()
