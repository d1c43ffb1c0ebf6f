"""What each format forgives and what it refuses, in whose words, and which format a value is taken for."""

import contextlib
import json
import time
import tracemalloc
from typing import Any

import pytest
from dateline_api.http.bodies import decode
from dateline_api.http.formats import read_html, read_json, read_one
from dateline_api.http.formats.detect import format_of
from dateline_api.http.posted import Posted
from dateline_api.http.problems import ProblemError
from dateline_shared.contracts.page import MAX_MARKUP_BYTES
from hypothesis import given
from hypothesis import strategies as st

MAX_TEXT = 10_000
NINJS = {"uri": "tag:wire.example,2024:1", "headlines": [{"value": "Dam breaks"}], "bodies": [{"value": "The dam broke."}]}
NEWS = {"@context": "https://schema.org", "@type": "NewsArticle", "headline": "Dam breaks", "articleBody": "The dam broke."}
ITEM = {"id": "1", "content_text": "The dam broke."}


def read(value: Any) -> Posted:
    found = read_json(json.dumps(value).encode(), max_text_bytes=MAX_TEXT)
    assert isinstance(found, Posted)
    return found


def refusal(value: Any) -> dict[str, Any]:
    with pytest.raises(ProblemError) as caught:
        read_json(json.dumps(value).encode(), max_text_bytes=MAX_TEXT)
    return caught.value.body()


def pointers(value: Any) -> list[str]:
    return [error["pointer"] for error in refusal(value)["errors"]]


@pytest.mark.parametrize(
    ("value", "is_taken_for"),
    [
        ({"text": "a", "title": "b", "url": "https://a.example/"}, "native"),
        ({"url": "https://a.example/"}, "native"),
        ({"text": "a", "id": "7"}, "native"),
        ({"uri": "https://a.example/", "text": "a"}, "native"),
        ({"title": "a", "external_id": "items", "items": []}, "native"),
        ({}, "native"),
        ([], "native"),
        ("a", "native"),
        ({"@type": "NewsArticle", "text": "a"}, "schema_org"),
        ({"@graph": []}, "schema_org"),
        ({"standard": {"name": "ninjs"}, "text": "an extension"}, "ninjs"),
        ({"uri": "urn:1", "pubstatus": "canceled"}, "ninjs"),
        ({"uri": "urn:1", "headline": "a", "body_text": "b", "source": "an extension"}, "ninjs"),
        ({"standard": {"name": "other"}, "text": "a"}, "native"),
        ({"id": "1", "url": "https://a.example/"}, "json_feed_item"),
        ({"content_html": "<p>a", "text": "a"}, "json_feed_item"),
        ({"version": "https://jsonfeed.org/version/1.1", "items": []}, "json_feed"),
    ],
)
def test_format_is_told_by_what_only_it_holds(value: Any, is_taken_for: str) -> None:
    assert format_of(value) == is_taken_for


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("2024-03-06T08:00:00Z", "2024-03-06T08:00:00+00:00"),
        ("2024-03-06T08:00:00.5-05:30", "2024-03-06T13:30:00.500000+00:00"),
        ("2024-03-06T08:00", "2024-03-06T08:00:00+00:00"),
        ("2024-03-06 08:00:00+01", "2024-03-06T07:00:00+00:00"),
        (" 2024-03-06 ", "2024-03-06T00:00:00+00:00"),
        ("20240306T080000Z", "2024-03-06T08:00:00+00:00"),
    ],
)
def test_date_without_an_offset_is_read_as_utc(given: str, meant: str) -> None:
    for value in (NINJS | {"firstCreated": given}, NEWS | {"datePublished": given}, ITEM | {"date_published": given}):
        at = read(value).article.published_at
        assert at is not None
        assert at.isoformat() == meant


