"""Rules that whole articles of the wires showed: what a paper does, what there are no plans for, who said what was told before, and the like."""

from datetime import UTC, datetime

import pytest
from dateline_nlp.pipeline import Reader
from dateline_shared.contracts.article import Article, Reading
from dateline_shared.contracts.event import EventMention

WEDNESDAY = datetime(2023, 6, 7, 18, tzinfo=UTC)


def read(reader: Reader, text: str) -> list[EventMention]:
    article = Article(text=f"The weather was fine.\n\n{text}", published_at=WEDNESDAY)
    return list(reader.extract(Reading(article_id="art_1", revision=1, attempt=1, article=article, received_at=WEDNESDAY)).events)


def told(event: EventMention) -> tuple[str, str, list[str], list[str]]:
    return event.type, event.status, [p.name for p in event.actors], [p.name for p in event.recipients]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Peru's president signed an order suspending trade with Chile.", ("SANCTION", "happened", ["Peru's president"], ["Chile"])),
        ("Peru's president signed a decree dissolving parliament.", ("COERCE", "happened", ["Peru's president"], ["parliament"])),
        ("The assembly adopted a resolution condemning Bolivia's raid.", ("ACCUSE", "happened", ["assembly"], ["Bolivia"])),
        ("The assembly did not adopt a resolution condemning Bolivia.", ("ACCUSE", "negated", ["assembly"], ["Bolivia"])),
        ("Maria Santos plans to sign an order imposing tariffs on Chile.", ("SANCTION", "planned", ["Maria Santos"], ["Chile"])),
        ("Maria Santos will sign an order that lifts sanctions on Chile.", ("CONCEDE", "planned", ["Maria Santos"], ["Chile"])),
    ],
)
def test_what_a_paper_does_is_done_by_those_who_issue_it(reader: Reader, text: str, expected: tuple[str, str, list[str], list[str]]) -> None:
    assert [told(event) for event in read(reader, text)] == [expected]


@pytest.mark.parametrize("link", ["imposing tariffs on Chile", "that imposes tariffs on Chile"])
def test_what_a_paper_does_is_done_when_it_is_issued(reader: Reader, link: str) -> None:
    (event,) = read(reader, f"Maria Santos signed an order on Monday {link}.")
    assert event.date is not None
    assert event.date.edtf == "2023-06-05"


def test_a_paper_that_does_nothing_to_anybody_is_only_signed(reader: Reader) -> None:
    assert [event.type for event in read(reader, "Maria Santos signed the budget law on Monday.")] == ["SUPPORT"]


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("There are no plans for a meeting between Maria Santos and Jane Berg.", "negated"),
        ("The palace said there were no plans for a call between Maria Santos and Jane Berg.", "negated"),
        ("No telephone conversation between Maria Santos and Jane Berg is planned.", "negated"),
        ("A telephone conversation between Maria Santos and Jane Berg is planned for Friday.", "planned"),
    ],
)
def test_of_what_there_are_no_plans_nothing_is_to_come(reader: Reader, text: str, status: str) -> None:
    (event,) = read(reader, text)
    assert (event.status, [p.name for p in event.actors]) == (status, ["Maria Santos", "Jane Berg"])


@pytest.mark.parametrize("text", ["Preparations for a meeting between Peru and Chile are under way.", "Hopes for a meeting between Peru and Chile faded."])
def test_what_is_only_planned_or_hoped_for_has_not_happened(reader: Reader, text: str) -> None:
    assert "happened" not in {event.status for event in read(reader, text)}


def test_that_there_was_an_act_at_all_is_theirs_who_say_so(reader: Reader) -> None:
    (said,) = read(reader, "Jane Berg said there had been a call between Peru and Chile.")
    (known,) = read(reader, "Jane Berg said the call between Peru and Chile was long.")
    assert said.said_by is not None
    assert (said.said_by.name, known.said_by) == ("Jane Berg", None)


def test_those_behind_the_last_comma_are_who_said_it(reader: Reader) -> None:
    (event,) = read(reader, "Rebels clashed with soldiers near Goma, residents and a priest said.")
    assert [p.name for p in event.actors] == ["Rebels", "soldiers"]
    assert event.said_by is not None
    assert event.said_by.name == "residents"


@pytest.mark.parametrize("text", ["The mine had broken loose.", "The ferry was being towed to port on Monday."])
def test_what_drifts_or_is_towed_was_neither_broken_nor_seized(reader: Reader, text: str) -> None:
    assert read(reader, text) == []


