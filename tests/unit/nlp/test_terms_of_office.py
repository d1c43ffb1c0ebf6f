"""From when to when somebody held an office, where the words behind it say so."""

from datetime import UTC, datetime

import pytest
from dateline_nlp.pipeline import Reader
from dateline_shared.contracts.article import Article, Reading

AT = datetime(2022, 6, 15, 18, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("Angela Merkel, chancellor since 2005, met Jane Doe.", ("2005", None)),
        ("Angela Merkel, chancellor of Germany from 2005 to 2021, met Jane Doe.", ("2005", "2021")),
        ("Angela Merkel, the chancellor until 2021, met Jane Doe.", (None, "2021")),
        ("Angela Merkel, the German chancellor, met 2005 nurses.", (None, None)),
        ("Chancellor Angela Merkel met Jane Doe. Angela Merkel, chancellor since 2005, praised her.", ("2005", None)),
    ],
)
def test_a_role_has_the_years_that_the_text_gives_it(reader: Reader, text: str, term: tuple[str | None, str | None]) -> None:
    reading = Reading(article_id="art_1", revision=1, attempt=1, article=Article(text=text, published_at=AT), received_at=AT)
    merkel = next(entity for entity in reader.extract(reading).entities if entity.name == "Angela Merkel")
    assert [(role.from_on, role.to_on) for role in merkel.roles] == [term]
