"""What is told of a story: its record, made anew from its articles. Pure.

Title and summary are those of its most central article: the one that its newest articles are most like. `growth` is articles an hour in the three hours
up to its latest article. A story is breaking while, in the three hours before now, at least five articles of at least three outlets told of it, and at
least twice as many as in the three hours before these.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from dateline_api import ids
from dateline_api.records import StoryRecord
from dateline_api.store.link.vector import Vector, mean, product

Record = dict[str, Any]

PACE = timedelta(hours=3)  # EMM calls news breaking by how a cluster grows within hours; ours is stated so that anybody can check it
BURST, VOICES, FASTER = 5, 3, 2
LISTED, NAMED, OUTLETS = 50, 10, 100  # articles, entities and outlets that a record lists


@dataclass(frozen=True, slots=True)
class Member:
    """An article of a story, as its record needs it."""

    id: UUID
    at: datetime
    title: str
    vector: Vector
    countries: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Account:
    """All that a story's record is made from."""

    newest: Sequence[Member]  # in the order of their times, the newest first, copies left out
    outlets: Sequence[tuple[str, int]]  # with how many articles each, copies left out
    first_at: datetime
    last_at: datetime
    recent: Sequence[tuple[datetime, str]] = field(default=())  # when which outlet reported, at least since twice PACE before now and before `last_at`
    event_count: int = 0


def central(members: Sequence[Member]) -> Member:
    """The article that all are most like, to a tenth, so that counts of words that grow meanwhile change nothing; of equals the earliest."""
    middle = mean([member.vector for member in members])
    return max(sorted(members, key=lambda each: (each.at, each.id)), key=lambda each: round(product(each.vector.words, middle.words), 1))


def story_record(key: UUID, account: Account, *, lead: Member, summary: str | None, before: Record | None, now: datetime) -> Record:
    """The record of a story that at least one article tells; equal to `before`, but for its marks, when nothing is new."""
    named = Counter(entity for member in account.newest for entity in member.vector.entities)
    weight = Counter[str]()
    for member in account.newest:
        weight.update(member.vector.entities)
    countries = Counter(country for member in account.newest for country in set(member.countries))
    counted = [source for source, number in account.outlets if number]
    made = StoryRecord(
        id=ids.public("sty", key),
        version=before["version"] + 1 if before else 1,
        title=lead.title,
        summary=summary,
        lead_article_id=ids.public("art", lead.id),
        article_ids=tuple(ids.public("art", member.id) for member in account.newest[:LISTED]),
        article_count=sum(number for _, number in account.outlets),
        sources=tuple(counted[:OUTLETS]),
        source_count=len(counted),
        countries=tuple(sorted(country for country, number in countries.items() if 3 * number >= len(account.newest))),
        entity_ids=tuple(f"ent_{entity}" for entity in sorted(named, key=lambda each: (-named[each], -round(weight[each], 3), each))[:NAMED]),
        event_count=account.event_count,
        growth=round(len(_since(account, account.last_at - PACE, account.last_at)) / (PACE / timedelta(hours=1)), 2),
        breaking=is_breaking(account, now=now),
        first_reported_at=account.first_at,
        last_reported_at=account.last_at,
        created_at=before["created_at"] if before else now,
        updated_at=now,
    )
    return made.model_dump(mode="json")


def is_breaking(account: Account, *, now: datetime) -> bool:
    """Whether a story grows fast now, by the rule above."""
    lately, earlier = _since(account, now - PACE, now), _since(account, now - 2 * PACE, now - PACE)
    return len(lately) >= BURST and len(set(lately)) >= VOICES and len(lately) >= FASTER * len(earlier)


def retracted(before: Record, *, now: datetime) -> Record:
    """The record of a story of which no article is left."""
    gone = {"retracted": True, "version": before["version"] + 1, "article_ids": [], "article_count": 0, "sources": [], "source_count": 0}
    calm = {"event_count": 0, "growth": 0.0, "breaking": False}
    return StoryRecord.model_validate(before | gone | calm).model_copy(update={"updated_at": now}).model_dump(mode="json")


def merged(before: Record, into: UUID, *, now: datetime) -> Record:
    """The record of a story whose articles are another's now."""
    return retracted(before, now=now) | {"retracted": False, "merged_into": ids.public("sty", into)}


def _since(account: Account, start: datetime, end: datetime) -> list[str]:
    """The outlet of each article after `start` and up to `end`."""
    return [source for at, source in account.recent if start < at <= end]
