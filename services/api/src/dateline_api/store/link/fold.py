"""What an event is, by all that is told of it: its record, made anew from its mentions in the order of publication. Pure.

Arrival does not matter: the same mentions, bonds and corrections always make the same record, whatever was known before.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from dateline_api import ids
from dateline_api.records import ClaimRecord, EventRecord, MentionRecord, PhraseRecord, QuantityRecord, StatusEntry
from dateline_api.store.link.parts import about_record, date_record, party_record, party_records, place_record
from dateline_api.store.link.telling import Bonds, Revision, Told

Record = dict[str, Any]


def fold(key: UUID, told: Sequence[Told], *, bonds: Bonds, revision: Revision, before: Record | None, now: datetime) -> Record:
    """The record of an event that at least one mention tells of; equal to `before`, but for its marks, when nothing is new.

    Mentions of near-duplicates are listed and not counted.
    """
    told = sorted(told, key=lambda each: each.order)
    lead = next((each for each in told if not each.mention.background and each.telling.copy_of is None), told[0])
    mention = lead.mention
    counted = [each.telling for each in told if each.telling.copy_of is None] or [told[0].telling]
    made = EventRecord(
        id=ids.public("evt", key),
        version=before["version"] + 1 if before else 1,
        type=mention.type,
        mode=mention.mode,
        family=mention.family,
        contexts=tuple(context.name for context in mention.contexts),
        actors=party_records(mention.actors, lead.entities),
        recipients=party_records(mention.recipients, lead.entities),
        object=PhraseRecord(text=mention.object.text) if mention.object else None,
        topics=tuple(PhraseRecord(text=topic.text) for topic in mention.topics),
        about=tuple(about_record(about, lead.entities) for about in mention.about),
        place=place_record(mention.place, lead.entities),
        date=date_record(mention.date),
        status=mention.status,
        said_by=party_record(mention.said_by, lead.entities),
        via=party_records(mention.via, lead.entities),
        verb=mention.verb,
        claims=tuple(claim for each in told for claim in _claims(each)),
        disputed=mention.disputed,
        contested=mention.contested,
        background=all(each.mention.background for each in told),
        iterative=mention.iterative,
        quantities=tuple(quantity for each in told for quantity in _quantities(each)),
        confidence=mention.confidence,
        mentions=tuple(_mention(each) for each in told),
        history=tuple(_step(each) for each in told),
        story_id=_public("sty", bonds.story),
        part_of=_public("evt", bonds.part_of),
        member_of=_public("evt", bonds.member_of),
        cancelled_by=_public("evt", bonds.cancelled_by),
        corrections=tuple(ids.public("cor", each) for each in revision.corrections),
        mention_count=len(told),
        article_count=len({each.id for each in counted}),
        source_count=len({each.source for each in counted}),
        first_reported_at=min(each.telling.reported_at for each in told),
        last_reported_at=max(each.telling.reported_at for each in told),
        created_at=before["created_at"] if before else now,
        updated_at=now,
    )
    return made.model_dump(mode="json") | dict(revision.fields)


def retracted(before: Record, *, now: datetime) -> Record:
    """The record of an event that no article tells of any more."""
    changed = {"retracted": True, "version": before["version"] + 1, "mentions": [], "mention_count": 0, "article_count": 0, "source_count": 0}
    return EventRecord.model_validate(before | changed).model_copy(update={"updated_at": now}).model_dump(mode="json")


def merged(before: Record, into: UUID, *, now: datetime) -> Record:
    """The record of an event whose mentions are another's now."""
    return retracted(before, now=now) | {"retracted": False, "merged_into": ids.public("evt", into)}


def _mention(told: Told) -> MentionRecord:
    mention, telling = told.mention, told.telling
    return MentionRecord(
        id=ids.public("mnt", told.key),
        article_id=ids.public("art", telling.id),
        source=telling.source,
        url=telling.url,
        title=telling.title,
        published_at=telling.published_at,
        reported_at=telling.reported_at,
        headline=mention.headline,
        background=mention.background,
        status=mention.status,
        evidence=mention.evidence,
        rules=mention.rules,
        confidence=mention.confidence,
        copy_of=_public("art", telling.copy_of),
    )


def _step(told: Told) -> StatusEntry:
    mention, telling = told.mention, told.telling
    return StatusEntry(
        status=mention.status,
        said_by=party_record(mention.said_by, told.entities),
        reported_at=telling.reported_at,
        article_id=ids.public("art", telling.id),
        mention_id=ids.public("mnt", told.key),
        source=telling.source,
        type=mention.type,
        evidence=mention.evidence[:1],
    )


def _claims(told: Told) -> list[ClaimRecord]:
    return [
        ClaimRecord(
            said_by=party_record(claim.said_by, told.entities),
            via=party_records(claim.via, told.entities),
            status=claim.status,
            verb=claim.verb,
            form=claim.form,
            article_id=ids.public("art", told.telling.id),
            evidence=claim.spans,
            mention_id=ids.public("mnt", told.key),
            source=told.telling.source,
            reported_at=told.telling.reported_at,
        )
        for claim in told.mention.claims
    ]


def _quantities(told: Told) -> list[QuantityRecord]:
    return [
        QuantityRecord(
            kind=each.kind,
            amount=each.amount,
            unit=each.unit,
            text=each.text,
            said_by=party_record(each.said_by, told.entities),
            article_id=ids.public("art", told.telling.id),
            as_of=told.telling.reported_at,
        )
        for each in told.mention.quantities
    ]


def _public(prefix: ids.Prefix, key: UUID | None) -> str | None:
    return ids.public(prefix, key) if key else None
