"""Things that are told under the name that somebody gives them."""

from datetime import UTC, datetime

import pytest
from dateline_nlp.pipeline import Reader
from dateline_shared.contracts.article import Article, Reading
from dateline_shared.contracts.event import EventMention

PUBLISHED = datetime(2024, 5, 14, 10, tzinfo=UTC)


def told(reader: Reader, text: str) -> dict[str, EventMention]:
    reading = Reading(article_id="art_1", revision=1, attempt=1, article=Article(text=text, published_at=PUBLISHED), received_at=PUBLISHED)
    return {e.type: e for e in reader.extract(reading).events}


@pytest.mark.parametrize(
    ("text", "kind", "recipients"),
    [
        ("Chad arrested what it described as two Sudanese spies.", "COERCE", ["Sudanese spies"]),
        ("The army killed what it said were nine rebels near the town.", "ASSAULT", ["rebels"]),
        ("Iran last week tested what it called a new ballistic missile.", "MOBILIZE", []),
        ("Customs officers seized what they believe to be 40 kilos of heroin.", "COERCE", []),
    ],
)
def test_a_thing_under_somebodys_name_for_it_is_the_object(reader: Reader, text: str, kind: str, recipients: list[str]) -> None:
    assert [p.name for p in told(reader, text)[kind].recipients] == recipients


def test_what_somebody_said_stays_a_clause(reader: Reader) -> None:
    assert "ASSAULT" not in told(reader, "The minister repeated what he had said about the attack.")
