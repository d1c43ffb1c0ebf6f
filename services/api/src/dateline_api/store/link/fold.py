"""What an event is, by all that is told of it: its record, made anew from its mentions in the order of publication. Pure.

    told ─▶ heard ─▶ claims that stand ─▶ status ─▶ accounts of it as it is known ─▶ what, who, when, where, how many

Arrival does not matter: the same mentions, bonds and corrections always make the same record, whatever was known before.
The rules: docs/linking.md, "Status and history".
"""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from dateline_api import ids
from dateline_api.records import EventRecord, MentionRecord, PhraseRecord
from dateline_api.store.link.accounts import accounts, confidence, contexts
from dateline_api.store.link.claims import REPORTED, claim_record, wrappers
from dateline_api.store.link.classes import goes_on
from dateline_api.store.link.counts import Counts, count, heard, listed
from dateline_api.store.link.dates import date_of
from dateline_api.store.link.participants import parties
from dateline_api.store.link.parts import about_record, party_record, party_records
from dateline_api.store.link.places import place_of
from dateline_api.store.link.quantities import quantity_records, reports
from dateline_api.store.link.status import follow, step_record
from dateline_api.store.link.telling import Bonds, Revision, Told

Record = dict[str, Any]


def fold(key: UUID, told: Sequence[Told], *, bonds: Bonds, revision: Revision, before: Record | None, now: datetime, counts: Counts | None = None) -> Record:
    """The record of an event that at least one mention tells of; equal to `before`, but for its marks, when nothing is new.

    `counts` are those of all that is told, if `told` is only some of it.
    """
    told = sorted(told, key=lambda each: each.order)
    counts = counts or count([each.telling for each in told])
    speaking = heard(told)
    inside = wrappers(speaking)
    known = follow(speaking, inside=inside, cancelled=bonds.cancelled_by is not None)
    verdict = known.verdict
    found = accounts(speaking, verdict.status, inside=inside)
    mention = found.lead.mention
    actors, recipients = parties(found)
    when, other_days = date_of(found, is_ahead=verdict.status not in REPORTED)
    rests_on = verdict.rests_on
    said = rests_on.told.entities if rests_on else {}
    inner = next((each for each in [found.lead, *found.direct] if each.mention.about), found.lead)
    thing = next((each.mention.object for each in [found.lead, *found.direct] if each.mention.object), None)
    made = EventRecord.model_construct(
        id=ids.public("evt", key),
        version=before["version"] + 1 if before else 1,
        type=mention.type,
        mode=mention.mode,
        family=mention.family,
        contexts=contexts(found.direct),
        actors=actors,
        recipients=recipients,
        object=PhraseRecord(text=thing.text) if thing else None,
        topics=tuple(PhraseRecord(text=topic.text) for topic in mention.topics),
        about=tuple(about_record(each, inner.entities) for each in inner.mention.about),
        place=place_of(found),
        date=when,
        status=verdict.status,
        said_by=party_record(rests_on.said_by, said) if rests_on else None,
        via=party_records(rests_on.via, said) if rests_on else (),
        verb=rests_on.verb if rests_on else None,
        claims=tuple(claim_record(voice, current=voice in known.standing) for voice in listed(known.voices, known.standing.__contains__)),
        disputed=verdict.disputed,
        contested=tuple(dict.fromkeys(part for each in found.news for part in each.mention.contested)),
        background=all(each.mention.background for each in told),
        iterative=mention.iterative,
        quantities=tuple(listed(quantity_records(reports(speaking)), lambda each: each.current)),
        confidence=confidence(found.direct),
        mentions=tuple(_mention(each) for each in told),
        history=tuple(step_record(step) for step in known.steps),
        story_id=_public("sty", bonds.story),
        process=2 * sum(goes_on(each.mention) for each in told) > len(told),
        part_of=_public("evt", bonds.part_of),
        member_of=_public("evt", bonds.member_of),
        cancelled_by=_public("evt", bonds.cancelled_by),
        dates=other_days,
        corrections=tuple(ids.public("cor", each) for each in revision.corrections),
        mention_count=counts.mentions,
        article_count=counts.articles,
        source_count=counts.sources,
        first_reported_at=counts.first_at,
        last_reported_at=counts.last_at,
        created_at=datetime.fromisoformat(before["created_at"]) if before else now,
        updated_at=now,
    )
    record = made.model_dump(mode="json") | dict(revision.fields)
    due = overdue_on(record)
    return record | {"overdue": due is not None and due <= now.date()}


def overdue_on(record: Record) -> date | None:
    """The day on which a plan becomes overdue, if nobody has told by then what became of it: the one after the last day it is for."""
    when = record["date"]
    if record["status"] != "planned" or record["retracted"] or not when or not when["end"] or when["basis"] == "publication":
        return None
    return date.fromisoformat(when["end"]) + timedelta(days=1)


def retracted(before: Record, *, now: datetime) -> Record:
    """The record of an event that no article tells of any more."""
    changed = {"retracted": True, "version": before["version"] + 1, "overdue": False}
    changed |= {"mentions": [], "mention_count": 0, "article_count": 0, "source_count": 0}
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


def _public(prefix: ids.Prefix, key: UUID | None) -> str | None:
    return ids.public(prefix, key) if key else None
