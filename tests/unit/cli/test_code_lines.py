"""`dateline code --jsonl`: its form is what quality is measured with."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from dateline.articles import json_lines
from dateline.commands.code import read_lines
from dateline_shared.contracts.article import Reading
from dateline_shared.contracts.extraction import Extraction, Language, Pipeline

PIPELINE = Pipeline(version="1.0.0", digest="0" * 12)
ENGLISH = Language(code="en", confidence=1, supported=True)
NOW = datetime(2026, 1, 1, tzinfo=UTC)


class Reader:
    """Reads everything but texts that say BOOM, and remembers what it was given."""

    def __init__(self) -> None:
        self.seen: list[Reading] = []

    def extract_many(self, readings: Sequence[Reading]) -> list[Extraction]:
        if any("BOOM" in reading.article.text for reading in readings):
            raise ValueError("cannot read this")
        self.seen += readings
        return [Extraction(article_id=each.article_id, revision=each.revision, attempt=each.attempt, pipeline=PIPELINE, language=ENGLISH) for each in readings]


def outcomes(content: str, reader: Reader | None = None) -> list[tuple[str, Any]]:
    return list(read_lines(reader or Reader(), list(json_lines(content)), received_at=NOW))


def test_each_line_gives_an_extraction_that_begins_with_its_id() -> None:
    found = outcomes('{"id": "b", "text": "one"}\n{"id": 7, "text": "two"}\n')

    assert [place for place, _ in found] == ["line 1", "line 2"]
    assert [extraction["id"] for _, extraction in found] == ["b", 7]
    assert [next(iter(extraction)) for _, extraction in found] == ["id", "id"]
    assert [Extraction.model_validate({k: v for k, v in extraction.items() if k != "id"}).article_id for _, extraction in found] == ["b", "7"]


def test_title_and_publication_time_are_read_and_other_fields_are_not() -> None:
    reader = Reader()

    outcomes('{"id": 1, "text": "t", "title": "T", "published_at": "2018-03-20", "events": [], "licence": "MIT"}', reader)

    (reading,) = reader.seen
    assert reading.article.title == "T"
    assert reading.article.published_at == datetime(2018, 3, 20, tzinfo=UTC)
    assert reading.received_at == NOW


def test_article_that_cannot_be_read_takes_no_neighbour_along() -> None:
    found = outcomes("\n".join(f'{{"id": {i}, "text": "{"BOOM" if i == 11 else "fine"}"}}' for i in range(20)))

    assert [extraction["id"] for _, extraction in found if not isinstance(extraction, str)] == [i for i in range(20) if i != 11]
    assert found[11] == ("line 12", "ValueError: cannot read this")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"text": "a"}', "has no id or no text"),
        ('{"id": 1}', "has no id or no text"),
        ("nonsense", "is no JSON"),
        ('{"id": "", "text": "a"}', "must have 1 to 300 characters"),
        ('{"id": 1, "text": 5}', "text"),
        ('{"id": 1, "text": "a", "published_at": "soon"}', "neither a day"),
    ],
)
def test_line_that_is_no_article_is_explained_and_the_next_is_read(line: str, reason: str) -> None:
    bad, good = outcomes(line + '\n{"id": 2, "text": "fine"}')

    assert bad[0] == "line 1"
    assert reason in bad[1]
    assert good[1]["id"] == 2
