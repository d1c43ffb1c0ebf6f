"""Pages of an export: bounded in events and in bytes, each event in one of them."""

from typing import Any

from dateline_api.db.event_filter import EventFilter
from dateline_api.db.exports import PAGE_BYTES, next_page

COPY = """
    INSERT INTO events (id, type, status, record, created_at, updated_at)
    SELECT gen_random_uuid(), 'AID', 'happened', jsonb_build_object('confidence', n, 'filling', filling), now(), now()
    FROM generate_series(1, %(count)s) AS n, (SELECT string_agg(md5(m::text), '') AS filling FROM generate_series(1, %(size)s) AS m) AS made
"""


def sizes_of_pages(bench, *, limit: int) -> list[int]:
    """How many events each page holds; asserts that all come, once, in the order of their ids."""
    seen: list[Any] = []
    sizes = []
    with bench.engine.connect() as connection:
        while page := next_page(connection, EventFilter(types=("AID",)), with_retracted=False, after=seen[-1] if seen else None, limit=limit):
            sizes.append(len(page))
            seen += [key for key, _ in page]
    assert [(key,) for key in seen] == bench.rows("SELECT id FROM events WHERE type = 'AID' ORDER BY id")
    return sizes


def test_page_of_short_records_is_as_long_as_asked_for(bench) -> None:
    with bench.engine.begin() as connection:
        connection.exec_driver_sql(COPY, {"count": 23, "size": 1})
    assert sizes_of_pages(bench, limit=10) == [10, 10, 3]


def test_page_of_long_records_ends_with_the_one_that_fills_it(bench) -> None:
    with bench.engine.begin() as connection:
        connection.exec_driver_sql(COPY, {"count": 9, "size": PAGE_BYTES // 50})  # two thirds of a page each: random digits are not compressed
    assert sizes_of_pages(bench, limit=500) == [2, 2, 2, 2, 1]
