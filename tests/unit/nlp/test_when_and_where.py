"""Where and when the acts of an article are set, also by what the article says elsewhere."""

from datetime import UTC, datetime

import pytest
from dateline_nlp.pipeline import Reader
from dateline_shared.contracts.article import Article, Reading
from dateline_shared.contracts.event import EventMention

WEDNESDAY = datetime(2023, 6, 7, 18, tzinfo=UTC)


def told(reader: Reader, text: str, words: str, *, title: str = "") -> EventMention:
    """The one mention whose trigger's words hold some words."""
    article = Article(text=text, title=title, published_at=WEDNESDAY)
    read = reader.extract(Reading(article_id="art_1", revision=1, attempt=1, article=article, received_at=WEDNESDAY))
    found = [e for e in read.events if any(words in s.exact for s in e.evidence)]
    assert found, [e.evidence[0].exact for e in read.events]
    return found[0]


@pytest.mark.parametrize(
    ("text", "words", "name"),
    [
        ("Rioters burned cars in Nantes on Monday. Police arrested 20 people.", "arrested", "Nantes"),
        ("A bomb exploded in Basra on Monday.\n\nDoctors spoke of a bad day.\n\nGunmen killed two guards.", "killed", "Basra"),
        ("Rioters burned cars in Nantes on Monday.\n\nPolice in Lyon arrested 20 people.", "arrested", "Lyon"),
    ],
)
def test_a_bodily_act_takes_place_on_the_scene(reader: Reader, text: str, words: str, name: str) -> None:
    place = told(reader, text, words).place
    assert place is not None
    assert place.name == name


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Rioters burned cars in Nantes on Monday.\n\nFrance condemned Mali.", "condemned"),
        ("Rioters burned cars in Nantes on Monday.\n\nIn 2011 police shot a student.", "shot"),
    ],
)
def test_other_acts_are_not_on_the_scene(reader: Reader, text: str, words: str) -> None:
    assert told(reader, text, words).place is None


@pytest.mark.parametrize(
    ("text", "words", "background"),
    [
        ("France condemned Mali. Mali had expelled two diplomats.", "expelled", True),
        ("France condemned Mali. A general said that Mali had expelled two diplomats.", "expelled", False),
        ("France condemned Mali. Mali expelled two diplomats last year.", "expelled", True),
        ("France condemned Mali. Mali, which expelled two diplomats on Monday, was silent.", "expelled", False),
        ("France condemned Mali. Mali has detained two diplomats since 2020.", "detained", True),
    ],
)
def test_what_is_told_as_context_is_background(reader: Reader, text: str, words: str, background: bool) -> None:
    assert told(reader, text, words).background == background
