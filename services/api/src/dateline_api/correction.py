"""What people may correct: one model a kind, as it is posted, kept and exported.

Each names what it is about by public ids. What it comes to is for store to find out (`store.correct`).
All kinds stand here together: they are one union, and what they share is most of it.
"""

from collections.abc import Callable
from typing import Annotated, Any, Literal, Self, get_args

from dateline_shared import edtf
from dateline_shared.contracts.article import Text
from dateline_shared.contracts.base import Code, Value
from dateline_shared.contracts.entity import Count, Country, EntityKind
from dateline_shared.contracts.event import Edtf, Status
from dateline_shared.errors import RejectedError
from pydantic import AfterValidator, Field, TypeAdapter, model_validator

from dateline_api import ids

MOST = 100  # objects that one correction names


def _id(prefix: ids.Prefix) -> Callable[[str], str]:
    def check(text: str) -> str:
        try:
            return ids.public(prefix, ids.parse(prefix, text))
        except RejectedError as error:
            raise ValueError(str(error)) from None

    return check


def _readable(given: str) -> str:
    edtf.days(given)
    return given


def _distinct(given: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(given))


MentionId = Annotated[str, AfterValidator(_id("mnt"))]
EventId = Annotated[str, AfterValidator(_id("evt"))]
EntityId = Annotated[str, AfterValidator(_id("ent"))]
StoryId = Annotated[str, AfterValidator(_id("sty"))]
ArticleId = Annotated[str, AfterValidator(_id("art"))]
_SOME = Field(min_length=1, max_length=MOST, fail_fast=True)

Name = Annotated[Text, Field(min_length=1, max_length=300)]  # of a party or a place: `ent_...`, or words
Names = Annotated[tuple[Name, ...], Field(max_length=MOST, fail_fast=True), AfterValidator(_distinct)]
Day = Annotated[Edtf, AfterValidator(_readable)]


class QuantityGiven(Value):
    """A number of the act as it should be."""

    kind: Literal[
        "killed", "injured", "missing", "arrested", "displaced", "affected", "participants", "money", "votes", "share", "weapons", "duration", "other"
    ]
    amount: Count
    unit: Annotated[Text, Field(max_length=100)] | None = None
    said_by: Name | None = None


class ActFields(Value):
    """What should be told of an act. What is left out stays as it was read; null is nothing: no date, no place, the outlet itself."""

    type: Code | None = None
    family: Code | None = None  # goes with a type; left out, the type's own name
    mode: Code | None = None
    contexts: Annotated[tuple[Code, ...], Field(max_length=MOST, fail_fast=True)] = ()
    actors: Names = ()
    recipients: Names = ()
    date: Day | None = None
    place: Name | None = None
    status: Status | None = None
    said_by: Name | None = None
    quantities: Annotated[tuple[QuantityGiven, ...], Field(max_length=MOST, fail_fast=True)] = ()
    disputed: bool = False
    background: bool = False

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("nothing is corrected; name at least one field")
        for name in {"type", "status", "family"} & self.model_fields_set:
            if getattr(self, name) is None:
                raise ValueError(f"{name} must not be null")
        if "family" in self.model_fields_set and "type" not in self.model_fields_set:
            raise ValueError("a family goes with a type; give both")
        return self


class EntityFields(Value):
    """What should be told of an entity. What is left out stays; null is nothing."""

    name: Name | None = None
    kind: EntityKind | None = None
    country: Country | None = None
    wikidata_id: Annotated[str, Field(pattern=r"^Q\d+$", max_length=20)] | None = None
    not_aliases: Names = ()  # names that are another's

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not self.model_fields_set:
            raise ValueError("nothing is corrected; name at least one field")
        for name in {"name", "kind"} & self.model_fields_set:
            if getattr(self, name) is None:
                raise ValueError(f"{name} must not be null")
        return self


