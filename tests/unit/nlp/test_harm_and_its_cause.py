"""The dead belong to the attack that killed them, or die of a mishap; and an accident is known by the thing that it happened to."""

from datetime import UTC, datetime

import pytest
from dateline_nlp.pipeline import Reader
from dateline_shared.contracts.article import Article, Reading

PUBLISHED = datetime(2024, 5, 14, 10, tzinfo=UTC)
Told = tuple[str, list[str], list[str], str | None]


def told(reader: Reader, text: str) -> list[Told]:
    reading = Reading(article_id="art_1", revision=1, attempt=1, article=Article(text=text, published_at=PUBLISHED), received_at=PUBLISHED)
    return [(e.type, [p.name for p in e.actors], [p.name for p in e.recipients], e.date.edtf if e.date else None) for e in reader.extract(reading).events]


MONDAY = "2024-05-13"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Rebels ambushed a supply column on Monday, killing two drivers and wounding four others.", ("ASSAULT", ["Rebels"], ["drivers"], MONDAY)),
        ("Six guards were killed when gunmen attacked the camp on Monday.", ("ASSAULT", ["gunmen"], ["guards"], MONDAY)),
        ("Gunmen raided a village on Monday. Nine people were killed.", ("ASSAULT", ["Gunmen"], [], MONDAY)),
    ],
)
def test_an_attack_and_its_dead_are_one_act(reader: Reader, text: str, expected: Told) -> None:
    assert told(reader, text) == [expected]


@pytest.mark.parametrize(
    ("text", "thing"),
    [
        ("A ferry carrying pilgrims caught fire off Lombok, killing nine.", "ferry"),
        ("A van carrying bank staff plunged into a lake, police said.", "van"),
        ("A bus taking pupils to Huelva overturned on Monday, killing nine.", "bus"),
    ],
)
def test_what_a_craft_carries_is_not_what_the_accident_happens_to(reader: Reader, text: str, thing: str) -> None:
    assert [by for kind, by, _, _ in told(reader, text) if kind == "accident"] == [[thing]]


@pytest.mark.parametrize(
    ("text", "mode", "by", "whom"),
    [
        ("An Ethiopian air strike killed six traders in Adwa.", "aerial", ["Ethiopia"], ["traders"]),
        ("Six traders were killed in an Ethiopian air strike on Adwa.", "aerial", ["Ethiopia"], ["traders"]),
        ("Two nurses were killed by Armenian shelling in Goris.", "heavy-weapons", ["Armenia"], ["nurses"]),
        ("A rocket fired by the militia killed a baker.", "heavy-weapons", ["militia"], ["baker"]),
        ("An Indian drone attack set fire to a depot.", "drone", ["India"], []),
        ("A car bomb killed three soldiers.", "explosives", [], ["soldiers"]),
        ("A suicide bomber killed three soldiers.", "suicide-attack", ["suicide bomber"], ["soldiers"]),
        ("Shelling hit a market in Kassala, killing nine traders.", "heavy-weapons", [], ["traders"]),
        ("Three nurses were killed in a clash with poachers.", None, ["poachers"], ["nurses"]),
    ],
)
def test_an_attack_that_does_harm_is_of_those_whose_it_is(reader: Reader, text: str, mode: str | None, by: list[str], whom: list[str]) -> None:
    reading = Reading(article_id="art_1", revision=1, attempt=1, article=Article(text=text, published_at=PUBLISHED), received_at=PUBLISHED)
    found = [(e.type, e.mode, [p.name for p in e.actors], [p.name for p in e.recipients]) for e in reader.extract(reading).events]
    assert found == [("ASSAULT", mode, by, whom)]


def test_what_came_of_a_deed_is_as_sure_as_the_deed(reader: Reader) -> None:
    found = told(reader, "Chad accused Libya on Monday of bombing a market, killing six traders.")
    assert [(kind, by) for kind, by, _, _ in found] == [("ACCUSE", ["Chad"]), ("ASSAULT", ["Libya"])]


