"""What is left of corrections when an article that they are about is deleted."""

import pytest
from dateline_api import ids
from dateline_api.db.tables import idempotency
from dateline_shared.contracts.entity import Entity
from dateline_shared.testing import event, extraction, span
from integration.desk import TEXT, TITLE, Desk, held, in_order
from integration.newsroom import AMAKA, Newsroom

QUOTED = "about forty of his deckhands carried the brass bell"
LONG = "United Nations High Commissioner for Refugees"
TYPES = {"fed": "AID", "struck": "ASSAULT", "sacked": "RETREAT"}


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


def test_corrections_of_an_event_that_told_of_a_deleted_article_once_do_not_quote_it(bench, desk) -> None:
    article = desk.tell()
    ((mention, first), (_, second)) = bench.rows("SELECT id, event_id FROM mentions ORDER BY id")
    correct(desk, kind="amend_event", event_id=ids.public("evt", first), fields={"recipients": [QUOTED]})
    correct(desk, kind="move_mention", mention_id=ids.public("mnt", mention), event_id=ids.public("evt", second))
    desk.order("delete", article)
    assert held(bench, TITLE, TEXT) == set()


def test_only_orders_and_answers_that_name_what_is_deleted_are_forgotten(bench, desk) -> None:
    deleted, kept = desk.tell(), desk.tell("Here, too: " + TEXT[::-1] + TEXT, title="Otherwise", url="https://pier.example/2")
    mentions = {key: bench.rows("SELECT id FROM mentions WHERE article_id = :id ORDER BY id LIMIT 1", id=key)[0][0] for key in (deleted, kept)}
    for key, mention in mentions.items():
        asked = {"kind": "amend_mention", "mention_id": ids.public("mnt", mention), "fields": {"status": "denied"}, "author": "desk", "reason": "no"}
        desk.order("correct", key, correction_id=ids.public("cor", ids.new_id()), correction=asked)
    with bench.engine.begin() as connection:
        for name, key in (("gone", mentions[deleted]), ("stays", mentions[kept])):
            row = {"holder": "h", "key": name, "fingerprint": b"x", "state": "done", "headers": {}, "status": 202, "created_at": bench.clock.now()}
            connection.execute(idempotency.insert().values(**row, body=b'{"mention_id":"%s","text":"\xc3\xa9"}' % ids.public("mnt", key).encode()))
    desk.order("delete", deleted)
    assert bench.rows("SELECT key FROM idempotency") == [("stays",)]
    asked = bench.rows("SELECT payload ? 'correction' FROM commands WHERE kind = 'correct' ORDER BY id")
    assert asked == [(False,), (True,)]


def test_mention_of_a_deleted_article_cannot_be_corrected(bench, desk) -> None:
    article = desk.tell()
    ((mention,), *_) = bench.rows("SELECT id FROM mentions ORDER BY id")
    desk.order("delete", article)
    asked = {"kind": "reject_mention", "mention_id": ids.public("mnt", mention), "author": "desk", "reason": "no"}
    with pytest.raises(AssertionError, match="was deleted"):
        desk.order("correct", article, correction_id=ids.public("cor", ids.new_id()), correction=asked)


@pytest.mark.parametrize("deleted", ["fed", "struck"])
def test_what_people_settled_of_other_articles_outlives_one_that_is_deleted(bench, deleted: str) -> None:
    body = Entity(key="organization:united nations high commissioner for refugees", kind="organization", name=LONG)
    newsroom = Newsroom(bench)
    newsroom.read = lambda reading, act, **_: extraction(
        reading,
        entities=[AMAKA, body] if act != "sacked" else [AMAKA],
        events=[event("x1", evidence=span(reading, act), actors=[AMAKA], recipients=[body] if act != "sacked" else [], type=TYPES[act], family=act)],
    )
    articles = {act: newsroom.tell(act) for act in ("fed", "struck", "sacked")}
    kept = "struck" if deleted == "fed" else "fed"
    about = newsroom.entity(LONG)
    made = newsroom.correct("split_entity", entity_id=about, tellings=[{"article_id": ids.public("art", articles["struck"]), "key": body.key}])
    newsroom.correct("amend_event", event_id=newsroom.event("sacked")["id"], fields={"recipients": [about]})
    named = newsroom.event(kept)["recipients"]
    newsroom.order("delete", {"article_id": ids.public("art", articles[deleted])})
    newsroom.tell(kept, words="Told again.")
    assert newsroom.event(kept)["recipients"] == named == [named[0] | {"id": made["made"][0] if kept == "struck" else about, "name": LONG}]
    newsroom.order("delete", {"article_id": ids.public("art", articles["sacked"])})
    ((effect,),) = bench.rows("SELECT effect FROM corrections WHERE kind = 'amend_event'")
    assert effect["fields"]["recipients"][0]["name"] == LONG
