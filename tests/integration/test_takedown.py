"""Taking articles down: what is gone, what consumers hear of it, and how an article comes back."""

import threading
from datetime import timedelta
from typing import Any
from uuid import UUID

import orjson
import pytest
from dateline_api import ids
from dateline_api.db import idempotency, results, takedown
from dateline_api.db.changes import read_changes
from dateline_api.db.commands import add_command
from dateline_api.db.event_filter import EventFilter
from dateline_api.db.feeds import NewFeed, add_feed
from dateline_api.store import obey
from dateline_shared import routes
from dateline_shared.contracts.arrival import Entry, PollReport
from dateline_shared.contracts.article import Article, Chunk, Precedence
from dateline_shared.contracts.extraction import ReadFailure
from dateline_shared.testing import fetched_page
from integration.desk import FIRST_TEXT, SECOND, TEXT, TITLE, Desk, held, in_order, told
from sqlalchemy import text

HOUR = timedelta(hours=1)


@pytest.fixture
def desk(bench: Any) -> Desk:
    return Desk(bench)


def keep_answer(bench: Any, key: str, body: bytes) -> None:
    with bench.engine.begin() as connection:
        claim = idempotency.claim(connection, holder="h", key=key, fingerprint=b"f", now=bench.clock.now())
        assert isinstance(claim, idempotency.Claim)
        idempotency.keep(connection, claim, status=200, headers={}, body=body)


def reject(bench: Any, message_id: str, payload: bytes, *, article: UUID | None = None) -> None:
    kept: dict[str, Any] = {"stream": "s", "message_id": message_id, "article": article, "payload": payload, "reason": "odd", "now": bench.clock.now()}
    with bench.engine.begin() as connection:
        results.reject(connection, **kept)


def test_none_of_its_words_are_anywhere_after_an_article_was_deleted(bench, desk) -> None:
    key = desk.tell(FIRST_TEXT)
    desk.tell(authors=("The deputy commissioner for coastal ferries",))  # a revision
    copy = desk.post(url="https://wire.example/amp/1")
    assert copy.duplicate_of == key
    name = ids.public("art", key)
    keep_answer(bench, "ours", orjson.dumps({"id": name, "article": {"title": TITLE, "text": TEXT}}))
    keep_answer(bench, "theirs", orjson.dumps({"id": "art_" + "0" * 32, "article": {"title": "", "text": "Other words."}}))
    reject(bench, "1", orjson.dumps({"article_id": name, "exact": TEXT}), article=key)
    reject(bench, "2", orjson.dumps({"entries": [{"article": {"url": "https://wire.example/1", "text": FIRST_TEXT}}]}))
    reject(bench, "3", b'{"other": "message"}')
    everywhere = {
        *("articles.title", "articles.text", "articles.record", "articles.authors", "changes.record", "changes.before", "entities.record", "events.record"),
        *("extractions.body", "entity_tellings.body", "idempotency.body", "mentions.body", "rejected_messages.payload", "event_parties.name", "events.place"),
        *("entity_facts.value", "events.signature", "stories.record"),
    }
    assert held(bench, TITLE, TEXT, FIRST_TEXT) == everywhere
    before = desk.last_seq()

    result = desk.order("delete", key)

    assert held(bench, TITLE, TEXT, FIRST_TEXT) == set()
    assert (result["state"], result["changed"], result["events"]) == ("retracted", True, 2)
    in_order(bench)
    assert bench.rows("SELECT count(*)::int FROM changes WHERE jsonb_typeof(before) = 'null'") == [(0,)]
    gone = [(kind, "deleted") for kind in ("article", "entity", "event") for _ in range(2)]
    assert sorted(desk.ops(after=before)) == sorted([*gone, ("story", "deleted")])
    assert bench.states() == {"retracted": 2}
    assert bench.rows("SELECT count(*)::int FROM idempotency") == [(1,)]
    assert sorted(bench.rows("SELECT message_id, octet_length(payload) > 0 FROM rejected_messages")) == [("1", False), ("2", False), ("3", True)]
    row = bench.article(key)
    assert (row.url, row.deleted_at, row.record["event_ids"]) == ("https://wire.example/1", bench.clock.now(), [])
    assert [name for (name,) in bench.rows("SELECT name FROM entities ORDER BY name")] == ["Folake Adeyemi", "Idris Bako"]
    assert bench.rows("SELECT record -> 'roles' FROM entities ORDER BY name") == [([],), ([],)]


