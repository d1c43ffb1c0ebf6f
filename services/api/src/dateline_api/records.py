"""The records that go out: what the change log, lists and single reads give, word for word.

Keys may be added, never renamed or removed, within v1. Identifiers are opaque strings.
"""

from datetime import datetime
from typing import Literal

from dateline_shared.contracts.base import Spans
from dateline_shared.contracts.entity import Confidence, Coordinates, Count, Country, EntityKind, PartyKind
from dateline_shared.contracts.event import AboutStatus, Status
from pydantic import BaseModel, ConfigDict

ArticleState = Literal["to_fetch", "fetching", "waiting", "working", "done", "dead", "duplicate", "unsupported_language", "rejected", "retracted"]
ChangeKind = Literal["event", "entity", "story", "article"]
ChangeOp = Literal["created", "updated", "merged", "split", "retracted", "deleted"]


class Record(BaseModel):
    """A frozen record of the interface."""

    model_config = ConfigDict(frozen=True)


class PartyRecord(Record):
    """One side of an act, or a speaker. `id` names the entity; missing for mere descriptions ("a Turkish official")."""

    id: str | None = None
    name: str
    kind: PartyKind
    country: Country | None = None
    sectors: tuple[str, ...] = ()
    role: str | None = None
    count: Count | None = None


class DateRecord(Record):
    """When: EDTF, and the first and last day that it allows."""

    edtf: str
    start: str | None  # ISO day; missing when open
    end: str | None
    granularity: str
    basis: Literal["stated", "relative", "anchored", "publication"]
    text: str | None = None


class PlaceRecord(Record):
    """Where the act took place."""

    id: str | None = None
    name: str
    kind: str | None = None
    country: Country | None = None
    coordinates: Coordinates | None = None
    geonames_id: int | None = None


class PhraseRecord(Record):
    """Words of the text."""

    text: str


class QuantityRecord(Record):
    """A number given for the act."""

    kind: str
    amount: Count
    unit: str | None = None
    text: str
    said_by: PartyRecord | None = None
    article_id: str | None = None
    as_of: datetime | None = None  # when that article was published
    current: bool = True  # the latest of its kind, or of one day as the latest
    disputed: bool = False  # sources give other numbers on the same day


class AboutRecord(Record):
    """The act that an act of speech or agreement is about."""

    type: str
    mode: str | None = None
    family: str | None = None
    actors: tuple[PartyRecord, ...] = ()
    recipients: tuple[PartyRecord, ...] = ()
    status: AboutStatus | None = None
    date: DateRecord | None = None
    place: PlaceRecord | None = None
    about: tuple["AboutRecord", ...] = ()


class ClaimRecord(Record):
    """One voice on the act. `said_by` null is the outlet itself."""

    said_by: PartyRecord | None
    via: tuple[PartyRecord, ...] = ()
    status: Status
    verb: str | None = None
    form: Literal["direct", "indirect"] | None = None
    article_id: str
    evidence: Spans = ()
    mention_id: str | None = None
    source: str | None = None  # the outlet
    reported_at: datetime | None = None
    current: bool = True  # not superseded by a later one of the same speaker in the same outlet


class MentionRecord(Record):
    """Where an article tells of the act; `evidence` begins with the trigger, offsets are Unicode code points."""

    id: str
    article_id: str
    source: str
    url: str | None
    title: str
    published_at: datetime | None
    reported_at: datetime
    headline: bool
    background: bool
    status: Status
    evidence: Spans
    rules: tuple[str, ...] = ()
    confidence: Confidence
    copy_of: str | None = None  # the article whose near-duplicate this one is: both count once


class StatusEntry(Record):
    """One step of an event's history, in the order of publication: what was known once an article had changed or confirmed it."""

    status: Status
    said_by: PartyRecord | None
    reported_at: datetime
    article_id: str
    mention_id: str
    source: str | None = None
    type: str | None = None  # as that article has it: AGREE may become CONSULT
    evidence: Spans = ()
    disputed: bool = False  # voices contradicted each other then


class DateEntry(DateRecord):
    """A day that an article gave for the act, if it was another one before: a plan that was postponed."""

    reported_at: datetime
    article_id: str


