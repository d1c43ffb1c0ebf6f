"""Whom the lead and the headline only describe, where the next sentence names one of two."""

from datetime import UTC, datetime

import pytest
from dateline_nlp.pipeline import Reader
from dateline_shared.contracts.article import Article, Reading

PUBLISHED = datetime(2024, 5, 14, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("title", "text", "convicted"),
    [
        (
            "Man jailed for killing teenager",
            "A man has been jailed for the murder of a teenager. Tom Berg, 16, was stabbed in Lima in May.",
            {"Man", "man"},
        ),
        (
            "Driver jailed over crash",
            "A driver who killed a cyclist has been jailed. Jane Berg, 44, was hit in Lima in May.",
            {"Driver", "driver"},
        ),
        (
            "Nurse jailed over theft",
            "A nurse who stole from a patient has been jailed. Jane Berg, 44, took his rings.",
            {"Jane Berg"},
        ),
        (
            "Man jailed over theft",
            "A 23-year-old man has been jailed for robbing a pensioner. Tom Berg, 23, took her rings.",
            {"Tom Berg"},
        ),
    ],
)
def test_who_was_jailed_is_not_whom_he_harmed(reader: Reader, title: str, text: str, convicted: set[str]) -> None:
    article = Article(title=title, text=text, published_at=PUBLISHED)
    found = reader.extract(Reading(article_id="art_1", revision=1, attempt=1, article=article, received_at=PUBLISHED)).events
    assert {p.name for e in found if e.type == "SANCTION" for p in e.recipients} <= convicted
    assert any(e.type == "SANCTION" for e in found)
