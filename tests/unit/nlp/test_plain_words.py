"""Plain words of running text tell of acts where somebody does them, and of nothing where nobody in particular does."""

from datetime import UTC, datetime

import pytest
from dateline_nlp.pipeline import Reader
from dateline_shared.contracts.article import Article, Reading

PUBLISHED = datetime(2024, 5, 14, 10, tzinfo=UTC)


def told(reader: Reader, text: str) -> set[tuple[str, str]]:
    reading = Reading(article_id="art_1", revision=1, attempt=1, article=Article(text=text, published_at=PUBLISHED), received_at=PUBLISHED)
    return {(e.type, e.status) for e in reader.extract(reading).events}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The council will transfer nine families to a hotel by May.", ("AGREE", "planned")),
        ("The mayor said she would attend the ceremony.", ("AGREE", "planned")),
        ("Detectives are seeking two youths over the robbery.", ("ACCUSE", "happened")),
        ("The tribunal ruled for the widow on Friday.", ("SUPPORT", "happened")),
        ("A 19-year-old was charged over the raid in Leeds.", ("ACCUSE", "happened")),
        ("The government may reconsider the tax.", ("CONCEDE", "possible")),
        ("The premier stopped short of apologising to Peru.", ("CONCEDE", "negated")),
        ("One of its ferries ran aground off Malta.", ("accident", "happened")),
        ("Jane Berg expressed regret that Sudan had closed the border.", ("ACCUSE", "happened")),
        ("The council authorised the force in May.", ("AGREE", "happened")),
        ("The senate summoned Jane Berg to testify about the price.", ("REQUEST", "happened")),
        ("Two nurses were dismissed on Monday.", ("appoint", "happened")),
        ("Jane Berg called an emergency meeting of ministers for Friday.", ("AGREE", "planned")),
        ("A senator had blocked the nomination.", ("REJECT", "happened")),
        ("The court barred Jane Berg from the election.", ("SANCTION", "happened")),
        ("Traders observed a shutdown against the levy.", ("PROTEST", "happened")),
        ("Lecturers have embarked on a strike over pay.", ("PROTEST", "happened")),
        ("Students staged a dharna outside the ministry.", ("PROTEST", "happened")),
        ("Chad targeted a hospital with drones.", ("ASSAULT", "happened")),
    ],
)
def test_what_somebody_does_or_will_do_is_read(reader: Reader, text: str, expected: tuple[str, str]) -> None:
    assert expected in told(reader, text)


@pytest.mark.parametrize(
    "text",
    [
        "The festival will return in May and will welcome visitors.",
        "Arsenal will face Chelsea on Sunday.",
        "She gave him a book and he thanked her.",
        "You should always give the dog water.",
        "Chad is targeting foreign-owned firms.",
        "Jane Berg said Norden would charge $18,000 a year.",
        "The officers left aboard an aircraft.",
        "The coast of Chad is often hit by cyclones.",
        "Peru battled its worst outbreak in years.",
        "Two soldiers were boarding a bus to Lima.",
        "The reporter surrendered his passport.",
        "The men, who call themselves the Front for Unity, sang.",
    ],
)
def test_what_nobody_in_particular_does_tells_of_no_act(reader: Reader, text: str) -> None:
    assert told(reader, text) == set()
