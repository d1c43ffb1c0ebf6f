"""Re-reading over HTTP, and how long questions may take that look at all that was read."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text


@pytest.fixture
def told(api: Any) -> Any:
    act = {"actors": [], "recipients": [], "trigger": "congratulated"}
    api.tell("Adeyemi congratulated Bako.", act, title="Praise", source="wire.example")
    return api


def test_outlet_is_meant_however_it_is_spelt(told: Any) -> None:
    told.bench.clock.move(timedelta(seconds=1))
    command = told.post("/v1/readings", {"source": "Wire.Example", "dry_run": True})
    told.bench.obey()
    assert told.get(f"/v1/commands/{command['id']}")["result"]["articles"] == 1


@pytest.mark.parametrize(("path", "table"), [("/v1/readings/diff", "earlier_readings"), ("/v1/entities/{entity}", "entity_tellings")])
def test_question_that_looks_at_much_is_given_up_after_ten_seconds(told: Any, path: str, table: str) -> None:
    asked = path.format(entity=told.get("/v1/entities")["data"][0]["id"])
    with told.bench.engine.begin() as connection:
        connection.execute(text("INSERT INTO earlier_readings SELECT article_id, revision, pipeline, body, recorded_at FROM extractions"))
        connection.execute(text("CREATE FUNCTION slow() RETURNS boolean LANGUAGE sql VOLATILE AS 'SELECT pg_sleep(60) IS NOT NULL'"))
        connection.execute(text(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"))
        connection.execute(text(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"))
        connection.execute(text(f"CREATE POLICY slow ON {table} USING (slow())"))
    assert told.get(asked, expect=503)["type"] == "/problems/took-too-long"
