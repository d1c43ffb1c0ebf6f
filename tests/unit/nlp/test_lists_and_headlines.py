"""Lists of names that the parser breaks, headlines in the infinitive, and countries that are parts of persons' names."""

from datetime import UTC, datetime

import pytest
from dateline_nlp.pipeline import Reader
from dateline_shared.contracts.article import Article, Reading
from dateline_shared.contracts.event import EventMention

AT = datetime(2022, 6, 15, 18, tzinfo=UTC)


def events(reader: Reader, text: str, *, title: str = "") -> tuple[EventMention, ...]:
    article = Article(text=text, title=title, published_at=AT)
    return reader.extract(Reading(article_id="art_1", revision=1, attempt=1, article=article, received_at=AT)).events


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("The United States, Saudi Arabia, Egypt and the United Arab Emirates proposed a truce.", ["USA", "SAU", "EGY", "ARE"]),
        ("Peru, Chile, Ecuador and Bolivia condemned the coup.", ["PER", "CHL", "ECU", "BOL"]),
    ],
)
def test_all_names_of_a_list_act(reader: Reader, text: str, actors: list[str]) -> None:
    assert [party.country for party in events(reader, text)[0].actors] == actors


def test_a_name_in_apposition_is_no_second_party(reader: Reader) -> None:
    (event,) = events(reader, "Andrej Plenkovic, the prime minister of Croatia, condemned the coup.")
    assert len(event.actors) == 1


@pytest.mark.parametrize("title", ["Boeing to cut 2,000 jobs", "Nokia to buy Siemens unit"])
def test_a_headline_in_the_infinitive_tells_a_plan(reader: Reader, title: str) -> None:
    assert [event.status for event in events(reader, "Nothing more is known.", title=title)] == ["planned"]


@pytest.mark.parametrize("title", ["Latvia arrests port engineer, accuses Minsk of spying", "Latvia expels Danish envoy, accuses Minsk of spying"])
def test_a_headline_of_two_acts_tells_both_of_one_actor(reader: Reader, title: str) -> None:
    assert [[p.name for p in event.actors] for event in events(reader, "Nothing more is known.", title=title)] == [["Latvia"], ["Latvia"]]


def test_a_surname_that_is_also_a_country_gives_no_country(reader: Reader) -> None:
    (event,) = events(reader, "Luis Montenegro's government condemned the coup.")
    assert event.actors[0].country != "MNE"


@pytest.mark.parametrize(
    ("text", "recipients"),
    [("Kenya condemned the excessive use of force.", []), ("Kenya condemned the use of force by the militia.", ["militia"])],
)
def test_the_use_of_force_is_no_army(reader: Reader, text: str, recipients: list[str]) -> None:
    assert [party.name for party in events(reader, text)[0].recipients] == recipients


def test_a_union_of_states_is_no_trade_union(reader: Reader) -> None:
    (event,) = events(reader, "European Union leaders condemned the coup.")
    assert "LAB" not in event.actors[0].sectors


@pytest.mark.parametrize(
    ("title", "type_", "actors"),
    [
        ("Ghana police detain opposition lawyer", "COERCE", ["Ghana police"]),
        ("Rebels attack village in Chad", "ASSAULT", ["Rebels"]),
        ("Peru, Chile hold first talks in years", "CONSULT", ["Peru", "Chile"]),
        ("Norway, Sweden sign border treaty", "SUPPORT", ["Norway", "Sweden"]),
        ("Hundreds march in Lima against mine", "PROTEST", ["hundreds"]),
    ],
)
def test_a_plural_verb_of_a_headline_is_no_noun(reader: Reader, title: str, type_: str, actors: list[str]) -> None:
    (event,) = events(reader, "Nothing more is known.", title=title)
    assert (event.type, [p.name for p in event.actors]) == (type_, actors)
    assert event.date is not None


