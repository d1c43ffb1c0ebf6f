"""Deeds that only a noun tells, under a word of blame or of judgment, and sources that the writer doubts."""

from datetime import UTC, datetime

import pytest
from dateline_nlp.pipeline import Reader
from dateline_shared.contracts.article import Article, Reading

AT = datetime(2022, 6, 15, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "actors", "status"),
    [
        ("The court jailed two miners for the murder of a nurse.", ["miners"], "happened"),
        ("Prosecutors charged the banker with the murder of a nurse.", ["banker"], "alleged"),
        ("Kenya blamed the rebels for the killing of a priest.", ["rebels"], "alleged"),
        ("According to unverified posts, the militia killed a priest.", ["militia"], "alleged"),
        ("According to the ministry, the militia killed a priest.", ["militia"], "happened"),
    ],
)
def test_who_is_blamed_for_a_deed_is_its_actor(reader: Reader, text: str, actors: list[str], status: str) -> None:
    reading = Reading(article_id="art_1", revision=1, attempt=1, article=Article(text=text, published_at=AT), received_at=AT)
    (deed,) = [event for event in reader.extract(reading).events if event.type == "ASSAULT"]
    assert ([party.name for party in deed.actors], deed.status) == (actors, status)
