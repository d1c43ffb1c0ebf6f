"""Deleting an article takes its words out of events, too, that its mentions have left."""

from typing import Any

import pytest
from dateline_api.store import tell
from dateline_api.store.link.merge import merge_events, split_event
from integration.desk import TEXT, TITLE, Desk, held, in_order


@pytest.fixture
def desk(bench: Any) -> Desk:
    return Desk(bench)


@pytest.mark.parametrize("splits", [False, True])
def test_words_go_from_events_that_told_of_the_article_once(bench, desk, splits) -> None:
    key = desk.tell(TEXT)
    other = desk.tell("Idris Bako was congratulated. " + TEXT, url="https://pier.example/2")
    found = [bench.rows("SELECT id, event_id FROM mentions WHERE article_id = :id AND body ->> 'type' = 'SUPPORT'", id=each)[0] for each in (key, other)]
    (mention, mine), (_, theirs) = found
    assert mine == theirs  # linking made them one
    with bench.engine.begin() as connection:
        mine, entries = split_event(connection, theirs, [mention], now=bench.clock.now())
        entries += merge_events(connection, mine, theirs, now=bench.clock.now())
        if splits:
            entries += split_event(connection, theirs, [mention], now=bench.clock.now())[1]
        tell.append(connection, entries, now=bench.clock.now())
    desk.order("delete", other)
    desk.order("delete", key)
    assert held(bench, TEXT, TITLE) == set()
    in_order(bench)
    newest = dict(bench.rows("SELECT DISTINCT ON (object_id) object_id, record FROM changes WHERE kind = 'event' ORDER BY object_id, seq DESC"))
    assert newest == dict(bench.rows("SELECT id, record FROM events"))