def test_consumer_in_the_middle_of_the_log_goes_on_and_hears_of_the_deletion(bench, desk) -> None:
    key = desk.tell()
    desk.order("delete", key)
    cursor, heard = 0, []
    while True:
        with bench.engine.connect() as connection:
            page = read_changes(connection, after=cursor, kinds=(), wanted=EventFilter(types=("SUPPORT",)), limit=2)
        heard += page.changes
        cursor = page.upto
        if not page.has_more:
            break

    assert [each["op"] for each in heard if each["kind"] == "event"] == ["created", "deleted"]
    assert heard[-1]["record"] | {"version": 2, "deleted_at": None} == bench.article(key).record | {"version": 2, "deleted_at": None}
    assert [each["op"] for each in heard if each["kind"] == "article"] == ["created", "deleted"]


def test_told_changes_are_altered_by_nobody_else(bench, desk) -> None:
    desk.tell()
    desk.order("delete", desk.post().id)
    with pytest.raises(Exception, match="through redact_changes"), bench.engine.begin() as connection:
        connection.execute(text("UPDATE changes SET record = '{}'"))


def test_taking_down_twice_is_taking_down_once(bench, desk) -> None:
    key = desk.tell()
    for kind in ("retract", "delete", "restore"):
        assert desk.order(kind, key)["changed"]
        seq = desk.last_seq()
        assert not desk.order(kind, key)["changed"]
        assert desk.last_seq() == seq
    assert [desk.order("retract", key)["changed"] for _ in range(2)] == [False, False]  # it has no words yet that could be retracted
    in_order(bench)


def test_retracted_article_keeps_its_words_and_comes_back_with_others(bench, desk) -> None:
    key = desk.tell()
    known = desk.events()

    result = desk.order("retract", key, reason="the editor asked for it")

    assert (result["events"], bench.article(key).reasons) == (2, ["the editor asked for it"])
    assert bench.article(key).text == TEXT
    assert desk.events() == [(event_id, True) for event_id, _ in known]
    assert desk.ops()[-4:] == [("event", "retracted"), ("event", "retracted"), ("story", "retracted"), ("article", "retracted")]
    assert desk.post().outcome == "unchanged"
    assert desk.post(FIRST_TEXT).outcome == "revised"
    desk.read()
    assert (bench.states(), desk.events()) == ({"done": 1}, known)
    in_order(bench)


@pytest.mark.parametrize("kind", ["retract", "delete"])
def test_answers_that_come_late_are_not_heard(bench, desk, kind) -> None:
    key = desk.post().id
    (chunk,) = bench.dispatch()
    (late,) = chunk.readings
    desk.order(kind, key)
    seq = desk.last_seq()

    bench.answer(told(late), ReadFailure(article_id=late.article_id, revision=late.revision, attempt=late.attempt, reason=TEXT))
    bench.record()

    assert (desk.last_seq(), bench.states()) == (seq, {"retracted": 1})
    assert desk.post("Other words came in.", title="").outcome == ("kept" if kind == "delete" else "revised")
    bench.answer(told(late))
    bench.record()
    assert desk.events() == []
    assert (held(bench, TITLE, TEXT) == set()) is (kind == "delete")


