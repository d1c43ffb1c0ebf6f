"""Pages of tests/data/pages, each beside what must be read out of it."""

import json
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from dateline_ingest.page import NoArticleError, read_page
from dateline_shared.outbound import Response
from hypothesis import given, settings
from hypothesis import strategies as st

PAGES = Path(__file__).parents[2] / "data" / "pages"
DOCUMENTS = sorted(PAGES.glob("*.html"))
GIVEN = ("url", "headers")  # of the expectation: what came with the document
NOW = datetime(2024, 6, 1, 12, tzinfo=UTC)
PATIENCE = 10.0  # seconds of processor time on a busy machine


def read(path: Path, given: dict[str, Any]) -> dict[str, Any]:
    """What is read out of a page, in the form of an expectation."""
    try:
        page = read_page(Response(url=given["url"], status=200, headers=given["headers"], body=path.read_bytes()), now=NOW)
    except NoArticleError as error:
        return {"no_article": str(error).partition(f"{given['url']}: ")[2]}
    return {"canonical_url": page.canonical_url} | page.article.model_dump(mode="json", exclude_defaults=True, exclude={"url"})


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.stem)
def test_page_is_read_as_expected(path: Path):
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))

    assert read(path, expected) == {name: value for name, value in expected.items() if name not in GIVEN}


def test_every_expectation_has_its_page():
    assert {path.stem for path in PAGES.glob("*.json")} == {path.stem for path in DOCUMENTS}


@given(
    path=st.sampled_from(DOCUMENTS),
    damage=st.lists(
        st.tuples(
            st.floats(0, 1),
            st.integers(0, 60),
            st.sampled_from([b"", b"<!--", b"<script>", b"</", b"{", b'"', b"\x00", b"\xff", b"&#0;", b"http://[", b"<table>", b"<article>"])
            | st.binary(max_size=4),
        ),
        max_size=8,
    ),
)
@settings(max_examples=60, deadline=None)
def test_a_damaged_page_is_read_or_refused(path: Path, damage: list[tuple[float, int, bytes]]):
    body = path.read_bytes()
    for where, cut, piece in damage:
        at = int(where * len(body))
        body = body[:at] + piece + body[at + cut :]
    begun = time.process_time()

    with suppress(NoArticleError):
        assert read_page(Response(url="https://www.example.org/news/1", status=200, headers={"content-type": "text/html"}, body=body), now=NOW).article.text

    assert time.process_time() - begun < PATIENCE
