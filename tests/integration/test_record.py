"""Recording answers: idempotence, revisions, bad messages, and the change log that follows."""

from datetime import timedelta
from itertools import islice
from typing import Any

import psycopg
import pytest
from dateline_api import ids
from dateline_api.db.commands import add_command
from dateline_api.db.faults import is_fault_of_data, is_transient
from dateline_api.records import ArticleRecord, EntityRecord, EventRecord, StoryRecord
from dateline_api.store.obey import apply_next
from dateline_shared import routes
from dateline_shared.contracts.article import Article
from dateline_shared.contracts.extraction import Pipeline
from dateline_shared.testing import event, extraction, person, span
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

NEW_ARTICLE = [("entity", "created", 1), ("entity", "created", 1), ("event", "created", 1), ("story", "created", 1), ("article", "created", 1)]


def _kinds(bench) -> list[tuple[str, str, int]]:
    return [entry[1:] for entry in bench.log()]


def _events(bench) -> list[dict[str, Any]]:
    return [row[0] for row in bench.rows("SELECT record FROM events WHERE NOT retracted ORDER BY id")]


def test_extraction_becomes_entities_an_event_and_changes(bench, words) -> None:
    bench.accept(next(words))
    bench.read_all()
    (record,) = _events(bench)
    assert bench.states() == {"done": 1}
    assert [party["name"] for party in record["actors"]] == ["Folake Adeyemi"]
    assert record["mentions"][0]["evidence"][0]["exact"] == "congratulated"
    assert _kinds(bench) == NEW_ARTICLE


def test_every_record_in_the_log_follows_its_model(bench, words) -> None:
    bench.accept(*islice(words, 3))
    bench.read_all()
    models = {"event": EventRecord, "entity": EntityRecord, "story": StoryRecord, "article": ArticleRecord}
    for kind, object_id, record in bench.rows("SELECT kind, object_id, record FROM changes"):
        read = models[kind].model_validate(record)
        assert read.id.endswith(object_id.hex)
        assert read.model_dump(mode="json") == record


def test_same_answer_again_changes_nothing(bench, words) -> None:
    bench.accept(next(words))
    (chunk,) = bench.dispatch()
    answer = bench.read(chunk.readings[0])
    bench.answer(answer, answer)
    bench.record()
    bench.answer(answer)
    bench.record()
    assert _kinds(bench) == NEW_ARTICLE


def test_changed_text_replaces_the_events_of_the_old_one(bench, words) -> None:
    article = next(words)
    bench.accept(article)
    bench.read_all()
    (before,) = _events(bench)
    bench.accept(article.model_copy(update={"text": "Nothing happened."}))
    bench.read_all()
    assert _events(bench) == []
    assert _kinds(bench)[5:] == [("event", "retracted", 2), ("story", "updated", 2), ("article", "updated", 2)]
    bench.accept(article)
    bench.read_all()
    (after,) = _events(bench)
    assert (after["id"], after["version"], after["created_at"]) == (before["id"], 3, before["created_at"])


def test_mention_keeps_its_event_when_status_and_offsets_change(bench, words) -> None:
    article = next(words)
    bench.accept(article)
    bench.read_all()
    (before,) = _events(bench)
    bench.accept(article.model_copy(update={"text": "It was denied that Adeyemi congratulated Bako."}))
    (chunk,) = bench.dispatch()
    bench.answer(bench.read(chunk.readings[0], status="denied"))
    bench.record()
    (after,) = _events(bench)
    assert (after["id"], after["status"], after["version"]) == (before["id"], "denied", 2)


def test_late_answer_for_an_old_revision_is_recorded_but_the_article_is_not_done(bench, words) -> None:
    article = next(words)
    (taken,) = bench.accept(article)
    (chunk,) = bench.dispatch()
    bench.accept(article.model_copy(update={"text": "Adeyemi congratulated Bako, at last."}))
    bench.answer(bench.read(chunk.readings[0]))
    bench.record()
    assert len(_events(bench)) == 1
    row = bench.article(taken.id)
    assert (row.state, row.revision, row.recorded_revision) == ("waiting", 2, 1)
    bench.read_all()
    assert bench.article(taken.id).state == "done"


def test_answer_for_a_revision_that_was_overtaken_by_a_recorded_one_is_ignored(bench, words) -> None:
    article = next(words)
    bench.accept(article)
    (old,) = bench.dispatch()
    bench.accept(article.model_copy(update={"text": "Nothing happened."}))
    bench.read_all()
    bench.answer(bench.read(old.readings[0]))
    bench.record()
    assert _events(bench) == []


