"""What an act is recognised by, as one mention tells it or as an event's core holds it: a small value that is kept as JSON. Pure."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

import orjson
from dateline_shared import edtf
from dateline_shared.contracts.entity import Party
from dateline_shared.contracts.event import EventMention, When, Where

from dateline_api.store.link.classes import classes, goes_on, kind_of
from dateline_api.store.link.parts import days
from dateline_api.store.link.telling import Telling, Told
from dateline_api.store.link.wording import repeats, stems

Who = Mapping[str, tuple[str | None, tuple[str, ...], tuple[str, ...]]]
"""Country, sectors and titles of entities, by their hexadecimal ids."""

WORDS_KEPT = 24
SCENE_KEPT = 8
EXACT = ("day", "hour", "minute")  # granularities of one day
_ANYBODY_WORDS = "people person man men woman women others victims civilians somebody someone anyone two three four five six drone drones"
_ANYBODY = frozenset(_ANYBODY_WORDS.split())
_MANY = re.compile(r"(dozens|scores|hundreds|thousands|several|many|two|three|four|five|six|seven|eight|nine|ten|\d+)\b", re.IGNORECASE)
_SINGLE = timedelta(days=1)
_ROUGHLY = timedelta(days=3)


class Side(NamedTuple):
    """One party: an entity of the database, or the words of a description."""

    id: str | None  # hexadecimal
    name: str
    kind: str
    country: str | None = None
    sectors: tuple[str, ...] = ()
    plural: bool = False  # many, none of them named
    titles: tuple[str, ...] = ()  # of somebody who is named: "prime minister"

    @property
    def named(self) -> bool:
        return self.id is not None


class Spot(NamedTuple):
    """Where: compared by GeoNames id, else by name."""

    name: str
    kind: str | None = None
    country: str | None = None
    geonames_id: int | None = None
    latitude: float | None = None
    longitude: float | None = None

    @property
    def precise(self) -> bool:
        """Whether it is a town or finer."""
        return self.kind in ("city", "building") or (self.kind is None and self.geonames_id is not None)


class Signature(NamedTuple):
    """An act for comparison. Days are ISO; an open end is None; `basis` is that of the date, None if there is none."""

    kind: str  # its class, of compatible.toml
    type: str
    family: str
    mode: str | None = None
    inner: tuple[str, ...] = ()  # classes of what it is about
    actors: tuple[Side, ...] = ()
    recipients: tuple[Side, ...] = ()
    words: tuple[str, ...] = ()
    trigger: tuple[str, ...] = ()
    scene: tuple[str, ...] = ()  # entities that the article's acts name most
    other_days: tuple[tuple[str | None, str | None], ...] = ()  # earlier dates of a plan
    place: Spot | None = None
    start: str | None = None
    end: str | None = None
    basis: str | None = None
    granularity: str | None = None
    status: str = "happened"
    process: bool = False
    repeat: bool = False
    nth: int | None = None
    background: bool = False
    headline: bool = False
    first: str = ""  # reported
    last: str = ""
    article: str | None = None
    count: int = 1  # type: ignore[assignment]  # mentions behind it; no tuple's method

    @property
    def dated(self) -> bool:
        """Whether the text itself gives the day, or a range of few."""
        return self.basis not in (None, "publication") and self.start is not None and self.end is not None

    @property
    def daily(self) -> bool:
        return self.granularity in EXACT and self.dated

    @property
    def open_ended(self) -> bool:
        return self.basis is not None and self.start is not None and self.end is None


def of(mention: EventMention, telling: Telling, entities: Mapping[str, UUID], scene: Collection[str] = (), *, who: Who | None = None) -> Signature:
    """The signature of one mention; `entities` maps keys of the extraction to entities of the database, of which `who` knows more."""
    known = classes()
    kind = kind_of(mention)
    allowed = _about(mention.date)
    clauses = [span.exact for span in mention.evidence]
    trigger = clauses[0]
    repeat, nth = repeats(trigger, next((clause for clause in clauses[1:] if trigger in clause), trigger), nouns=known.repeat_nouns)
    names = stems([party.name for party in (*mention.actors, *mention.recipients)])
    told = stems([*clauses, *((mention.object.text,) if mention.object else ()), *(topic.text for topic in mention.topics)]) - names
    cut = stems([trigger]) - names
    reported = telling.reported_at.isoformat()
    return Signature(
        kind=kind,
        type=mention.type,
        family=mention.family,
        mode=mention.mode,
        inner=tuple(dict.fromkeys(known.of(about) for about in mention.about)),
        actors=_sides(mention.actors, entities, who or {}),
        recipients=_sides(mention.recipients, entities, who or {}),
        words=tuple(sorted(told))[:WORDS_KEPT],
        trigger=tuple(sorted(cut)),
        place=_spot(mention.place) or (_destination(mention) if kind == "visit" else None),
        start=_iso(allowed.start),
        end=_iso(allowed.end),
        basis=mention.date.basis if mention.date else None,
        granularity=_granularity(mention.date, allowed.start, allowed.end),
        status=mention.status,
        process=goes_on(mention),
        repeat=repeat,
        nth=nth,
        background=mention.background,
        headline=mention.headline,
        scene=tuple(scene),
        first=reported,
        last=reported,
        article=telling.id.hex,
    )


def of_told(told: Told, scene: Collection[str] = (), *, who: Who | None = None) -> Signature:
    """The signature of a mention that is known."""
    return of(told.mention, told.telling, told.entities, scene, who=who)


def scene(named: Iterable[Mapping[str, str]]) -> tuple[str, ...]:
    """What an article is about: the entities that most of its mentions name, at most eight; each mention maps keys of the extraction to entities."""
    counted = Counter((key, entity) for entities in named for key, entity in entities.items())
    ranked = sorted(counted, key=lambda pair: (-counted[pair], pair[0]))
    return tuple(dict.fromkeys(entity for _, entity in ranked))[:SCENE_KEPT]


def to_json(signature: Signature) -> list[Any]:
    """As it is kept: the values of its fields, one after the other."""
    return [_plain(value) for value in signature]


def from_json(kept: str | bytes) -> Signature:
    """From the text of what was kept."""
    kind, type_, family, mode, inner, actors, recipients, words, trigger, scene, other_days, place, *plain = orjson.loads(kept)
    days = tuple([(start, end) for start, end in other_days])
    spot = Spot(*place) if place else None
    sides = _kept_sides(actors), _kept_sides(recipients)
    return Signature(kind, type_, family, mode, tuple(inner), *sides, tuple(words), tuple(trigger), tuple(scene), days, spot, *plain)


def reported(signature: Signature) -> datetime:
    """When it was first reported."""
    return datetime.fromisoformat(signature.first)


def _sides(parties: Collection[Party], entities: Mapping[str, UUID], who: Who) -> tuple[Side, ...]:
    sides = []
    for party in parties:
        key = entities.get(party.entity) if party.entity else None
        if key is None and party.name.casefold().split()[-1:] and party.name.casefold().split()[-1] in _ANYBODY:
            continue  # says nothing of who it was
        plural = key is None and ((party.count is not None and (party.count.low or 2) > 1) or bool(_MANY.match(party.name)))
        country, sectors, titles = who.get(key.hex, (None, (), ())) if key else (None, (), ())
        known = country or party.country, sectors or party.sectors, plural, titles
        sides.append(Side(key.hex if key else None, party.name.casefold(), party.kind, *known))
    return tuple(sides)


def _plain(value: Any) -> Any:
    return [_plain(each) for each in value] if isinstance(value, tuple) else value


def _kept_sides(kept: Sequence[Any]) -> tuple[Side, ...]:
    return tuple([Side(key, name, kind, country, tuple(sectors), plural, tuple(titles)) for key, name, kind, country, sectors, plural, titles in kept])


def _spot(where: Where | None) -> Spot | None:
    if where is None:
        return None
    point = where.coordinates
    return Spot(where.name.casefold(), where.kind, where.country, where.geonames_id, point.latitude if point else None, point.longitude if point else None)


def _destination(mention: EventMention) -> Spot | None:
    """Where a visit goes, if a place is what was visited."""
    found = next((party for party in mention.recipients if party.entity and party.entity.startswith("place:")), None)
    return Spot(found.name.casefold(), "country" if found.kind == "state" else "city", found.country) if found else None


def _about(when: When | None) -> edtf.Days:
    """The days that a date allows; "two weeks ago" may be some days off."""
    allowed = days(when)
    if when is None or "~" not in when.edtf or when.granularity != "day" or allowed.start is None or allowed.end is None:
        return allowed
    return edtf.Days(allowed.start - _ROUGHLY, allowed.end + _ROUGHLY)


def _granularity(when: When | None, start: date | None, end: date | None) -> str | None:
    if when is None:
        return None
    about_a_day = start is not None and end is not None and end - start <= _SINGLE
    if "~" in when.edtf and when.granularity == "day":
        return "interval"
    return "day" if about_a_day and "~" not in when.edtf else when.granularity


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
