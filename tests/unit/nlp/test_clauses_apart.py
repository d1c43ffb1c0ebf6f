"""Clauses that parsers tie together and that tell of separate acts."""

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
    ("text", "acts"),
    [
        ("Norway sent food to Malawi; Sweden promised $6 million.", {"AID": "happened", "AGREE": "planned"}),
        ("The minister said he would resign and asked the court to free the editor.", {"REQUEST": "happened"}),
        ("The envoy said the union had agreed to talks; the army refused to leave the town.", {"REJECT": "happened"}),
    ],
)
def test_a_clause_is_not_the_content_of_one_that_only_stands_beside_it(reader: Reader, text: str, acts: dict[str, str]) -> None:
    found = told(reader, text)
    assert {name: found[name].status for name in acts if name in found} == acts


def test_somebody_meant_by_a_pronoun_is_somebody(reader: Reader) -> None:
    assert told(reader, "Kenyan police detained them near Mombasa.")["COERCE"].recipients == ()


def test_a_denial_in_the_present_tense_is_told_by_whoever_was_told_of_before(reader: Reader) -> None:
    assert "REJECT" in told(reader, "The institute denies that the samples were stolen.")
    assert "REQUEST" not in told(reader, "Doctors recommend that adults drink water.")


def test_who_may_have_died_is_no_forecast(reader: Reader) -> None:
    assert told(reader, "At least 30 migrants may have drowned off Malta.")["die"].status == "possible"
    assert "die" not in told(reader, "Thousands of migrants may drown off Malta.")
