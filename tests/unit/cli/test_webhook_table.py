"""Webhooks and their deliveries as people see them."""

import io
from datetime import UTC, datetime
from typing import Any

import pytest
import typer
from dateline.commands.webhooks import filter_of
from dateline.webhook_table import delivery_table, state_of, webhook_lines, webhook_table
from rich.console import Console
from rich.table import Table

NOW = datetime(2024, 3, 5, 12, tzinfo=UTC)
HOOK: dict[str, Any] = {
    "id": "whk_01",
    "url": "https://receiver.example/[in]",
    "description": "the wall",
    "filter": {"type": "CONSULT", "country": ["KEN", "NGA"]},
    "state": "active",
    "reason": None,
    "lag": 12,
    "attempt": 3,
    "next_attempt_at": "2024-03-05T12:30:48.090956Z",
    "last_error": "the receiver answered 503",
}
TRY: dict[str, Any] = {
    "id": "dlv_02",
    "message_id": "3a8c-00000000000000000042",
    "cause": "change",
    "attempt": 3,
    "at": "2024-03-05T12:00:48.090956Z",
    "milliseconds": 81,
    "outcome": "failed",
    "status": 503,
    "error": "the receiver answered 503",
    "answer": "back\x1b[31m soon " + "x" * 100,
}


def drawn(table: Table) -> list[str]:
    out = io.StringIO()
    Console(file=out, width=200).print(table)
    return [line.rstrip() for line in out.getvalue().splitlines()]


def cells(line: str) -> list[str]:
    return [each.strip() for each in line.split("  ") if each.strip()]


def test_row_tells_how_the_deliveries_of_a_webhook_go() -> None:
    _, row, *below = drawn(webhook_table([HOOK], now=NOW))

    assert cells(row) == ["failing 3×", "12", "in 31 min", HOOK["url"], "type=CONSULT country=KEN,NGA", "the receiver answered 503"]
    assert [line.strip() for line in below] == ["the wall", "whk_01"]


def test_reason_of_a_webhook_that_is_not_active_stands_before_its_last_error() -> None:
    paused = HOOK | {"state": "paused", "reason": "somebody paused it", "next_attempt_at": None, "filter": {}, "description": None}

    _, row, _ = drawn(webhook_table([paused], now=NOW))

    assert cells(row) == ["paused", "12", HOOK["url"], "everything", "somebody paused it"]
    assert state_of(HOOK | {"attempt": 0}) == "active"


def test_answer_of_a_receiver_is_cut_and_shown_without_what_a_terminal_obeys() -> None:
    _, row, below = drawn(delivery_table([TRY]))

    assert cells(row) == ["2024-03-05 12:00:48", "failed", "3", "503", "81", "3a8c-00000000000000000042", "the receiver answered 503"]
    assert "dlv_02" in below
    assert "back" in below
    assert "\x1b" not in below
    assert below.endswith("x…")


def test_call_that_somebody_ordered_is_told_as_such() -> None:
    taken = TRY | {"cause": "test", "outcome": "delivered", "status": 200, "error": None, "answer": "ok"}

    _, row, _ = drawn(delivery_table([taken]))

    assert cells(row)[:4] == ["2024-03-05 12:00:48", "delivered", "test", "200"]
    assert "ok" not in cells(row)


def test_lines_tell_what_there_is_to_tell() -> None:
    assert [line.split("  ", 1)[0] for line in webhook_lines(HOOK | {"filter": {}})] == [
        "id",
        "url",
        "description",
        "state",
        "lag",
        "attempt",
        "next_attempt_at",
        "last_error",
    ]


def test_filter_is_written_as_names_and_values() -> None:
    assert filter_of(["type=CONSULT", "country=KEN", "country=NGA", "q=a=b"]) == {"type": "CONSULT", "country": ["KEN", "NGA"], "q": "a=b"}


@pytest.mark.parametrize("pair", ["type", "=CONSULT", ""])
def test_filter_that_is_none_is_wrong_use(pair: str) -> None:
    with pytest.raises(typer.Exit) as left:
        filter_of([pair])
    assert left.value.exit_code == 2
