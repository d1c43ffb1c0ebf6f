"""A world of many events to link against, made up alike each time: ten acts an article, parties by Zipf's law, days over three years."""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, cached_property
from uuid import UUID

from dateline_api import ids
from dateline_api.store.link.classes import classes
from dateline_api.store.link.signature import Side, Signature, Spot
from dateline_api.store.link.telling import Telling
from dateline_shared.contracts.base import Span
from dateline_shared.contracts.entity import Entity, EntityMention
from dateline_shared.contracts.event import EventMention, When, Where
from dateline_shared.contracts.extraction import Extraction, Pipeline
from dateline_shared.testing import ENGLISH, party

START, YEARS = datetime(2022, 1, 1, tzinfo=UTC), timedelta(days=3 * 365)
ACTS, CAST = 10, 12  # mentions and entities of an article
TOLD_AGAIN = 3  # of the acts of a new article about known parties
WORDS, TOWNS = 30_000, 3_000
KINDS = (
    ("CONSULT", "meet"), ("ACCUSE", "criticise"), ("SUPPORT", "praise"), ("ASSAULT", "attack"), ("AID", "aid"), ("AGREE", "agree"),
    ("REQUEST", "call"), ("REJECT", "refuse"), ("SANCTION", "sanction"), ("COERCE", "arrest"), ("THREATEN", "threaten"), ("RETREAT", "resign"),
)  # fmt: skip
_SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprstvz" for vowel in "aeiou"]


@dataclass(frozen=True, slots=True)
class Act:
    """Who did what to whom, where, and how many days after START; parties are numbers of entities."""

    kind: int
    actor: int
    recipient: int
    town: int | None
    day: int | None
    words: tuple[int, ...]

    @property
    def on(self) -> str | None:
        return (START + timedelta(days=self.day)).date().isoformat() if self.day is not None else None

    def sentence(self, n: int) -> str:
        return " ".join([KINDS[self.kind][1], f"n{n}", *(f"w{word}" for word in self.words)])


@dataclass(frozen=True, slots=True)
class Report:
    """What one article tells, of whom, in which words."""

    number: int
    at: datetime
    cast: tuple[int, ...]
    acts: tuple[Act, ...]
    topic: tuple[int, ...]

    @property
    def text(self) -> str:
        lines = [act.sentence(n) for n, act in enumerate(self.acts)]
        return ". ".join([*lines, " ".join(f"w{word}" for word in self.topic)])


