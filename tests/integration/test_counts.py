"""Counts and timelines of events made by chance agree with a plain count of the same events."""

import random
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import product
from typing import Any, get_args
from uuid import UUID

import pytest
from dateline_api import ids
from dateline_api.db.counts import count_events
from dateline_api.db.event_filter import EventFilter
from dateline_api.db.facets import Facet
from dateline_api.db.tables import entities, events
from dateline_api.db.timeline import Clock, read_timeline
from dateline_api.intervals import Interval, floor, starts
from sqlalchemy import insert

Record = dict[str, Any]

NOW = datetime(2024, 3, 5, 12, tzinfo=UTC)
FACETS: tuple[Facet, ...] = get_args(Facet)
PEOPLE = {UUID(int=n): name for n, name in enumerate(["Awa Diop", "Idris Bako", "Folake Adeyemi"], start=1)}
NAMELESS = ["police", "Police", "a Turkish official"]
COUNTRIES = ["NGA", "SEN", "GHA", None]
SOURCES = ["a.example", "b.example", "c.example"]
DAYS = [date(2023, 12, 28) + timedelta(days=n) for n in range(20)]

FILTERS = [
    EventFilter(),
    EventFilter(types=("CONSULT",)),
    EventFilter(countries=("SEN",)),
    EventFilter(from_on=DAYS[4], to_on=DAYS[9]),
    EventFilter(reported_from=datetime(2024, 1, 3, 7, tzinfo=UTC), statuses=("planned",)),
    EventFilter(types=("MOURN",)),
]


def invent(chance: random.Random, n: int) -> Record:
    """An event of any kind: with and without parties, date and place, some the same twice."""

    def party() -> Record:
        key = chance.choice([*PEOPLE, None])
        name = PEOPLE[key] if key else chance.choice(NAMELESS)
        return {
            "id": key and ids.public("ent", key),
            "name": name,
            "country": chance.choice(COUNTRIES),
            "sectors": chance.sample(["GOV", "MIL"], chance.randrange(3)),
        }

    day = chance.choice(DAYS)
    start, end = chance.choice([(day, day), (day, day + timedelta(days=1)), (day, day + timedelta(days=8)), (day, None), (None, day), (None, None)])
    told = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=chance.randrange(5000))
    key = chance.choice([None, *PEOPLE])
    speaker = chance.choice([None, party()])
    return {
        "id": ids.public("evt", UUID(int=n + 1)),
        "retracted": chance.random() < 0.1,
        "type": chance.choice(["CONSULT", "SUPPORT", "die"]),
        "mode": chance.choice([None, "phone"]),
        "status": chance.choice(["happened", "planned"]),
        "contexts": chance.sample(["military", "legal", "health"], chance.randrange(3)),
        "actors": [party() for _ in range(chance.randrange(4))],
        "recipients": [party() for _ in range(chance.randrange(3))],
        "said_by": speaker,
        "claims": [{"said_by": speaker}, {"said_by": None}],
        "place": None if chance.random() < 0.5 else {"id": key and ids.public("ent", key), "name": PEOPLE.get(key, "Overtown")},
        "date": {"start": start and start.isoformat(), "end": end and end.isoformat()},
        "mentions": [{"source": chance.choice(SOURCES), "title": "Report"} for _ in range(chance.randrange(1, 3))],
        "story_id": chance.choice([None, "sty_1"]),
        "first_reported_at": told.isoformat(),
        "last_reported_at": (told + timedelta(hours=chance.randrange(3))).isoformat(),
        "confidence": 0.5,
    }


@pytest.fixture(params=[1, 2])
def population(request: pytest.FixtureRequest, bench: Any) -> list[Record]:
    chance = random.Random(request.param)
    records = [invent(chance, n) for n in range(250)]
    stamps = {"created_at": NOW, "updated_at": NOW}
    rows = [
        {
            **{name: record[name] for name in ("type", "mode", "status", "retracted")},
            "id": ids.parse("evt", record["id"]),
            "starts_on": record["date"]["start"],
            "ends_on": record["date"]["end"],
            "record": record,
            **stamps,
        }
        for record in records
    ]
    people = [{"id": key, "kind": "person", "name": name, "record": {"name": name}, **stamps} for key, name in PEOPLE.items()]
    with bench.engine.begin() as connection:
        connection.execute(insert(entities), people)
        connection.execute(insert(events), rows)
    return [record for record in records if not record["retracted"]]


def is_wanted(wanted: EventFilter, record: Record) -> bool:
    """The filter of this test's cases, in plain words."""
    sides = record["actors"] + record["recipients"]
    start, end = days(record)
    return (
        (not wanted.types or record["type"] in wanted.types)
        and (not wanted.statuses or record["status"] in wanted.statuses)
        and (not wanted.countries or any(party["country"] in wanted.countries for party in sides))
        and (not wanted.from_on or ((start or end) is not None and (end or date.max) >= wanted.from_on))
        and (not wanted.to_on or ((start or end) is not None and (start or date.min) <= wanted.to_on))
        and (not wanted.reported_from or datetime.fromisoformat(record["last_reported_at"]) >= wanted.reported_from)
    )


def days(record: Record) -> tuple[date | None, date | None]:
    start, end = (record["date"][side] and date.fromisoformat(record["date"][side]) for side in ("start", "end"))
    return start, end


