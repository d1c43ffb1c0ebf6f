"""Feeds of tests/data/feeds, each beside what must be read out of it."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from dateline_ingest.feed import MAX_ENTRIES
from dateline_ingest.parse import parse
from dateline_ingest.poll import decide
from dateline_shared.contracts.arrival import ARRIVAL, Poll
from dateline_shared.outbound import Response
from hypothesis import given, settings
from hypothesis import strategies as st

FEEDS = Path(__file__).parents[2] / "data" / "feeds"
DOCUMENTS = sorted(path for path in FEEDS.iterdir() if path.suffix != ".json")  # .xml and .jsonfeed, each beside its .json of what must be read
NOW = datetime(2024, 6, 1, 12, tzinfo=UTC)


GIVEN = ("content_type",)  # of the expectation: what came with the document


def read(path: Path, given: dict[str, Any]) -> dict[str, Any]:
    """What is read out of a document, in the form of an expectation."""
    url = f"https://feeds.example.org/lists/{path.name}"
    answer = Response(url=url, status=200, headers={"content-type": given["content_type"]}, body=path.read_bytes())
    report = decide(Poll(feed_id="feed", attempt=1, url=url), answer, polled_at=NOW, duration=timedelta(seconds=1))
    assert ARRIVAL.validate_json(report.model_dump_json()) == report
    said = report.model_dump(mode="json", include={"outcome", "reason", "title", "site_url", "language", "malformed"}, exclude_none=True)
    return said | {"articles": [entry.article.model_dump(mode="json", exclude_defaults=True) for entry in report.entries]}


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_feed_is_read_as_expected(path: Path):
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))

    assert read(path, expected) == {name: value for name, value in expected.items() if name not in GIVEN}


def test_an_endless_list_is_read_from_its_top():
    items = "".join(f"<item><title>{number}</title></item>" for number in range(MAX_ENTRIES + 1))

    titles = [
        entry.title and entry.title.value for entry in parse(f"<rss version='2.0'><channel>{items}</channel></rss>".encode(), url="https://e.org/").entries
    ]

    assert titles == [str(number) for number in range(MAX_ENTRIES)]


def test_every_expectation_has_its_feed():
    assert {path.stem for path in FEEDS.glob("*.json")} == {path.stem for path in DOCUMENTS}


@given(
    path=st.sampled_from(DOCUMENTS),
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
