"""From what linking decided to figures: three short articles of two acts, linked in all the ways that matter."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from dateline.evaluate.across.align import Alignment, align
from dateline.evaluate.across.annotated import annotated, own_keys
from dateline.evaluate.across.figures import details, figures, shuffled_figures
from dateline.evaluate.across.gold import GoldArticle, GoldHalf
from dateline.evaluate.across.judge import judge
from dateline.evaluate.across.run import Outcome
from dateline_shared.contracts.base import Span
from dateline_shared.contracts.extraction import Extraction, Language, Pipeline
from dateline_shared.testing import event, person

ADA = person("Ada Bello")
TEXT = "Bello congratulated the winner. She met the envoy. She wept."


def article(name: str, *, told: dict[str, str], optional: str | None = None, copy_of: str | None = None) -> GoldArticle:
    def mention(words: str, label: str) -> dict[str, Any]:
        kind = "SUPPORT" if "congratulated" in words else "CONSULT"
        keys = {"actors": ["Bello"], "recipients": [], "date": "2025-03-04", "status": "happened", "said_by": None, "evidence": words, "event": label}
        return {"types": [kind], **keys}

    return GoldArticle(
        id=name,
        story="lake",
        source="lantern.example",
        published_at=datetime(2025, 3, 4, tzinfo=UTC),
        title="",
        text=TEXT,
        copy_of=copy_of,
        entities=({"name": "Bello", "type": "PERSON", "entity": "Ada Bello"},),
        events=tuple(mention(words, label) for words, label in told.items()),
        optional=(mention(optional, "tears"),) if optional else (),
    )


def read(name: str, *words: str) -> Extraction:
    """An extraction with an act of Bello's for each of these words; the keys are the words."""
    kinds = {"congratulated": "SUPPORT", "met": "CONSULT"}
    events = [
        event(
            each,
            evidence=Span(start=TEXT.index(each), end=TEXT.index(each) + len(each), exact=each),
            actors=[ADA],
            type=kinds.get(each.split()[0], "ACCUSE"),
            family="x",
        )
        for each in words
    ]
    language, pipeline = Language(code="en", confidence=1, supported=True), Pipeline(version="1.0.0", digest="0" * 12)
    return Extraction(article_id=name, revision=1, attempt=1, pipeline=pipeline, language=language, entities=(ADA,), events=tuple(events))


ONE = article("one", told={"congratulated the winner": "praise", "met the envoy": "meeting"})
TWO = article("two", told={"congratulated the winner": "praise", "met the envoy": "second meeting"}, optional="wept")
COPY = article("copy", told={"congratulated the winner": "praise", "met the envoy": "meeting"}, copy_of="one")
HALF = GoldHalf(
    "open",
    (ONE, TWO, COPY),
    {
        "praise": {"status": "happened", "disputed": True, "killed": 3},
        "meeting": {"status": "happened", "part_of": "praise"},
        "second meeting": {"status": "happened"},
    },
    (("meeting", "second meeting"),),
    (),
)
READ = {each.id: read(each.id, "congratulated", "met") for each in HALF.articles}


def record(name: str, **more: Any) -> dict[str, Any]:
    relations = dict.fromkeys(("part_of", "member_of", "cancelled_by"))
    return {"id": name, "status": "happened", "disputed": False, "quantities": [], **relations, **more}


RECORDS = {
    "p": record("p", disputed=True, quantities=[{"kind": "killed", "current": True, "amount": {"low": 3, "high": 3}}]),
    "m": record("m", part_of="p"),
    "s": record("s"),
}
RIGHT = Outcome(
    events={"one": {"congratulated": "p", "met": "m"}, "two": {"congratulated": "p", "met": "s"}, "copy": {"congratulated": "p", "met": "m"}},
    entities={name: {ADA.key: "a"} for name in ("one", "two", "copy")},
    stories=dict.fromkeys(("one", "two", "copy"), "l"),
    copies={"copy": "one"},
    records=RECORDS,
)


def alignments(extractions: dict[str, Extraction]) -> dict[str, Alignment]:
    return {each.id: align(each, extractions[each.id]) for each in HALF.articles}


