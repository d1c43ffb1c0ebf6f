"""An auxiliary alone tells of the last act told before it: done or left undone by somebody else, or at another time."""

from datetime import UTC, datetime

import pytest
from dateline_nlp.pipeline import Reader
from dateline_shared.contracts.article import Article, Reading

WEDNESDAY = datetime(2023, 6, 7, 18, tzinfo=UTC)
Told = tuple[str, str, list[str], list[str], str | None]


def told(reader: Reader, text: str) -> list[Told]:
    article = Article(text=f"The weather was fine.\n\n{text}", published_at=WEDNESDAY)
    found = reader.extract(Reading(article_id="art_1", revision=1, attempt=1, article=article, received_at=WEDNESDAY)).events
    return [(e.type, e.status, [p.name for p in e.actors], [p.name for p in e.recipients], e.date.edtf if e.date else None) for e in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Peru thanked Chile for the aid but Bolivia did not.", ("SUPPORT", "negated", ["Bolivia"], ["Chile"], None)),
        ("Peru has recalled its envoy from Chile. Bolivia has not.", ("SANCTION", "negated", ["Bolivia"], ["Chile"], None)),
        ("Peru condemned the coup, as did Bolivia.", ("ACCUSE", "happened", ["Bolivia"], [], None)),
        ("Peru praised Chile, and so did Bolivia.", ("SUPPORT", "happened", ["Bolivia"], ["Chile"], None)),
        ("Peru praised Chile. Bolivia did too.", ("SUPPORT", "happened", ["Bolivia"], ["Chile"], None)),
        ("Jane Berg congratulated Maria Santos in 2019. In 2021 she did not.", ("SUPPORT", "negated", ["Jane Berg"], ["Maria Santos"], "2021")),
    ],
)
def test_the_act_of_an_auxiliary_is_the_last_one_told(reader: Reader, text: str, expected: Told) -> None:
    found = told(reader, text)
    assert len(found) == 2
    assert found[1] == expected


@pytest.mark.parametrize(
    "text",
    [
        "Peru promised to thank Chile but did not.",
        "Peru did not thank Chile.",
        "Peru thanked Chile. It did so in vain.",
        "Peru thanked Chile. Bolivia has not much to say.",
    ],
)
def test_an_auxiliary_with_a_verb_of_its_own_or_nobody_else_tells_nothing_more(reader: Reader, text: str) -> None:
    assert len(told(reader, text)) == 1
