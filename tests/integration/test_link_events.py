"""Events over articles: candidates are found by their keys, told of by several articles, merged when they prove to be one."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from dateline_api.db.event_index import CANDIDATES, FOUND, FOUND_BY_KEY
from dateline_shared.contracts.article import Article
from dateline_shared.contracts.event import When
from dateline_shared.testing import event, extraction, person, span
from integration.conftest import Bench
from sqlalchemy import text

ADA, PIET, LENA = (person(name, country=country) for name, country in (("Ada Okoro", "NGA"), ("Piet Vos", "NLD"), ("Lena Vos", "NLD")))
DAY = timedelta(days=1)


def tell(bench: Bench, name: str, *acts: dict[str, Any], at: datetime | None = None, words: str = "") -> None:
    """Have an article of an outlet of its own tell of these acts, of Ada Okoro and Piet Vos unless said otherwise."""
    sides = (ADA, PIET, LENA)
    body = f"{words or name}. " + " ".join(f"Clause {n}." for n in range(len(acts)))
    bench.accept(Article(text=body, title=name, url=f"https://{name}.example/1", published_at=at or bench.clock.now() - DAY))
    for chunk in bench.dispatch():
        for reading in chunk.readings:
            made = []
            for n, act in enumerate(acts):
                fields: dict[str, Any] = {"type": "CONSULT", "family": "meet", "actors": (ADA, PIET)} | act
                if day := fields.pop("on", None):
                    fields["date"] = When(edtf=day, granularity="day", basis="stated")
                made.append(event(f"x{n}", evidence=span(reading, f"Clause {n}"), **fields))
            bench.answer(extraction(reading, entities=sides, events=made))
    bench.record()


def standing(bench: Bench) -> list[dict[str, Any]]:
    return [row for (row,) in bench.rows("SELECT record FROM events WHERE NOT retracted AND redirect_to IS NULL ORDER BY id")]


def test_two_outlets_tell_of_one_act(bench: Bench) -> None:
    tell(bench, "wire", {"on": "2024-03-01"})
    tell(bench, "courier", {"on": "2024-03-01", "family": "discuss"})
    (record,) = standing(bench)
    assert (record["mention_count"], record["article_count"], record["source_count"]) == (2, 2, 2)


def test_look_alike_of_another_day_is_another_act(bench: Bench) -> None:
    tell(bench, "wire", {"on": "2024-02-20"})
    tell(bench, "courier", {"on": "2024-02-27"})
    assert [record["mention_count"] for record in standing(bench)] == [1, 1]


def test_background_links_back_over_months(bench: Bench) -> None:
    tell(bench, "wire", {"on": "2023-10-02"}, at=datetime(2023, 10, 3, tzinfo=UTC))
    tell(bench, "courier", {"background": True})
    (record,) = standing(bench)
    assert (record["mention_count"], record["date"]["edtf"]) == (2, "2023-10-02")


def test_what_may_be_either_of_two_is_neither_nor_new(bench: Bench) -> None:
    tell(bench, "wire", {"on": "2024-02-20"})
    tell(bench, "courier", {"on": "2024-02-22"})
    tell(bench, "lantern", {"background": True})
    assert len(standing(bench)) == 2
    ((choices,),) = bench.rows("SELECT choices FROM mentions WHERE event_id IS NULL")
    assert sorted(choices) == sorted(key for (key,) in bench.rows("SELECT id FROM events"))


def test_what_comes_late_is_put_in_at_its_place(bench: Bench) -> None:
    tell(bench, "wire", {"on": "2024-02-20"}, at=datetime(2024, 2, 21, tzinfo=UTC))
    tell(bench, "lantern", {"background": True}, at=datetime(2024, 2, 25, tzinfo=UTC))
    assert [record["mention_count"] for record in standing(bench)] == [2]
    tell(bench, "courier", {"on": "2024-02-22"}, at=datetime(2024, 2, 23, tzinfo=UTC))
    assert [record["mention_count"] for record in standing(bench)] == [1, 1]
    ((choices,),) = bench.rows("SELECT choices FROM mentions WHERE event_id IS NULL")
    assert sorted(choices) == sorted(key for (key,) in bench.rows("SELECT id FROM events"))


def test_plan_and_what_came_of_it_are_one(bench: Bench) -> None:
    plan = {"type": "AGREE", "family": "pledge", "status": "planned", "on": "2024-03-03"}
    tell(bench, "wire", plan, at=datetime(2024, 3, 1, tzinfo=UTC))
    tell(bench, "courier", {"on": "2024-03-03"})
    (record,) = standing(bench)
    assert [step["type"] for step in record["history"]] == ["AGREE", "CONSULT"]


def test_events_that_prove_to_be_one_are_merged(bench: Bench) -> None:
    tell(bench, "wire", {"on": "2024-03-01", "actors": (ADA,)})
    tell(bench, "courier", {"on": "2024-03-01", "actors": (PIET,)})
    assert len(standing(bench)) == 2
    tell(bench, "lantern", {"on": "2024-03-01"})
    tell(bench, "herald", {"on": "2024-03-01"})
    (record,) = standing(bench)
    assert record["mention_count"] == 4


def test_act_that_goes_on_says_so(bench: Bench) -> None:
    war = {
        "type": "ASSAULT",
        "family": "fight",
        "actors": (ADA,),
        "recipients": (PIET,),
        "date": When(edtf="2023-01/..", granularity="interval", basis="stated"),
    }
    strike = {"type": "ASSAULT", "family": "attack", "actors": (ADA,), "recipients": (PIET,), "on": "2024-03-01"}
    tell(bench, "wire", war)
    tell(bench, "courier", strike)
    whole, part = standing(bench)
    assert (whole["process"], part["process"], part["part_of"]) == (True, False, whole["id"])


def test_keys_follow_what_is_told(bench: Bench) -> None:
    tell(bench, "wire", {"on": "2024-03-01"})
    assert bench.rows("SELECT count(*) > 2, count(DISTINCT event_id)::int FROM event_keys") == [(True, 1)]
    tell(bench, "wire", words="Nothing happened")
    assert bench.rows("SELECT count(*)::int FROM event_keys") == [(0,)]
    assert bench.rows("SELECT count(*)::int FROM events WHERE signature IS NOT NULL") == [(0,)]


@pytest.mark.parametrize("index", ["ix_event_keys_last_at", "ix_event_keys_starts_on", "pk_events"])
def test_candidates_are_found_by_indexes(bench: Bench, index: str) -> None:
    now = bench.clock.now()
    given: dict[str, Any] = {"keys": [1], "numbers": [1], "since": [now - DAY], "until": [now], "day_from": [now.date()], "day_to": [now.date()]}
    with bench.engine.connect() as connection:
        connection.execute(text("SET LOCAL enable_seqscan = off"))
        connection.execute(text("SET LOCAL enable_bitmapscan = off"))
        columns = "INSERT INTO events (id, type, mode, status, version, record, created_at, updated_at)"
        record = "jsonb_build_object('confidence', n / 2000.0)"
        values = f"SELECT gen_random_uuid(), 'T' || n % 100, 'm' || n % 100, 's' || n % 100, 1, {record}, now(), now()"
        connection.execute(text(f"{columns} {values} FROM generate_series(1, 2000) n"))
        connection.execute(
            text("INSERT INTO event_keys (key, event_id, last_at, starts_on) SELECT hashint8(n), id, now(), now()::date FROM events, generate_series(1, 5) n")
        )
        connection.execute(text("ANALYZE events, event_keys"))
        given |= {"known": [], "limit": FOUND_BY_KEY, "found": FOUND}
        plan = "\n".join(row[0] for row in connection.exec_driver_sql(f"EXPLAIN {CANDIDATES}", given))
        connection.rollback()
    assert f"using {index} on" in plan or f"on {index}" in plan, plan
    assert "Seq Scan" not in plan
