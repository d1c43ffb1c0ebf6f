"""What the door takes as an article, and what it says of the rest."""

import json
from typing import Any

import pytest
from dateline_api.http.intake import max_body_bytes, max_item_bytes, read_article
from dateline_api.http.posted import Posted
from dateline_api.http.problems import ProblemError
from dateline_shared.contracts.article import MAX_TEXT_BYTES
from dateline_shared.contracts.page import MAX_MARKUP_BYTES

URL = "https://wire.example/a"
HTML = "<p>Peru recalled its envoy.</p>"


def read(**fields: Any) -> Posted:
    return read_article(fields, max_text_bytes=1000)


def test_article_comes_with_text_with_html_or_with_an_address_alone() -> None:
    assert (read(text="Peru recalled its envoy.").article.text, read(title="Envoy recalled").article.title) == ("Peru recalled its envoy.", "Envoy recalled")
    assert read(html=HTML) == Posted(read(title="x").article.model_copy(update={"title": ""}), markup=HTML)
    assert (read(html=HTML, html_is_fragment=True).is_fragment, read(html=HTML, url=URL).article.url) == (True, URL)
    assert (read(url=URL).article.text, read(url=URL).markup) == ("", None)


@pytest.mark.parametrize(
    ("fields", "pointer"),
    [
        ({}, "/text"),
        ({"text": " ", "title": "\n"}, "/text"),
        ({"text": "One.", "html": HTML}, "/html"),
        ({"html": ""}, "/html"),
        ({"html": " \n"}, "/html"),
        ({"html": "a\x00b"}, "/html"),
        ({"text": "One.", "html_is_fragment": True}, "/html_is_fragment"),
        ({"url": "https:///no-host"}, "/url"),
        ({"url": "ftp://wire.example/a"}, "/url"),
        ({"text": "One.", "modified_at": "0001-01-01T00:00:00Z"}, "/modified_at"),
    ],
)
def test_what_is_no_article_is_refused_with_a_pointer(fields: dict[str, Any], pointer: str) -> None:
    with pytest.raises(ProblemError) as caught:
        read(**fields)
    assert [error["pointer"] for error in caught.value.body()["errors"]] == [pointer]


def test_html_has_a_limit_of_its_own() -> None:
    assert read(html="a" * MAX_MARKUP_BYTES).markup
    with pytest.raises(ProblemError, match="html is 2097153 bytes"):
        read(html="a" * (MAX_MARKUP_BYTES + 1))


@pytest.mark.parametrize(
    "fields", [{"html": "\u0434" * (MAX_MARKUP_BYTES // 2)}, {"text": "\u0434" * (MAX_TEXT_BYTES // 2)}, {"text": "\x01" * MAX_TEXT_BYTES}]
)
def test_largest_article_fits_into_a_line_and_a_body_however_it_is_escaped(fields: dict[str, Any]) -> None:
    size = len(json.dumps(fields))
    assert size <= max_item_bytes(MAX_TEXT_BYTES) <= max_body_bytes(MAX_TEXT_BYTES)