def test_a_warrant_for_an_arrest_is_no_arrest(reader: Reader) -> None:
    (event,) = read(reader, "The judge issued a warrant for the arrest of the mayor.")
    assert told(event) == ("COERCE", "happened", ["judge"], ["mayor"])


@pytest.mark.parametrize(
    ("text", "types"),
    [
        ("Maria Santos ruled out sending troops before next month's G20 summit.", ["REJECT"]),
        ("Jane Berg will resign after talks with Peru on Friday.", []),
    ],
)
def test_a_meeting_to_come_that_only_dates_another_act_is_none(reader: Reader, text: str, types: list[str]) -> None:
    assert [event.type for event in read(reader, text) if event.type != "RETREAT"] == types


def test_the_day_from_which_an_act_is_counted_is_not_its_own(reader: Reader) -> None:
    found = {e.type: e.date.edtf for e in read(reader, "Peru has sent Chile aid since Bolivia's invasion in February 2022.") if e.date}
    assert found == {"ASSAULT": "2022-02"}


def test_arms_are_nobody_who_gets_help(reader: Reader) -> None:
    (event,) = read(reader, "Maria Santos said Peru would finance 200 drones for the army.")
    assert "drones" not in " ".join(p.name for p in event.recipients)


def test_a_sentence_ends_behind_the_name_of_a_site(reader: Reader) -> None:
    (event,) = read(reader, "Jane Berg offered condolences on X. Maria Santos visited Chile on Monday.")[-1:]
    assert told(event) == ("CONSULT", "happened", ["Maria Santos"], ["Chile"])


@pytest.mark.parametrize(
    ("text", "rejecter"),
    [
        ("Peru accused Chile of fraud, a charge Santiago rejects.", "Chile"),
        ("Peru accused Chile of arming rebels, an assertion Santiago rejected as absurd.", "Chile"),
    ],
)
def test_what_the_blamed_say_to_a_charge_is_theirs(reader: Reader, text: str, rejecter: str) -> None:
    found = [told(event) for event in read(reader, text)]
    assert ("ACCUSE", "happened", ["Peru"], ["Chile"]) in found
    assert ("REJECT", "happened", [rejecter], []) in found


def test_two_deeds_of_a_blame_are_both_alleged(reader: Reader) -> None:
    found = [told(event) for event in read(reader, "Peru accused Chile of shelling a village and of jailing two pilots.")]
    assert found == [
        ("ACCUSE", "happened", ["Peru"], ["Chile"]),
        ("ASSAULT", "alleged", ["Chile"], []),
        ("SANCTION", "alleged", ["Chile"], ["pilots"]),
    ]


def test_a_meeting_that_was_agreed_is_to_come(reader: Reader) -> None:
    assert [told(event) for event in read(reader, "A meeting between Peru and Chile has been agreed.")] == [("AGREE", "planned", ["Peru", "Chile"], [])]


def test_what_somebody_offers_to_send_is_not_who_gets_it(reader: Reader) -> None:
    assert [told(event) for event in read(reader, "Peru offered to send observers.")] == [("AGREE", "planned", ["Peru"], [])]


def test_what_is_denied_has_not_the_day_of_what_was_said_before(reader: Reader) -> None:
    found = read(reader, "Jane Berg said she had not spoken with Maria Santos since April and denied a report that she had resigned.")
    assert [event.date for event in found if event.type == "REJECT"] == [None]


def test_who_was_reported_killed_killed_nobody(reader: Reader) -> None:
    assert [told(event) for event in read(reader, "The rebel leader was reported killed in a drone strike.")] == [("ASSAULT", "happened", [], ["rebel leader"])]


def test_the_quake_is_the_one_told_before(reader: Reader) -> None:
    text = "Jane Berg mourned the victims of an earthquake that hit Tonga. The 6.9-magnitude quake struck on Saturday, killing 214 people."
    (event,) = [event for event in read(reader, text) if event.type == "disaster"]
    assert event.date is not None
    assert event.date.edtf == "2023-06-03"


def test_what_a_letter_that_was_not_sent_offers_is_denied(reader: Reader) -> None:
    found = read(reader, "Jane Berg denied a report that she had sent Peru a letter offering to recognise Chile.")
    assert [told(event) for event in found if event.type == "AGREE"] == [("AGREE", "denied", ["Jane Berg"], ["Chile"])]


