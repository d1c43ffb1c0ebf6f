"""What is left of corrections when an article that they are about is deleted."""

import pytest
from dateline_api import ids
from integration.desk import TEXT, TITLE, Desk, held, in_order

QUOTED = "about forty of his deckhands carried the brass bell"


@pytest.fixture
def desk(bench) -> Desk:
    return Desk(bench)


def correct(desk: Desk, **asked) -> str:
    key = ids.public("cor", ids.new_id())
    correction = {"author": "desk", "reason": f"It says: {TEXT}"[:1000]} | asked
    return desk.order("correct", desk.bench.rows("SELECT id FROM articles LIMIT 1")[0][0], correction_id=key, correction=correction)["correction_id"]


def test_words_of_a_deleted_article_do_not_stay_in_corrections(bench, desk) -> None:
    article = desk.tell()
    (mention, event), *_ = bench.rows("SELECT id, event_id FROM mentions ORDER BY id")
    fields = {"actors": [QUOTED, "a piper"], "place": "beside the rusted lamp of the old eastern mole", "status": "denied"}
    first = correct(desk, kind="amend_mention", mention_id=ids.public("mnt", mention), fields=fields)
    second = correct(desk, kind="amend_event", event_id=ids.public("evt", event), fields={"recipients": [QUOTED], "date": "2024-03-01"})
    assert {"corrections.reason", "corrections.body", "corrections.effect", "commands.payload"} <= held(bench, TITLE, TEXT)
    desk.order("delete", article)
    assert held(bench, TITLE, TEXT) == set()
    left = dict(bench.rows("SELECT id, body -> 'fields' FROM corrections"))
    assert left[ids.parse("cor", first)] == {"actors": ["[removed]", "a piper"], "place": "[removed]", "status": "denied"}
    assert left[ids.parse("cor", second)] == {"recipients": ["[removed]"], "date": "2024-03-01"}
    in_order(bench)


def test_mention_of_a_deleted_article_cannot_be_corrected(bench, desk) -> None:
    article = desk.tell()
    ((mention,), *_) = bench.rows("SELECT id FROM mentions ORDER BY id")
    desk.order("delete", article)
    asked = {"kind": "reject_mention", "mention_id": ids.public("mnt", mention), "author": "desk", "reason": "no"}
    with pytest.raises(AssertionError, match="was deleted"):
        desk.order("correct", article, correction_id=ids.public("cor", ids.new_id()), correction=asked)