def midnight(day: date | None) -> datetime | None:
    return datetime.combine(day, time.min, UTC) if day else None


def identities(parties: list[Record]) -> set[str]:
    return {party["id"] or party["name"].lower() for party in parties}


VALUES: dict[Facet, Callable[[Record], set[Any]]] = {
    "type": lambda event: {event["type"]},
    "mode": lambda event: {event["mode"]} - {None},
    "status": lambda event: {event["status"]},
    "context": lambda event: set(event["contexts"]),
    "actor": lambda event: identities(event["actors"]),
    "recipient": lambda event: identities(event["recipients"]),
    "participant": lambda event: identities(event["actors"] + event["recipients"]),
    "dyad": lambda event: {(one, other) for one in identities(event["actors"]) for other in identities(event["recipients"])},
    "country": lambda event: {party["country"] for party in event["actors"] + event["recipients"]} - {None},
    "country_dyad": lambda event: {(a["country"], r["country"]) for a in event["actors"] for r in event["recipients"] if a["country"] and r["country"]},
    "sector": lambda event: {sector for party in event["actors"] + event["recipients"] for sector in party["sectors"]},
    "said_by": lambda event: identities([event["said_by"]] if event["said_by"] else []),
    "place": lambda event: {event["place"]["id"] or event["place"]["name"]} if event["place"] else set(),
    "source": lambda event: {mention["source"] for mention in event["mentions"]},
    "story": lambda event: {event["story_id"]} - {None},
}


def plain(sides: tuple[Any, ...]) -> Any:
    """A value as VALUES has it: an id as it is, a name in lower case where case does not count."""
    kept = tuple(side.value.lower() if side.value.lower() in ("police", "a turkish official") else side.value for side in sides)
    return kept if len(kept) > 1 else kept[0]


def test_counts_by_every_facet_add_up(bench: Any, population: list[Record]) -> None:
    assert set(VALUES) == set(FACETS)
    for wanted, limit in product(FILTERS, (2, 200)):
        with bench.engine.connect() as connection:
            found = count_events(connection, wanted=wanted, by=FACETS, limit=limit)
        chosen = [record for record in population if is_wanted(wanted, record)]
        assert found.total == len(chosen)
        for facet, counted in found.facets.items():
            expected = Counter(value for record in chosen for value in VALUES[facet](record))
            listed = {plain(sides): number for sides, number in counted.values}
            assert listed.items() <= expected.items(), facet
            assert sorted(listed.values()) == sorted(expected.values())[-limit:] or not expected
            assert counted.distinct == len(expected)
            assert counted.other == expected.total() - sum(listed.values())
            assert counted.missing == sum(not VALUES[facet](record) for record in chosen)


def place(record: Record, unit: Interval, by: Clock, first: datetime | None, last: datetime | None) -> datetime | str:
    """Where a plain count puts an event: the beginning of an interval, or why there is none."""
    if by == "reported":
        at = datetime.fromisoformat(record["first_reported_at"])
    else:
        start, end = days(record)
        if not start or not end:
            return "wide" if start or end else "undated"
        at, until = midnight(start), midnight(end)
        assert at is not None
        assert until is not None
        if len(starts(at, until, unit)) > 2:
            return "wide"
    return "outside" if (first and at < first) or (last and at > last) else floor(at, unit)


@pytest.mark.parametrize("by", ["date", "reported"])
def test_timelines_add_up(bench: Any, population: list[Record], by: Clock) -> None:
    for n, (wanted, unit) in enumerate(product(FILTERS, get_args(Interval))):
        first, last = midnight(wanted.from_on), midnight(wanted.to_on)
        if by == "reported":
            first, last = wanted.reported_from, NOW if wanted.reported_from else None
        facet = FACETS[n % len(FACETS)]
        with bench.engine.connect() as connection:
            found = read_timeline(connection, wanted=wanted, unit=unit, by=by, split=facet, limit=1, span=(first, last))

        times = EventFilter(from_on=wanted.from_on, to_on=wanted.to_on, reported_from=wanted.reported_from)
        chosen = [(record, place(record, unit, by, first, last)) for record in population if is_wanted(wanted, record)]
        everything = Counter(place(record, unit, by, first, last) for record in population if is_wanted(times, record))
        left = Counter(at for _, at in chosen if isinstance(at, str))
        placed = Counter(at for _, at in chosen if isinstance(at, datetime))
        assert (found.undated, found.wide, found.outside) == (left["undated"], left["wide"], left["outside"])
        assert {at: number for at, number in zip(found.starts, found.counts, strict=True) if number} == placed
        assert list(found.all) == [everything[at] for at in found.starts]
        assert not placed or found.starts == starts(first or min(placed), last or max(placed), unit)
        assert found.split is not None
        top = {plain(series.sides): series.counts for series in found.split.series}
        for row, at in enumerate(found.starts):
            values = [VALUES[facet](record) for record, its in chosen if its == at]
            assert found.split.missing[row] == sum(not each for each in values)
            assert {value: counts[row] for value, counts in top.items()} == {value: sum(value in each for each in values) for value in top}
            assert found.split.other[row] + sum(counts[row] for counts in top.values()) == sum(map(len, values))
