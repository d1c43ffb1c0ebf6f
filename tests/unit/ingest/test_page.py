"""The article on a web page."""

import time
from contextlib import suppress
from datetime import UTC, datetime

import pytest
from dateline_ingest.page import NoArticleError, read_markup, read_page
from dateline_shared.outbound import Response

PARAGRAPHS = [
    "The harbour master of Vell closed the port on Tuesday after a crane fell across two berths during the morning gale.",
    "Nobody was hurt, the port authority said, but three ships were told to wait outside the breakwater until the wreck is cleared.",
    "Fishing crews, who had asked for a second crane since spring, blamed the council for the delay and called a meeting for Friday.",
]
PAGE = f"""<!doctype html><html lang="en"><head><title>Port of Vell closes - The Vell Post</title>
<meta property="og:title" content="Port of Vell closes after crane falls"><meta name="author" content="Ada Quill">
<meta property="article:published_time" content="2023-04-11T09:30:00Z"></head>
<body><nav><a href="/">Home</a> <a href="/news">News</a></nav><article><h1>Port of Vell closes after crane falls</h1>
{"".join(f"<p>{paragraph}</p>" for paragraph in PARAGRAPHS)}</article><footer>Subscribe to our newsletter</footer></body></html>"""


def _response(body: str = PAGE, *, status: int = 200, kind: str = "text/html; charset=utf-8") -> Response:
    return Response(url="https://www.post.vell.example/port", status=status, headers={"content-type": kind}, body=body.encode())


def test_page_of_very_many_authors_gives_the_first_fifty() -> None:
    crowd = "; ".join(f"Ada {chr(65 + n // 26)}{chr(97 + n % 26)}quill" for n in range(60))

    assert len(read_page(_response(PAGE.replace("Ada Quill", crowd))).article.authors) == 50


def test_page_gives_text_title_author_and_time() -> None:
    article = read_page(_response()).article
    assert all(paragraph in article.text for paragraph in PARAGRAPHS)
    assert "newsletter" not in article.text
    assert article.title == "Port of Vell closes after crane falls"
    assert article.authors == ("Ada Quill",)
    assert article.published_at == datetime(2023, 4, 11, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("response", "says"),
    [
        (_response(status=404), "status 404"),
        (_response(kind="application/pdf"), "application/pdf"),
        (_response(""), "no article was found"),
        (_response("<html><body></body></html>"), "no article was found"),
    ],
)
def test_what_holds_no_article_says_why(response: Response, says: str) -> None:
    with pytest.raises(NoArticleError, match=says):
        read_page(response)


def test_a_page_that_was_handed_in_is_read_as_a_page_without_its_address() -> None:
    page = read_markup(PAGE, url=None, is_fragment=False)

    assert (page.article.title, page.article.url, page.article.source, page.canonical_url) == ("Port of Vell closes after crane falls", None, None, None)
    assert page.article.text.splitlines() == PARAGRAPHS


def test_an_address_that_a_page_without_one_gives_itself_is_its_canonical_one() -> None:
    page = read_markup(
        PAGE.replace("<title>", '<link rel="canonical" href="https://www.post.vell.example.org/port?utm_source=x"><title>'), url=None, is_fragment=False
    )

    assert (page.canonical_url, page.article.source) == ("https://www.post.vell.example.org/port", "example.org")


def test_all_of_a_fragment_is_text() -> None:
    page = read_markup("<h2>In short</h2><p>No deal.</p><ul><li>Talks go on.</li></ul>", url="https://www.post.vell.example.org/1", is_fragment=True)

    assert (page.article.text.splitlines()[:2], page.article.title, page.article.source) == (["In short", "No deal."], "", "example.org")
    assert "Talks go on." in page.article.text


@pytest.mark.parametrize("is_fragment", [True, False])
@pytest.mark.parametrize("markup", ["", " ", "<!-- nothing -->", "<p></p>", "<img src=a.png>"])
def test_html_without_words_that_was_handed_in_is_refused(markup: str, is_fragment: bool) -> None:
    with pytest.raises(NoArticleError):
        read_markup(markup, url=None, is_fragment=is_fragment)


