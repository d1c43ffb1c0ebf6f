"""Visits, meetings and signings that were called off or put off are mentions of their own, with the day for which they were planned."""

from datetime import UTC, datetime

import pytest
from dateline_nlp.pipeline import Reader
from dateline_shared.contracts.article import Article, Reading
from dateline_shared.contracts.event import EventMention

WEDNESDAY = datetime(2023, 6, 7, 18, tzinfo=UTC)


def read(reader: Reader, text: str) -> tuple[EventMention, ...]:
    article = Article(text=f"The weather was fine.\n\n{text}", published_at=WEDNESDAY)
    return reader.extract(Reading(article_id="art_1", revision=1, attempt=1, article=article, received_at=WEDNESDAY)).events


def occasion(reader: Reader, text: str) -> EventMention | None:
    found = [e for e in read(reader, text) if e.type in ("CONSULT", "AGREE", "SUPPORT")]
    assert len(found) < 2, [(e.type, e.evidence[0].exact) for e in found]
    return found[0] if found else None


@pytest.mark.parametrize(
    ("text", "status", "edtf", "actors", "recipients"),
    [
        ("Jane Berg called off a trip to Chile planned for Friday.", "negated", "2023-06-09", ["Jane Berg"], ["Chile"]),
        ("A visit to Chile by Jane Berg, due on Friday, has been cancelled.", "negated", "2023-06-09", ["Jane Berg"], ["Chile"]),
        ("A visit by Jane Berg to Chile on Friday was cancelled at short notice.", "negated", "2023-06-09", ["Jane Berg"], ["Chile"]),
        ("Jane Berg also cancelled a visit to Chile that was planned for 20 May.", "negated", "2023-05-20", ["Jane Berg"], ["Chile"]),
        ("Jane Berg scrapped a visit to Chile in July.", "negated", "2023-07", ["Jane Berg"], ["Chile"]),
        ("Peru cancelled Friday's summit with Chile over the border dispute.", "negated", "2023-06-09", ["Peru", "Chile"], []),
        ("Jane Berg's trip to Chile, set for Friday, has been put off until 20 June.", "planned", "2023-06-20", ["Jane Berg"], ["Chile"]),
        ("Talks between Peru and Chile, planned for Friday, were postponed to 20 June.", "planned", "2023-06-20", ["Peru", "Chile"], []),
        ("The signing of a pact between Peru and Chile, due on Friday, has been moved to 3 July.", "planned", "2023-07-03", ["Peru", "Chile"], []),
        ("Jane Berg said on Tuesday that Friday's meeting between Peru and Chile would not go ahead.", "negated", "2023-06-09", ["Peru", "Chile"], []),
    ],
)
def test_what_was_called_off_is_told_with_its_day(reader: Reader, text: str, status: str, edtf: str, actors: list[str], recipients: list[str]) -> None:
    found = occasion(reader, text)
    assert found is not None
    assert found.date is not None
    assert (found.status, found.date.edtf) == (status, edtf)
    assert ([p.name for p in found.actors], [p.name for p in found.recipients]) == (actors, recipients)


@pytest.mark.parametrize(
    "text",
    [
        "Jane Berg cancelled a visit to Chile.",
        "Jane Berg may cancel Friday's visit to Chile.",
        "Jane Berg did not cancel Friday's visit to Chile.",
        "Peru put off Friday's talks with Chile.",
    ],
)
def test_what_has_no_day_or_was_not_called_off_is_none(reader: Reader, text: str) -> None:
    found = occasion(reader, text)
    assert found is None or found.status == "possible"


def test_a_calling_off_is_not_done_on_the_day_of_what_it_calls_off(reader: Reader) -> None:
    refusal = next(e for e in read(reader, "Jane Berg scrapped a visit to Chile in July.") if e.type == "REJECT")
    assert refusal.date is None