class EventRecord(Record):
    """Who did what to whom, when, where, according to whom, and whether it happened."""

    id: str
    schema_version: Literal["1"] = "1"
    version: int
    retracted: bool = False
    type: str
    mode: str | None = None
    family: str
    contexts: tuple[str, ...] = ()
    actors: tuple[PartyRecord, ...]
    recipients: tuple[PartyRecord, ...]
    object: PhraseRecord | None = None
    topics: tuple[PhraseRecord, ...] = ()
    about: tuple[AboutRecord, ...] = ()
    place: PlaceRecord | None = None
    date: DateRecord | None = None
    status: Status
    said_by: PartyRecord | None = None
    via: tuple[PartyRecord, ...] = ()
    verb: str | None = None
    claims: tuple[ClaimRecord, ...] = ()
    disputed: bool = False
    contested: tuple[str, ...] = ()
    background: bool = False
    iterative: bool = False
    quantities: tuple[QuantityRecord, ...] = ()
    confidence: Confidence
    mentions: tuple[MentionRecord, ...]
    history: tuple[StatusEntry, ...]
    story_id: str | None = None
    process: bool = False  # something that goes on: a war, an inquiry, a regime of sanctions
    part_of: str | None = None  # the process or the act inside which it was done
    member_of: str | None = None  # what many did, its actor among them
    cancelled_by: str | None = None
    overdue: bool = False  # a plan whose time is past, and nobody told what became of it
    dates: tuple[DateEntry, ...] = ()
    corrections: tuple[str, ...] = ()  # ids of those that shaped this record
    merged_into: str | None = None
    mention_count: int = 1
    article_count: int  # near-duplicates count once
    source_count: int
    first_reported_at: datetime
    last_reported_at: datetime
    created_at: datetime
    updated_at: datetime


class EntityRecord(Record):
    """A person, organisation, place or group, over all articles."""

    id: str
    schema_version: Literal["1"] = "1"
    version: int
    retracted: bool = False  # no article tells of it any more
    kind: EntityKind
    name: str
    aliases: tuple[str, ...] = ()
    country: Country | None = None
    sectors: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    coordinates: Coordinates | None = None
    geonames_id: int | None = None
    wikidata_id: str | None = None
    corrections: tuple[str, ...] = ()  # ids of those that shaped this record
    merged_into: str | None = None
    created_at: datetime
    updated_at: datetime


class StoryRecord(Record):
    """Articles about one matter, close in time."""

    id: str
    schema_version: Literal["1"] = "1"
    version: int
    retracted: bool = False  # no article of it is left
    title: str
    summary: str | None = None  # an existing sentence of one of its articles
    lead_article_id: str | None = None  # the article whose title and sentence these are: the most central one
    article_ids: tuple[str, ...] = ()  # the newest
    article_count: int  # near-duplicates count once
    sources: tuple[str, ...] = ()
    source_count: int
    countries: tuple[str, ...] = ()
    entity_ids: tuple[str, ...] = ()  # named most often
    event_count: int = 0
    growth: float = 0.0  # articles an hour at its latest
    breaking: bool = False
    merged_into: str | None = None
    first_reported_at: datetime
    last_reported_at: datetime
    created_at: datetime
    updated_at: datetime


class ArticleRecord(Record):
    """An article as the change log tells of it, without its text."""

    id: str
    schema_version: Literal["1"] = "1"
    version: int  # counts the changes told of this article
    revision: int
    state: ArticleState
    source: str
    url: str | None
    external_id: str | None
    title: str
    language: str | None
    published_at: datetime | None
    received_at: datetime
    event_ids: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    duplicate_of: str | None = None
    copy_of: str | None = None  # nearly the same words: read, but counted once with it
    story_id: str | None = None
    deleted_at: datetime | None = None  # taken down: its words are gone


class Change(Record):
    """One entry of the change log, with the whole record as it was then."""

    seq: int
    kind: ChangeKind
    op: ChangeOp
    id: str
    version: int
    at: datetime
    record: EventRecord | EntityRecord | StoryRecord | ArticleRecord
