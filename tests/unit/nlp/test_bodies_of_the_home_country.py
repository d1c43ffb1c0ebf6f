"""Bodies that many countries have: the country of the article says whose."""

from datetime import UTC, datetime

import pytest
from dateline_nlp.pipeline import Reader
from dateline_shared.contracts.article import Article, Reading

AT = datetime(2022, 6, 15, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("MANILA - Police arrested the mayor of Cebu on Monday, the Philippine army said. The Senate condemned the arrest.", "PHL"),
        ("WASHINGTON - Police arrested the mayor of Chicago on Monday. The Senate condemned the arrest.", "USA"),
        ("MANILA - Philippine police arrested an American banker in Cebu. The Senate in Washington condemned the arrest.", "USA"),
    ],
)
def test_a_senate_is_that_of_the_home_country_unless_its_own_is_told_of(reader: Reader, text: str, country: str) -> None:
    article = Article(text=text, published_at=AT)
    extraction = reader.extract(Reading(article_id="art_1", revision=1, attempt=1, article=article, received_at=AT))
    assert next(e for e in extraction.entities if e.name == "Senate").country == country


def test_a_minister_who_speaks_of_a_state_is_of_that_state(reader: Reader) -> None:
    text = "A storm killed 26 people in Cebu, the Philippine police said. Peru will send tents, Foreign Minister Jane Doe said."
    article = Article(text=text, published_at=AT)
    extraction = reader.extract(Reading(article_id="art_1", revision=1, attempt=1, article=article, received_at=AT))
    assert next(e for e in extraction.entities if e.name == "Jane Doe").country == "PER"
