"""The archive is read again by the current pipeline: behind all that is new, once, and told only where it was read otherwise."""

from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

import pytest
from dateline_api.db import sources, texts
from dateline_api.db.accept import AGAIN
from dateline_api.db.commands import add_command
from dateline_api.store import reread
from dateline_shared.contracts.article import Article
from dateline_shared.contracts.extraction import Pipeline
from dateline_shared.testing import event, extraction, person, span
from sqlalchemy import text

MINUTE = timedelta(minutes=1)
NEWER = Pipeline(version="0.2.0", digest="0" * 12)


def order(bench, kind: str = "reread", **payload: Any) -> dict[str, Any]:
    """Ask for it, and have store take it up, a minute later."""
    bench.clock.move(MINUTE)
    with bench.engine.begin() as connection:
        key = add_command(connection, kind, payload, now=bench.clock.now())["id"]
    bench.clock.move(MINUTE)
    bench.obey()
    return command(bench, key)


def command(bench, key: UUID) -> dict[str, Any]:
    (row,) = bench.rows("SELECT id, state, result FROM commands WHERE id = :key", key=key)
    return dict(zip(("id", "state", "result"), row, strict=True))


def since(bench) -> str:
    return (bench.clock.now() - timedelta(days=9)).isoformat()


def queue(bench) -> None:
    """Have the loop do all that it can do now."""
    while reread.step(bench.engine, bench.clock):
        pass


def read(bench, pipeline: Pipeline = NEWER, **more: Any) -> list[str]:
    """Have all that is in line read, chunk by chunk; returns the titles in the order in which they were handed out."""
    titles = []
    while chunks := bench.dispatch():
        for chunk in chunks:
            titles += [reading.article.title for reading in chunk.readings]
            bench.answer(*(bench.read(reading, **more).model_copy(update={"pipeline": pipeline}) for reading in chunk.readings))
        bench.record()
    return titles


def test_what_is_read_as_before_tells_nothing(bench, words) -> None:
    bench.accept(*islice(words, 3))
    bench.read_all()
    log = bench.log()
    found = order(bench, since=since(bench))
    assert (found["state"], found["result"]["articles"]) == ("working", 3)
    queue(bench)
    assert bench.states() == {"waiting": 3}
    assert sorted(read(bench)) == ["Report 1", "Report 2", "Report 3"]
    queue(bench)
    assert command(bench, found["id"])["state"] == "applied"
    assert bench.log() == log
    assert bench.rows("SELECT DISTINCT recorded_pipeline FROM articles") == [("0.2.0+000000000000",)]


def test_what_is_read_otherwise_is_an_update_of_the_same_event(bench, words) -> None:
    bench.accept(next(words))
    bench.read_all()
    ((key, version),) = bench.rows("SELECT id, version FROM events")
    order(bench, since=since(bench))
    queue(bench)
    read(bench, status="alleged")
    assert bench.rows("SELECT id, status, version FROM events") == [(key, "alleged", version + 1)]


def test_live_articles_and_imports_go_first(bench, words) -> None:
    bench.accept(*islice(words, 2))
    bench.read_all()
    order(bench, since=since(bench))
    queue(bench)
    bench.accept(*islice(words, 1), priority=1)
    bench.accept(*islice(words, 1))
    bench.clock.move(MINUTE)
    first, second, *others = read(bench)
    assert (first, second, sorted(others)) == ("Report 4", "Report 3", ["Report 1", "Report 2"])


def test_no_more_are_in_line_than_readers_have_work_for(bench, words) -> None:
    bench.accept(*islice(words, reread.AHEAD + 20))
    bench.processes = 100
    bench.batch_size = 600
    bench.read_all()
    found = order(bench, since=since(bench))
    queue(bench)
    queue(bench)
    assert bench.states() == {"done": 20, "waiting": reread.AHEAD}
    read(bench)
    queue(bench)
    assert bench.states() == {"done": reread.AHEAD, "waiting": 20}
    read(bench)
    queue(bench)
    assert command(bench, found["id"])["state"] == "applied"
    assert bench.rows("SELECT count(*) FROM articles WHERE recorded_pipeline = '0.1.0+000000000000'") == [(0,)]


