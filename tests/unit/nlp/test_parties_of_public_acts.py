"""Who did what to whom in politics: the party stands behind a demand, a step that others judge, a clause aside, a vessel, an alliance."""

from datetime import UTC, datetime

import pytest
from dateline_nlp.pipeline import Reader
from dateline_shared.contracts.article import Article, Reading

PUBLISHED = datetime(2025, 6, 11, 12, tzinfo=UTC)
Told = tuple[str, list[str], list[str]]


def told(reader: Reader, text: str) -> list[Told]:
    reading = Reading(article_id="art_1", revision=1, attempt=1, article=Article(text=text, published_at=PUBLISHED), received_at=PUBLISHED)
    return [(e.type, [p.name for p in e.actors], [p.name for p in e.recipients]) for e in reader.extract(reading).events]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nurses in Malawi went on strike, demanding that the ministry pay them.", ("PROTEST", ["Nurses"], ["ministry"])),
        ("Villagers blocked a bridge, calling for the mayor to resign.", ("PROTEST", ["Villagers"], ["mayor"])),
        ("Students protested against a fee imposed by the junta.", ("PROTEST", ["Students"], ["junta"])),
        ("Hundreds marched against a plan to allow private clinics.", ("PROTEST", ["hundreds"], [])),
        ("Police broke up a sit-in by nurses.", ("COERCE", ["Police"], ["nurses"])),
        ("Growers dumped milk outside the ministry.", ("PROTEST", ["Growers"], ["ministry"])),
    ],
)
def test_whom_people_protest_against_stands_in_what_they_demand(reader: Reader, text: str, expected: Told) -> None:
    assert expected in told(reader, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ghana closed the border on Monday, a decision criticised by Togo.", ("ACCUSE", ["Togo"], ["Ghana"])),
        ("Ghana closed the border, in a move that Togo condemned.", ("ACCUSE", ["Togo"], ["Ghana"])),
        ("Ghana closed the border, a step that drew criticism from Togo.", ("ACCUSE", ["Togo"], ["Ghana"])),
        ("Togo denounced a law passed by Ghana.", ("ACCUSE", ["Togo"], ["Ghana"])),
        ("Togo accepted a plan proposed by Ghana.", ("AGREE", ["Togo"], ["Ghana"])),
        ("The Dawn Front, a group that Togo says is backed by Ghana, seized a port.", ("SUPPORT", ["Ghana"], ["Dawn Front"])),
    ],
)
def test_a_step_that_others_judge_is_his_who_took_it(reader: Reader, text: str, expected: Told) -> None:
    assert expected in told(reader, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Cuba's opposition leader Ana Diaz, who was freed in May, called on her followers to vote.", ("REQUEST", ["Ana Diaz"], ["followers"])),
        ("The president of Chad sacked ministers on Friday.", ("appoint", ["president"], ["ministers"])),
        ("The rebels took control of the town from government soldiers.", ("ASSAULT", ["rebels"], ["government soldiers"])),
        ("An alliance of rebels took control of the port.", ("ASSAULT", ["rebels"], [])),
        ("Bandits attacked a convoy of Nigerian soldiers.", ("ASSAULT", ["Bandits"], ["Nigerian soldiers"])),
        ("Greek boats seized a Maltese tanker.", ("COERCE", ["Greek boats"], ["Malta"])),
        ("Malta protested the harassment of its crews by Greek vessels.", ("ACCUSE", ["Malta"], ["Greek vessels"])),
        ("Parliament passed a vote of no confidence in the premier.", ("ACCUSE", ["Parliament"], ["premier"])),
        ("Malta froze funds for Libya.", ("SANCTION", ["Malta"], ["Libya"])),
        ("Malta told Libya it would not allow its ships to dock.", ("REJECT", ["Malta"], ["Libya"])),
        ("The warlord threatened war unless the premier resigned.", ("THREATEN", ["warlord"], ["premier"])),
        ("The Kremlin said Russia would retaliate if Norway closed the port.", ("THREATEN", ["Kremlin"], ["Norway"])),
        ("Dockers refused to unload Greek ships in solidarity with Malta.", ("REJECT", ["Dockers"], ["Greece"])),
    ],
)
def test_the_parties_of_an_act_are_found_where_english_puts_them(reader: Reader, text: str, expected: Told) -> None:
    assert expected in told(reader, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Malta said it would pull its soldiers out of Chad.", "CONCEDE"),
        ("Chad's rulers tore up the accord, ordering the soldiers to leave.", "REQUEST"),
        ("The militia banned women from working for charities.", "COERCE"),
        ("The court ordered the arrest of the general.", "COERCE"),
        ("Deputies voted to expel the Greek ambassador.", "SANCTION"),
        ("The premier signed a deal with Malta to buy gas.", "SUPPORT"),
    ],
)
def test_what_is_done_with_soldiers_women_and_deals_depends_on_the_whole_clause(reader: Reader, text: str, expected: str) -> None:
    assert expected in [kind for kind, _, _ in told(reader, text)]