def test_ministers_of_two_states_are_not_the_states(reader: Reader) -> None:
    (event,) = events(reader, "Nothing more is known.", title="Norway, Chad ministers sign border treaty")
    assert [p.name for p in event.actors] != ["Norway", "Chad"]


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("Polish PM Wolarczyk sacks finance minister", ["Wolarczyk"]),
        ("Italy's Lombatel to cut 900 jobs", ["Lombatel"]),
        ("Zambia police arrest opposition leader Mulungwe", ["Zambia police", "Mulungwe"]),
    ],
)
def test_a_headline_names_people_and_firms_by_one_word(reader: Reader, title: str, names: list[str]) -> None:
    (event,) = events(reader, "Nothing more is known.", title=title)
    assert [p.name for p in (*event.actors, *event.recipients) if p.entity or p.country or "police" in p.name][: len(names)] == names


def test_a_headline_with_many_names_is_not_in_title_case(reader: Reader) -> None:
    (event,) = events(reader, "Nothing more is known.", title="Kenyan President Ouma fires Finance Minister Otieno in budget row")
    assert [[p.name for p in event.actors], [p.name for p in event.recipients]] == [["Ouma"], ["Otieno"]]


@pytest.mark.parametrize(
    ("text", "actors", "recipients"),
    [
        ("A Lagos court sentenced journalist Bola Adeyemi to six years in prison on Tuesday.", ["Lagos court"], ["Bola Adeyemi"]),
        ("Two Chinese diplomats were declared persona non grata by Latvia on Tuesday.", ["Latvia"], ["Chinese diplomats"]),
        ("Jorge Lagos, who was appointed governor by President Ana Rey on Tuesday, is 52.", ["Ana Rey"], ["Jorge Lagos"]),
    ],
)
def test_who_sentenced_or_named_somebody_is_read(reader: Reader, text: str, actors: list[str], recipients: list[str]) -> None:
    event = events(reader, text)[0]
    assert ([p.name for p in event.actors], [p.name for p in event.recipients]) == (actors, recipients)
    assert event.date is not None
    assert event.date.edtf == "2022-06-14"


@pytest.mark.parametrize(
    ("text", "kind", "actors", "recipients"),
    [
        ("Hugo Rey, who was sacked on Monday by President Ana Lund, left.", ("appoint", "dismiss"), ["Ana Lund"], ["Hugo Rey"]),
        ("Danish detectives raided the asset manager Nordlei on Monday.", ("COERCE", "seize"), ["Danish detectives"], ["Nordlei"]),
        ("A Russian air strike killed nine people in Sumy.", ("ASSAULT", "aerial"), ["Russia"], ["people"]),
        ("Friday's Syrian strike on the port of Aden drew anger.", ("ASSAULT", "aerial"), ["Syria"], ["Yemen"]),
        ("Trains stood still because of Monday's strike by drivers at the port.", ("PROTEST", "strike"), ["drivers"], []),
        ("The sinking of a ferry off Samar on Monday caused an outcry.", ("accident", None), ["ferry"], []),
        ("A boat carrying 60 people capsized off Samos.", ("accident", None), ["boat"], []),
    ],
)
def test_later_reports_tell_an_act_as_the_first_did(reader: Reader, text: str, kind: tuple[str, str | None], actors: list[str], recipients: list[str]) -> None:
    found = [e for e in events(reader, text) if (e.type, e.mode) == kind]
    assert [([p.name for p in e.actors], [p.name for p in e.recipients]) for e in found] == [(actors, recipients)]


