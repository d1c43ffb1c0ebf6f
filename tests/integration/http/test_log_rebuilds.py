"""The change log alone makes the tables again, word for word, whatever happened."""

from collections.abc import Iterator
from typing import Any

import pytest
from integration.chaos import Chaos, Json, destination, redirects, replayed, stored


def pages(api: Any) -> Iterator[Json]:
    """The log from its beginning, as a poller reads it."""
    page = api.get("/v1/changes", limit=100)
    while True:
        yield page
        if not page["has_more"]:
            return
        page = api.get("/v1/changes", limit=100, cursor=page["next_cursor"])


@pytest.mark.parametrize("seed", range(3))
def test_change_log_alone_rebuilds_all_that_is_known(api: Any, seed: int) -> None:
    chaos = Chaos(api.bench, seed)
    for _ in range(3):
        chaos.go(20)
        known, there = replayed(pages(api)), stored(api.bench)
        assert known.keys() == there.keys()
        assert {key: (known[key], there[key]) for key in known if known[key] != there[key]} == {}, chaos.did
        leads = redirects(api.bench)
        assert {key: destination(known, key) for key in known if known[key].get("merged_into")} == leads
    assert sum(chaos.did.values()) == 60
