"""Feeds of tests/data/feeds, each beside what must be read out of it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from dateline_ingest.poll import decide
from dateline_shared.contracts.arrival import ARRIVAL, Poll
from dateline_shared.outbound import Response

FEEDS = Path(__file__).parents[2] / "data" / "feeds"
NOW = datetime(2024, 6, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize("path", sorted(FEEDS.glob("*.xml")), ids=lambda path: path.stem)
def test_feed_is_read_as_expected(path: Path):
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    url = f"https://feeds.example.org/lists/{path.name}"
    answer = Response(url=url, status=200, headers={"content-type": expected.pop("content_type")}, body=path.read_bytes())

    report = decide(Poll(feed_id="feed", attempt=1, url=url), answer, polled_at=NOW, duration=timedelta(seconds=1))

    read = report.model_dump(mode="json", include={"outcome", "reason", "title", "site_url", "language", "malformed"}, exclude_none=True)
    assert read | {"articles": [entry.article.model_dump(mode="json", exclude_defaults=True) for entry in report.entries]} == expected
    assert ARRIVAL.validate_json(report.model_dump_json()) == report


def test_every_expectation_has_its_feed():
    assert {path.stem for path in FEEDS.glob("*.json")} == {path.stem for path in FEEDS.glob("*.xml")}