def test_answer_of_a_deleted_article_that_cannot_be_recorded_is_not_kept(bench, desk) -> None:
    key = desk.post().id
    (chunk,) = bench.dispatch()
    desk.order("delete", key)

    bench.client.xadd(routes.EXTRACTIONS, {routes.PAYLOAD: told(chunk.readings[0]).model_dump_json().replace('"status":"happened"', '"status":"odd"').encode()})
    bench.record()

    assert bench.rows("SELECT octet_length(payload) FROM rejected_messages") == [(0,)]
    assert held(bench, TITLE, TEXT) == set()


def test_page_that_comes_after_the_deletion_is_not_heard(bench, desk) -> None:
    key = bench.address().id
    (task,) = bench.pages()
    desk.order("delete", key)

    bench.arrive(fetched_page(task, TEXT, title=TITLE))

    assert held(bench, TITLE, TEXT) == set()
    assert desk.order("restore", key)["awaits_post"]
    bench.clock.move(HOUR)
    assert bench.address().outcome == "revised"
    (task,) = bench.pages()
    bench.arrive(fetched_page(task, TEXT, title=TITLE))
    desk.read()
    assert (bench.states(), bench.article(key).text) == ({"done": 1}, TEXT)


def test_page_that_names_the_address_of_a_deleted_article_goes_the_same_way(bench, desk) -> None:
    key = desk.tell()
    desk.order("delete", key)
    copy = bench.entry("A summary of it.", title=TITLE, url="https://wire.example/amp/1").id
    theirs = bench.address("https://other.example/1").id
    bench.clock.move(HOUR)

    for task in bench.pages():
        bench.arrive(fetched_page(task, TEXT, title=TITLE, canonical_url="https://wire.example/1"))

    assert bench.article(theirs).state == "waiting"
    assert (bench.article(copy).state, bench.article(copy).duplicate_of) == ("retracted", key)
    desk.order("delete", theirs)
    assert held(bench, TITLE, TEXT) == set()
    desk.order("restore", key)
    assert bench.article(copy).deleted_at is None
    in_order(bench)


def test_feed_that_brings_it_again_is_not_heard_until_it_is_restored(bench, desk) -> None:
    key = desk.tell(precedence=Precedence.FETCHED)
    known = desk.events()
    desk.order("delete", key)
    with bench.engine.begin() as connection:
        add_feed(connection, NewFeed(url="https://wire.example/rss", full_text="never"), now=bench.clock.now())

    def poll(entry: str, *, spoil: bool = False) -> None:
        bench.clock.move(25 * HOUR)
        bench.dispatch()
        (task,) = bench.polls()
        found = Entry(hash=entry, article=Article(text=TEXT, title=TITLE, url="https://wire.example/1"), precedence=Precedence.FEED_SUMMARY)
        went: dict[str, Any] = {"outcome": "ok", "polled_at": bench.clock.now(), "duration": SECOND}
        report = PollReport(feed_id=task.feed_id, attempt=task.attempt, **went, entries=(found,), seen=(entry,))
        fields = orjson.loads(report.model_dump_json())
        fields["entries"] += [{"hash": "odd"}] if spoil else []
        bench.client.xadd(routes.ARRIVALS, {routes.PAYLOAD: orjson.dumps(fields)})
        bench.record()

    poll("a" * 32, spoil=True)
    assert bench.rows("SELECT octet_length(payload) FROM rejected_messages") == [(0,)]  # of the report with an odd entry beside it
    assert bench.states() == {"retracted": 1}
    assert held(bench, TITLE, TEXT) == set()
    assert bench.rows("SELECT article_id FROM feed_entries") == [(key,)]
    assert desk.post().outcome == "kept"

    desk.order("restore", key)
    assert (bench.states(), bench.article(key).deleted_at) == ({"retracted": 1}, None)
    poll("b" * 32)
    desk.read()
    assert (bench.states(), desk.events()) == ({"done": 1}, known)
    assert bench.rows("SELECT DISTINCT record -> 'mentions' -> 0 -> 'title' FROM events") == [(TITLE,)]
    in_order(bench)


