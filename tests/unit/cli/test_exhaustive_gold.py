"""Scoring against gold that lists every mention: what is read beyond it is wrong."""

from typing import Any

import pytest
from dateline.evaluate.account import Account, Side
from dateline.evaluate.exhaustive import score, total

TEXT = "Peru expelled two diplomats. Chile may protest. Police arrested a man."
GOLD: dict[str, Any] = {
    "id": "diplomacy-99",
    "genre": "diplomacy",
    "title": "",
    "text": TEXT,
    "entities": [{"name": "Peru", "type": "GPE", "country": "PER"}],
    "events": [
        {"types": ["SANCTION"], "actors": ["Peru"], "recipients": ["two diplomats"], "status": "happened", "evidence": "expelled two diplomats"},
        {"types": ["COERCE"], "actors": ["Police"], "actors_also": [""], "recipients": ["man"], "status": "happened", "evidence": "arrested a man"},
    ],
    "optional": [{"types": ["PROTEST"], "actors": ["Chile"], "recipients": [], "status": "possible", "evidence": "may protest"}],
}


def _account(type_: str, words: str, actor: str | None, recipient: str | None, status: str = "happened") -> Account:
    start = TEXT.index(words)
    sides = [(Side((name,), "unknown", None),) if name else () for name in (actor, recipient)]
    return Account(type_, None, sides[0], sides[1], status, (("text", start, start + len(words)),))


EXPULSION = _account("SANCTION", "expelled", "Peru", "two diplomats")
ARREST = _account("COERCE", "arrested", "Police", "man")


def test_all_that_is_there_and_nothing_else_is_perfect() -> None:
    tally = score(GOLD, [EXPULSION, ARREST]).tally
    assert (tally.gold, tally.emitted, tally.found, tally.agreeing, tally.right) == (2, 2, 2, 2, 2)


def test_what_is_read_beyond_the_gold_lowers_precision() -> None:
    reading = score(GOLD, [EXPULSION, ARREST, _account("AID", "Peru", "Peru", None)])
    assert reading.tally.shares()["precision_type"] == pytest.approx(2 / 3)
    assert [account.type for account in reading.beyond] == ["AID"]


def test_second_account_of_one_act_is_beyond_the_gold() -> None:
    assert score(GOLD, [EXPULSION, EXPULSION]).tally.emitted == 2
    assert len(score(GOLD, [EXPULSION, EXPULSION]).beyond) == 1


def test_optional_reading_counts_neither_way() -> None:
    assert score(GOLD, [EXPULSION, _account("PROTEST", "protest", "Chile", None, "possible")]).tally.emitted == 1


def test_wrong_recipient_agrees_but_is_not_right_and_wrong_status_does_neither() -> None:
    tally = score(GOLD, [_account("SANCTION", "expelled", "Peru", "man"), _account("COERCE", "arrested", "Police", "man", "denied")]).tally
    assert (tally.found, tally.agreeing, tally.right) == (2, 1, 0)


def test_empty_name_among_the_others_allows_nobody() -> None:
    assert score(GOLD, [_account("COERCE", "arrested", None, "man")]).tally.right == 1
    assert score(GOLD, [_account("SANCTION", "expelled", None, "two diplomats")]).tally.right == 0


def test_what_was_missed_is_named() -> None:
    assert [verdict.found for verdict in score(GOLD, [ARREST]).faults] == [False]


def test_articles_add_up() -> None:
    tally = total([score(GOLD, [EXPULSION]), score(GOLD, [EXPULSION, ARREST])])
    assert (tally.articles, tally.gold, tally.right) == (2, 4, 3)