def test_what_has_no_words_or_does_not_stand_is_left_out_and_counted(bench, words) -> None:
    with bench.engine.begin() as connection:
        sources.set_source(connection, "closed.example", {"store_text": False}, now=bench.clock.now())
    closed, down, gone, kept = (next(words).model_copy(update={"source": source}) for source in ("closed.example", "a.example", "b.example", "c.example"))
    ids_ = [taken.id for taken in bench.accept(closed, down, gone, kept)]
    bench.read_all()
    with bench.engine.begin() as connection:
        texts.drop(connection)
        for kind, key in (("retract", ids_[1]), ("delete", ids_[2])):
            add_command(connection, kind, {"article_id": f"art_{key.hex}"}, now=bench.clock.now())
    bench.obey()
    found = order(bench, since=since(bench), dry_run=True)
    assert found["state"] == "applied"
    assert found["result"]["articles"] == 1
    assert found["result"]["left_out"] == {"words_not_kept": 1, "taken_down": 2, "in_line": 0}
    assert "waiting" not in bench.states()
    order(bench, since=since(bench))
    queue(bench)
    assert read(bench) == [kept.title]


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({"source": "b.example"}, {"Report 2"}),
        ({"pipeline_older_than": "0.2.0"}, {"Report 1", "Report 2"}),
        ({"pipeline_older_than": "0.1.0"}, set()),
        ({"since": "2024-03-01T00:00:00+00:00"}, {"Report 2", "Report 3"}),
        ({"since": "2024-03-01T00:00:00+00:00", "until": "2024-03-02T00:00:00+00:00"}, {"Report 2"}),
        ({"since": "2024-01-01T00:00:00+00:00", "limit": 1}, {"Report 1"}),
    ],
    ids=["source", "older", "none-older", "since", "until", "limit"],
)
def test_order_says_which(bench, words, asked, wanted) -> None:
    days = ("2024-02-01", "2024-03-01", "2024-03-03")
    for n, (source, day) in enumerate(zip(("a.example", "b.example", "c.example"), days, strict=True)):
        bench.accept(next(words).model_copy(update={"source": source, "published_at": datetime.fromisoformat(f"{day}T08:00:00Z")}))
        read(bench, NEWER if n == 2 else Pipeline(version="0.1.9", digest="0" * 12))
    order(bench, **asked)
    queue(bench)
    assert set(read(bench)) == wanted


def test_store_that_ends_goes_on_and_reads_nothing_twice(bench, words) -> None:
    bench.accept(*islice(words, 5))
    bench.read_all()
    found = order(bench, since=since(bench))
    assert reread.step(bench.engine, bench.clock)
    titles = read(bench)
    queue(bench)  # as another store would, which only knows what the database holds
    assert sorted(titles + read(bench)) == [f"Report {n}" for n in range(1, 6)]
    assert command(bench, found["id"])["state"] == "applied"


def test_order_that_is_stopped_leaves_articles_as_they_were_read(bench, words) -> None:
    bench.accept(*islice(words, 3))
    bench.read_all()
    log = bench.log()
    found = order(bench, since=since(bench))
    queue(bench)
    stopped = order(bench, "reread_stop")
    assert stopped["result"] == {"stopped": 1, "taken_back": 3}
    assert command(bench, found["id"])["result"]["is_stopped"]
    assert bench.states() == {"done": 3}
    assert bench.dispatch() == []
    assert bench.log() == log


def test_reading_of_the_pipeline_before_is_kept(bench, words) -> None:
    bench.accept(next(words))
    bench.read_all()
    order(bench, since=since(bench))
    queue(bench)
    read(bench)
    assert bench.rows("SELECT revision, pipeline, body #>> '{pipeline,version}' FROM earlier_readings") == [(1, "0.1.0+000000000000", "0.1.0")]
    assert bench.rows("SELECT pipeline FROM extractions") == [("0.2.0+000000000000",)]


def test_changed_words_put_no_reading_into_the_past(bench, words) -> None:
    article = next(words)
    bench.accept(article)
    bench.read_all()
    bench.accept(article.model_copy(update={"text": "Adeyemi congratulated Bako, at last."}))
    read(bench)
    assert bench.rows("SELECT * FROM earlier_readings") == []


def test_words_that_come_while_it_waits_go_before_it(bench, words) -> None:
    article = next(words)
    (taken,) = bench.accept(article)
    bench.read_all()
    order(bench, since=since(bench))
    queue(bench)
    assert bench.article(taken.id).priority == AGAIN
    bench.accept(article.model_copy(update={"text": "Adeyemi congratulated Bako, at last."}))
    assert bench.article(taken.id).priority == 0
    assert order(bench, "reread_stop")["result"]["taken_back"] == 0


def test_what_failed_before_starts_afresh(bench, words) -> None:
    bench.accept(next(words))
    with bench.engine.begin() as connection:
        connection.execute(text("UPDATE articles SET charged = 2, solo = true"))
    bench.read_all()
    order(bench, since=since(bench))
    queue(bench)
    assert bench.rows("SELECT charged, solo, state FROM articles") == [(0, False, "waiting")]


def test_mention_that_is_read_better_is_the_one_it_was(bench) -> None:
    bench.accept(Article(text="Adeyemi congratulated Bako.", title="Report", url="https://a.example/1"))
    adeyemi, bako = person("Folake Adeyemi"), person("Idris Bako")
    for version, recipients in (("0.1.0", []), ("0.2.0", [bako])):
        (chunk,) = bench.dispatch()
        (reading,) = chunk.readings
        act = event("x1", evidence=span(reading, "congratulated"), actors=[adeyemi], recipients=recipients)
        bench.answer(extraction(reading, entities=[adeyemi, bako], events=[act], version=version))
        bench.record()
        order(bench, since=since(bench))
        queue(bench)
    ((record,),) = bench.rows("SELECT record FROM events")
    assert [party["name"] for party in record["recipients"]] == ["Idris Bako"]
    assert (record["version"], len(record["mentions"])) == (2, 1)
