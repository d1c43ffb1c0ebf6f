"""Which event each mention of an article tells of: one that is known, a new one, or, where several may be meant, none yet."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from dateline_shared.contracts.event import EventMention
from sqlalchemy import Connection

from dateline_api import ids
from dateline_api.db import event_index
from dateline_api.db.event_index import Window
from dateline_api.store.link.acquaint import People
from dateline_api.store.link.bonds import bonds
from dateline_api.store.link.choose import Candidate, choose, copied
from dateline_api.store.link.keys import keys
from dateline_api.store.link.parts import names
from dateline_api.store.link.pins import apart
from dateline_api.store.link.signature import Signature, Who, from_json, of, scene
from dateline_api.store.link.telling import Bonds, Telling

AROUND = timedelta(days=60)  # reports in which an act is looked for before and after a report; source: the "over months" and FARTHER
FARTHER = timedelta(days=400)  # for background that gives no day
BESIDE = timedelta(days=3)  # days beside a day that is told
PLANNED = timedelta(days=45)  # by which a plan may have been moved
UNBOUND = Bonds()


@dataclass(frozen=True, slots=True)
class Placed:
    """Where the mentions of an article belong."""

    events: Mapping[UUID, UUID | None]  # each mention's event; none: unanchored
    choices: Mapping[UUID, Sequence[UUID]] = field(default_factory=dict)  # of the unanchored
    bonds: Mapping[UUID, Bonds] = field(default_factory=dict)  # of events, where they were decided now
    merges: Sequence[tuple[UUID, UUID]] = ()  # events that proved to be one: which goes, and into which
    moved: Mapping[UUID, UUID | None] = field(default_factory=dict)  # mentions of other articles that belong elsewhere now
    told: Mapping[UUID, Signature] = field(default_factory=dict)  # by what it was decided: the mentions
    found: Mapping[UUID, Candidate] = field(default_factory=dict)  # and the events that were known


def place(
    connection: Connection,
    telling: Telling,
    mentions: Sequence[tuple[UUID, EventMention]],
    people: People,
    *,
    was: Mapping[UUID, UUID | None],
    pinned: Collection[UUID] = (),
    now: datetime,
) -> Placed:
    """Decide for all mentions of one article; `was` is where those stood that are known, and stay in any case if people `pinned` them there."""
    if not mentions:
        return Placed({})
    named = people.named
    about = scene({name: named[name].hex for name in names(mention) if name in named} for _, mention in mentions)
    who = _who(connection, people)
    told = {key: of(mention, telling, named, about, who=who) for key, mention in mentions}
    probed = {key: keys(signature) for key, signature in told.items()}
    found = _candidates(connection, told, probed, [event for key in told if (event := was.get(key))])
    fixed = {key: event for key in told if (event := was.get(key))}
    if telling.copy_of:
        fixed = copied(dict(mentions), event_index.mentions_of(connection, telling.copy_of)) | fixed
    choice = choose(told, found, keys=probed, fixed=fixed, pinned=pinned)
    held = apart(connection, {event for pair in choice.merges for event in pair})
    merges = [pair for pair in choice.merges if frozenset(pair) not in held]
    gone = dict(merges)
    events = {key: choice.events[key] if key in choice.events else None if key in choice.open else ids.new_id() for key in told}
    events = {key: gone.get(event, event) if event else None for key, event in events.items()}
    left = {event: candidate for event, candidate in found.items() if event not in gone} if gone else found
    bound = bonds(dict(mentions), told, events, left)
    return Placed(events, choice.open, bound, merges, told=told, found=found)


def _who(connection: Connection, people: People) -> Who:
    """What is known of those whom an article names, by their records as far as these are at hand."""
    there = {key: people.records[key] for key in people.named.values() if key in people.records}
    who = {key.hex: (record["country"], tuple(record["sectors"]), tuple(record["roles"])) for key, record in there.items()}
    return who | event_index.parties(connection, {*people.named.values()} - there.keys())


def _candidates(connection: Connection, told: Mapping[UUID, Signature], probed: Mapping[UUID, Sequence[int]], known: Sequence[UUID]) -> dict[UUID, Candidate]:
    probes: dict[int, Window] = {}
    wider: dict[tuple[Window, Window], Window] = {}
    for mention, signature in told.items():
        own = window(signature)
        for key in probed[mention]:
            other = probes.setdefault(key, own)
            if other != own:
                both = other, own
                probes[key] = wider.get(both) or wider.setdefault(both, _wider(*both))
    rows = event_index.candidates(connection, probes, known=known)
    return {row.id: Candidate(row.id, from_json(row.signature), _bonds(row), row.keys) for row in rows}


def _bonds(row: Any) -> Bonds:
    return Bonds(row.part_of, row.member_of, row.cancelled_by) if row.part_of or row.member_of or row.cancelled_by else UNBOUND


def window(signature: Signature) -> Window:
    """When an act that this one may be was reported, and when it was done."""
    first = datetime.fromisoformat(signature.first)
    before = FARTHER if signature.background and not signature.dated else AROUND
    if not signature.start or not signature.end or signature.basis == "publication":
        return Window(first - before, first + AROUND)
    beside = PLANNED if signature.status in ("planned", "possible", "negated") else BESIDE
    since = min(first - before, datetime.fromisoformat(signature.start).replace(tzinfo=first.tzinfo) - beside)
    return Window(since, first + AROUND, date.fromisoformat(signature.start) - beside, date.fromisoformat(signature.end) + beside)


def _wider(one: Window, other: Window) -> Window:
    days = [day for day in (one.day_from, other.day_from) if day], [day for day in (one.day_to, other.day_to) if day]
    since, until = min(one.since, other.since), max(one.until, other.until)
    return Window(since, until, min(days[0], default=None), max(days[1], default=None))
