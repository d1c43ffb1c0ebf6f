"""Whether confidence is measured as what it claims to be: the share of mentions that are right."""

import pytest
from dateline.evaluate.gold import Half
from dateline.evaluate.reliability import Judged, bins, figures_of, judge, sentence_at, worst
from dateline_shared.contracts.base import Span
from dateline_shared.contracts.entity import Party
from dateline_shared.contracts.event import EventMention
from dateline_shared.contracts.extraction import Extraction, Language, Pipeline

TEXT = "Peru expelled two diplomats and may sue Chile."


def _mention(words: str, type_: str, *, confidence: float = 0.9, actor: str = "Peru") -> EventMention:
    start = TEXT.index(words)
    span = Span(part="text", start=start, end=start + len(words), exact=words)
    return EventMention(key="x1", type=type_, family="act", actors=(Party(name=actor),), status="happened", evidence=(span,), confidence=confidence)


def _judged(confidence: float, *, right: bool) -> Judged:
    return Judged("articles:a", _mention("expelled", "SANCTION", confidence=confidence), right)


def test_mention_is_right_by_type_actors_and_status_and_left_out_where_the_gold_leaves_it_open() -> None:
    event = {"types": ["SANCTION"], "actors": ["Peru"], "recipients": [], "status": "happened", "evidence": "expelled two diplomats"}
    record = {"id": "s1", "text": TEXT, "events": [event], "optional": [{"types": ["ACCUSE"], "evidence": "may sue Chile"}]}
    half = Half("open", status=(record,))
    events = tuple(
        each.model_copy(update={"key": f"x{n}"})
        for n, each in enumerate((_mention("expelled", "SANCTION"), _mention("sue", "ACCUSE"), _mention("sue", "THREATEN"), _mention("diplomats", "CONSULT")))
    )
    pipeline, language = Pipeline(version="0.1.0", digest="0" * 12), Language(code="en", confidence=1, supported=True)
    extraction = Extraction(article_id="s1", revision=1, attempt=1, pipeline=pipeline, language=language, events=events)

    assert [(each.mention.type, each.right) for each in judge(half, {"open:status:s1": extraction})] == [
        ("SANCTION", True),
        ("THREATEN", False),
        ("CONSULT", False),
    ]


def test_worst_errors_are_the_surest_wrong_ones_with_their_sentence() -> None:
    judged = [
        Judged("a", _mention("expelled", "SANCTION", confidence=value), right, sentence)
        for value, right, sentence in ((0.6, False, "one"), (0.9, False, "two"), (0.95, True, "three"), (0.7, False, "two"))
    ]

    assert [(each.sentence, each.mention.confidence) for each in worst(judged, 5)] == [("two", 0.9), ("one", 0.6)]


def test_sentence_is_cut_out_at_points_and_line_ends() -> None:
    text = "A title\nMr. Lee left at 3.15 p.m. on Monday. He said: “No.” Nobody came."

    assert sentence_at(text, text.index("No."), text.index("No.") + 2) == "He said: “No.”"
    assert sentence_at(text, 2, 4) == "A title"


def test_bins_hold_as_many_mentions_each_from_the_least_sure_up() -> None:
    found = bins([_judged(value, right=value > 0.6) for value in (0.9, 0.2, 0.8, 0.4)], count=2)

    assert [(each.least, each.most, each.mentions, each.right) for each in found] == [(0.2, 0.4, 2, 0.0), (0.8, 0.9, 2, 1.0)]
    assert found[1].confidence == pytest.approx(0.85)


def test_confidence_that_says_nothing_has_no_skill_and_one_that_knows_has_all() -> None:
    constant = figures_of([_judged(0.5, right=right) for right in (True, False)])
    knowing = figures_of([_judged(float(right), right=right) for right in (True, True, False)])

    assert (constant["brier_skill"], constant["ranking"], constant["calibration_error"]) == (0, 0.5, 0.5)
    assert (knowing["brier_skill"], knowing["ranking"], knowing["calibration_error"]) == (1, 1, 0)
