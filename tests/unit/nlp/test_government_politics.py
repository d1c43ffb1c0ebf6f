"""What wire agencies tell of governments, parliaments and diplomats: words and constructions of that field."""

from datetime import UTC, datetime

import pytest
from dateline_nlp.pipeline import Reader
from dateline_shared.contracts.article import Article, Reading
from dateline_shared.contracts.event import EventMention

PUBLISHED = datetime(2024, 5, 14, 10, tzinfo=UTC)


def mentions(reader: Reader, text: str) -> tuple[EventMention, ...]:
    reading = Reading(article_id="art_1", revision=1, attempt=1, article=Article(text=text, published_at=PUBLISHED), received_at=PUBLISHED)
    return reader.extract(reading).events


def names(event: EventMention) -> tuple[list[str], list[str]]:
    return [p.name for p in event.actors], [p.name for p in event.recipients]


@pytest.mark.parametrize(
    ("text", "kind", "status", "actors", "recipients"),
    [
        ("Brazil proposed tighter rules, but Chile and Peru objected.", "ACCUSE", "happened", ["Chile", "Peru"], []),
        ("Spain voiced objections to the plan.", "ACCUSE", "happened", ["Spain"], []),
        ("Spain deplored the Danish decision.", "ACCUSE", "happened", ["Spain"], ["Denmark"]),
        ("Japan lodged a formal complaint with Vietnam over the islands.", "ACCUSE", "happened", ["Japan"], ["Vietnam"]),
        ("Estonia proposed expelling the consuls.", "REQUEST", "happened", ["Estonia"], []),
        ("Estonia proposed fresh sanctions on Belarus.", "REQUEST", "happened", ["Estonia"], []),
        ("Estonia proposed sending observers to Haiti.", "AGREE", "planned", ["Estonia"], ["Haiti"]),
        ("Maria Kovac intends to stand again next year.", "AGREE", "planned", ["Maria Kovac"], []),
        ("Ethiopia recaptured the town of Humera last month.", "ASSAULT", "happened", ["Ethiopia"], ["Humera"]),
        ("The Unity Party won all three by-elections on Thursday.", "elect", "happened", ["Unity Party"], []),
    ],
)
def test_words_of_the_field(reader: Reader, text: str, kind: str, status: str, actors: list[str], recipients: list[str]) -> None:
    event = next(e for e in mentions(reader, text) if e.type == kind)
    assert (event.status, *names(event)) == (status, actors, recipients)


@pytest.mark.parametrize(
    "text",
    [
        "The Green Party leads opinion polls.",
        "The Green Party holds 12 of the 80 seats in parliament.",
        "The Green Party finished third in the election.",
        "A diplomat who declined to be named spoke of the plan.",
        "A diplomat, who asked not to be identified, spoke of the plan.",
    ],
)
def test_standing_and_names_left_out_tell_of_no_act(reader: Reader, text: str) -> None:
    assert mentions(reader, text) == ()


@pytest.mark.parametrize("text", ["No Estonian official has any intention of expelling the consul.", "The ministry has no intention of expelling the consul."])
def test_what_nobody_intends_is_negated(reader: Reader, text: str) -> None:
    assert [e.status for e in mentions(reader, text) if e.type in ("SANCTION", "COERCE", "THREATEN")] == ["negated"]


def test_what_is_done_to_most_of_them_is_done_to_them(reader: Reader) -> None:
    eased = next(e for e in mentions(reader, "Japan lifted some of the sanctions on Myanmar.") if e.type == "CONCEDE")
    assert names(eased) == (["Japan"], ["Myanmar"])
    imposed = next(e for e in mentions(reader, "Japan imposed the first of the sanctions on Iran in 2012.") if e.type == "SANCTION")
    assert names(imposed) == (["Japan"], ["Iran"])


