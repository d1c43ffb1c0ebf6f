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