@pytest.mark.parametrize(
    ("text", "kind", "actors", "recipients"),
    [
        ("A Greek court on Friday jailed opposition lawmaker Petros Lambrou for six years for fraud.", "SANCTION", ["Greek court"], ["Petros Lambrou"]),
        ("A Cairo court on Monday jailed opposition activist Omar Nasr for six years.", "SANCTION", ["Cairo court"], ["Omar Nasr"]),
        ("Russian missiles hit a school in Sumy on Monday.", "ASSAULT", ["Russia"], ["school"]),
        ("An overloaded tug sank in rough seas off the island.", "accident", ["overloaded tug"], []),
        ("Jane Berg's envoy met opposition leader Ana Rey on Monday to press for talks, both sides said.", "CONSULT", ["Jane Berg's envoy", "Ana Rey"], []),
        ("A bomb blast left nine people dead.", "ASSAULT", [], ["people"]),
        ("A Syrian air strike left at least nine people dead, police said.", "ASSAULT", ["Syria"], ["people"]),
        ("Shares fell after Monday's raid on Nokia by prosecutors.", "COERCE", ["prosecutors"], ["Nokia"]),
    ],
)
def test_who_jailed_hit_or_raided_is_read(reader: Reader, text: str, kind: str, actors: list[str], recipients: list[str]) -> None:
    found = [e for e in events(reader, text) if e.type == kind]
    assert [([p.name for p in e.actors], [p.name for p in e.recipients]) for e in found] == [(actors, recipients)]


def test_two_acts_of_a_headline_are_of_one_actor(reader: Reader) -> None:
    call, promise = events(reader, "Nothing more is known.", title="Erdogan phones Syria's new leader, promises help with rebuilding")
    assert (call.type, call.mode, {p.name for p in call.actors}) == ("CONSULT", "phone", {"Recep Tayyip Erdogan", "Syria's new leader"})
    assert (promise.type, [p.name for p in promise.actors]) == ("AGREE", ["Recep Tayyip Erdogan"])


def test_a_singular_verb_of_a_headline_is_no_plural_noun(reader: Reader) -> None:
    (event,) = events(reader, "Nothing more is known.", title="Militia abducts two priests in Kivu")
    assert (event.type, [p.name for p in event.actors], [p.name for p in event.recipients]) == ("ASSAULT", ["Militia"], ["priests"])


@pytest.mark.parametrize(
    ("title", "thing"),
    [
        ("Greek ferry sinks off Samos, 27 dead", "Greek ferry"),
        ("Bus plunges into ravine in Peru", "Bus"),
        ("Train derails in Spain, dozens hurt", "Train"),
        ("Trains collide in India, 40 dead", "Trains"),
    ],
)
def test_a_mishap_of_a_headline_has_a_verb(reader: Reader, title: str, thing: str) -> None:
    (event,) = events(reader, "Nothing more is known.", title=title)
    assert (event.type, [p.name for p in event.actors]) == ("accident", [thing])


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Four killed as bus plunges into river", [("die", "four"), ("accident", "bus")]),
        ("Six arrested as police raid market in Lagos", [("COERCE", ""), ("COERCE", "police")]),
    ],
)
def test_what_happened_to_people_stands_before_what_it_came_of(reader: Reader, title: str, expected: list[tuple[str, str]]) -> None:
    found = [(e.type, " ".join(p.name for p in e.actors)) for e in events(reader, "Rain fell.", title=title)]
    assert found == expected


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("Raiders storm clinic, abduct nurse", [("ASSAULT", "Raiders"), ("ASSAULT", "Raiders")]),
        ("Rebels attack convoy, kidnap 9", [("ASSAULT", "Rebels"), ("ASSAULT", "Rebels")]),
        ("Troops seize power in Chad, detain minister", [("COERCE", "Troops"), ("COERCE", "Troops")]),
        ("At least 12 dead as ferry capsizes off Chile", [("accident", "ferry")]),
        ("Dozens hurt after tram derails in Lima", [("accident", "tram")]),
    ],
)
def test_a_headline_of_bare_verbs_tells_of_each(reader: Reader, title: str, expected: list[tuple[str, str]]) -> None:
    assert [(e.type, *(p.name for p in e.actors)) for e in events(reader, "Nothing more is known.", title=title)] == expected


def test_the_outbreak_of_a_headline_kills_by_nobodys_hand(reader: Reader) -> None:
    assert [e.type for e in events(reader, "Nothing more is known.", title="Cholera outbreak kills 9 in Chad")] == ["die"]
