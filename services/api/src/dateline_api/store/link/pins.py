"""What people settled: standing corrections as constraints that win over what was read and what linking would decide.

A correction says once, when it is made, what it comes to (`corrections.effect`), in the terms below; here that is read, never decided anew.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from dateline_shared.contracts.event import EventMention
from sqlalchemy import Connection

from dateline_api import ids
from dateline_api.db import corrections
from dateline_api.store.link.telling import Revision


@dataclass(frozen=True, slots=True)
class Pins:
    """What standing corrections settle about one article; of most articles nothing."""

    rejected: frozenset[UUID] = frozenset()  # mentions that are wrong: recorded as retracted, told nowhere
    amended: Mapping[UUID, Mapping[str, Any]] = field(default_factory=dict)  # fields of mentions, as EventMention has them
    parties: Mapping[str, UUID] = field(default_factory=dict)  # keys of entities that amended fields name, and which those are
    events: Mapping[UUID, UUID] = field(default_factory=dict)  # the event that a mention tells of; it may have to be made, with this id
    entities: Mapping[str, UUID] = field(default_factory=dict)  # the entity that a key of the article's extraction is
    story: UUID | None = None  # the article's

    def amend(self, key: UUID, mention: EventMention) -> EventMention:
        """A mention as people have it. The voice that its status rests on follows."""
        if not (fields := self.amended.get(key)):
            return mention
        amended = EventMention.model_validate(mention.model_dump() | dict(fields))
        chosen = next((n for n, claim in enumerate(mention.claims) if (claim.said_by, claim.status) == (mention.said_by, mention.status)), None)
        if chosen is None:
            return amended
        voice = mention.claims[chosen].model_copy(update={"said_by": amended.said_by, "status": amended.status})
        return amended.model_copy(update={"claims": (*mention.claims[:chosen], voice, *mention.claims[chosen + 1 :])})


def pins_of(connection: Connection, article: UUID) -> Pins:
    """All that standing corrections settle about one article, by one query, and one more to follow redirects if there are any.

    Where two of them settle the same, the later holds.
    """
    rejected: set[UUID] = set()
    amended: dict[UUID, dict[str, Any]] = {}
    parties, events, entities = dict[str, UUID](), dict[UUID, UUID](), dict[str, UUID]()
    story: UUID | None = None
    for row in corrections.standing(connection, [article]):
        effect = row.effect
        rejected |= {UUID(hex=each) for each in effect.get("rejected", ())}
        for mention, fields in effect.get("amended", {}).items():
            amended.setdefault(UUID(hex=mention), {}).update(fields)
        parties |= {key: UUID(hex=each) for key, each in effect.get("parties", {}).items()}
        events |= {UUID(hex=mention): UUID(hex=event) for mention, event in effect.get("mentions", {}).items()}
        entities |= {key: UUID(hex=entity) for told_by, key, entity in effect.get("tellings", ()) if UUID(hex=told_by) == article}
        story = UUID(hex=found) if (found := effect.get("articles", {}).get(article.hex)) else story
    now = corrections.redirects(connection, {*events.values(), *entities.values(), *parties.values(), *([story] if story else [])})
    return Pins(
        rejected=frozenset(rejected),
        amended=amended,
        parties={key: now.get(each, each) for key, each in parties.items()},
        events={key: now.get(each, each) for key, each in events.items()},
        entities={key: now.get(each, each) for key, each in entities.items()},
        story=now.get(story, story) if story else None,
    )


def apart(connection: Connection, keys: Collection[UUID]) -> dict[frozenset[UUID], UUID]:
    """Pairs of these events, entities or stories that people say are two, and by which correction: linking may not make one of them."""
    if len(keys) < 2:
        return {}
    said = [(frozenset(UUID(hex=each) for each in pair), row.id) for row in corrections.standing(connection, keys) for pair in row.effect.get("apart", ())]
    now = corrections.redirects(connection, {each for pair, _ in said for each in pair})
    pairs = {frozenset(now.get(each, each) for each in pair): by for pair, by in said}
    return {pair: by for pair, by in pairs.items() if pair <= {*keys}}


def revisions_of(connection: Connection, told: Mapping[UUID, Collection[UUID]]) -> dict[UUID, Revision]:
    """What people corrected of these events (each with its mentions) or entities: fields of their records, and by which corrections."""
    whose = {each: key for key, mentions in told.items() for each in (key, *mentions)}
    found: dict[UUID, Revision] = {}
    for row in corrections.standing(connection, whose):
        for key in sorted({whose[each] for each in row.targets if each in whose}):
            known = found.get(key, Revision())
            fields = row.effect.get("fields", {}) if key in row.targets else {}
            found[key] = Revision({**known.fields, **fields}, (*known.corrections, row.id))
    return found


def revised(record: dict[str, Any], revision: Revision) -> dict[str, Any]:
    """The record of an entity as people have it. A name that it had is still one of its names, unless they say that it is another's."""
    others = {name.casefold() for name in revision.fields.get("not_aliases", ())}
    fields = {name: value for name, value in revision.fields.items() if name != "not_aliases"}
    name = fields.get("name", record["name"])
    names = {record["name"], *record["aliases"]}
    aliases = sorted(each for each in names if each != name and each.casefold() not in others)
    return record | fields | {"aliases": aliases, "corrections": [ids.public("cor", each) for each in revision.corrections]}
