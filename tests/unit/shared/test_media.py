"""Media types: what may be a feed, what may be a page."""

import pytest
from dateline_shared.media import may_be_page, may_be_text, media_type


@pytest.mark.parametrize(
    ("header", "named"),
    [
        ("Text/HTML; charset=utf-8", "text/html"),
        ("", ""),
        (" ;charset=x", ""),
        ("text/xml, text/html", "text/xml"),
        ("application/RSS+xml", "application/rss+xml"),
    ],
)
def test_a_media_type_is_named_without_its_parameters(header: str, named: str):
    assert media_type(header) == named


@pytest.mark.parametrize(
    "kind",
    [
        "",
        "application/atom+xml",
        "application/feed+json",
        "application/force-download",
        "application/json",
        "application/octet-stream",
        "application/rdf",
        "application/rss",
        "application/rss+xml",
        "application/unknown",
        "application/x-javascript",
        "application/xml",
        "binary/octet-stream",
        "text/html",
        "text/plain",
        "text/x-opml",
        "unknown/unknown",
        "xml",
    ],
)
def test_feeds_come_under_many_names(kind: str):
    assert may_be_text(kind)


@pytest.mark.parametrize(
    "kind",
    [
        "application/gzip",
        "application/pdf",
        "application/vnd.ms-excel",
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/x-gzip",
        "application/x-rar-compressed",
        "application/x-zip-compressed",
        "application/zip",
        "audio/mpeg",
        "font/woff2",
        "image/png",
        "image/svg+xml",
        "multipart/x-mixed-replace",
        "video/mp4",
    ],
)
def test_what_is_plainly_no_text_is_no_feed_and_no_page(kind: str):
    assert not may_be_text(kind)
    assert not may_be_page(kind)


@pytest.mark.parametrize(
    ("kind", "is_page"), [("text/html", True), ("application/xhtml+xml", True), ("", True), ("application/json", False), ("text/calendar", False)]
)
def test_pages_come_under_few_names(kind: str, is_page: bool):
    assert may_be_page(kind) == is_page
