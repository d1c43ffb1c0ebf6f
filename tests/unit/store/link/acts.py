"""Mentions of acts between invented people and states, as linking compares them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID, uuid5

from dateline_api.store.link.signature import Signature, of
from dateline_api.store.link.telling import Telling
from dateline_shared.contracts.base import Span
from dateline_shared.contracts.entity import Party
from dateline_shared.contracts.event import EventMention, When, Where

SPACE = UUID(int=7)
PEOPLE: dict[str, tuple[str, str | None, tuple[str, ...]]] = {
    "Ada Okoro": ("person", "NGA", ("GOV",)),
    "Nigeria": ("state", "NGA", ()),
    "Piet Vos": ("person", "NLD", ("GOV",)),
    "Netherlands": ("state", "NLD", ()),
    "Kenya": ("state", "KEN", ()),
    "Lena Vos": ("person", "NLD", ()),
    "Vos": ("person", None, ()),
    "Harbour Union": ("body", "NLD", ("LAB",)),
}
TITLES = {"Ada Okoro": ("president",), "Piet Vos": ("prime minister",)}
MONDAY = date(2024, 3, 4)


def entity(name: str) -> UUID:
    """The entity of a name, everywhere the same."""
    return uuid5(SPACE, name)


def party(name: str, **more: Any) -> Party:
    """Somebody of PEOPLE, or a description."""
    if name not in PEOPLE:
        return Party(name=name, kind=more.pop("kind", "group"), **more)
    kind, country, sectors = PEOPLE[name]
    return Party.model_validate({"name": name, "kind": kind, "country": country, "sectors": sectors, "entity": name})


def act(
    words: str,
    actors: tuple[str, ...] = (),
    recipients: tuple[str, ...] = (),
    *,
    on: str | None = None,
    basis: str = "stated",
    clause: str | None = None,
    place: str | None = None,
    key: str = "x1",
    **more: Any,
) -> EventMention:
    """A mention; `words` are its trigger. CONSULT/meet unless said otherwise."""
    fields: dict[str, Any] = {"type": "CONSULT", "family": "meet", "status": "happened", "confidence": 0.9} | more
    spans = tuple(Span(start=0, end=len(text), exact=text) for text in (words, clause or words))
    granularity = "day" if on and len(on) == len("2024-03-04") else "interval" if on and "/" in on else "month"
    when = When.model_validate({"edtf": on, "granularity": granularity, "basis": basis}) if on else None
    where = Where(name=place, kind="city") if place else None
    sides: dict[str, Any] = {"actors": tuple(map(party, actors)), "recipients": tuple(map(party, recipients))}
    return EventMention(key=key, evidence=spans, date=when, place=where, **sides, **fields)


def told(mention: EventMention, *, reported: date = MONDAY, article: str = "a", scene: tuple[str, ...] = ("Nigeria", "Netherlands")) -> Signature:
    """The signature of a mention in an article of a day, about these."""
    at = datetime.combine(reported, time(12), tzinfo=UTC)
    telling = Telling(id=entity(article), source="wire.example", url=None, title="", published_at=at, reported_at=at)
    known: Mapping[str, UUID] = {name: entity(name) for name in PEOPLE}
    who = {entity(name).hex: (country, sectors, TITLES.get(name, ())) for name, (_, country, sectors) in PEOPLE.items()}
    return of(mention, telling, known, tuple(entity(name).hex for name in scene), who=who)
