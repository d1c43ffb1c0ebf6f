"""Articles over HTTP in every format: media types, results of documents that hold many, identity across formats, withdrawals."""

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

POST = "/v1/articles"
DOCUMENT = (Path(__file__).parents[3] / "docs/api.md").read_text(encoding="utf-8")
EXAMPLES = Path(__file__).parents[2] / "data/posted"
NEWS: dict[str, Any] = {"@context": "https://schema.org", "@type": "NewsArticle", "url": "https://www.wire.com/1", "headline": "Adeyemi congratulates Bako"}
NEWS |= {"articleBody": "Adeyemi congratulated Bako.", "publisher": {"@type": "Organization", "url": "https://www.wire.com"}}
ITEM = {"id": "https://www.wire.com/1", "url": "https://www.wire.com/1", "title": NEWS["headline"], "content_text": NEWS["articleBody"]}
NATIVE = {"url": "https://www.wire.com/1", "title": NEWS["headline"], "text": NEWS["articleBody"]}
NINJS: dict[str, Any] = {"standard": {"name": "ninjs", "version": "3.1"}, "uri": "tag:wire.com,2024:1", "versionCreated": "2024-03-05T10:00:00Z"}
NINJS |= {"headlines": [{"value": NEWS["headline"]}], "bodies": [{"value": NEWS["articleBody"]}]}


