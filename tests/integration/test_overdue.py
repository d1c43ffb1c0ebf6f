"""Plans whose day is over are told to be overdue, once, unless something became of them."""

from datetime import timedelta
from uuid import UUID

import pytest
from dateline_api.db.tables import events
from dateline_api.store.overdue import tell_overdue
from dateline_shared.contracts.article import Article
from dateline_shared.contracts.event import When
from dateline_shared.testing import event, extraction, span
from integration.conftest import PEOPLE
from sqlalchemy import select


def plan(bench, *, status: str = "planned") -> UUID:
    """An event of tomorrow."""
    tomorrow = (bench.clock.now() + timedelta(days=1)).date().isoformat()
    bench.accept(Article(text=f"{PEOPLE[0].name} will go there.", title="Plans", url="https://wire.example/plan", published_at=bench.clock.now()))
    for chunk in bench.dispatch():
        for reading in chunk.readings:
            when = When(edtf=tomorrow, granularity="day", basis="stated")
            act = event("x1", evidence=span(reading, "will go there"), actors=PEOPLE[:1], type="CONSULT", family="visit", status=status, date=when)
            bench.answer(extraction(reading, entities=PEOPLE, events=[act]))
    bench.record()
    with bench.engine.connect() as connection:
        return connection.execute(select(events.c.id)).scalar_one()


def look(bench, *, after: timedelta) -> list[tuple[bool, int]]:
    bench.clock.move(after)
    with bench.engine.begin() as connection:
        assert not tell_overdue(connection, now=bench.clock.now())
    with bench.engine.connect() as connection:
        return [(row.record["overdue"], row.version) for row in connection.execute(select(events.c.record, events.c.version))]


def test_plan_is_overdue_once_its_day_is_over(bench) -> None:
    plan(bench)
    assert look(bench, after=timedelta(0)) == [(False, 1)]
    assert look(bench, after=timedelta(days=2)) == [(True, 2)]
    assert look(bench, after=timedelta(days=2)) == [(True, 2)]
    assert bench.rows("SELECT overdue_on FROM events") == [(None,)]


@pytest.mark.parametrize("status", ["happened", "possible", "negated"])
def test_what_is_no_plan_is_never_overdue(bench, status) -> None:
    plan(bench, status=status)
    assert look(bench, after=timedelta(days=9)) == [(False, 1)]


@pytest.mark.parametrize("edtf", ["9999-12-31", "999X", "0001-01-01"])
@pytest.mark.parametrize("status", ["planned", "happened"])
def test_day_at_the_end_of_the_calendar_is_recorded(bench, edtf: str, status: str) -> None:
    bench.accept(Article(text=f"{PEOPLE[0].name} will go there.", title="Plans", url="https://wire.example/plan", published_at=bench.clock.now()))
    for chunk in bench.dispatch():
        for reading in chunk.readings:
            when = When(edtf=edtf, granularity="day", basis="stated")
            act = event("x1", evidence=span(reading, "will go there"), actors=PEOPLE[:1], type="CONSULT", family="visit", status=status, date=when)
            bench.answer(extraction(reading, entities=PEOPLE, events=[act]))
    bench.record()
    assert bench.states() == {"done": 1}
    assert bench.rows("SELECT status, record ->> 'date' FROM events") == [(status, None)]
