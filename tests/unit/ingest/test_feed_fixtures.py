"""Feeds of tests/data/feeds, each beside what must be read out of it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from dateline_ingest.parse import MAX_ENTRIES, parse
from dateline_ingest.poll import decide
from dateline_shared.contracts.arrival import ARRIVAL, Poll
from dateline_shared.outbound import Response
from hypothesis import given, settings
from hypothesis import strategies as st

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


def test_an_endless_list_is_read_from_its_top():
    items = "".join(f"<item><title>{number}</title></item>" for number in range(MAX_ENTRIES + 1))

    titles = [
        entry.title and entry.title.value for entry in parse(f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), url="https://e.org/").entries
    ]

    assert titles == [str(number) for number in range(MAX_ENTRIES)]


def test_every_expectation_has_its_feed():
    assert {path.stem for path in FEEDS.glob("*.json")} == {path.stem for path in FEEDS.glob("*.xml")}


@given(
    path=st.sampled_from(sorted(FEEDS.glob("*.xml"))),
    damage=st.lists(
        st.tuples(
            st.floats(0, 1),
            st.integers(0, 40),
            st.sampled_from([b"", b"<![CDATA[", b"&#x", b"<item>", b"\x00", b"\xff\xfe", b"http://[", b"'>"]) | st.binary(max_size=4),
        )
    ),
)
@settings(max_examples=100, deadline=None)
def test_a_damaged_feed_is_reported_one_way_or_the_other(path: Path, damage: list[tuple[float, int, bytes]]):
    body = path.read_bytes()
    for where, cut, piece in damage:
        at = int(where * len(body))
        body = body[:at] + piece + body[at + cut :]

    report = decide(
        Poll(feed_id="feed", attempt=1, url="https://e.org/"),
        Response(url="https://e.org/", status=200, headers={}, body=body),
        polled_at=NOW,
        duration=timedelta(),
    )

    assert ARRIVAL.validate_json(report.model_dump_json()) == report