def test_older_pipeline_does_not_overwrite_a_newer_one(bench, words) -> None:
    (taken,) = bench.accept(next(words))
    (chunk,) = bench.dispatch()
    bench.answer(bench.read(chunk.readings[0]).model_copy(update={"pipeline": Pipeline(version="1.10.0", digest="0" * 12)}))
    bench.record()
    with bench.engine.begin() as connection:
        connection.execute(text("UPDATE articles SET state = 'waiting'"))
    (chunk,) = bench.dispatch()
    bench.answer(extraction(chunk.readings[0], version="1.9.0"))
    bench.record()
    assert len(_events(bench)) == 1
    row = bench.article(taken.id)
    assert (row.state, row.recorded_pipeline.partition("+")[0]) == ("done", "1.10.0")


def test_entity_learns_from_a_later_article(bench) -> None:
    bench.accept(Article(text="Adeyemi congratulated Bako."))
    bench.read_all()
    bench.accept(Article(text="President Adeyemi congratulated Bako again."))
    (chunk,) = bench.dispatch()
    known = person("Folake Adeyemi", country="NGA", aliases=("President Adeyemi",), sectors=("GOV",))
    reading = chunk.readings[0]
    bench.answer(extraction(reading, entities=[known], events=[event("x1", evidence=span(reading, "congratulated"), actors=[known])]))
    bench.record()
    (record,) = (row[0] for row in bench.rows("SELECT record FROM entities WHERE name = 'Folake Adeyemi'"))
    assert (record["version"], record["aliases"], record["sectors"]) == (2, ["President Adeyemi"], ["GOV"])
    assert ("entity", "updated", 2) in _kinds(bench)


def test_nul_a_duplicate_and_an_unrecordable_answer_amid_64_good_ones(bench, words) -> None:
    bench.max_attempts = 1
    taken = bench.accept(*islice(words, 65))
    bench.processes = 8
    chunks = bench.dispatch()
    readings = [reading for chunk in chunks for reading in chunk.readings]
    assert len(readings) == 65
    bad, *good = readings
    spoilt = bench.read(bad).model_dump_json().replace("Report", "Rep\\u0000ort").replace('"family":"congratulate"', '"family":"congr\\u0000"')
    for reading in good[:32]:
        bench.answer(bench.read(reading))
    bench.client.xadd(routes.EXTRACTIONS, {routes.PAYLOAD: spoilt.encode()})
    bench.client.xadd(routes.EXTRACTIONS, {routes.PAYLOAD: b"not a message \x00"})
    bench.client.xadd(routes.EXTRACTIONS, {b"other": b"field"})
    bench.answer(bench.read(good[0]))
    for reading in good[32:]:
        bench.answer(bench.read(reading))
    while bench.record():
        pass
    assert bench.states() == {"done": 64, "dead": 1}
    row = bench.article(ids.parse("art", bad.article_id))
    assert row.state == "dead"
    assert "could not be recorded" in row.reasons[0]
    assert len(bench.rows("SELECT 1 FROM rejected_messages")) == 3
    assert bench.client.xlen(routes.EXTRACTIONS) == 0
    assert len(taken) == 65


def test_name_longer_than_an_index_takes_is_recorded(bench, words) -> None:
    import random

    (taken, other) = bench.accept(*islice(words, 2))
    (chunk,) = bench.dispatch()
    monster = person("".join(random.Random(7).choices("abcdefghijklmnopqrstuvwxyz", k=200_000)), key="person:monster")
    reading, fine = chunk.readings
    bench.answer(extraction(reading, entities=[monster], events=[event("x1", evidence=span(reading, "congratulated"), actors=[monster])]), bench.read(fine))
    bench.record()
    states = {reading.article_id: bench.article(ids.parse("art", reading.article_id)).state for reading in (reading, fine)}
    assert set(states.values()) == {"done"}
    assert {taken.id, other.id} == {ids.parse("art", key) for key in states}


@pytest.mark.parametrize("number", ["0", "2147483648", "99999999999999999999"])
def test_number_out_of_range_is_a_bad_message_not_a_stop(bench, words, number: str) -> None:
    bench.accept(*islice(words, 2))
    (chunk,) = bench.dispatch()
    spoilt, fine = chunk.readings
    payload = bench.read(spoilt).model_dump_json().replace('"attempt":1', f'"attempt":{number}')
    bench.client.xadd(routes.EXTRACTIONS, {routes.PAYLOAD: payload.encode()})
    bench.answer(bench.read(fine))
    bench.record()
    assert bench.states() == {"working": 1, "done": 1}
    assert len(bench.rows("SELECT 1 FROM rejected_messages")) == 1


