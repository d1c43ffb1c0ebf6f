"""Running text is read without taking figures of speech, asides and short names for something else."""

from datetime import UTC, datetime

import pytest
from dateline_nlp.pipeline import Reader
from dateline_shared.contracts.article import Article, Reading
from dateline_shared.contracts.extraction import Extraction

PUBLISHED = datetime(2022, 6, 15, 18, tzinfo=UTC)
MATCH = (
    "Substitute Ivo Marr scored twice in the last ten minutes as Rovers beat Dunmore 3-1 to reach the semi-final of the cup. "
    "Town keeper Jon Pell saved a penalty before half-time. Marr shot wide and the striker attacked the champions again after a free-kick. "
    "The referee sent off a defender, and Rovers came from behind for their first win of the season. "
)


def read(reader: Reader, text: str, title: str = "") -> Extraction:
    article = Article(text=text, title=title, published_at=PUBLISHED)
    return reader.extract(Reading(article_id="art_1", revision=1, attempt=1, article=article, received_at=PUBLISHED))


def told(reader: Reader, text: str) -> list[tuple[str, list[str], list[str]]]:
    return [(e.type, [p.name for p in e.actors], [p.name for p in e.recipients]) for e in read(reader, text).events]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Jan Visser, whose party won most seats in May, mocked the premier on Friday.", ("ACCUSE", ["Jan Visser"], ["premier"])),
        ("His partner, the banker Paul Rudd, was convicted of fraud.", ("SANCTION", [], ["Paul Rudd"])),
        ("The singer received a prison sentence of two years.", ("SANCTION", [], ["singer"])),
        ("The party expelled Paul Rudd a year later.", ("SANCTION", ["party"], ["Paul Rudd"])),
        ("Gambia arrested a 48-year-old man on Monday.", ("COERCE", ["Gambia"], ["48-year-old man"])),
        ('Cops arrested Darren "The Saint" Wexler on Monday.', ("COERCE", ["Cops"], ["Darren Wexler"])),
        ("Bolivia has supplied Peru with jets. It has also taken in 100 refugees.", ("AID", ["Bolivia"], ["refugees"])),
        ("Peru met Chile. The rail union said it would investigate the crash.", ("ACCUSE", ["rail union"], [])),
        ("A guard was fired in May. His widow said she accused the mayor.", ("ACCUSE", ["widow"], ["mayor"])),
        ("The premier of Saxony, Karl Brandt, praised the nurses.", ("SUPPORT", ["Karl Brandt"], ["nurses"])),
        ("Norway's premier attacked Chad in a speech, comparing it to a prison.", ("ACCUSE", ["Norway's premier"], ["Chad"])),
        ("Chad rebuked President Ursula von der Muehl on Monday.", ("ACCUSE", ["Chad"], ["Ursula von der Muehl"])),
    ],
)
def test_who_did_what_is_read_through_asides(reader: Reader, text: str, expected: tuple[str, list[str], list[str]]) -> None:
    assert expected in told(reader, text)


@pytest.mark.parametrize(
    "text",
    [
        "He resigned in 2020, blaming ill health.",
        "Neighbours knew him as a dealer called Steve.",
        "He had been due to meet the Polish president.",
        "His claim to be premier was laughed at.",
        "Moscow presses a northern offensive.",
        "You cannot accuse a minister every day, she said.",
        'The film is called "France condemned the emir".',
        "Officers were called to Peru's embassy at noon.",
        "The wounded nurse was flown to Norway.",
        "The suspect, who has not been named, is 20.",
        "Velmar hopes to save money every year.",
        "He stands to lose his seat when Denmark meets Norway.",
    ],
)
def test_words_that_only_sound_like_acts_tell_of_none(reader: Reader, text: str) -> None:
    assert not {"ACCUSE", "CONSULT", "AGREE", "REQUEST", "appoint"} & {e.type for e in read(reader, text).events}


def test_a_report_of_sport_tells_of_sport_alone(reader: Reader) -> None:
    found = read(reader, MATCH)
    assert {e.type for e in found.events} == {"sport"}
    assert {e.name: e.kind for e in found.entities}["Rovers"] == "organization"


def test_a_past_form_in_a_headline_is_a_passive(reader: Reader) -> None:
    found = read(reader, "Nothing else is known.", title="Three nurses abducted near Herat").events
    assert [(e.actors, [p.name for p in e.recipients]) for e in found] == [((), ["nurses"])]


def test_the_nationality_of_a_person_is_read_from_the_words_before_the_name(reader: Reader) -> None:
    found = read(reader, "Czech teenager Petra Novotna met Dane Lars Holm. The Czech later thanked a fan.")
    assert {e.name: e.country for e in found.entities} == {"Petra Novotna": "CZE", "Lars Holm": "DNK"}
    assert [[p.name for p in e.actors] for e in found.events if e.type == "SUPPORT"] == [["Petra Novotna"]]


def test_a_name_is_of_one_kind_throughout(reader: Reader) -> None:
    found = read(reader, "Velora said it would cut jobs. Velora is based in Delft.", title="Chipmaker Velora to cut jobs")
    assert [(e.name, e.kind) for e in found.entities if "Velora" in e.name] == [("Velora", "organization")]