class TellingGiven(Value):
    """What one article tells of an entity: named by the entity's key in the extraction, or by a name that the article gives it."""

    article_id: ArticleId
    key: Name | None = None
    name: Name | None = None

    @model_validator(mode="after")
    def _names_one(self) -> Self:
        if (self.key is None) == (self.name is None):
            raise ValueError("give either key or name")
        return self


class Made(Value):
    """What every correction says: whose it is, and why."""

    author: Annotated[Text, Field(min_length=1, max_length=200)]
    reason: Annotated[Text, Field(min_length=1, max_length=1000)]


class RejectMention(Made):
    """A mention is none: the article does not tell of such an act."""

    kind: Literal["reject_mention"]
    mention_id: MentionId


class AmendMention(Made):
    """The article tells of the act, but otherwise than it was read."""

    kind: Literal["amend_mention"]
    mention_id: MentionId
    fields: ActFields


class MoveMention(Made):
    """A mention tells of this event."""

    kind: Literal["move_mention"]
    mention_id: MentionId
    event_id: EventId


class AmendEvent(Made):
    """What is known of an act is otherwise, whatever articles tell."""

    kind: Literal["amend_event"]
    event_id: EventId
    fields: ActFields


class MergeEvents(Made):
    """These are one act."""

    kind: Literal["merge_events"]
    event_ids: Annotated[tuple[EventId, ...], _SOME, AfterValidator(_distinct)]
    into: EventId


class SplitEvent(Made):
    """These mentions tell of another act than the rest of the event's."""

    kind: Literal["split_event"]
    event_id: EventId
    mention_ids: Annotated[tuple[MentionId, ...], _SOME, AfterValidator(_distinct)]


class MergeEntities(Made):
    """These are one person, body, place or group."""

    kind: Literal["merge_entities"]
    entity_ids: Annotated[tuple[EntityId, ...], _SOME, AfterValidator(_distinct)]
    into: EntityId


class SplitEntity(Made):
    """Who these articles speak of is somebody else."""

    kind: Literal["split_entity"]
    entity_id: EntityId
    tellings: Annotated[tuple[TellingGiven, ...], _SOME]


class AmendEntity(Made):
    """What is known of an entity is otherwise."""

    kind: Literal["amend_entity"]
    entity_id: EntityId
    fields: EntityFields


class MergeStories(Made):
    """These are about one matter."""

    kind: Literal["merge_stories"]
    story_ids: Annotated[tuple[StoryId, ...], _SOME, AfterValidator(_distinct)]
    into: StoryId


class SplitStory(Made):
    """These articles are about another matter than the rest of the story's."""

    kind: Literal["split_story"]
    story_id: StoryId
    article_ids: Annotated[tuple[ArticleId, ...], _SOME, AfterValidator(_distinct)]


class MoveArticle(Made):
    """The article belongs to this story."""

    kind: Literal["move_article"]
    article_id: ArticleId
    story_id: StoryId


AnyCorrection = (
    RejectMention
    | AmendMention
    | MoveMention
    | AmendEvent
    | MergeEvents
    | SplitEvent
    | MergeEntities
    | SplitEntity
    | AmendEntity
    | MergeStories
    | SplitStory
    | MoveArticle
)
Kind = Literal[
    "reject_mention",
    "amend_mention",
    "move_mention",
    "amend_event",
    "merge_events",
    "split_event",
    "merge_entities",
    "split_entity",
    "amend_entity",
    "merge_stories",
    "split_story",
    "move_article",
]
MODELS: dict[str, type[Made]] = {get_args(model.model_fields["kind"].annotation)[0]: model for model in get_args(AnyCorrection)}
CORRECTION: TypeAdapter[AnyCorrection] = TypeAdapter(Annotated[AnyCorrection, Field(discriminator="kind")])


def body_of(correction: Made) -> dict[str, Any]:
    """What is asked for, as it is kept and compared: without whose it is and why."""
    return correction.model_dump(mode="json", exclude={"author", "reason", "kind"}, exclude_unset=True)