def test_restored_article_that_has_its_words_is_read_again_and_so_is_its_page(bench, desk) -> None:
    key = desk.tell()
    page = bench.address("https://b.example/2").id
    known = desk.events()
    for each in (key, page):
        desk.order("retract", each)
        assert desk.order("restore", each) == {"state": bench.article(each).state, "changed": True}

    assert (bench.article(key).state, bench.article(page).state) == ("waiting", "to_fetch")
    (task,) = bench.pages()
    bench.answer(*(told(reading) for _, sent in bench.sent if isinstance(sent, Chunk) for reading in sent.readings))
    bench.arrive(fetched_page(task, "Other words of this page."))
    bench.read_all()
    assert bench.states() == {"done": 2}
    assert bench.article(page).recorded_revision == 1
    assert [key for key, _ in desk.events()] == [key for key, _ in known]


def test_failure_from_before_the_takedown_charges_nobody_after_it(bench, desk) -> None:
    key = desk.post().id
    (chunk,) = bench.dispatch()
    (late,) = chunk.readings
    desk.order("retract", key)
    desk.order("restore", key)
    bench.dispatch()

    bench.answer(ReadFailure(article_id=late.article_id, revision=late.revision, attempt=late.attempt, reason="late"))
    bench.record()

    assert (bench.article(key).state, bench.article(key).charged) == ("working", 0)


def test_copy_of_another_source_is_read_in_its_place(bench, desk) -> None:
    key = desk.tell()
    copy = desk.post(url="https://other.example/1")
    ours = desk.post(url="https://wire.example/amp/1")
    assert copy.duplicate_of == ours.duplicate_of == key

    desk.order("delete", key)

    assert (bench.article(copy.id).state, bench.article(copy.id).duplicate_of) == ("waiting", None)
    assert bench.article(ours.id).deleted_at
    desk.read()
    assert bench.rows("SELECT source, state FROM articles ORDER BY source, state") == [
        ("other.example", "done"),
        ("wire.example", "retracted"),
        ("wire.example", "retracted"),
    ]
    assert {each["article_id"] for (each,) in bench.rows("SELECT record -> 'mentions' -> 0 FROM events WHERE NOT retracted")} == {ids.public("art", copy.id)}
    assert desk.order("delete", copy.id)["changed"]
    assert held(bench, TITLE, TEXT) == set()


def test_copy_that_comes_while_its_original_is_taken_down_is_read(bench, desk) -> None:
    key = desk.tell()
    came: list[Any] = []
    thread = threading.Thread(target=lambda: came.append(desk.post(url="https://other.example/1")))
    with bench.engine.begin() as connection:
        takedown.lock(connection, key)
        takedown.withdraw(connection, [key], reasons=[], now=bench.clock.now())
        thread.start()
        while not bench.rows("SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"):
            assert thread.is_alive()
    thread.join(20)

    assert (came[0].outcome, came[0].state, came[0].duplicate_of) == ("created", "waiting", None)
    assert (bench.article(came[0].id).state, bench.article(came[0].id).duplicate_of) == ("waiting", None)


def test_retracted_copies_are_copies_again_when_the_article_is_restored(bench, desk) -> None:
    key = desk.tell()
    copies = [desk.post(url=f"https://wire.example/copies/{n}").id for n in range(4)]
    desk.order("retract", key)
    assert bench.states() == {"retracted": 5}

    desk.order("restore", key)

    assert bench.states() == {"waiting": 1, "duplicate": 4}
    assert {bench.article(copy).duplicate_of for copy in copies} == {key}