def test_those_hurt_in_a_mishap_are_no_mishap_of_their_own(reader: Reader) -> None:
    found = told(reader, "Nine people were killed and 30 hurt when a train derailed near Patna on Monday.")
    assert [kind for kind, _, _, _ in found].count("accident") == 1


def test_who_was_shot_later_is_not_whom_the_headline_tells_of(reader: Reader) -> None:
    title, text = "Car bomb kills 11 in Tripoli", "A car bomb exploded in Tripoli on Monday, killing 11 people.\n\nGuards shot dead two gunmen, police said."
    article = Article(title=title, text=text, published_at=PUBLISHED)
    found = reader.extract(Reading(article_id="art_1", revision=1, attempt=1, article=article, received_at=PUBLISHED)).events
    assert [e.headline for e in found if "Guards" in [p.name for p in e.actors]] == [False]


def test_a_killing_elsewhere_on_another_day_is_an_act_of_its_own(reader: Reader) -> None:
    found = told(reader, "A car bomb exploded outside a bank on Sunday and gunmen killed two policemen in another district on Monday.")
    assert [(kind, day) for kind, _, _, day in found] == [("ASSAULT", "2024-05-12"), ("ASSAULT", MONDAY)]


@pytest.mark.parametrize(
    ("text", "accident", "dead"),
    [
        ("A tanker exploded in Kano on Monday. Nine people were killed.", ["tanker"], ["people"]),
        ("A passenger bus plunged into a river on Monday, leaving 12 people dead.", ["passenger bus"], ["people"]),
        ("The Havdis capsized off Molde on Monday, and two sailors drowned.", ["Havdis"], ["sailors"]),
    ],
)
def test_those_whom_a_mishap_kills_die_on_its_day_by_nobodys_hand(reader: Reader, text: str, accident: list[str], dead: list[str]) -> None:
    assert told(reader, text) == [("accident", accident, [], MONDAY), ("die", dead, [], MONDAY)]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Police held two men over a raid on a hotel in Lima that killed nine people.", ["COERCE", "ASSAULT"]),
        ("The gang was behind the abduction of nine nurses.", ["ASSAULT"]),
        ("Heavy rain triggered a landslide that buried part of a town in Peru.", ["disaster"]),
        ("The Lima hotel bombing killed nine people.", ["ASSAULT"]),
        ("Floods have forced more than 900 families from their homes in Peru.", ["disaster"]),
    ],
)
def test_what_did_harm_is_the_act_and_not_the_place(reader: Reader, text: str, kinds: list[str]) -> None:
    found = told(reader, text)
    assert [kind for kind, *_ in found] == kinds
    assert all("Lima" not in actors for _, _, actors, *_ in found)


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Nine people were killed and scores wounded when two trams collided in Lima on Monday.", ["die", "accident"]),
        ("Two men were killed and a woman wounded when gunmen attacked a bar on Monday.", ["ASSAULT"]),
        ("A vigil was held outside the court on Monday, attended by hundreds of people.", ["PROTEST"]),
    ],
)
def test_what_hangs_on_the_second_of_two_tells_of_both(reader: Reader, text: str, kinds: list[str]) -> None:
    assert [kind for kind, *_ in told(reader, text)] == kinds


def test_who_was_shot_dead_is_dead(reader: Reader) -> None:
    article = Article(text="The suspect was shot dead by police in Lima.", published_at=PUBLISHED)
    reading = Reading(article_id="art_1", revision=1, attempt=1, article=article, received_at=PUBLISHED)
    assert [q.kind for e in reader.extract(reading).events for q in e.quantities] == ["killed"]


def test_what_one_storm_did_is_one_disaster(reader: Reader) -> None:
    found = told(reader, "The cyclone displaced 900 families, flooded a port and washed away two bridges in Beira.")
    assert [kind for kind, *_ in found] == ["disaster"]