def moved(**events: dict[str, Any]) -> Outcome:
    """The right outcome, but for some mentions."""
    return replace(RIGHT, events={name: {**placed, **events.get(name, {})} for name, placed in RIGHT.events.items()})


def test_all_that_is_right_has_full_figures() -> None:
    found = figures(judge(HALF, RIGHT, alignments(READ)))
    wrong = {"never_merged", "never_merged_entities"}
    assert {name: value for name, value in found.items() if value != (0 if name in wrong else 1)} == {"member_of_f1": 0, "cancelled_by_f1": 0}


def test_links_of_wire_copies_are_not_counted() -> None:
    found = details(judge(HALF, RIGHT, alignments(READ)))
    assert (found["links"], found["links_possible"], found["links_right"]) == (1, 1, 1)


def test_leaving_all_alone_has_no_links_and_merges_nothing() -> None:
    alone = moved(one={"congratulated": "p1", "met": "m1"}, two={"congratulated": "p2", "met": None}, copy={"congratulated": "p3", "met": "m3"})
    found = judge(HALF, alone, alignments(READ))
    assert (found.events.precision, found.events.recall) == pytest.approx((1, 3 / 6))
    assert (found.links.f1, found.never.wanted, found.never.right) == (0, 2, 2)


def test_look_alikes_in_one_event_count_by_pairs_of_mentions() -> None:
    found = judge(HALF, moved(two={"met": "m"}), alignments(READ))
    assert (found.never.wanted, found.never.right) == (2, 0)
    assert found.links.made == 2


def test_what_was_not_read_is_a_missed_link_but_no_other_error_of_linking() -> None:
    extractions = READ | {"two": read("two", "met")}
    found = judge(HALF, replace(RIGHT, events={**RIGHT.events, "two": {"met": "s"}}), alignments(extractions))
    assert (found.links.wanted, found.possible.right, found.links.right) == (1, 0, 0)
    assert found.events.precision == 1
    assert found.events_all.recall < found.events.recall < 1


@pytest.mark.parametrize(("where", "precision"), [("p", 6 / 7), ("t", 1)])
def test_what_is_beyond_the_gold_counts_where_it_is_linked(where: str, precision: float) -> None:
    extractions = READ | {"one": read("one", "congratulated", "met", "wept")}
    found = judge(HALF, moved(one={"wept": where}), alignments(extractions)).events
    assert found.recall == 1
    assert (found.precision == 1) == (precision == 1)


def test_optional_accounts_and_further_ones_in_the_same_event_count_neither_way() -> None:
    extractions = READ | {"one": read("one", "congratulated", "met", "congratulated the winner"), "two": read("two", "congratulated", "met", "wept")}
    found = judge(HALF, moved(one={"congratulated the winner": "p"}, two={"wept": "p"}), alignments(extractions))
    assert found.events.f1 == found.links.f1 == 1
    apart = judge(HALF, moved(one={"congratulated the winner": "s"}), alignments(extractions))
    assert apart.events.precision < 1


def test_gold_mentions_become_an_extraction_that_is_aligned_by_its_making() -> None:
    made = annotated(ONE, READ["one"], align(ONE, READ["one"]), lambda kind, mode, words: "family")
    first, second = made.events
    assert (first.type, first.family, [party.name for party in first.actors], first.date and first.date.edtf) == ("SUPPORT", "x", ["Bello"], "2025-03-04")
    assert second.evidence[0].exact == "met the envoy"
    assert own_keys(ONE, made) == Alignment(events={"g0": 0, "g1": 1}, entities={"person:bello": "Ada Bello"})


def test_other_orders_are_compared_by_their_figures_and_by_their_clusters() -> None:
    right = judge(HALF, RIGHT, alignments(READ))
    relabelled = judge(HALF, moved(one={"met": "n"}, copy={"met": "n"}), alignments(READ))
    assert set(shuffled_figures(right, [relabelled]).values()) == {0, 1}
    other = judge(HALF, moved(two={"met": "m"}), alignments(READ))
    found = shuffled_figures(right, [relabelled, other])
    assert found["shuffled_events"] == pytest.approx(1 - other.events.f1)
    assert found["agreement_events"] < 1