def test_restored_copy_of_what_has_other_words_by_now_is_no_copy_any_more(bench, desk) -> None:
    key = desk.tell()
    copy = desk.post(url="https://wire.example/amp/1").id
    desk.order("retract", key)
    assert desk.post(FIRST_TEXT).outcome == "revised"

    desk.order("restore", copy)
    desk.read()

    assert (bench.article(copy).state, bench.article(copy).duplicate_of) == ("done", None)
    desk.order("delete", key)
    assert bench.article(copy).state == "done"


def test_embargo_outlasts_a_takedown_that_was_undone(bench, desk) -> None:
    key = desk.post(embargoed_until=bench.clock.now() + HOUR).id
    desk.order("retract", key)
    desk.order("restore", key)
    assert bench.dispatch() == []
    bench.clock.move(HOUR)
    assert len(bench.dispatch()) == 1


def test_withdrawal_of_a_revision_leaves_a_later_one_alone(bench, desk) -> None:
    key = desk.tell(external_id="tag:wire.example,2024:1", modified_at=bench.clock.now())
    made_at = bench.clock.now() + HOUR
    assert desk.post("", title="", external_id="tag:wire.example,2024:1", modified_at=made_at, is_cancelled=True).outcome == "retracted"
    assert desk.post(external_id="tag:wire.example,2024:1", modified_at=made_at + HOUR).outcome == "revised"

    bench.obey()

    assert (bench.article(key).state, bench.article(key).revision) == ("waiting", 2)
    assert bench.rows("SELECT result FROM commands") == [({"state": "waiting", "changed": False},)]


def test_withdrawal_by_the_outlet_is_carried_out(bench, desk) -> None:
    key = desk.tell(external_id="tag:wire.example,2024:1", modified_at=bench.clock.now())
    desk.post("", title="", external_id="tag:wire.example,2024:1", modified_at=bench.clock.now() + HOUR, is_cancelled=True)

    bench.obey()

    assert (bench.states(), bench.article(key).text) == ({"retracted": 1}, TEXT)
    assert {retracted for _, retracted in desk.events()} == {True}


@pytest.mark.parametrize("kind", ["retract", "delete", "restore"])
def test_takedown_of_what_is_not_there_is_refused(bench, kind) -> None:
    with bench.engine.begin() as connection:
        add_command(connection, kind, {"article_id": "art_" + "0" * 32}, now=bench.clock.now())
    bench.obey()
    assert bench.rows("SELECT state, result ->> 'reason' FROM commands") == [("refused", f"there is no article art_{'0' * 32}")]


def test_failure_in_the_middle_of_a_takedown_leaves_everything_as_it_was(bench, desk) -> None:
    key = desk.tell()
    before = held(bench, TITLE, TEXT)
    with bench.engine.begin() as connection:
        connection.execute(text("ALTER TABLE entities ADD CONSTRAINT broken CHECK (version < 2)"))
        add_command(connection, "delete", {"article_id": ids.public("art", key)}, now=bench.clock.now())

    obey.apply_next(bench.engine, bench.clock)

    assert bench.rows("SELECT state FROM commands") == [("refused",)]
    assert (bench.states(), held(bench, TITLE, TEXT)) == ({"done": 1}, before)


def test_long_log_is_purged_in_batches(bench, desk) -> None:
    key = desk.tell()
    with bench.engine.begin() as connection:
        connection.execute(
            text(
                "SELECT append_changes(array_agg(kind), array_agg('updated'::text), array_agg(object_id), array_agg(1 + n::int), array_agg(record),"
                " array_agg(record), now()) FROM (SELECT kind, object_id, record, n FROM changes, generate_series(1, :n) AS n WHERE kind = 'event') told"
            ),
            {"n": takedown.LOG_BATCH},
        )
        connection.execute(text("UPDATE events SET version = :v, record = record || jsonb_build_object('version', :v)"), {"v": takedown.LOG_BATCH + 1})

    assert desk.order("delete", key)["changes_redacted"] >= 2 * takedown.LOG_BATCH
    assert held(bench, TITLE, TEXT) == set()
    in_order(bench)