def test_what_was_done_to_somebody_before_is_no_part_of_what_is_asked_for_him(reader: Reader) -> None:
    found = told(reader, "Malta called for the release of sailors detained by Greece.")
    assert ("COERCE", ["Greece"], ["sailors"]) in found
    assert found[0][0] == "REQUEST"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Chile agreed to withdraw its soldiers from Peru.", ("AGREE", ["Chile"], ["Peru"])),
        ("An army offensive against the rebels killed 30 people.", ("ASSAULT", ["army"], ["rebels"])),
        ("Malta cancelled a visit by the Greek premier.", ("REJECT", ["Malta"], ["Greek premier"])),
        ("Malta summoned the Greek charge d'affaires.", ("ACCUSE", ["Malta"], ["Greece"])),
        ("The envoy to Chad, John Miller, urged the rebels to disarm.", ("REQUEST", ["John Miller"], ["rebels"])),
        ("The king dismissed two of his deputies.", ("appoint", ["king"], ["deputies"])),
        ("A court disqualified ex-President Ana Diaz from running.", ("SANCTION", ["court"], ["Ana Diaz"])),
        ("Parliament summoned the minister over the contract.", ("ACCUSE", ["Parliament"], ["minister"])),
        ("Police warned villagers to stay indoors.", ("REQUEST", ["Police"], ["villagers"])),
        ("Malta has taken in 300 villagers.", ("AID", ["Malta"], ["villagers"])),
        ("Greek gunboats entered Maltese waters.", ("MOBILIZE", ["Greek gunboats"], ["Malta"])),
        ("Farmers staged a protest in Lyon.", ("PROTEST", ["Farmers"], [])),
    ],
)
def test_who_owns_what_is_moved_offered_or_called_off_is_told_by_the_words_around_it(reader: Reader, text: str, expected: Told) -> None:
    assert expected in told(reader, text)


def test_two_verbs_with_one_object_have_one_day(reader: Reader) -> None:
    text = "Gunmen shot and killed two men on Monday. Police caught and questioned three boys on Tuesday."
    reading = Reading(article_id="art_1", revision=1, attempt=1, article=Article(text=text, published_at=PUBLISHED), received_at=PUBLISHED)
    events = reader.extract(reading).events
    assert [e.date.edtf for e in events if e.type == "ASSAULT" and e.date] == ["2025-06-09"]


def test_news_told_beside_what_is_long_past_does_not_take_its_year(reader: Reader) -> None:
    text = "President Ana Diaz apologised to the victims of police brutality during the 2019 protests."
    reading = Reading(article_id="art_1", revision=1, attempt=1, article=Article(text=text, published_at=PUBLISHED), received_at=PUBLISHED)
    event = next(e for e in reader.extract(reading).events if e.type == "CONCEDE")
    assert event.date is not None
    assert event.date.edtf.startswith("2025")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Angry at the arrest of their leader, members of the Dawn Front attacked a police post.", ("ASSAULT", ["Dawn Front"], [])),
        ("Police fired tear gas to disperse nurses.", ("ASSAULT", ["Police"], ["nurses"])),
        ("Malta halted imports of Greek cheese.", ("SANCTION", ["Malta"], ["Greece"])),
        ("More than 30 lawmakers quit the ruling party.", ("RETREAT", ["lawmakers"], [])),
        ("The nurses suspended their strike on Friday.", ("RETREAT", ["nurses"], [])),
        ("The navy warned that it would act if the rebels returned.", ("THREATEN", ["navy"], ["rebels"])),
        ("The pope expressed confidence in Anna Smith.", ("SUPPORT", ["pope"], ["Anna Smith"])),
    ],
)
def test_who_is_driven_off_left_and_stood_by_is_found(reader: Reader, text: str, expected: Told) -> None:
    assert expected in told(reader, text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The emir suspended parliament.", ("COERCE", ["emir"], ["parliament"])),
        ("Police had used live rounds against miners, a charge the government dismissed.", ("REJECT", ["government"], [])),
        ("Police used live rounds against miners.", ("ASSAULT", ["Police"], ["miners"])),
        ("The ministry ordered banks to freeze accounts held by the general.", ("REQUEST", ["ministry"], ["banks"])),
        ("The militia handed over nine positions to the army.", ("RETREAT", ["militia"], ["army"])),
        ("Malta protested the expulsion of its envoy by Greece.", ("ACCUSE", ["Malta"], ["Greece"])),
        ("Premier John Miller vowed to block Greek tariffs on cheese.", ("THREATEN", ["John Miller"], ["Greece"])),
    ],
)
def test_rulers_protest_suspend_and_hand_over_in_their_own_words(reader: Reader, text: str, expected: Told) -> None:
    assert expected in told(reader, text)


def test_a_ruler_who_stays_on_restricts_nobody(reader: Reader) -> None:
    assert told(reader, "The general extended his rule by decree.") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Malta protested the expulsions.", ("ACCUSE", ["Malta"], [])),
        ("Chad's government expelled two officials of the Red Cross.", ("SANCTION", ["Chad's government"], ["Red Cross"])),
        ("The union called a strike and demanded that President John Miller free the miners.", ("REQUEST", ["union"], ["John Miller"])),
    ],
)
def test_a_demand_beside_a_strike_and_an_expulsion_of_a_bodys_people_are_acts_of_their_own(reader: Reader, text: str, expected: Told) -> None:
    assert expected in told(reader, text)
