"""What is measured of statuses, dates, speakers, places, quotes and contexts, and that the sealed half's errors stay unread."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from dateline.evaluate.account import Account, Side
from dateline.evaluate.confusion import NONE, Confusion
from dateline.evaluate.details import count_contexts, details, same_date
from dateline.evaluate.gold import load
from dateline.evaluate.halves import Report, figures, score
from dateline.evaluate.quoted import LOOSE, score_quotes
from dateline.evaluate.tables import faults
from dateline_shared.contracts.base import Span
from dateline_shared.contracts.entity import Party
from dateline_shared.contracts.event import EventMention
from dateline_shared.contracts.extraction import Extraction, Language, Pipeline, Quote

TEXT = "Peru expelled two diplomats on Monday. “We had no choice,” Rosa Vega said."
EVENT: dict[str, Any] = {
    "types": ["SANCTION"],
    "mode": "expel",
    "actors": ["Peru"],
    "recipients": [],
    "status": "happened",
    "said_by": None,
    "date": "2020-03-02",
    "location": "Lima",
    "evidence": "expelled two diplomats",
    "quantities": [{"kind": "affected", "low": 2, "high": 2}],
    "contexts": ["diplomatic"],
    "contexts_also": ["legal"],
}
GOLD: dict[str, Any] = {"title": "", "text": TEXT, "events": [EVENT]}
ACCOUNT = Account(
    "SANCTION",
    "expel",
    (Side(("Peru",), "state", "PER"),),
    (),
    "happened",
    (("text", 5, 13),),
    date="2020-03-02",
    place="Lima",
    quantities=(("affected", 2.0, 2.0),),
    contexts=("diplomatic", "legal"),
)


def _extraction(article_id: str = "a", *, events: tuple[EventMention, ...] = (), quotes: tuple[Quote, ...] = ()) -> Extraction:
    pipeline = Pipeline(version="0.1.0", digest="0" * 12)
    language = Language(code="en", confidence=1, supported=True)
    return Extraction(article_id=article_id, revision=1, attempt=1, pipeline=pipeline, language=language, events=events, quotes=quotes)


def _span(text: str, words: str) -> Span:
    start = text.index(words)
    return Span(part="text", start=start, end=start + len(words), exact=words)


def _quote(words: str, speaker: str | None, form: Any = "direct") -> Quote:
    return Quote(key=words[:5], form=form, text=words, speaker=Party(name=speaker) if speaker else None, spans=(_span(TEXT, words),))


def test_missed_mention_is_a_miss_of_its_status_and_costs_no_precision() -> None:
    denied = {"status": "denied"}
    confusion = Confusion.of(denied, "denied") + Confusion.of(denied, NONE) + Confusion.of({"status": "happened"}, "happened")

    assert (confusion.score("denied").precision, confusion.score("denied").recall) == (1, 0.5)
    assert confusion.macro_f1 == pytest.approx((2 / 3 + 1) / 2)
    assert confusion.of_found().macro_f1 == 1
    assert confusion.share_right == pytest.approx(2 / 3)


def test_other_status_that_the_gold_accepts_is_right_and_any_other_is_not() -> None:
    event = {"status": "planned", "status_also": ["possible"]}

    assert Confusion.of(event, "possible").share_right == 1
    assert Confusion.of(event, "alleged").counts == {("planned", "alleged"): 1}


@pytest.mark.parametrize(
    ("read", "right"),
    [
        ("2020-03-02", True),
        ("2020-03-01/2020-03-03", True),
        ("2020-03", False),
        ("2020-03-03", False),
        ("2020-02-20/..", False),
    ],
)
def test_date_is_right_when_it_overlaps_and_is_not_vague(read: str, right: bool) -> None:
    assert same_date("2020-03-02", read) is right
    assert same_date("2020", read) is (read != "2020-02-20/..")


def test_all_details_of_an_account_that_agrees_are_right() -> None:
    found = details(GOLD, {0: ACCOUNT}, [], [])

    assert found.slips == ()
    assert all(found.counts[f"{name}_right"] == found.counts[name] == 1 for name in ("date", "place", "mode", "said_by_outlet", "quantities", "contexts"))


@pytest.mark.parametrize(
    ("changes", "slip"),
    [
        ({"date": None}, "date 2020-03-02, read None"),
        ({"place": "Cusco"}, "place Lima, read Cusco"),
        ({"mode": None}, "mode expel, read None"),
        ({"said_by": Side(("Rosa Vega",), "person", None)}, "said_by_outlet None, read Rosa Vega"),
        ({"quantities": ()}, "quantities"),
        ({"contexts": ("diplomatic", "military")}, "contexts"),
    ],
)
def test_detail_that_does_not_agree_is_named(changes: dict[str, Any], slip: str) -> None:
    (found,) = details(GOLD, {0: replace(ACCOUNT, **changes)}, [], []).slips

    assert found.startswith(slip)


def test_day_given_to_an_act_without_one_is_invented_and_a_year_is_not() -> None:
    gold = {**GOLD, "events": [{**EVENT, "date": None, "undated": True}]}

    assert details(gold, {0: ACCOUNT}, [], []).counts["invented"] == 1
    assert details(gold, {0: replace(ACCOUNT, date="2020")}, [], []).counts["invented"] == 0


def test_second_account_of_an_act_is_repeated_and_one_of_another_type_is_not() -> None:
    other = replace(ACCOUNT, type="COERCE")

    assert details(GOLD, {0: ACCOUNT}, [ACCOUNT, other], []).counts["repeated"] == 1


@pytest.mark.parametrize(("never", "count"), [({"actors": ["Peru"]}, 1), ({"actors": ["Chile"]}, 0), ({"status": "denied"}, 0), ({"evidence": "Monday"}, 0)])
def test_reading_that_must_not_be_made_agrees_with_all_keys_given(never: dict[str, Any], count: int) -> None:
    gold = {**GOLD, "never": [{"types": ["SANCTION"], "status": "happened", "why": "it did not", **never}]}

    assert details(gold, {}, [], [ACCOUNT]).counts["never"] == count


def test_contexts_that_are_allowed_count_neither_way() -> None:
    assert count_contexts(EVENT, ["legal"]) == {"contexts_right": 0, "contexts": 1, "contexts_read": 0}
    assert count_contexts(EVENT, ["legal", "diplomatic", "military"]) == {"contexts_right": 1, "contexts": 1, "contexts_read": 2}


def test_quotation_matches_by_letters_whatever_its_marks_and_its_speaker_by_any_name() -> None:
    gold = {**GOLD, "quotes": [{"speaker": "Rosa Vega", "form": "direct", "text": "We had no choice"}]}
    right = score_quotes(gold, _extraction(quotes=(_quote("We had no choice,", "Vega"),)))
    wrong = score_quotes(gold, _extraction(quotes=(_quote("We had no choice", "Peru"),)))

    assert (right.counts["matched"], right.counts["speakers_right"], right.faults) == (1, 1, ())
    assert (wrong.counts["matched"], wrong.counts["speakers_right"]) == (1, 0)
    assert wrong.faults == ("speaker Rosa Vega, read Peru: “We had no choice”",)


def test_half_of_a_quotation_matches_loosely_alone() -> None:
    gold = {**GOLD, "quotes": [{"speaker": "Rosa Vega", "form": "direct", "text": "We had no choice"}]}
    read = _extraction(quotes=(_quote("no choice", "Rosa Vega"),))

    assert score_quotes(gold, read).counts["matched"] == 0
    assert score_quotes(gold, read, least=LOOSE).counts["matched"] == 1


def test_words_in_marks_within_a_mixed_quotation_count_neither_way() -> None:
    whole = "Peru expelled two diplomats on Monday"
    gold = {**GOLD, "quotes": [{"speaker": None, "form": "mixed", "text": whole}]}
    read = _extraction(quotes=(_quote(whole, None, "mixed"), _quote("two diplomats", None)))

    assert (score_quotes(gold, read).counts["read"], score_quotes(gold, read).faults) == (1, ())


def test_fragment_that_an_indirect_quotation_holds_is_no_miss() -> None:
    gold = {**GOLD, "quotes": [{"speaker": None, "form": "direct", "text": "two diplomats", "fragment": True}]}

    assert score_quotes(gold, _extraction(quotes=(_quote("Peru expelled two diplomats on Monday", None, "indirect"),))).counts["quotes"] == 0
    assert score_quotes(gold, _extraction()).counts["quotes"] == 1


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Gold of both halves: a status sentence, and one that tells of nothing."""
    for half in ("open", "sealed"):
        sentences = tmp_path / "gold" / "sentences" / half
        sentences.mkdir(parents=True)
        (sentences / "status.jsonl").write_text(json.dumps({"id": "happened-01", "text": TEXT, "events": [EVENT]}))
        (sentences / "event_free.jsonl").write_text(json.dumps({"id": "recipe-01", "genre": "recipe", "text": TEXT}))
    return tmp_path / "gold"


def _reports(folder: Path, confidence: float) -> list[Report]:
    event = EventMention(
        key="x1", type="SANCTION", family="expel", actors=(Party(name="Peru"),), status="planned", evidence=(_span(TEXT, "expelled"),), confidence=0.6
    )
    halves = load(folder)
    extractions = {name: _extraction(name.replace(":", "-"), events=(event,)) for half in halves for name, _ in half.records()}
    return [score(half, extractions, confidence) for half in halves]


def test_only_mentions_that_are_sure_enough_count(folder: Path) -> None:
    assert [figures(each)["event_free"]["alarms_per_100"] for each in _reports(folder, 0.5)] == [100, 100]
    assert [figures(each)["event_free"]["alarms_per_100"] for each in _reports(folder, 0.7)] == [0, 0]


def test_errors_of_the_sealed_half_are_never_told(folder: Path) -> None:
    told = {report.half.name: list(faults(report)) for report in _reports(folder, 0.5)}

    assert any("wrong status" in line and TEXT in line for line in told["open"])
    assert any("false alarm" in line for line in told["open"])
    assert told["sealed"] == []


def test_folder_without_gold_is_named(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no folders with gold"):
        load(tmp_path)
