"""What stays of a record when its article is taken down."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from dateline_api.records import (
    AboutRecord,
    ArticleRecord,
    ClaimRecord,
    DateEntry,
    DateRecord,
    EntityRecord,
    EventRecord,
    MentionRecord,
    PartyRecord,
    PhraseRecord,
    PlaceRecord,
    QuantityRecord,
    StatusEntry,
)
from dateline_api.store.redact import QUOTATION, REMOVED, redact
from dateline_shared.contracts.base import Span
from dateline_shared.contracts.entity import Count
from hypothesis import given
from hypothesis import strategies as st

AT = datetime(2024, 3, 5, 12, tzinfo=UTC)
OURS, THEIRS = "art_" + "a" * 32, "art_" + "b" * 32
TEXT = (
    "On Monday the ferry line's striking deckhands at the northern pier said through their union's elected speaker that nobody had paid "
    "the forty promised crowns a night for the winter crossings and that they would leave every boat where it lay until the money came"
)
WORDS = TEXT.split()
PHRASES = st.tuples(st.integers(0, len(WORDS) - 1), st.integers(1, 12)).map(lambda cut: " ".join(WORDS[cut[0] : sum(cut)]))


def _party(phrase: str, **more: Any) -> PartyRecord:
    return PartyRecord(name=phrase, kind="group", role=phrase, **more)


def _span(phrase: str) -> Span:
    return Span(start=0, end=len(phrase), exact=phrase)


def _mention(phrase: str, *, of: str) -> MentionRecord:
    told: dict[str, Any] = {"source": "pier.example", "url": None, "published_at": None, "reported_at": AT, "headline": False, "background": False}
    return MentionRecord(id="mnt_1", article_id=of, title=phrase, status="happened", evidence=(_span(phrase),), confidence=0.5, **told)


def _claim(phrase: str, *, of: str) -> ClaimRecord:
    return ClaimRecord(said_by=_party(phrase), via=(_party(phrase),), status="happened", verb=phrase, article_id=of, evidence=(_span(phrase),))


def _step(phrase: str, *, of: str) -> StatusEntry:
    return StatusEntry(status="happened", said_by=_party(phrase), reported_at=AT, article_id=of, mention_id="mnt_1")


def _number(phrase: str, *, of: str | None) -> QuantityRecord:
    return QuantityRecord(kind="money", amount=Count(low=40), unit=phrase, text=phrase, said_by=_party(phrase), article_id=of)


def _day(phrase: str, *, of: str) -> DateEntry:
    return DateEntry(edtf="2024-03", start=None, end=None, granularity="month", basis="stated", text=phrase, reported_at=AT, article_id=of)


def _event(phrases: list[str], *, others: tuple[str, ...] = ()) -> dict[str, Any]:
    """An event that quotes the article in every field that can hold words, and another article in what says whose it is."""
    phrase = iter(phrases * 20).__next__
    date = DateRecord(edtf="2024-03", start=None, end=None, granularity="month", basis="stated", text=phrase())
    place = PlaceRecord(name=phrase())
    inner = AboutRecord(type="AID", actors=(_party(phrase()),), date=date, place=place)
    return EventRecord(
        id="evt_1",
        version=3,
        type="PROTEST",
        family="strike",
        actors=(_party(phrase()), _party("Pier Union", id="ent_1")),
        recipients=(_party(phrase()),),
        object=PhraseRecord(text=phrase()),
        topics=(PhraseRecord(text=phrase()),),
        about=(AboutRecord(type="DEMAND", recipients=(_party(phrase()),), about=(inner,)),),
        place=place,
        date=date,
        status="happened",
        said_by=_party(phrase()),
        via=(_party(phrase()),),
        verb=phrase(),
        claims=(_claim(phrase(), of=OURS), *(_claim(each, of=THEIRS) for each in others)),
        quantities=(_number(phrase(), of=OURS), *(_number(each, of=THEIRS) for each in others), _number(phrase(), of=None)),
        dates=(_day(phrase(), of=OURS), *(_day(each, of=THEIRS) for each in others)),
        confidence=0.5,
        mentions=(_mention(phrase(), of=OURS), *(_mention(each, of=THEIRS) for each in others)),
        history=(_step(phrase(), of=OURS), *(_step(each, of=THEIRS) for each in others)),
        article_count=1,
        source_count=1,
        first_reported_at=AT,
        last_reported_at=AT,
        created_at=AT,
        updated_at=AT,
    ).model_dump(mode="json")


def _runs(text: str) -> set[tuple[str, ...]]:
    """Every run of words that is long enough to be a quotation."""
    words = re.findall(r"[\w']+", text)
    return {tuple(words[n : n + QUOTATION]) for n in range(len(words) - QUOTATION + 1)}


@given(st.lists(PHRASES, min_size=1, max_size=20))
def test_no_five_words_in_a_row_are_left_of_the_article(phrases: list[str]) -> None:
    left = redact(_event(phrases), OURS)
    assert not _runs(TEXT) & _runs(json.dumps(left))
    assert EventRecord.model_validate(left).model_dump(mode="json") == left
    assert redact(left, OURS) == left


def test_what_another_article_tells_of_the_event_stays() -> None:
    words = "The deckhands' union called off its work for a third winter night"
    record = _event(["at the northern pier said through their union's"], others=(words,))
    left = redact(record, OURS)
    for told in ("mentions", "claims", "history", "quantities", "dates"):
        assert left[told][1] == record[told][1]
        assert left[told][0] != record[told][0]


def test_what_filters_ask_for_stays() -> None:
    record = _event(["striking deckhands"])
    left = redact(record, OURS)
    for asked in ("type", "mode", "status", "confidence", "version"):
        assert left[asked] == record[asked]
    assert [(party["id"], party["name"]) for party in left["actors"]] == [(None, "striking deckhands"), ("ent_1", "Pier Union")]
    assert left["date"]["edtf"] == "2024-03"
    assert [mention["article_id"] for mention in left["mentions"]] == [OURS]


@pytest.mark.parametrize(
    ("name", "entity", "left"),
    [
        ("deckhands of the line", None, "deckhands of the line"),
        ("striking deckhands of the line", None, REMOVED),
        ("International Brotherhood of Pier and Boat Workers", "ent_1", "International Brotherhood of Pier and Boat Workers"),
    ],
)
def test_name_stays_but_a_long_description_does_not(name: str, entity: str | None, left: str) -> None:
    record = _event(["pier"]) | {"actors": [_party(name, id=entity).model_dump(mode="json")]}
    assert redact(record, OURS)["actors"][0]["name"] == left


def test_article_keeps_its_address_and_loses_its_title() -> None:
    told: dict[str, Any] = {
        "source": "pier.example",
        "url": "https://pier.example/7",
        "external_id": "7",
        "language": "en",
        "published_at": AT,
        "received_at": AT,
    }
    record = ArticleRecord(id=OURS, version=1, revision=1, state="done", title="Ferry line's deckhands strike", reasons=("x",), **told).model_dump(mode="json")
    assert redact(record, OURS) == record | {"title": "", "reasons": []}
    assert redact(record, THEIRS) == record


def test_entity_keeps_its_names_and_loses_roles_that_are_quotations() -> None:
    roles = ("elected speaker", "speaker of the striking deckhands at the pier")
    told: dict[str, Any] = {"name": "Union of Deckhands at the Northern Pier", "aliases": ("Pier Union",), "created_at": AT, "updated_at": AT}
    record = EntityRecord(id="ent_1", version=1, kind="organization", roles=roles, **told).model_dump(mode="json")
    assert redact(record, OURS) == record | {"roles": ["elected speaker"]}
