"""Idioms of blame, praise, refusal and dealing tell who did what to whom; the same words said of other things tell of nothing."""

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
        ("Mayor Anna Smith laid into Governor John Miller on Monday.", ("ACCUSE", ["Anna Smith"], ["John Miller"])),
        ("Mayor Anna Smith took Governor John Miller to task over the budget.", ("ACCUSE", ["Anna Smith"], ["John Miller"])),
        ("Mayor Anna Smith hurled insults at Governor John Miller.", ("ACCUSE", ["Anna Smith"], ["John Miller"])),
        ("Mayor Anna Smith was highly critical of Governor John Miller.", ("ACCUSE", ["Anna Smith"], ["John Miller"])),
        ("Governor John Miller came in for criticism from Mayor Anna Smith.", ("ACCUSE", ["Anna Smith"], ["John Miller"])),
        ("Anna Smith gave John Miller a dressing-down.", ("ACCUSE", ["Anna Smith"], ["John Miller"])),
        ("Iran vented its fury at Iraq over the dam.", ("ACCUSE", ["Iran"], ["Iraq"])),
        ("The remark drew an angry response from Iran.", ("ACCUSE", ["Iran"], [])),
        ("Iran reacted angrily to the decision.", ("ACCUSE", ["Iran"], [])),
        ("Azerbaijan hit back hours later, saying Tbilisi was playing to the gallery.", ("ACCUSE", ["Azerbaijan"], [])),
        ("In a swipe at Croatia, the Serbian president spoke of small men.", ("ACCUSE", ["Serbian president"], ["Croatia"])),
        ("Iran sprang to the defence of Iraq on Monday.", ("SUPPORT", ["Iran"], ["Iraq"])),
        ("Iran stood shoulder to shoulder with Iraq.", ("SUPPORT", ["Iran"], ["Iraq"])),
        ("Anna Smith spoke highly of John Miller.", ("SUPPORT", ["Anna Smith"], ["John Miller"])),
        ("Anna Smith was full of praise for John Miller.", ("SUPPORT", ["Anna Smith"], ["John Miller"])),
        ("John Miller received congratulations from President Anna Smith.", ("SUPPORT", ["Anna Smith"], ["John Miller"])),
        ("Iran gave short shrift to the idea of a vote.", ("REJECT", ["Iran"], [])),
        ("Iran batted away the Swedish offer.", ("REJECT", ["Iran"], ["Sweden"])),
        ("Iran insisted it had played no part in the affair.", ("REJECT", ["Iran"], [])),
        ("Iran distanced itself from the remark.", ("REJECT", ["Iran"], [])),
        ("Peru and Ecuador severed diplomatic relations in 2021.", ("SANCTION", ["Peru", "Ecuador"], [])),
        ("Britain added Milos Radenko to its sanctions list on Thursday.", ("SANCTION", ["United Kingdom"], ["Milos Radenko"])),
        ("Latvia told four Belarusian diplomats to leave within 48 hours.", ("SANCTION", ["Latvia"], ["Belarus"])),
        ("Latvia declared the Belarusian consul persona non grata.", ("SANCTION", ["Latvia"], ["Belarus"])),
        ("Latvia did a U-turn on the ban.", ("CONCEDE", ["Latvia"], [])),
        ("The minister withdrew his remarks about the farmers.", ("CONCEDE", ["minister"], ["farmers"])),
        ("Latvia and Belarus came to an agreement on timber.", ("AGREE", ["Latvia", "Belarus"], [])),
        ("Latvia took up the Swedish offer.", ("AGREE", ["Latvia"], ["Sweden"])),
        ("Latvia offered Belarus a loan of 40 million euros.", ("AGREE", ["Latvia"], ["Belarus"])),
        ("Latvia said Belarus would pay a heavy price.", ("THREATEN", ["Latvia"], ["Belarus"])),
        ("Latvia said it would not hesitate to close the border.", ("THREATEN", ["Latvia"], [])),
        ("Lawmaker Hector Quiroz promised to block the treaty.", ("THREATEN", ["Hector Quiroz"], [])),
        ("Latvia put pressure on Belarus to free the sailors.", ("REQUEST", ["Latvia"], ["Belarus"])),
        ("Latvia pushed Belarus to free the sailors.", ("REQUEST", ["Latvia"], ["Belarus"])),
        ("Latvia turned to Belarus for help.", ("REQUEST", ["Latvia"], ["Belarus"])),
        ("The minister said the accusations were pure invention.", ("REJECT", ["minister"], [])),
        ("The minister said the Danish decision was a disgrace.", ("ACCUSE", ["minister"], ["Denmark"])),
        ("The minister said the ban would be lifted within days.", ("CONCEDE", [], [])),
        ("The mayor hit back, calling the governor a fool.", ("ACCUSE", ["mayor"], ["governor"])),
        ("The widow said the company was to blame.", ("ACCUSE", ["widow"], ["company"])),
        ("The premier called the vote historic.", ("SUPPORT", ["premier"], [])),
        ("Porters walked out on Monday over pay.", ("PROTEST", ["Porters"], [])),
    ],
)
def test_an_idiom_tells_who_did_it_to_whom(reader: Reader, text: str, expected: Told) -> None:
    assert told(reader, text) == [expected]


def test_what_is_called_for_is_asked_of_somebody(reader: Reader) -> None:
    found = told(reader, "The Farmers Party threw its weight behind the nurses and called for Minister Tomas Jurgelis to step down.")
    assert ("REQUEST", ["Farmers Party"], ["Tomas Jurgelis"]) in found


@pytest.mark.parametrize(
    "text",
    [
        "The king laid into his breakfast on Monday.",
        "Exports are critical to the economy of Chile.",
        "The surgeon gave the wound a fresh dressing.",
        "The home side hit back to win 3-2 on Monday.",
        "The jug was full of milk on Monday.",
        "The writer penned a new novel on Monday.",
        "The minister was furious with himself.",
    ],
)
def test_the_same_words_of_other_things_tell_of_nothing(reader: Reader, text: str) -> None:
    assert told(reader, text) == []


def test_a_promise_not_to_harm_is_no_threat(reader: Reader) -> None:
    assert told(reader, "Iran vowed not to attack Iraq.") == [("AGREE", ["Iran"], ["Iraq"])]
