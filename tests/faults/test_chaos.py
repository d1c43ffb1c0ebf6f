"""The change log alone makes the tables again after anything, at length: the quick form is tests/integration/http/test_log_rebuilds.py."""

from collections.abc import Iterator
from typing import Any

import pytest
from dateline_api.db.changes import look_up
from dateline_api.db.event_filter import EventFilter
from integration.chaos import Chaos, Json, destination, redirects, replayed, stored
from integration.conftest import bench

__all__ = ["bench"]


def pages(engine: Any) -> Iterator[Json]:
    """The log from its beginning."""
    after: int | None = None
    while True:
        with engine.connect() as connection:
            page = look_up(connection, after=after, kinds=(), wanted=EventFilter(), limit=500)
        yield {"data": page.changes}
        after = page.upto
        if not page.has_more:
            return


@pytest.mark.timeout(1800)
@pytest.mark.parametrize("seed", range(100, 108))
def test_change_log_alone_rebuilds_all_that_is_known_after_anything(bench: Any, seed: int) -> None:
    chaos = Chaos(bench, seed)
    for _ in range(5):
        chaos.go(40)
        known, there = replayed(pages(bench.engine)), stored(bench)
        assert known.keys() == there.keys()
        assert {key: (known[key], there[key]) for key in known if known[key] != there[key]} == {}, chaos.did
        assert {key: destination(known, key) for key in known if known[key].get("merged_into")} == redirects(bench)
    assert chaos.did["relink applied"]
