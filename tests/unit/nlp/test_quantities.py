"""What the numbers of a sentence count, and which act they belong to."""

from datetime import UTC, datetime

import pytest
from dateline_nlp.pipeline import Reader
from dateline_shared.contracts.article import Article, Reading

NOW = datetime(2026, 6, 3, tzinfo=UTC)


def counted(reader: Reader, text: str) -> dict[str, list[tuple[str, float | None, float | None, str | None]]]:
    reading = Reading(article_id="art_1", revision=1, attempt=1, article=Article(text=text), received_at=NOW)
    return {e.type: [(q.kind, q.amount.low, q.amount.high, q.unit) for q in e.quantities] for e in reader.extract(reading).events}


@pytest.mark.parametrize(
    ("text", "event_type", "expected"),
    [
        ("Gunmen killed 12 people, including three children, in Mali.", "ASSAULT", ("killed", 12, 12, "people")),
        ("Gunmen attacked a market in Mali, killing at least 12 traders.", "ASSAULT", ("killed", 12, None, "traders")),
        ("Rebels shelled the town on Friday, leaving dozens injured.", "ASSAULT", ("injured", 24, None, "people")),
        ("The earthquake killed 10 to 15 people in Peru.", "die", ("killed", 10, 15, "people")),
        ("A ferry capsized off Samoa, leaving 40 people missing.", "accident", ("missing", 40, 40, "people")),
        ("Police arrested two of the five suspects in Ghent.", "COERCE", ("arrested", 2, 2, "suspects")),
        ("Police arrested Ann Lee and Bo Lin in Ghent.", "COERCE", ("arrested", 2, 2, "people")),
        ("Police arrested a 45-year-old man in Ghent.", "COERCE", ("arrested", 1, 1, "people")),
        ("Gunmen killed three soldiers and two civilians in Mali.", "ASSAULT", ("killed", 5, 5, "people")),
        ("Japan gave Tonga half a million euros.", "AID", ("money", 500_000, 500_000, "EUR")),
        ("A court jailed the banker for nine years.", "SANCTION", ("duration", 9, 9, "year")),
        ("Up to 5,000 farmers marched in Lyon.", "PROTEST", ("participants", None, 5000, "farmers")),
        ("The senator won the election with 52.5 percent of the vote.", "elect", ("votes", 52.5, 52.5, "percent")),
    ],
)
def test_a_number_is_a_quantity_of_its_act(reader: Reader, text: str, event_type: str, expected: tuple[str, float, float, str]) -> None:
    assert expected in counted(reader, text)[event_type]


def test_ages_and_parts_of_the_whole_count_nothing(reader: Reader) -> None:
    assert counted(reader, "Gunmen killed 12 people, including three children, aged nine and 11.")["ASSAULT"] == [("killed", 12, 12, "people")]


def test_harm_told_later_belongs_to_the_accident_before(reader: Reader) -> None:
    found = counted(reader, "A bus plunged into a river in Peru on Monday. Nine passengers were hurt, doctors said.")
    assert found["accident"] == [("injured", 9, 9, "passengers")]


def test_harm_that_may_come_belongs_to_nothing(reader: Reader) -> None:
    assert counted(reader, "A bus plunged into a river in Peru on Monday. The next one could injure 90 people.")["accident"] == []


def test_the_speaker_vouches_for_the_number(reader: Reader) -> None:
    text = "Gunmen killed 12 soldiers in Mali, the army said."
    reading = Reading(article_id="art_1", revision=1, attempt=1, article=Article(text=text), received_at=NOW)
    (event,) = reader.extract(reading).events
    assert [q.said_by and q.said_by.name for q in event.quantities] == ["army"]