@pytest.mark.parametrize(
    "given",
    ["", "yesterday", "2024-02-30", "2024-03", "06/03/2024", "Wed, 06 Mar 2024 08:00:00 GMT", 1709712000, ["2024"], "0001-01-01T00:00:00+23:59", "3000-01-01"],
)
def test_what_is_no_date_is_refused(given: Any) -> None:
    assert pointers(NINJS | {"versionCreated": given}) == ["/versionCreated"]
    assert pointers(ITEM | {"date_modified": given}) == ["/date_modified"]


def test_embargo_must_say_its_offset() -> None:
    assert pointers(NINJS | {"embargoedUntil": "2024-03-06T08:00:00"}) == ["/embargoedUntil"]
    assert pointers(NINJS | {"embargoed": "2024-03-06"}) == ["/embargoed"]


def test_day_alone_orders_no_versions() -> None:
    assert read(NINJS | {"versionCreated": "2024-03-06"}).article.modified_at is None
    assert read(NEWS | {"dateModified": "2024-03-06"}).article.modified_at is None


@pytest.mark.parametrize("kind", ["picture", "video", "audio", "graphic", "component", "event", "planning", "essay"])
def test_item_that_is_no_article_is_refused(kind: str) -> None:
    problem = refusal(NINJS | {"type": kind})

    assert problem["errors"][0]["pointer"] == "/type"
    assert "text and composite" in problem["detail"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"uri": None, "standard": {"name": "ninjs"}}, "/uri"),
        ({"uri": "u" * 401}, "/uri"),
        ({"pubStatus": "cancelled"}, "/pubStatus"),
        ({"headlines": "Dam breaks"}, "/headlines"),
        ({"headlines": [{"role": "main"}]}, "/headlines/0/value"),
        ({"bodies": [{"value": "a\0b"}]}, "/bodies/0/value"),
        ({"bodies": [{"value": "<nitf/>", "contentType": "application/nitf+xml"}]}, "/bodies"),
        ({"bodies": [], "headlines": []}, "/bodies"),
        ({"subjects": [{"name": 7}]}, "/subjects/0/name"),
        ({"language": 7}, "/language"),
    ],
)
def test_wrong_ninjs_is_refused_with_a_pointer_into_it(change: dict[str, Any], pointer: str) -> None:
    assert pointers(NINJS | change) == [pointer]


def test_cancellation_needs_no_words() -> None:
    posted = read({"uri": "urn:newsml:wire.example:20240306:1", "pubStatus": "canceled"})

    assert posted.is_cancelled
    assert (posted.article.external_id, posted.article.source) == ("urn:newsml:wire.example:20240306:1", "wire.example")


@pytest.mark.parametrize(
    ("uri", "source"),
    [
        ("https://www.bbc.co.uk/items/1", "bbc.co.uk"),
        ("tag:desk@wire.example,2024-03:1", "wire.example"),
        ("URN:NEWSML:wire.example:20240306:1", "wire.example"),
        ("urn:uuid:7d9d1a5e-6a0c-4f52-9a5b-3f0d6b5f0a11", None),
        ("http://[::1", None),
    ],
)
def test_source_of_an_item_is_who_named_it(uri: str, source: str | None) -> None:
    assert read(NINJS | {"uri": uri}).article.source == source


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"@type": "Recipe"}, "/@type"),
        ({"@type": "AdvertiserContentArticle"}, "/@type"),
        ({"@context": "https://www.w3.org/ns/activitystreams"}, "/@context"),
        ({"headline": 7}, "/headline"),
        ({"articleBody": {"@type": "Thing"}}, "/articleBody"),
        ({"url": "/dam"}, "/url"),
        ({"url": "http://"}, "/url"),
        ({"author": "a\0"}, "/author/0"),
        ({"headline": "", "articleBody": []}, "/articleBody"),
        ({"datePublished": {"@value": "soon"}}, "/datePublished"),
    ],
)
def test_wrong_schema_org_is_refused_with_a_pointer_into_it(change: dict[str, Any], pointer: str) -> None:
    assert pointers(NEWS | change) == [pointer]