def test_the_dead_of_another_mishap_are_not_counted_to_the_first(reader: Reader) -> None:
    text = "A bus left the road on Monday. In March a lorry hit a wall, killing nine people."
    reading = Reading(article_id="art_1", revision=1, attempt=1, article=Article(text=text, published_at=PUBLISHED), received_at=PUBLISHED)
    assert [len(e.quantities) for e in reader.extract(reading).events if e.type == "accident"] == [0, 1]


def test_what_killed_long_ago_killed_then(reader: Reader) -> None:
    found = told(reader, "The region was devastated by a quake in 2011 that killed more than 600 people.")
    assert [(kind, day) for kind, _, _, day in found] == [("disaster", "2011"), ("die", "2011")]


def test_what_a_ministry_reports_behind_a_comma_is_a_clause_of_its_own(reader: Reader) -> None:
    found = told(reader, "Two passenger trains collided near the town of Kafr on Monday, injuring 32 people, the health ministry reported.")
    assert [(kind, actors, day) for kind, actors, _, day in found] == [("accident", ["passenger trains"], MONDAY)]


@pytest.mark.parametrize(
    ("text", "killed"),
    [
        ("The number of dead rose from 12 to 19 on Monday.", 19),
        ("The hospital revised the toll down to 29 from 33.", 29),
        ("Police put the number of victims at 40.", 40),
        ("A mortar shell landed on a clinic on Sunday, killing a midwife and two patients.", 3),
        ("The death toll of the bombardment of 16 May has been corrected to 11.", 11),
    ],
)
def test_the_dead_are_counted(reader: Reader, text: str, killed: int) -> None:
    reading = Reading(article_id="art_1", revision=1, attempt=1, article=Article(text=text, published_at=PUBLISHED), received_at=PUBLISHED)
    assert {q.amount.low for e in reader.extract(reading).events for q in e.quantities if q.kind == "killed"} == {killed}


@pytest.mark.parametrize(
    "text",
    [
        "The team searched for a new coach on Monday.",
        "The senator launched a scathing attack on the budget.",
        "Police launched an operation to clean up the river.",
        "The party claimed responsibility for the reform.",
        "The wing broke the record for the 100 metres.",
        "The toll on the bridge was revised from 3 to 4 euros.",
        "Sanctions left the bank with few options.",
    ],
)
def test_words_of_war_and_rescue_tell_of_neither_elsewhere(reader: Reader, text: str) -> None:
    assert not {kind for kind, *_ in told(reader, text)} & {"ASSAULT", "AID", "accident", "die", "disaster"}


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Gunmen attacked a village near Jos, police said, killing 12 people.", "Gunmen"),
        ("Rebels shelled a market in Goma on Sunday, medics reported, wounding nine traders.", "Rebels"),
    ],
)
def test_those_who_tell_of_a_deed_have_not_done_what_came_of_it(reader: Reader, text: str, actor: str) -> None:
    assert [(kind, actors) for kind, actors, _, _ in told(reader, text)] == [("ASSAULT", [actor])]


def test_what_a_speaker_does_in_saying_it_is_the_speaker_s(reader: Reader) -> None:
    found = told(reader, "Gunmen attacked a village near Jos, police said, blaming a local gang.")
    assert [(kind, actors) for kind, actors, _, _ in found] == [("ASSAULT", ["Gunmen"]), ("ACCUSE", ["police"])]


@pytest.mark.parametrize(
    "text",
    ["A bus overturned near Lima, injuring 12 passengers.", "On Monday passengers were injured when a bus crashed near Lima."],
)
def test_those_whom_an_accident_hurts_are_its_recipients(reader: Reader, text: str) -> None:
    assert [(kind, actors, whom) for kind, actors, whom, _ in told(reader, text)] == [("accident", ["bus"], ["passengers"])]