class World:
    """So many events, ten an article, and the new articles that come after them."""

    def __init__(self, events: int) -> None:
        self.articles = -(-events // ACTS)
        self.entities = max(2000, min(200_000, events // 5))

    @cached_property
    def people(self) -> list[Entity]:
        """Everybody who is known, the most named first."""
        surnames = self.entities // 3 + 500
        return [_person(_name(f"given {n % 397}", 2), _name(f"surname {random.Random(n).randrange(surnames)}", 3), n) for n in range(self.entities)]

    def reports(self) -> Iterator[Report]:
        """The articles of the past, in the order of publication."""
        return (self.report(number) for number in range(self.articles))

    def report(self, number: int) -> Report:
        return self._tell(number, START + YEARS * ((number + 0.5) / self.articles), random.Random(f"past {number}"))

    def fresh(self, number: int) -> tuple[Telling, Extraction, str]:
        """A new article and its text: every other one names whom the world knows and tells some acts of a late article again; the others are all new."""
        dice = random.Random(f"fresh {number}")
        at = START + YEARS + timedelta(minutes=number)
        if number % 2:
            new = self._tell(number, at, dice)
            people = {each: _person(_name(f"{number} given {each}", 3), _name(f"{number} surname {each}", 4), each) for each in new.cast}
        else:
            late = self.report(max(0, self.articles - 1 - dice.randrange(min(self.articles, 300))))
            own = self._tell(number, at, dice, cast=late.cast)
            new = Report(number, at, late.cast, (*late.acts[:TOLD_AGAIN], *own.acts[TOLD_AGAIN:]), late.topic)
            people = {each: self.people[each] for each in new.cast}
        key = UUID(int=dice.getrandbits(128))
        title = " ".join(f"w{word}" for word in new.topic[:5])
        telling = Telling(key, f"outlet{number % 40}.example", None, title, published_at=at, reported_at=at)
        named = [
            EntityMention(key=f"m{n}", entities=(each.key,), span=(_span(new.text, new.text[: n + 1]),), form="name") for n, each in enumerate(people.values())
        ]
        extraction = Extraction(
            article_id=ids.public("art", key),
            revision=1,
            attempt=1,
            pipeline=Pipeline(version="0.1.0", digest="0" * 12),
            language=ENGLISH,
            entities=tuple(people.values()),
            entity_mentions=tuple(named),
            events=tuple(mention(act, n, new.text, people) for n, act in enumerate(new.acts)),
        )
        return telling, extraction, new.text

    def signature(self, report: Report, act: Act) -> Signature:
        """As store makes it of the mention that tells of the act."""
        kind, family = KINDS[act.kind]
        at = report.at.isoformat()
        return Signature(
            kind=_class(act.kind),
            type=kind,
            family=family,
            actors=(self._side(act.actor),),
            recipients=(self._side(act.recipient),),
            words=tuple(sorted({f"w{word}" for word in act.words})),
            trigger=(family,),
            place=Spot(f"town {act.town}", "city", None, 1_000_000 + act.town) if act.town is not None else None,
            start=act.on,
            end=act.on,
            basis="stated" if act.on else None,
            granularity="day" if act.on else None,
            scene=tuple(entity_id(number).hex for number in report.cast[:8]),
            first=at,
            last=at,
            article=article_id(report.number).hex,
        )

    def _side(self, number: int) -> Side:
        known = self.people[number]
        return Side(entity_id(number).hex, known.name.casefold(), "person", known.country, known.sectors)

    def _tell(self, number: int, at: datetime, dice: random.Random, *, cast: tuple[int, ...] = ()) -> Report:
        while len(cast) < CAST:
            cast = tuple(dict.fromkeys((*cast, _rank(dice, self.entities))))
        topic = tuple(_rank(dice, WORDS) for _ in range(40))
        acts = []
        for _ in range(ACTS):
            actor, recipient = dice.sample(cast[:6], 2)
            town = _rank(dice, TOWNS) if dice.random() < 0.5 else None
            day = (at - START).days - int(dice.expovariate(0.3)) if dice.random() < 0.6 else None
            acts.append(Act(dice.randrange(len(KINDS)), actor, recipient, town, day, tuple(dice.choices(topic, k=8))))
        return Report(number, at, cast, tuple(acts), topic)


def mention(act: Act, n: int, text: str, people: Mapping[int, Entity]) -> EventMention:
    """What nlp reads of the act as the n-th of a text."""
    kind, family = KINDS[act.kind]
    return EventMention(
        key=f"x{n}",
        type=kind,
        family=family,
        status="happened",
        confidence=0.9,
        actors=(party(people[act.actor]),),
        recipients=(party(people[act.recipient]),),
        place=Where(name=f"Town {act.town}", kind="city", geonames_id=1_000_000 + act.town) if act.town is not None else None,
        date=When(edtf=act.on, granularity="day", basis="stated", text=act.on) if act.on else None,
        evidence=(_span(text, family), _span(text, act.sentence(n))),
    )


def article_id(number: int) -> UUID:
    return UUID(int=(1 << 120) + number)


@cache
def entity_id(number: int) -> UUID:
    return UUID(int=(2 << 120) + number)


def event_id(number: int) -> UUID:
    return UUID(int=(3 << 120) + number)


@cache
def _class(kind: int) -> str:
    name, family = KINDS[kind]
    return classes().patterns.get(f"{name}:{family}") or classes().patterns.get(name) or name.lower()


def _rank(dice: random.Random, amount: int) -> int:
    """By Zipf's law: the n-th is drawn 1/n times as often as the first."""
    return int((amount + 1) ** dice.random()) - 1


def _name(seed: str, syllables: int) -> str:
    dice = random.Random(seed)
    return "".join(dice.choices(_SYLLABLES, k=syllables)).capitalize()


def _person(given: str, surname: str, number: int) -> Entity:
    name = f"{given} {surname}"
    country = f"C{chr(65 + number % 26)}{chr(65 + number // 26 % 4)}"
    return Entity(key=f"person:{name.casefold()} {number}", kind="person", name=name, country=country, sectors=("GOV",) if number % 3 else ("BUS",))


def _span(text: str, exact: str) -> Span:
    start = text.index(exact)
    return Span(start=start, end=start + len(exact), exact=exact)
