"""The plain forms in which predictions are handed to event coders' scorers."""

from datetime import UTC, datetime

import pytest
from dateline.evaluate.predictions import sentence_prediction
from dateline_nlp.pipeline import Reader, load_reader
from dateline_shared.contracts.article import Article, Reading

NOON = datetime(2022, 6, 15, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return load_reader()


@pytest.mark.parametrize(
    ("text", "actor", "recipient"),
    [
        ("Britain praised Swazi farmers.", ("Britain", "GBR"), ("Swazi farmers", "SWZ")),  # the words of the text, not the entity's name
        ("Danish Prime Minister Jane Doe praised Kenya.", ("Danish Prime Minister Jane Doe", "DNK"), ("Kenya", "KEN")),  # with the title
        ("The UN praised Kenya.", ("UN", None), ("Kenya", "KEN")),  # a body over the states is of no country
    ],
)
def test_parties_are_handed_over_in_the_words_of_the_text(reader: Reader, text: str, actor: tuple[str, str | None], recipient: tuple[str, str | None]) -> None:
    extraction = reader.extract(Reading(article_id="a", revision=1, attempt=1, article=Article(text=text, published_at=NOON), received_at=NOON))

    (event,) = sentence_prediction("a", extraction, 0.5)["events"]

    assert event["actors"] == [{"text": actor[0], "country": actor[1]}]
    assert event["recipients"] == [{"text": recipient[0], "country": recipient[1]}]
