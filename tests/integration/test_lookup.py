"""What linking asks of the driver itself."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from dateline_api.db import arrays
from dateline_api.db.engine import make_engine
from dateline_api.db.faults import is_fault_of_data
from dateline_api.db.lookup import ask, do
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)


@pytest.fixture
def connection(database_url):
    engine = make_engine(database_url)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.mark.parametrize(
    ("statement", "written", "read"),
    [
        ("SELECT CAST(%(given)s AS text[]) AS found", arrays.of_texts(texts := ['say "no"', "back\\slash", "{a,b}", "", "NULL", " ", "é\n"]), texts),
        ("SELECT CAST(%(given)s AS uuid[]) AS found", arrays.of_uuids([UUID(int=7)]), [UUID(int=7)]),
        ("SELECT CAST(%(given)s AS bigint[]) AS found", arrays.of_numbers([-(1 << 63), 1]), [-(1 << 63), 1]),
        ("SELECT CAST(%(given)s AS timestamptz[]) AS found", arrays.of_times([NOON, None]), [NOON, None]),
        ("SELECT CAST(%(given)s AS date[]) AS found", arrays.of_times([None, NOON.date()]), [None, date(2024, 3, 1)]),
        ("SELECT CAST(%(given)s AS text[]) AS found", arrays.of_texts([]), []),
    ],
)
def test_array_comes_back_as_it_was(connection, statement, written, read) -> None:
    [row] = ask(connection, statement, {"given": written})
    assert row.found == read


def test_failure_says_what_that_of_the_connection_says(connection) -> None:
    with pytest.raises(DBAPIError) as asked:
        ask(connection, "SELECT 1 / %(by)s AS share", {"by": 0})
    connection.rollback()
    with pytest.raises(DBAPIError) as executed:
        connection.execute(text("SELECT 1 / :by AS share"), {"by": 0})
    assert type(asked.value) is type(executed.value)
    assert is_fault_of_data(asked.value)


def test_after_a_failure_the_connection_answers_again_and_each_answer_stands_for_itself(connection) -> None:
    with pytest.raises(DBAPIError):
        ask(connection, "SELECT 1 / %(by)s AS share", {"by": 0})
    connection.rollback()
    first = ask(connection, "SELECT 1 AS one", {})
    assert ask(connection, "SELECT 'a' AS letter, 2 AS two", {})[0].two == 2
    assert first == [(1,)]
    assert first[0].one == 1


def test_what_was_done_is_undone_with_its_transaction(connection) -> None:
    with connection.begin() as transaction:
        do(connection, "INSERT INTO term_counts (term, articles) VALUES (%(term)s, 1)", {"term": "a"})
        assert ask(connection, "SELECT term FROM term_counts", {}) == [("a",)]
        transaction.rollback()
    assert ask(connection, "SELECT term FROM term_counts", {}) == []