@pytest.mark.parametrize(
    ("change", "field", "value"),
    [
        ({"author": "Ann Blau"}, "authors", ("Ann Blau",)),
        ({"author": [{"name": ["Ann Blau"]}, "https://a.example/bo", {"name": None}, 7]}, "authors", ("Ann Blau",)),
        ({"author": {"@list": [{"name": " Ann \n Blau "}, "Ann Blau"]}}, "authors", ("Ann Blau",)),
        ({"author": [[[[[[[[[["deep"]]]]]]]]]]}, "authors", ()),
        ({"keywords": ["dam, flood", {"@type": "DefinedTerm", "name": "rain"}]}, "tags", ("dam", "flood", "rain")),
        ({"keywords": [f"word {n}" for n in range(70)]}, "tags", tuple(f"word {n}" for n in range(50))),
        ({"inLanguage": "English"}, "language", None),
        ({"inLanguage": ["pt-BR", "en"]}, "language", "pt-BR"),
        ({"mainEntityOfPage": True, "@id": "https://a.example/dam"}, "url", "https://a.example/dam"),
        ({"mainEntityOfPage": {"@id": "#page"}, "@id": "_:b0"}, "url", None),
        ({"publisher": {"name": "Wire", "@id": "https://www.wikidata.org/entity/Q1"}}, "source", None),
        ({"publisher": None, "identifier": 7}, "external_id", "7"),
        ({"url": "https://a.example/dam", "identifier": 7}, "external_id", None),
        ({"@type": ["CreativeWork", "schema:NewsArticle"]}, "title", "Dam breaks"),
    ],
)
def test_schema_org_is_read_as_the_web_writes_it(change: dict[str, Any], field: str, value: Any) -> None:
    assert getattr(read(NEWS | change).article, field) == value


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"id": None}, "/id"),
        ({"id": ""}, "/id"),
        ({"id": True}, "/id"),
        ({"authors": ["Ann"]}, "/authors/0"),
        ({"tags": "dam"}, "/tags"),
        ({"url": "dam.html"}, "/url"),
        ({"url": "http://[::1"}, "/url"),
        ({"content_text": "", "content_html": " "}, "/content_text"),
        ({"title": "\ud800"}, "/title"),
    ],
)
def test_wrong_json_feed_item_is_refused_with_a_pointer_into_it(change: dict[str, Any], pointer: str) -> None:
    assert pointers(ITEM | change) == [pointer]


def test_feed_is_bounded_like_an_array() -> None:
    assert refusal({"version": "https://jsonfeed.org/version/1.1", "items": [ITEM] * 101})["status"] == 413


def test_graph_is_bounded_like_an_array() -> None:
    assert refusal({"@graph": [NEWS] * 101})["status"] == 413


@pytest.mark.parametrize(
    ("base", "field", "one"),
    [(NINJS, "bodies", {}), (NINJS, "subjects", {}), (ITEM, "tags", 7), (ITEM, "authors", 7), (NEWS, "keywords", "a\0"), (NEWS, "author", {})],
)
def test_long_list_costs_little(base: dict[str, Any], field: str, one: Any) -> None:
    value = json.dumps(base | {field: [one] * 100_000}).encode()
    tracemalloc.start()
    try:
        decode(value)
        _, parsed = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        with contextlib.suppress(ProblemError):
            read_json(value, max_text_bytes=MAX_TEXT)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < parsed + 5_000_000


def test_line_has_room_for_one_article() -> None:
    alone = {"@context": "https://schema.org", "@graph": [{"@type": "Organization"}, NEWS]}
    assert read_one(alone, max_text_bytes=MAX_TEXT).article.title == "Dam breaks"
    assert read_one({"version": "https://jsonfeed.org/version/1.1", "items": [ITEM]}, max_text_bytes=MAX_TEXT).article.external_id == "1"
    with pytest.raises(ProblemError, match="holds 2 articles"):
        read_one({"@graph": [NEWS, NEWS]}, max_text_bytes=MAX_TEXT)


