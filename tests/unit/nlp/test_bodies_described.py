"""Descriptions of bodies: which body "the company" is, and when it is another one."""

from datetime import UTC, datetime

import pytest
from dateline_nlp.pipeline import Reader
from dateline_shared.contracts.article import Article, Reading

AT = datetime(2022, 6, 15, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("second", "accused"),
    [
        ("The company, based in Austin, sued the ministry.", "Dell"),
        ("The American company sued the ministry.", "Dell"),
        ("The struggling retailer sued the ministry.", "Dell"),
        ("The other company sued the ministry.", "company"),
    ],
)
def test_the_company_is_the_one_spoken_of(reader: Reader, second: str, accused: str) -> None:
    article = Article(text=f"Dell cut 500 jobs on Monday. {second}", published_at=AT)
    events = reader.extract(Reading(article_id="art_1", revision=1, attempt=1, article=article, received_at=AT)).events
    assert accused in [party.name.split()[-1] for event in events if event.type == "ACCUSE" for party in event.actors]


@pytest.mark.parametrize(
    ("told", "accused"),
    [
        ("Eleven African heads of state sued the ministry.", "Eleven African heads of state"),
        ("The head of Ghana's navy sued the ministry.", "head of Ghana's navy"),
        ("Preye Ekpere sued the ministry.", "Preye Ekpere"),  # in no dictionary and missed by the model
    ],
)
def test_heads_of_bodies_and_unlisted_names_are_parties(reader: Reader, told: str, accused: str) -> None:
    article = Article(text=f"It rained on Monday, and people stayed at home all day. {told}", published_at=AT)
    events = reader.extract(Reading(article_id="art_1", revision=1, attempt=1, article=article, received_at=AT)).events
    assert [party.name for event in events if event.type == "ACCUSE" for party in event.actors] == [accused]
