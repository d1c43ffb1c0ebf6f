"""What a frame may ask for beyond its words, and what governing verbs do to an act: single sentences."""

from datetime import UTC, datetime

import pytest
from dateline_nlp.pipeline import Reader
from dateline_shared.contracts.article import Article, Reading
from dateline_shared.contracts.event import EventMention

PUBLISHED = datetime(2022, 6, 15, 18, tzinfo=UTC)


def told(reader: Reader, text: str) -> dict[str, EventMention]:
    """The mentions of a text by their type."""
    article = Article(text=text, title="", published_at=PUBLISHED)
    found = reader.extract(Reading(article_id="art_1", revision=1, attempt=1, article=article, received_at=PUBLISHED))
    return {event.type: event for event in found.events}


def test_score_makes_a_defeat_a_match(reader: Reader) -> None:
    assert told(reader, "Chile crushed Peru 4-1 on Sunday.")["sport"].actors[0].name == "Chile"
    assert "sport" not in told(reader, "Chile crushed Peru on Sunday.")


def test_thing_may_be_hit_where_nobody_is_named(reader: Reader) -> None:
    assert told(reader, "Three pharmacies and two supermarkets were looted on Sunday.")["PROTEST"].actors == ()


def test_gerund_without_anybody_is_no_act(reader: Reader) -> None:
    assert "crime" not in told(reader, "Taking a kickback carries a sentence of four years.")


def test_plea_of_not_guilty_rejects_the_charge(reader: Reader) -> None:
    assert told(reader, "The banker pleaded not guilty.")["REJECT"].status == "happened"


@pytest.mark.parametrize(
    ("text", "event_type", "status"),
    [
        ("Kenya has yet to recognise Kosovo.", "SUPPORT", "negated"),
        ("Norway is considering expelling two Chadian diplomats.", "SANCTION", "possible"),
        ("Without evidence, the mayor said that France had bombed Mali.", "ASSAULT", "alleged"),
        ("Chad accuses Sudan of shelling Adre; Sudan denies it.", "ACCUSE", "happened"),
    ],
)
def test_governing_words_decide_the_status(reader: Reader, text: str, event_type: str, status: str) -> None:
    assert told(reader, text)[event_type].status == status


def test_indicative_after_suggest_asks_for_nothing(reader: Reader) -> None:
    assert "REQUEST" not in told(reader, "Chad suggested that Sudan was behind the raid.")
    assert "REQUEST" in told(reader, "Chad suggested that the talks be held in Oslo.")


def test_imperative_to_the_reader_is_no_act(reader: Reader) -> None:
    assert told(reader, "Nominate Maria Lopez now.") == {}