@pytest.mark.parametrize("value", [NINJS | {"bodies": [{"value": "a" * 10_001}]}, NEWS | {"articleBody": "a" * 10_001}, ITEM | {"content_text": "a" * 10_001}])
def test_long_text_is_refused_in_every_format(value: Any) -> None:
    assert refusal(value)["status"] == 413


def test_long_text_in_a_feed_harms_no_other() -> None:
    feed = {"version": "https://jsonfeed.org/version/1.1", "items": [ITEM | {"content_text": "a" * 10_001}, ITEM]}
    found = read_json(json.dumps(feed).encode(), max_text_bytes=MAX_TEXT)
    assert isinstance(found, list)
    assert [isinstance(one, Posted) for one in found] == [False, True]


def test_page_needs_its_address() -> None:
    for url in (None, "", "wire.example/1", "ftp://wire.example/1", "https://wire.example/a b"):
        with pytest.raises(ProblemError) as caught:
            read_html(b"<p>a", content_type="text/html", url=url)
        assert caught.value.errors[0].parameter == "url"


@pytest.mark.parametrize(("raw", "status"), [(b" \n", 422), (b"a" * (MAX_MARKUP_BYTES + 1), 413)])
def test_page_that_is_empty_or_huge_is_refused(raw: bytes, status: int) -> None:
    with pytest.raises(ProblemError) as caught:
        read_html(raw, content_type="text/html", url="https://wire.example/1")
    assert caught.value.kind.status == status


def test_nul_in_a_page_becomes_a_replacement_character() -> None:
    assert read_html(b"<p>a\0b", content_type="text/html", url="https://wire.example/1").markup == "<p>a\N{REPLACEMENT CHARACTER}b"


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(["https://a.example/1", "2024-03-06", "NewsArticle", "<p>a</p>"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "value", "url", "@id", "@value", "@type", "role", "href", "id"]), inner, max_size=3)
    ),
    max_leaves=8,
)


MEMBERS = """
uri type versionCreated headlines bodies renditions infoSources subjects pubStatus by
@type @graph @context headline articleBody author publisher url mainEntityOfPage keywords inLanguage identifier
id content_text content_html authors tags items date_modified home_page_url language title
"""


@given(
    st.sampled_from([NINJS, NEWS, ITEM, {"@graph": [NEWS]}, {"items": [ITEM]}]),
    st.dictionaries(
        st.sampled_from(MEMBERS.split()),
        JSON,
        max_size=4,
    ),
)
def test_whatever_is_posted_is_read_or_refused(base: dict[str, Any], change: dict[str, Any]) -> None:
    found = read_or_problem(base | change)

    for one in found if isinstance(found, list) else [found]:
        if isinstance(one, Posted):
            assert type(one.article).model_validate(one.article.model_dump()) == one.article
        else:
            assert one.kind.status in (413, 422)


def read_or_problem(value: Any) -> Posted | ProblemError | list[Posted | ProblemError]:
    try:
        return read_json(json.dumps(value).encode(), max_text_bytes=MAX_TEXT)
    except ProblemError as problem:
        return problem


def test_references_to_a_large_node_cost_no_more_than_the_node() -> None:
    party = {"@id": "#crowd", "name": ["A B"] * 20_000, "url": ["https://wire.example/"] * 20_000}
    graph = {"@graph": [{**NEWS, "author": [{"@id": "#crowd"}] * 5_000, "publisher": {"@id": "#crowd"}}, party]}
    begun = time.process_time()

    assert read(graph).article.authors == ("A B",)
    assert time.process_time() - begun < 10  # 0.05 s on a quiet machine; each reference by itself took half a minute


def test_headline_with_a_reference_without_end_is_read() -> None:
    headline = {"value": "Dam&#8217;s end &#" + "1" * 5000 + ";", "contenttype": "text/html"}

    assert read({**NINJS, "headlines": [headline]}).article.title == "Dam\u2019s end \ufffd"
