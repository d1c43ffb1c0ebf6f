"""The order of the change log under concurrent writers: nothing missed, nothing twice, no gap."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random
from typing import Any

from dateline_api import ids
from dateline_api.db.changes import look_up
from dateline_api.db.event_filter import EventFilter
from dateline_api.db.retention import forget
from dateline_api.db.webhooks import seq_before
from sqlalchemy import event, text

APPEND = text(
    "SELECT append_changes(array_fill('story'::text, ARRAY[:n]), array_fill('created'::text, ARRAY[:n]), CAST(:ids AS uuid[]),"
    ' array_fill(1, ARRAY[:n]), array_fill(\'{"id": "x"}\'::jsonb, ARRAY[:n]), array_fill(NULL::jsonb, ARRAY[:n]), now())'
)


def test_reader_misses_nothing_under_eight_writers_and_aborts(bench) -> None:
    over = threading.Event()
    seen: list[int] = []

    def write(seed: int) -> int:
        random, committed = Random(seed), 0
        for _ in range(40):
            n = random.randint(1, 5)
            with bench.engine.connect() as connection, connection.begin() as transaction:
                connection.execute(APPEND, {"n": n, "ids": [ids.new_id() for _ in range(n)]})
                if random.random() < 0.2:
                    transaction.rollback()
                else:
                    committed += n
        return committed

    def follow() -> None:
        cursor = 0
        while True:
            last_round = over.is_set()
            for (seq,) in bench.rows("SELECT seq FROM changes WHERE seq > :cursor ORDER BY seq LIMIT 50", cursor=cursor):
                seen.append(seq)
                cursor = seq
            if last_round:
                return

    reader = threading.Thread(target=follow)
    reader.start()
    with ThreadPoolExecutor(8) as pool:
        committed = sum(pool.map(write, range(8)))
    over.set()
    reader.join()
    while missing := bench.rows("SELECT seq FROM changes WHERE seq > :cursor ORDER BY seq", cursor=seen[-1] if seen else 0):
        seen += [seq for (seq,) in missing]
    assert seen == list(range(1, committed + 1))


def test_changes_past_their_retention_are_forgotten_oldest_first(bench, words) -> None:
    bench.accept(next(words))
    bench.read_all()
    first = bench.log()
    bench.clock.move(timedelta(days=91))
    bench.accept(next(words))
    bench.read_all()
    with bench.engine.begin() as connection:
        assert forget(connection, before=bench.clock.now() - timedelta(days=90), now=bench.clock.now()) == len(first)
        assert forget(connection, before=bench.clock.now() - timedelta(days=90), now=bench.clock.now()) == 0
    kept = bench.log()
    assert kept
    assert kept[0][0] == first[-1][0] + 1


def test_page_leaves_nothing_out_that_is_removed_while_it_is_read(bench: Any) -> None:
    with bench.engine.begin() as connection:
        connection.execute(APPEND, {"n": 5, "ids": [ids.new_id() for _ in range(5)]})

    def prune(*given: Any) -> None:
        if "log_state" in given[2]:
            with bench.engine.begin() as other:
                other.execute(text("DELETE FROM changes WHERE seq <= 3"))

    with bench.engine.connect() as connection:
        event.listen(connection, "after_cursor_execute", prune)
        page = look_up(connection, after=0, kinds=(), wanted=EventFilter(), limit=10)
    assert [change["seq"] for change in page.changes] == [1, 2, 3, 4, 5]


def test_log_that_is_pruned_gets_no_gap_where_a_clock_went_back(bench: Any) -> None:
    with bench.engine.begin() as connection:
        connection.execute(APPEND, {"n": 5, "ids": [ids.new_id() for _ in range(5)]})
        connection.execute(text("SELECT set_config('dateline.redacting', 'on', true)"))
        connection.execute(text("UPDATE changes SET at = now() - interval '1 hour' WHERE seq IN (1, 2, 4)"))
        before = connection.execute(text("SELECT now() - interval '1 minute'")).scalar_one()
        assert forget(connection, before=before, now=before) == 2
        assert [seq for (seq,) in connection.execute(text("SELECT seq FROM changes ORDER BY seq"))] == [3, 4, 5]


def test_all_that_was_told_since_a_time_is_found_where_a_clock_went_back(bench: Any) -> None:
    with bench.engine.begin() as connection:
        connection.execute(APPEND, {"n": 4, "ids": [ids.new_id() for _ in range(4)]})
        connection.execute(text("SELECT set_config('dateline.redacting', 'on', true)"))
        connection.execute(text("UPDATE changes SET at = now() - CASE seq WHEN 1 THEN interval '9 s' WHEN 3 THEN interval '5 s' ELSE interval '1 s' END"))
        since = connection.execute(text("SELECT now() - interval '7 s'")).scalar_one()
        assert [seq_before(connection, since + timedelta(seconds=later))[1] for later in (-9, 0, 4, 60)] == [0, 1, 1, 4]