def test_what_somebody_is_shocked_to_learn_is_so(reader: Reader) -> None:
    (event,) = read(reader, "Jane Berg was shocked to learn that Peru had freed the men.")
    assert event.status == "happened"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The nurses voted to reject an offer from the government.", ("REJECT", "happened", ["nurses"], ["government"])),
        ("Chile protested and said it reserved the right to respond.", ("ACCUSE", "happened", ["Chile"], [])),
        ("An air strike hit a market in Aleppo on Monday.", ("ASSAULT", "happened", [], ["Aleppo"])),
        ("Last year nurses walked out.", ("PROTEST", "happened", ["nurses"], [])),
    ],
)
def test_an_act_is_read_once(reader: Reader, text: str, expected: tuple[str, str, list[str], list[str]]) -> None:
    events = read(reader, text)
    assert [told(event) for event in events] == [expected]
    assert events[0].about == ()


def test_what_is_alleged_stays_so_where_the_allegation_is_spoken_of_again(reader: Reader) -> None:
    events = read(reader, "Jose Banda was beaten in custody, his lawyer claimed, an allegation that the prison service dismissed.")
    assert ("ASSAULT", "alleged") in [(event.type, event.status) for event in events]


def test_who_is_held_on_a_charge_is_who_did_what_is_charged(reader: Reader) -> None:
    events = read(reader, "Jose Banda was arrested on charges of insulting Maria Santos.")
    assert ("ACCUSE", "alleged", ["Jose Banda"], ["Maria Santos"]) in [told(event) for event in events]


def test_he_is_rather_somebody_alone_than_one_of_two(reader: Reader) -> None:
    events = read(reader, "Carlos Ruiz and Jan Berg congratulated Peter Novak. Henry Cole called him later.")
    assert ("CONSULT", "happened", ["Henry Cole", "Peter Novak"], []) in [told(event) for event in events]


def test_who_speaks_for_others_is_not_whom_they_do_things_to(reader: Reader) -> None:
    (event,) = read(reader, "Jan Berg won the vote. A palace spokesman said Peru had not congratulated him.")[-1:]
    assert told(event) == ("SUPPORT", "negated", ["Peru"], ["Jan Berg"])


def test_a_headline_of_two_acts_is_parted_at_the_semicolon(reader: Reader) -> None:
    article = Article(title="Macron and Scholz congratulate Starmer; Biden calls Zelenskyy", text="The weather was fine.", published_at=WEDNESDAY)
    events = reader.extract(Reading(article_id="art_1", revision=1, attempt=1, article=article, received_at=WEDNESDAY)).events
    assert [(event.type, len(event.actors)) for event in events] == [("SUPPORT", 2), ("CONSULT", 2)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Opposition leader Maria Corina Machado was briefly detained.", ("COERCE", "happened", [], ["Maria Corina Machado"])),
        ("France cancelled a visit by the Greek premier.", ("REJECT", "happened", ["France"], ["Greek premier"])),
        ("France cancelled a visit by its minister.", ("REJECT", "happened", ["France"], [])),
    ],
)
def test_who_it_was_done_to(reader: Reader, text: str, expected: tuple[str, str, list[str], list[str]]) -> None:
    assert expected in [told(event) for event in read(reader, text)]


def test_the_second_of_two_charges_is_a_charge_too(reader: Reader) -> None:
    events = read(reader, "Police detained Carlos Ruiz on charges of corruption and aiding a terrorist group.")
    assert ("AID", "alleged", ["Carlos Ruiz"]) in [told(event)[:3] for event in events]


def test_to_what_information_may_lead_has_not_happened(reader: Reader) -> None:
    assert read(reader, "Peru raised its reward for information leading to Carlos Ruiz's arrest.") == []


def test_the_month_of_a_vote_is_that_of_its_winner(reader: Reader) -> None:
    (event,) = read(reader, "Carlos Ruiz won April's vote by a landslide.")
    assert event.date is not None
    assert event.date.edtf == "2023-04"


def test_a_building_with_the_name_of_a_town_lies_there(reader: Reader) -> None:
    (event,) = read(reader, "Carlos Ruiz was shot dead in a Berlin park.")
    assert event.place is not None
    assert event.place.name == "Berlin"


def test_whom_the_headline_describes_is_named_by_the_body(reader: Reader) -> None:
    article = Article(title="Turkey detains mayor", text="Turkish police detained Istanbul Mayor Ekrem Demir on Wednesday.", published_at=WEDNESDAY)
    (event,) = reader.extract(Reading(article_id="art_1", revision=1, attempt=1, article=article, received_at=WEDNESDAY)).events
    assert [p.name for p in event.recipients] == ["Ekrem Demir"]