def test_times_far_ahead_are_left_out_when_the_day_is_known() -> None:
    page = PAGE.replace("2023-04-11T09:30:00Z", "2033-04-11T09:30:00Z")

    assert read_page(_response(page)).article.published_at == datetime(2033, 4, 11, 9, 30, tzinfo=UTC)
    assert read_page(_response(page), now=datetime(2023, 4, 12, tzinfo=UTC)).article.published_at is None


def test_an_article_after_megabytes_of_scripts_is_read() -> None:
    scripts = f"<SCRIPT>var state = '{'x' * 1_500_000}'</SCRIPT><style>{'p{}' * 500_000}</style>"
    linked = '<script type="application/ld+json">{"@type": "NewsArticle", "author": "Tom Hale"}</script>'

    article = read_page(_response(PAGE.replace("<title>", f"{scripts}{linked}<title>"))).article

    assert (article.text.splitlines(), article.authors) == (PARAGRAPHS, ("Tom Hale",))


def test_json_may_hold_characters_that_no_text_can() -> None:
    linked = r'<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Port \ud83d closes \u0000", "author": "Ada\u0007 Quill"}</script>'

    article = read_page(_response(PAGE.replace("<title>", f"{linked}<title>"))).article

    assert (article.title, article.authors) == ("Port \ufffd closes \ufffd", ("Ada Quill",))


PATIENCE = 20.0  # seconds of processor time on a busy machine; on a quiet one the slowest takes 2.6, and unbounded they take minutes
JSON_LD = '<script type="application/ld+json">'
HOSTILE = {
    "deep": "<div>" * 100_000 + "x",
    "paragraphs never closed": "<p>a " * 400_000,
    "attributes": "<div " + " ".join(f"a{n}=1" for n in range(200_000)) + ">",
    "one attribute": f'<article class="{"a b " * 400_000}">',
    "links": '<p><a href="/x">some words here</a> and more text beside it</p>' * 30_000,
    "cells": "<table>" + "<tr><td>1<td>2<td>3</tr>" * 80_000,
    "nested tables": "<table><tr><td><p>" * 60_000,
    "headings": "<h1>" * 200 + "w " * 900_000,
    "dates": "<div class='date'>2024-01-01 12/12/2023 1 June 2024 </div>" * 30_000,
    "scripts": "<script>" * 250_000,
    "scripts in megabytes": "<script></script>" * 250_000,
    "properties": "<div itemprop='author datepublished headline'>" * 40_000,
    "JSON of words": JSON_LD + '{"@type":"NewsArticle","articleBody":"' + "word " * 390_000 + '"}</script>',
    "JSON of depth": JSON_LD + '{"@graph":[' * 170_000 + "</script>",
    "JSON of articles": JSON_LD + "[" + '{"@type":"NewsArticle","author":"A and B"},' * 45_000 + "{}]</script>",
    "JSON of names in circles": JSON_LD + '{"@graph":[{"@type":"NewsArticle","author":"#a"},{"@id":"#a","name":["#a"]}]}</script>',
    "JSON of references to lists": JSON_LD
    + '{"@graph":[{"@type":"NewsArticle","author":{"@id":"#a"}},{"@id":"#a","name":['
    + ",".join(['{"@id":"#a"}'] * 5_000)
    + "]}]}</script>",
    "JSON with a reference without end": JSON_LD + '{"@type":"NewsArticle" "headline":"&#' + "1" * 5_000 + ';"}</script>',
    "JSON of spaces": JSON_LD + '{"@type":"NewsArticle",' + " " * 1_900_000 + "</script>",
}


@pytest.mark.parametrize("markup", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_page_costs_little(markup: str) -> None:
    begun = time.process_time()

    with suppress(NoArticleError):
        read_page(_response(markup + PAGE))

    assert time.process_time() - begun < PATIENCE
