"""Articles found by their words, over HTTP."""

from datetime import timedelta
from typing import Any

import pytest
from dateline_api.http.searching import SearchPage

SEARCH = "/v1/search"

HARBOUR = "The harbour was frozen. Pilots broke the ice before dawn."
LETTERS = "🜂 <b>Ólafur</b> & co. sailed past the harbour; “no one” saw the ferry."


@pytest.fixture
def shelf(api) -> dict[str, str]:
    """Articles that were read, by a word, each an hour after the last."""

    def tell(text: str, title: str, **fields: Any) -> str:
        api.bench.clock.move(timedelta(hours=1))
        return api.tell(text, title=title, **fields)

    return {
        "ice": tell(HARBOUR, "Pilots free the harbour", source="wire.example", published_at="2024-03-01T08:00:00Z"),
        "letters": tell(LETTERS, "Crossing", source="coast.example", language="en-GB", published_at="2024-03-02T08:00:00Z"),
        "council": tell("The council met. Nobody spoke of the ferry or of the port, or of the harbour.", "Council", source="wire.example"),
    }


def found(answer: dict[str, Any], shelf: dict[str, str]) -> list[str]:
    names = {key: name for name, key in shelf.items()}
    return [names.get(each["id"], "?") for each in answer["data"]]


def test_most_relevant_come_first_and_say_where_the_words_stand(api, shelf) -> None:
    answer = api.get(SEARCH, q="harbours")

    assert found(answer, shelf)[0] == "ice"
    assert set(found(answer, shelf)) == {"ice", "letters", "council"}
    first = answer["data"][0]
    assert first["title_snippets"] == [{"text": "Pilots free the harbour", "marks": [{"start": 16, "end": 23}]}]
    assert {(each["text"][mark["start"] : mark["end"]]) for each in first["text_snippets"] for mark in each["marks"]} == {"harbour"}
    ranks = [each["rank"] for each in answer["data"]]
    assert ranks == sorted(ranks, reverse=True)
    SearchPage.model_validate(answer)


def test_offsets_count_code_points_and_nothing_is_html(api, shelf) -> None:
    (each,) = api.get(SEARCH, q="olafur ferry")["data"]
    (snippet,) = each["text_snippets"]

    assert [snippet["text"][mark["start"] : mark["end"]] for mark in snippet["marks"]] == ["Ólafur", "ferry"]
    assert snippet["text"] in LETTERS


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"q": "harbour", "sort": "newest"}, ["council", "letters", "ice"]),
        ({"q": "ferry -council", "sort": "newest"}, ["letters"]),
        ({"q": '"broke the ice"'}, ["ice"]),
        ({"q": '"ice broke"'}, []),
        ({"q": "ice or port", "sort": "newest"}, ["council", "ice"]),
        ({"q": "harbour", "source": "WIRE.example", "sort": "newest"}, ["council", "ice"]),
        ({"q": "crossing", "language": "en"}, ["letters"]),
        ({"q": "harbour", "language": "en-gb"}, ["letters"]),
        ({"q": "harbour", "language": "en", "sort": "newest"}, ["council", "letters", "ice"]),
        ({"q": "harbour", "from": "2024-03-02", "to": "2024-03-02"}, ["letters"]),
        ({"q": "harbour", "to": "2024-03-01T08:00:00Z"}, ["ice"]),
        ({"q": "harbour", "from": "2024-03-03"}, ["council"]),
        ({"q": "harbour", "state": "done", "sort": "newest"}, ["council", "letters", "ice"]),
        ({"q": "harbour", "state": "dead,rejected"}, []),
        ({"q": "harbourmaster"}, []),
    ],
)
def test_search_finds(api, shelf, query: dict[str, Any], names: list[str]) -> None:
    assert found(api.get(SEARCH, **query), shelf) == names


@pytest.mark.parametrize("sort", ["relevance", "newest"])
def test_pages_hold_each_article_once_also_where_all_are_alike(api, sort: str) -> None:
    told = {api.tell(f"The harbour is open. {n}", title="Harbour") for n in range(7)}
    seen: list[str] = []
    url = f"{SEARCH}?q=harbour&limit=3&sort={sort}"
    while url:
        answer = api.http.get(url)
        assert answer.status_code == 200, answer.text
        seen += [each["id"] for each in answer.json()["data"]]
        url = answer.links.get("next", {}).get("url")

    assert len(seen) == 7
    assert set(seen) == told


def test_article_is_found_once_it_was_read_and_until_it_is_taken_down(api, shelf) -> None:
    waiting = api.post("/v1/articles", {"text": "A lighthouse was lit."})["id"]
    assert api.get(SEARCH, q="lighthouse")["data"] == []
    api.read(waiting)
    assert [each["id"] for each in api.get(SEARCH, q="lighthouse")["data"]] == [waiting]

    api.http.post(f"/v1/articles/{waiting}/retract")
    api.bench.obey()
    assert api.get(SEARCH, q="lighthouse")["data"] == []


def test_copies_are_found_only_when_asked_for(api, shelf) -> None:
    copy = api.post("/v1/articles", {"text": HARBOUR, "title": "Pilots free the harbour", "source": "copy.example", "external_id": "c"})
    assert copy["outcome"] == "duplicate"

    assert found(api.get(SEARCH, q="pilots"), shelf) == ["ice"]
    assert {each["id"] for each in api.get(SEARCH, q="pilots", duplicates=True)["data"]} == {shelf["ice"], copy["id"]}
    (only,) = api.get(SEARCH, q="pilots", duplicates=True, source="copy.example")["data"]
    assert (only["id"], only["duplicate_of"]) == (copy["id"], shelf["ice"])


def test_search_that_did_not_change_is_a_304(api, shelf) -> None:
    first = api.http.get(SEARCH, params={"q": "harbour"})

    assert api.http.get(SEARCH, params={"q": "harbour"}, headers={"If-None-Match": first.headers["ETag"]}).status_code == 304


@pytest.mark.parametrize(
    ("query", "parameter"),
    [
        ({}, "q"),
        ({"q": ""}, "q"),
        ({"q": "the and of"}, "q"),
        ({"q": "-rumour"}, "q"),
        ({"q": "harbour or -rumour"}, "q"),
        ({"q": "!!! ((("}, "q"),
        ({"q": "a\x00b"}, "q"),
        ({"q": "x" * 501}, "q"),
        ({"q": "harbour", "sort": "oldest"}, "sort"),
        ({"q": "harbour", "language": "en glish"}, "language"),
        ({"q": "harbour", "state": "retracted"}, "state"),
        ({"q": "harbour", "from": "yesterday"}, "from"),
        ({"q": "harbour", "limit": 51}, "limit"),
        ({"q": "harbour", "type": "CONSULT"}, "type"),
    ],
)
def test_wrong_parameter_is_named(api, query: dict[str, Any], parameter: str) -> None:
    assert {error["parameter"] for error in api.get(SEARCH, expect=422, **query)["errors"]} == {parameter}


def test_cursor_of_another_search_is_refused(api, shelf) -> None:
    cursor = api.get(SEARCH, q="harbour", limit=1)["next_cursor"]

    assert api.get(SEARCH, expect=400, q="ferry", cursor=cursor)["type"] == "/problems/cursor-of-another-filter"
    assert api.get(SEARCH, expect=400, q="harbour", sort="newest", cursor=cursor)["type"] == "/problems/cursor-of-another-filter"
    assert api.get("/v1/events", expect=400, cursor=cursor)["type"] == "/problems/bad-cursor"
    assert len(api.get(SEARCH, q="harbour", cursor=cursor, limit=2)["data"]) == 2
