"""The path from the word that tells of an act to each word that named a party."""

from datetime import UTC, datetime

import pytest
from dateline_nlp.pipeline import Reader
from dateline_shared.contracts.article import Article, Reading
from dateline_shared.contracts.event import EventMention

AT = datetime(2022, 6, 15, 18, tzinfo=UTC)


def first(reader: Reader, text: str, *, explain: bool) -> EventMention:
    reading = Reading(article_id="art_1", revision=1, attempt=1, article=Article(text=text, published_at=AT), received_at=AT)
    return reader.extract(reading, explain=explain).events[0]


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("France imposed sanctions on Mali.", {"actor": ("imposed", ">nsubj France"), "recipient": ("imposed", ">dobj sanctions", ">prep on", ">pobj Mali")}),
        (
            "Five Libyan diplomats expelled by Ghana arrived in Tripoli.",
            {"actor": ("expelled", ">agent by", ">pobj Ghana"), "recipient": ("expelled", "<acl diplomats")},
        ),
    ],
)
def test_an_explained_act_says_how_each_party_hangs_on_its_word(reader: Reader, text: str, paths: dict[str, tuple[str, ...]]) -> None:
    assert {path.role: path.steps for path in first(reader, text, explain=True).paths} == paths


def test_paths_are_left_out_unless_asked_for(reader: Reader) -> None:
    assert first(reader, "France imposed sanctions on Mali.", explain=False).paths == ()