def test_an_act_shares_the_day_of_the_occasion_in_which_it_was_done(reader: Reader) -> None:
    beaten = next(e for e in mentions(reader, "Turnout fell after the 2019 election, in which President Anna Diaz defeated John Moreno.") if e.type == "elect")
    assert beaten.date is not None
    assert beaten.date.edtf == "2019"
    urged = mentions(reader, "Biden held a phone call with Xi on Sunday in which he praised Japan and accused Iran of spying.")
    assert {e.type: e.date.edtf for e in urged if e.date} == {"CONSULT": "2024-05-12", "SUPPORT": "2024-05-12", "ACCUSE": "2024-05-12"}


def test_a_parliament_that_votes_to_ratify_ratifies(reader: Reader) -> None:
    (event,) = mentions(reader, "The parliament of Latvia voted on Monday to ratify the convention.")
    assert (event.type, event.status, event.recipients) == ("SUPPORT", "happened", ())


def test_two_who_call_somebody_to_urge_are_those_who_urge(reader: Reader) -> None:
    text = "Biden, Trudeau call Xi to urge restraint\n\nThe call took place on Monday."
    urged = next(e for e in mentions(reader, text) if e.type == "REQUEST")
    assert "Xi Jinping" not in names(urged)[0]


def test_who_was_called_is_meant_by_the_clause_on_the_call(reader: Reader) -> None:
    text = "Olaf Scholz spoke on Monday. Anna Diaz and Maria Kovac held a call with Xi Jinping on Tuesday in which they urged him to go."
    assert names(next(e for e in mentions(reader, text) if e.type == "REQUEST"))[1] == ["Xi Jinping"]


def test_a_body_with_a_name_of_its_own_is_not_the_one_told_of_before(reader: Reader) -> None:
    text = "The Unity Party of Somchai Boonmee quit the government. The opposition Dawn Movement, the largest party, said it would boycott the session."
    assert [names(e)[0] for e in mentions(reader, text) if e.said_by is not None and "Dawn" in e.said_by.name] == [["Dawn Movement"]]


def test_what_is_told_aside_is_not_said_by_who_is_named_at_the_end(reader: Reader) -> None:
    text = "Xi Jinping, who has not condemned the raid, praised Japan, state television reported."
    assert {e.type: e.said_by is None for e in mentions(reader, text)}["ACCUSE"]


def test_clauses_beside_each_other_in_a_headline_are_both_told(reader: Reader) -> None:
    text = "Chad expels Libyan diplomats, Tripoli vows response\n\nThe news came on Monday."
    told = {e.type: names(e) for e in mentions(reader, text)}
    assert told["SANCTION"][0] == ["Chad"]
    assert told["THREATEN"][0] == ["Libya"]


def test_what_somebody_accepts_is_anothers(reader: Reader) -> None:
    text = "Foreign Minister John Moreno resigned on Tuesday. President Sami Okello accepted his resignation."
    assert names(next(e for e in mentions(reader, text) if e.type == "SUPPORT")) == (["Sami Okello"], ["John Moreno"])


def test_who_helps_him_is_not_he(reader: Reader) -> None:
    text = "Peter Gathoni, who broke with President William Ruto after helping him win the 2022 election, told supporters that the vote was unfair."
    assert [names(e)[0] for e in mentions(reader, text) if e.type == "elect"] == [["William Ruto"]]


def test_a_call_and_a_meeting_in_a_city_are_two_acts(reader: Reader) -> None:
    text = "Anna Diaz met John Moreno in Dubai on Monday. On Monday Antonio Guterres telephoned Anna Diaz and John Moreno."
    assert sorted(str(e.mode) for e in mentions(reader, text) if e.type == "CONSULT") == ["None", "phone"]


def test_who_would_be_the_first_to_suffer_it_has_not_yet(reader: Reader) -> None:
    assert "happened" not in {e.status for e in mentions(reader, "Peter Gathoni would be the first deputy president to be removed from office.")}


def test_listing_as_a_sponsor_of_terrorism_is_a_sanction(reader: Reader) -> None:
    (event,) = mentions(reader, "Norway listed Sudan as a state sponsor of terrorism.")
    assert (event.type, names(event)) == ("SANCTION", (["Norway"], ["Sudan"]))
