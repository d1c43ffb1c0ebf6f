"""Articles that people corrected, as gold of the form of tests/quality/gold: what `dateline evaluate` measures a reader and its linking by.

What people amended, moved, merged or split is gold; what they rejected must never be found; what was read besides, and nobody said anything
of, is `optional`: neither right nor wrong. An article without its text gives no gold, since evidence is quoted from it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from dateline_shared.contracts.base import Span
from dateline_shared.contracts.entity import Entity, Party
from dateline_shared.contracts.event import EventMention
from sqlalchemy import Connection, Row

from dateline_api import ids
from dateline_api.db import gold

Gold = dict[str, Any]

HALF = "open"  # whoever corrected an article has seen it
_TYPES = {"person": "PERSON", "organization": "ORG", "group": "GROUP"}
_GOVERNED = ("country", "region", "city")


@dataclass(frozen=True, slots=True)
class Judged:
    """One article, what was read in it, and what people said of that."""

    id: UUID
    source: str
    published_at: datetime
    title: str
    text: str
    entities: Sequence[tuple[UUID, Entity]]
    mentions: Mapping[UUID, tuple[UUID | None, EventMention]]  # with the event that each tells of
    amended: Collection[UUID]  # mentions whose fields people looked at
    linked: Collection[UUID]  # mentions of which people said which event they tell of
    rejected: Mapping[UUID, str]  # mentions, and why
    events: Mapping[UUID, Mapping[str, Any]]  # the records of those that are told
    apart: Sequence[tuple[str, str, str]]  # public ids of events or entities that are two, and why


def gold_of(judged: Judged) -> Gold:
    """The gold of one article: `article` is one of `articles/open`, `story` a part of one of `stories/open`."""
    made = {key: _mention(judged, mention) for key, (_, mention) in judged.mentions.items() if key not in judged.rejected}
    looked_at = {*judged.amended, *judged.linked}
    of_event = {key: ids.public("evt", event) for key, (event, _) in judged.mentions.items() if event}
    entities = [_entity(key, entity) for key, entity in judged.entities if entity.kind != "other"]
    posted = {"id": ids.public("art", judged.id), "source": judged.source, "title": judged.title, "text": judged.text}
    published_at = judged.published_at.isoformat().replace("+00:00", "Z")
    linked = [key for key in made if key in looked_at and key in of_event]
    pairs = [[*pair] for pair in judged.apart]
    return {
        "article": {
            **{name: value for name, value in posted.items() if name != "source"},
            "half": HALF,
            "genre": "corrections",
            "voice": judged.source,
            "post_as": {"published_at": published_at, "source": judged.source},
            "entities": entities,
            "events": [made[key] for key in made if key in judged.amended],
            "optional": [made[key] for key in made if key not in judged.amended],
            "never": [{**_never(judged, judged.mentions[key][1]), "why": why} for key, why in judged.rejected.items() if key in judged.mentions],
        },
        "story": {
            "articles": [
                {
                    **posted,
                    "published_at": published_at,
                    "entities": entities,
                    "events": [{**made[key], "event": of_event[key]} for key in linked],
                    "optional": [made[key] for key in made if key not in linked],
                }
            ],
            "events": {ids.public("evt", key): _event(record) for key, record in judged.events.items()},
            "never_merge": [pair for pair in pairs if pair[0].startswith("evt_")],
            "never_merge_entities": [pair for pair in pairs if pair[0].startswith("ent_")],
        },
    }


def _mention(judged: Judged, mention: EventMention) -> Gold:
    given = {
        "types": [mention.type],
        "actors": [party.name for party in mention.actors],
        "recipients": [party.name for party in mention.recipients],
        "date": mention.date.edtf if mention.date else None,
        "status": mention.status,
        "said_by": _name(mention.said_by),
        "evidence": evidence(mention.evidence[0], judged.title, judged.text),
    }
    quantities = [
        {"kind": each.kind, "low": each.amount.low, "high": each.amount.high, "qualifier": each.amount.qualifier, "unit": each.unit}
        for each in mention.quantities
    ]
    more = {"mode": mention.mode, "location": mention.place.name if mention.place else None, "background": mention.background, "quantities": quantities}
    return given | {name: value for name, value in more.items() if value}


def _never(judged: Judged, mention: EventMention) -> Gold:
    """A reading that agrees with all of this is wrong."""
    return {"status": mention.status, "types": [mention.type], "evidence": evidence(mention.evidence[0], judged.title, judged.text)}


def evidence(span: Span, title: str, text: str) -> str:
    """The words of a span, with as many around them as make them stand but once in title and text."""
    part = title if span.part == "title" else text
    start, end = span.start, span.end
    while title.count(part[start:end]) + text.count(part[start:end]) > 1 and (start > 0 or end < len(part)):
        start = max(0, part.rfind(" ", 0, max(0, start - 1)) + 1)
        end = len(part) if (after := part.find(" ", end + 1)) < 0 else after
    return part[start:end]


def _entity(key: UUID, entity: Entity) -> Gold:
    kind = _TYPES.get(entity.kind) or ("GPE" if entity.place_kind in _GOVERNED else "LOC")
    more = {"country": entity.country, "role": entity.roles[0].title if entity.roles else None, "aliases": [*entity.aliases]}
    return {"name": entity.name, "type": kind, "entity": ids.public("ent", key)} | {name: value for name, value in more.items() if value}


def _event(record: Mapping[str, Any]) -> Gold:
    sides = " and ".join(", ".join(party["name"] for party in record[side]) for side in ("actors", "recipients") if record[side])
    told = {"summary": f"{record['type']}: {sides}" if sides else record["type"], "status": record["status"]}
    more = {"date": record["date"] and record["date"]["edtf"], "disputed": record["disputed"], "process": record["process"]}
    return told | {name: value for name, value in more.items() if value}


def _name(party: Party | None) -> str | None:
    return party.name if party else None


def read_gold(connection: Connection, *, after: UUID | None, limit: int) -> tuple[list[Gold], UUID | None]:
    """The gold of a page of corrected articles, in the order of their ids, and after which one the next page begins, if there is one."""
    rows, has_more = gold.corrected_articles(connection, after=after, limit=limit)
    return [gold_of(_judged(connection, row)) for row in rows], rows[-1].id if has_more else None


def _judged(connection: Connection, row: Row) -> Judged:
    said = gold.corrections_of(connection, row.id)
    mentions = gold.mentions_of(connection, row.id)
    linked = {UUID(hex=key) for each in said for key in each.effect.get("mentions", ())}
    keys = sorted({event for event, _ in mentions.values() if event})
    return Judged(
        id=row.id,
        source=row.source,
        published_at=row.published_at or row.received_at,
        title=row.title,
        text=row.text,
        entities=gold.entities_of(connection, row.id),
        mentions=mentions,
        amended={UUID(hex=key) for each in said for key in each.effect.get("amended", ())},
        linked=linked,
        rejected={UUID(hex=key): each.reason for each in said for key in each.effect.get("rejected", ())},
        events=gold.records_of(connection, keys),
        apart=gold.apart_of(connection, said),
    )