def send(api: Any, body: Any, kind: str = "application/json", *, expect: int = 202, **query: str) -> Any:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = api.http.post(POST, content=raw, headers={"Content-Type": kind}, params=query)
    assert answer.status_code == expect, answer.text
    return answer.json()


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*/*.expected.json")), ids=lambda path: f"{path.parent.name}/{path.name.split('.')[0]}")
def test_every_example_is_taken_in(api, path: Path) -> None:
    expected = json.loads(path.read_text(encoding="utf-8"))
    source = path.with_name(path.name.replace(".expected", ""))
    if source.exists():
        found = send(api, source.read_bytes(), expect=200 if isinstance(expected, list) else 202)
    else:
        request = json.loads(path.with_name(path.name.replace(".expected", ".request")).read_text(encoding="utf-8"))
        kind = f"text/html; charset={request['charset']}" if "charset" in request else "application/xhtml+xml"
        found = send(api, path.with_name(path.name.replace(".expected.json", ".html")).read_bytes(), kind, url=request["url"])

    for one, wanted in zip(found["data"], expected, strict=True) if isinstance(expected, list) else [(found, expected)]:
        if "errors" in wanted:
            assert (one["status"], one["problem"]["errors"]) == (422, wanted["errors"])
        else:
            is_to_fetch = "markup" in wanted or not wanted["article"]["text"]
            assert one["state"] == ("retracted" if wanted.get("is_cancelled") else "to_fetch" if is_to_fetch else "waiting")


@pytest.mark.parametrize("kind", ["application/json", "application/ld+json", "Application/LD+JSON; charset=UTF-8", "application/feed+json"])
def test_json_of_any_media_type_is_read(api, kind: str) -> None:
    assert send(api, NEWS, kind)["outcome"] == "created"


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "application/nitf+xml", "application/ld+json; charset=latin1"])
def test_other_media_types_are_refused_with_a_word_what_is_read(api, kind: str) -> None:
    problem = send(api, b"<p>a", kind, expect=415)

    assert problem["type"] == "/problems/unsupported-media-type"
    assert all(name in problem["detail"] for name in ("application/json", "application/x-ndjson", "text/html", kind))


def test_one_article_in_any_format_is_one_article(api) -> None:
    first = send(api, NEWS)

    for again in (NATIVE, ITEM, {"@graph": [{"@type": "WebPage"}, NEWS]}):
        assert send(api, again) == {**first, "outcome": "unchanged"}


def test_same_text_under_another_address_is_a_duplicate_in_every_format(api) -> None:
    first = send(api, NEWS)

    others = [
        NATIVE | {"url": "https://b.example.com/1"},
        ITEM | {"id": "7", "url": "https://c.example.com/1"},
        NEWS | {"url": "https://d.example.com/1", "publisher": None},
        NINJS,
    ]
    for other in others:
        taken = send(api, other)
        assert (taken["outcome"], taken["duplicate_of"], taken["state"]) == ("duplicate", first["id"], "duplicate")


def test_older_version_of_an_item_changes_nothing(api) -> None:
    first = send(api, NINJS)
    newer = NINJS | {"versionCreated": "2024-03-05T11:00:00Z", "bodies": [{"value": "Adeyemi did not congratulate Bako."}]}

    assert send(api, newer) == {**first, "outcome": "revised", "revision": 2}
    older = NINJS | {"versionCreated": "2024-03-05T10:30:00Z", "bodies": [{"value": "Adeyemi may congratulate Bako."}]}
    assert send(api, older)["outcome"] == "kept"


def test_document_of_many_gets_a_result_for_each(api) -> None:
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "Wire", "items": [ITEM, ITEM | {"id": "2", "url": None, "title": 7}, ITEM]}

    first, second, third = send(api, feed, "application/feed+json", expect=200)["data"]

    assert (first["status"], first["outcome"], third["outcome"], third["id"]) == (202, "created", "unchanged", first["id"])
    assert second["problem"]["errors"] == [{"pointer": "/items/1/title", "detail": "must be a string"}]


def test_array_mixes_formats(api) -> None:
    found = send(api, [NATIVE, NINJS, NEWS, ITEM, {"@graph": [NEWS, NEWS]}, {"titel": "a"}], expect=200)["data"]

    assert [one.get("outcome") for one in found] == ["created", "duplicate", "unchanged", "unchanged", None, None]
    assert "holds 2 articles" in found[4]["problem"]["detail"]
    assert found[5]["problem"]["errors"][0]["pointer"] == "/titel"


def test_ndjson_mixes_formats(api) -> None:
    lines = b"\n".join(json.dumps(value).encode() for value in (NATIVE, NINJS, NEWS, ITEM, NINJS | {"type": "picture"}))
    answer = api.http.post(POST, content=lines, headers={"Content-Type": "application/x-ndjson"})

    *results, summary = [json.loads(line) for line in answer.text.splitlines()]
    assert [one.get("outcome") for one in results] == ["created", "duplicate", "unchanged", "unchanged", None]
    assert results[4]["problem"]["errors"][0]["pointer"] == "/type"
    assert summary["summary"]["refused"] == 1


def test_page_waits_to_be_read_under_its_address(api) -> None:
    page = b"<html><title>Dam</title><p>The dam broke.</p></html>"
    taken = send(api, page, "text/html", url="https://www.wire.com/dam?utm_source=x")

    assert taken["state"] == "to_fetch"
    assert send(api, page, "text/html", url="https://www.wire.com/dam") == {**taken, "outcome": "unchanged"}
    article = api.get(f"{POST}/{taken['id']}")
    assert (article["source"], article["url"]) == ("wire.com", "https://www.wire.com/dam?utm_source=x")


def test_posts_that_the_documents_show_are_taken_in(api) -> None:
    chapter = DOCUMENT.partition("## Post articles")[2].partition("\n## ")[0]
    commands = [shlex.split(block) for block in re.findall(r"```sh\n(.*?)```", chapter, re.DOTALL) if "--data '" in block]

    kinds = set()
    for command in commands:
        kind = next(word.partition(": ")[2] for word in command if word.startswith("Content-Type"))
        kinds.add(kind.partition(";")[0])
        answer = api.http.post(command[1].removeprefix("$U"), content=command[command.index("--data") + 1], headers={"Content-Type": kind})
        assert answer.status_code in (200, 202), answer.text
        assert '"created"' in answer.text
    assert kinds == {"application/json", "application/ld+json", "application/feed+json", "text/html"}


def test_address_of_a_page_is_asked_for_and_belongs_to_html(api) -> None:
    for answer in (send(api, b"<p>a", "text/html", expect=422), send(api, NATIVE, expect=422, url="https://wire.com/1")):
        assert [error["parameter"] for error in answer["errors"]] == ["url"]


def test_embargoed_item_waits(api, bench) -> None:
    taken = send(api, NINJS | {"embargoedUntil": "2024-03-05T14:00:00+01:00"})

    assert api.get(f"{POST}/{taken['id']}")["not_before"] == "2024-03-05T13:00:00Z"
    assert bench.dispatch() == []


def test_canceled_item_is_noted_and_its_retraction_ordered(api, bench) -> None:
    taken = send(api, NINJS)
    withdrawn = send(api, {"uri": NINJS["uri"], "pubStatus": "canceled", "versionCreated": "2024-03-05T11:00:00Z"})

    assert (withdrawn["id"], withdrawn["outcome"]) == (taken["id"], "retracted")
    assert [payload["article_id"] for (payload,) in bench.rows("SELECT payload FROM commands WHERE kind = 'retract'")] == [taken["id"]]


def test_unknown_canceled_item_is_answered_at_once(api) -> None:
    answer = api.http.post(POST, json={"uri": "urn:newsml:wire.com:20240305:9", "pubStatus": "canceled"}, headers={"Prefer": "wait=10"})

    assert answer.status_code == 200
    assert (answer.json()["state"], answer.json()["events"]) == ("retracted", [])
