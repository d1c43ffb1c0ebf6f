"""Any past state of an event is read from what was published up to then."""

from typing import Any
from uuid import UUID

from dateline_api.db.tables import events, mentions
from dateline_api.store import tell
from dateline_api.store.link.counts import LISTED
from dateline_api.store.link.merge import merge_events
from dateline_api.store.link.past import as_of
from dateline_api.store.link.refold import refold
from integration.newsroom import Newsroom
from integration.test_merge import HOUR, apply, record, told
from sqlalchemy import text


def state(bench, event: UUID, at) -> dict[str, Any]:
    with bench.engine.connect() as connection:
        found = as_of(connection, event, at)
    assert found is not None
    return found


def test_state_of_now_is_the_record_and_earlier_ones_know_less(bench) -> None:
    later, earlier = told(bench)
    apply(bench, merge_events, later, earlier)
    now = bench.clock.now()
    assert state(bench, earlier, now) == record(bench, earlier)
    assert state(bench, later, now) == record(bench, later)
    then = state(bench, earlier, now - 1.5 * HOUR)
    assert (then["mention_count"], [mention["title"] for mention in then["mentions"]]) == (1, ["Report 1"])
    with bench.engine.connect() as connection:
        assert as_of(connection, earlier, now - 3 * HOUR) is None
        assert as_of(connection, UUID(int=1), now) is None


def test_bond_to_an_event_that_nobody_had_told_of_is_not_known(bench) -> None:
    later, earlier = told(bench)
    with bench.engine.begin() as connection:
        connection.execute(events.update().where(events.c.id == earlier).values(cancelled_by=later))
    now = bench.clock.now()
    assert state(bench, earlier, now)["cancelled_by"] == record(bench, later)["id"]
    assert state(bench, earlier, now - 1.5 * HOUR)["cancelled_by"] is None


def test_record_of_a_great_many_mentions_has_some_of_them_and_counts_all(bench) -> None:
    _, key = told(bench)
    with bench.engine.begin() as connection:
        columns = ", ".join(column.name for column in mentions.c if column.name != "id")
        connection.execute(text(f"INSERT INTO mentions (id, {columns}) SELECT gen_random_uuid(), {columns} FROM mentions, generate_series(1, 250)"))
        tell.append(connection, refold(connection, [key], now=bench.clock.now()), now=bench.clock.now())
    found = record(bench, key)
    assert (found["mention_count"], found["article_count"], len(found["mentions"])) == (251, 1, LISTED)
    assert state(bench, key, bench.clock.now()) == found


def test_what_people_corrected_holds_of_the_past_as_well(bench) -> None:
    newsroom = Newsroom(bench)
    newsroom.tell("struck")
    key = UUID(hex=newsroom.event("struck")["id"][4:])
    newsroom.correct("amend_event", event_id=newsroom.event("struck")["id"], fields={"status": "denied"})
    assert record(bench, key)["status"] == "denied"
    assert state(bench, key, bench.clock.now()) == record(bench, key)
