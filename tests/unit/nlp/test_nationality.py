"""To which country parties without a name belong."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from dateline_nlp.pipeline import Reader
from dateline_shared.contracts.article import Article, Reading
from dateline_shared.contracts.entity import Party
from dateline_shared.contracts.event import EventMention

NOON = datetime(2022, 6, 15, 12, tzinfo=UTC)


def event(reader: Reader, text: str) -> EventMention:
    article = Article(text=text, published_at=NOON)
    return reader.extract(Reading(article_id="art_1", revision=1, attempt=1, article=article, received_at=NOON)).events[0]


def countries(parties: Sequence[Party]) -> list[str | None]:
    return [party.country for party in parties]


@pytest.mark.parametrize(
    ("text", "actors", "recipients"),
    [
        ("Rebels killed two soldiers near Kampala.", ["UGA"], ["UGA"]),  # the place of the act
        ("The rebels rejected an offer by the Ugandan government.", ["UGA"], ["UGA"]),  # the only country spoken of
        ("Foreign troops arrested a farmer near Kampala.", [None], ["UGA"]),  # strangers by their name
        ("French envoys met the rebels and Chad protested.", ["FRA", None], []),  # two countries: nobody can tell
        ("Police arrested two Syrians.", [None], ["SYR"]),  # nationals are strangers anywhere
    ],
)
def test_scene_tells_the_country_of_the_unnamed(reader: Reader, text: str, actors: list[str | None], recipients: list[str | None]) -> None:
    found = event(reader, text)

    assert (countries(found.actors), countries(found.recipients)) == (actors, recipients)


def test_unnamed_are_of_the_country_that_the_article_tells_of(reader: Reader) -> None:
    text = "Kenya's parliament opened in Nairobi. The Kenyan president, Jane Doe of Kenya, was present. Police arrested two farmers."

    assert {party.country for party in event(reader, text).actors} == {"KEN"}