def test_fault_of_the_schema_charges_nobody(bench, words) -> None:
    bench.accept(*islice(words, 3))
    (chunk,) = bench.dispatch()
    bench.answer(*map(bench.read, chunk.readings))
    with bench.engine.begin() as connection:
        connection.execute(text("ALTER TABLE mentions RENAME TO elsewhere"))
    with pytest.raises(DBAPIError, match="mentions"):
        bench.record()
    assert bench.rows("SELECT max(charged) FROM articles") == [(0,)]


def test_command_that_cannot_be_obeyed_is_refused_and_the_next_one_applied(bench) -> None:
    with bench.engine.begin() as connection:
        for payload in ({"article_id": 5}, {"all_dead": True}):
            add_command(connection, "redrive", payload, now=bench.clock.now())
    while apply_next(bench.engine, bench.clock):
        pass
    assert bench.rows("SELECT state FROM commands ORDER BY id") == [("refused",), ("applied",)]


def test_held_answers_do_not_stop_the_dispatch(bench, words) -> None:
    bench.accept(*islice(words, 16))
    for chunk in bench.dispatch():
        for reading in chunk.readings:
            newer = bench.read(reading).model_dump_json().replace('"schema_version":"1.1"', '"schema_version":"2.0"')
            bench.client.xadd(routes.EXTRACTIONS, {routes.PAYLOAD: newer.encode()})
    bench.record()
    bench.accept(next(words))
    assert len(bench.dispatch()) == 1


def test_unknown_schema_stays_in_the_stream_and_charges_nobody(bench, words) -> None:
    (taken,) = bench.accept(next(words))
    (chunk,) = bench.dispatch()
    newer = bench.read(chunk.readings[0]).model_dump_json().replace('"schema_version":"1.1"', '"schema_version":"2.0"')
    bench.client.xadd(routes.EXTRACTIONS, {routes.PAYLOAD: newer.encode()})
    bench.record()
    bench.clock.move(timedelta(minutes=5))
    bench.dispatch()
    row = bench.article(taken.id)
    assert (row.state, row.charged, row.attempt) == ("working", 0, 1)
    assert bench.client.xlen(routes.EXTRACTIONS) == 1


def test_what_a_dead_store_left_is_taken_over(bench, words) -> None:
    from dateline_shared import streams

    bench.accept(*islice(words, 5))
    (chunk,) = bench.dispatch()
    bench.answer(*map(bench.read, chunk.readings))
    assert len(streams.receive(bench.client, "the dead one", count=64, block=timedelta(milliseconds=1))) == 5
    assert bench.record() == 0
    assert bench.recorder().take_over(idle=timedelta(0)) == 5
    assert bench.states() == {"done": 5}


def test_unsupported_language_ends_with_its_reason(bench) -> None:
    (taken,) = bench.accept(Article(text="Zwei Männer trafen sich."))
    (chunk,) = bench.dispatch()
    bench.answer(extraction(chunk.readings[0], outcome="unsupported_language", reason="the text is in German"))
    bench.record()
    row = bench.article(taken.id)
    assert (row.state, row.reasons) == ("unsupported_language", ["the text is in German"])


def test_changes_can_only_be_appended(bench, words) -> None:
    bench.accept(next(words))
    bench.read_all()
    for statement in (
        "INSERT INTO changes SELECT seq + 100, kind, op, object_id, version + 100, record, before, at FROM changes",
        "UPDATE changes SET seq = -seq",
    ):
        with pytest.raises(DBAPIError, match="append_changes"), bench.engine.begin() as connection:
            connection.execute(text(statement))


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("40P01", "transient"),
        ("55P03", "transient"),
        ("57P01", "transient"),
        ("53100", "transient"),
        ("08006", "transient"),
        (None, "transient"),
        ("22P05", "data"),
        ("23505", "data"),
        ("54000", "data"),
        ("57014", "data"),
        ("42P01", "neither"),
        ("42501", "neither"),
        ("25006", "neither"),
    ],
)
def test_fault_is_put_where_it_belongs(state: str | None, expected: str) -> None:
    error = DBAPIError("SELECT 1", None, psycopg.OperationalError("away") if state is None else psycopg.errors.lookup(state)("x"))
    assert is_transient(error) is (expected == "transient")
    assert is_fault_of_data(error) is (expected == "data")
