"""Sources over HTTP, and texts that are not to be kept."""

from typing import Any

import pytest
from dateline_api.db import texts
from dateline_shared.testing import event, extraction, span

LONG = "Adeyemi congratulated Bako on Monday in Abuja. It rained in the harbour all day. Nobody else was there to see it."
TOLD = "Adeyemi congratulated Bako on Monday in Abuja."


def patch(api: Any, name: str, *, expect: int = 200, **switches: Any) -> dict[str, Any]:
    answer = api.http.patch(f"/v1/sources/{name}", json=switches)
    assert answer.status_code == expect, answer.text
    return answer.json()


def read(api: Any) -> None:
    """Have all that waits read: the first sentence tells of an act, and a quotation and a caption are found besides."""
    while chunks := api.bench.dispatch():
        for chunk in chunks:
            for reading in chunk.readings:
                found = event("x1", evidence=span(reading, "congratulated"))
                api.bench.answer(extraction(reading, events=[found], sentences=(span(reading, TOLD),)))
        api.bench.record()


def drop(api: Any) -> int:
    with api.bench.engine.begin() as connection:
        return texts.drop(connection)


def post(api: Any, text: str = LONG, *, source: str = "wire.example", **more: Any) -> dict[str, Any]:
    return api.post("/v1/articles", {"text": text, "source": source, **more}, expect=202)


def test_sources_are_listed_by_name_with_counts_and_switches(api) -> None:
    for n in range(3):
        post(api, f"{LONG} {n}", source="b.example")
    post(api, source="a.example")
    read(api)
    post(api, source="c.example", external_id="1")
    patch(api, "d.example", read_pages=False)
    first = api.get("/v1/sources", limit=2)
    second = api.get("/v1/sources", limit=2, cursor=first["next_cursor"])

    assert [each["source"] for each in first["data"] + second["data"]] == ["a.example", "b.example", "c.example", "d.example"]
    assert (first["has_more"], second["has_more"]) == (True, False)
    b = first["data"][1]
    assert (b["articles"], b["events"], b["done"], b["at_work"], b["store_text"], b["read_pages"]) == (3, 3, 3, 0, True, True)
    assert b["first_received_at"] <= b["last_received_at"]
    c, d = second["data"]
    assert (c["articles"], c["duplicate"], c["at_work"]) == (1, 1, 0)
    assert (d["articles"], d["read_pages"], d["last_received_at"]) == (0, False, None)
    assert api.get("/v1/sources/B.example") == b
    assert api.http.get("/v1/sources/nobody.example").status_code == 404


@pytest.mark.parametrize("given", [{}, {"store_text": "perhaps"}, {"keep": True}])
def test_switch_that_says_nothing_is_refused(api, given: dict[str, Any]) -> None:
    patch(api, "a.example", expect=422, **given)


def test_text_of_a_source_that_wants_it_so_is_dropped_but_for_the_sentences_that_events_rest_on(api) -> None:
    patch(api, "wire.example", store_text=False)
    taken, other = post(api), post(api, f"{LONG} Besides.", source="else.example")
    assert drop(api) == 0  # it is still to be read
    read(api)

    assert (drop(api), drop(api)) == (1, 0)
    article = api.get(f"/v1/articles/{taken['id']}")
    assert (article["state"], article["text"], [each["exact"] for each in article["sentences"]]) == ("done", None, [TOLD])
    (found,) = api.get("/v1/events", article=taken["id"])["data"]
    trigger = found["mentions"][0]["evidence"][0]
    assert TOLD[trigger["start"] : trigger["end"]] == trigger["exact"] == "congratulated"
    kept = api.get(f"/v1/articles/{other['id']}")
    assert (kept["text"], kept["sentences"]) == (f"{LONG} Besides.", None)
    assert "harbour" not in str(
        api.bench.rows("SELECT a.*, e.* FROM articles a LEFT JOIN extractions e ON e.article_id = a.id WHERE a.source = 'wire.example'")
    )


def test_same_words_again_are_known_and_changed_ones_are_read_after_the_text_was_dropped(api) -> None:
    patch(api, "wire.example", store_text=False)
    taken = post(api, external_id="1")
    read(api)
    drop(api)

    assert post(api, external_id="1")["outcome"] == "unchanged"
    assert post(api, f"{LONG} Again.", external_id="1")["outcome"] == "revised"
    read(api)
    assert api.get(f"/v1/articles/{taken['id']}")["text"] == f"{LONG} Again."
    assert drop(api) == 1


def test_switch_holds_for_what_is_stored_already_and_a_copy_without_words_takes_no_place(api) -> None:
    original, copy = post(api, source="else.example", external_id="1"), post(api)
    assert copy["outcome"] == "duplicate"
    read(api)
    patch(api, "wire.example", store_text=False)
    assert drop(api) == 1

    post(api, "Adeyemi congratulated nobody.", source="else.example", external_id="1")
    assert api.get(f"/v1/articles/{copy['id']}")["state"] == "duplicate"
    patch(api, "wire.example", store_text=True)
    assert (drop(api), api.get(f"/v1/articles/{original['id']}")["revision"]) == (0, 2)


def test_markup_that_was_retracted_before_it_was_read_is_dropped_too(api) -> None:
    patch(api, "wire.example", store_text=False)
    taken = api.post("/v1/articles", {"html": "<p>It rained in the harbour.</p>", "source": "wire.example"}, expect=202)
    api.post(f"/v1/articles/{taken['id']}/retract", {}, expect=202)
    api.bench.obey()

    assert (drop(api), drop(api)) == (1, 0)
    assert api.bench.rows("SELECT text, markup, sentences FROM articles") == [("", None, [])]


def test_sentences_of_replaced_words_are_not_kept_for_words_that_were_never_read(api) -> None:
    patch(api, "wire.example", store_text=False)
    taken = post(api, external_id="1")
    read(api)
    post(api, f"{LONG} Again.", external_id="1")
    api.post(f"/v1/articles/{taken['id']}/retract", {}, expect=202)
    api.bench.obey()

    assert drop(api) == 1
    assert api.get(f"/v1/articles/{taken['id']}")["sentences"] == []


def test_share_of_copies_is_told(api) -> None:
    first, second, third = (post(api, f"{LONG} {n}", source="copy.example")["id"] for n in range(3))
    with api.bench.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE articles SET copy_of = %s WHERE id = %s", (first.removeprefix("art_"), second.removeprefix("art_")))
    source = api.get("/v1/sources/copy.example")

    assert third
    assert (source["articles"], source["copies"], source["copy_share"]) == (3, 1, 0.333333)
    patch(api, "empty.example", read_pages=False)
    assert api.get("/v1/sources/empty.example")["copy_share"] is None
