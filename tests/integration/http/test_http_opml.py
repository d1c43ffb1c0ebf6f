"""Lists of feeds over HTTP."""

from typing import Any

import pytest
from dateline_api.http import resources
from dateline_api.http.opml import MAX_BYTES

FILE = """<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>Mine</title></head><body>
<outline text="World">
<outline text="Known" type="rss" xmlUrl="https://known.example/rss"/>
<outline text="New" type="rss" xmlUrl="https://new.example/rss"/>
</outline>
<outline text="Daily"><outline text="New, once more" xmlUrl="https://new.example/rss"/></outline>
<outline text="Wrong" xmlUrl="new.example/rss"/><outline text="Secret" xmlUrl="https://reader:opensesame@new.example/rss"/>
<outline text="Lost" type="rss"/>
</body></opml>
"""


def post(api: Any, document: str | bytes, *, expect: int = 200, content_type: str = "text/x-opml") -> dict[str, Any]:
    answer = api.http.post("/v1/feeds/opml", content=document, headers={"Content-Type": content_type})
    assert answer.status_code == expect, answer.text
    return answer.json()


@pytest.mark.parametrize("content_type", ["text/x-opml", "text/xml; charset=utf-8", "application/xml"])
def test_every_outline_has_a_result_with_its_line(api, content_type: str) -> None:
    known = api.post("/v1/feeds", {"url": "https://known.example/rss", "tags": ["mine"]}, expect=201)

    answer = post(api, FILE, content_type=content_type)
    resources.FeedImport.model_validate(answer)
    assert [(each["line"], each["outcome"], each["title"]) for each in answer["data"]] == [
        (4, "exists", "Known"),
        (5, "created", "New"),
        (7, "exists", "New, once more"),
        (8, "refused", "Wrong"),
        (8, "refused", "Secret"),
        (9, "refused", "Lost"),
    ]
    assert answer["summary"] == {"created": 1, "exists": 2, "refused": 3}
    assert [each["reason"].partition(":")[0] for each in answer["data"][3:]] == ["xmlUrl", "xmlUrl", "it has no xmlUrl"]
    assert "opensesame" not in str(answer)
    assert answer["data"][0]["id"] == known["id"]
    new = api.get(f"/v1/feeds/{answer['data'][1]['id']}")
    assert (new["title"], new["tags"], new["poll_every"], new["state"]) == ("New", ["World", "Daily"], None, "active")
    assert api.get(f"/v1/feeds/{known['id']}") == known


def test_imported_feeds_are_polled(api) -> None:
    post(api, FILE)
    api.bench.dispatch()

    assert sorted(task.url for task in api.bench.polls()) == ["https://known.example/rss", "https://new.example/rss"]


def test_same_file_again_changes_nothing(api) -> None:
    post(api, FILE)
    before = api.get("/v1/feeds")

    assert post(api, FILE)["summary"] == {"created": 0, "exists": 3, "refused": 3}
    assert api.get("/v1/feeds") == before


def test_what_was_exported_can_be_imported_elsewhere(api) -> None:
    post(api, FILE)
    gone = api.post("/v1/feeds", {"url": "https://other.example/rss?a=1&b=<2>", "title": 'A "quoted" & <angled> title'}, expect=201)
    exported = api.http.get("/v1/feeds.opml")
    assert (exported.status_code, exported.headers["Content-Type"]) == (200, "text/x-opml; charset=utf-8")
    before = {feed["url"]: (feed["title"], feed["tags"]) for feed in api.get("/v1/feeds")["data"]}
    for feed in api.get("/v1/feeds")["data"]:
        assert api.http.delete(f"/v1/feeds/{feed['id']}").status_code == 204

    assert post(api, exported.content)["summary"] == {"created": 3, "exists": 0, "refused": 0}
    after = api.get("/v1/feeds")["data"]
    assert {feed["url"]: (feed["title"], feed["tags"]) for feed in after} == before
    assert gone["id"] not in {feed["id"] for feed in after}


def test_export_is_conditional_and_can_be_narrowed(api) -> None:
    post(api, FILE)
    whole = api.http.get("/v1/feeds.opml")

    assert api.http.get("/v1/feeds.opml", headers={"If-None-Match": whole.headers["ETag"]}).status_code == 304
    daily = api.http.get("/v1/feeds.opml", params={"tag": "Daily"}).text
    assert "https://new.example/rss" in daily
    assert "https://known.example/rss" not in daily


def test_file_that_cannot_be_read_adds_nothing(api) -> None:
    problem = post(api, FILE.replace("</body>", ""), expect=400)

    assert (problem["type"], "line 10" in problem["detail"]) == ("/problems/malformed-body", True)
    assert api.get("/v1/feeds")["data"] == []


def test_other_types_and_huge_files_are_refused(api) -> None:
    assert post(api, FILE, expect=415, content_type="application/json")["type"] == "/problems/unsupported-media-type"
    assert post(api, b" " * (MAX_BYTES + 1), expect=413)["type"] == "/problems/content-too-large"


def test_ten_thousand_feeds_are_imported_at_once(api) -> None:
    outlines = "\n".join(f'<outline text="Feed {n}" xmlUrl="https://h{n % 700}.example/{n}"/>' for n in range(10_000))

    answer = post(api, f"<opml version='2.0'><body>{outlines}</body></opml>")
    assert answer["summary"] == {"created": 10_000, "exists": 0, "refused": 0}
    assert api.http.get("/v1/feeds.opml").text.count("xmlUrl=") == 10_000
