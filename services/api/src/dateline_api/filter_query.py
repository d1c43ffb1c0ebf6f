"""The filter of events as people write it: one grammar for the parameters of a URL and for the filter of a webhook."""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Annotated, Any, Self

from dateline_shared.contracts.event import Status
from dateline_shared.errors import RejectedError
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema, model_validator

from dateline_api import ids
from dateline_api.db.event_filter import Box, EventFilter
from dateline_api.records import ChangeKind
from dateline_api.search_words import names_a_word

MAX_VALUES = 50  # of one parameter


def _listed(given: Any) -> Any:
    """One value stands for a list of one: a URL cannot tell the two apart, and a filter in JSON need not."""
    return [given] if isinstance(given, str) else given


def split(given: Any) -> Any:
    """Values that were repeated, or separated by commas; an empty one stays, to be refused. What is no text stays, to be refused as well."""
    values = _listed(given)
    return [part for value in values for part in (_parts(value) if isinstance(value, str) else [value])] if isinstance(values, list) else given


def _parts(value: str) -> list[str]:
    return [part.strip() for part in value.split(",")]


def _pair(given: Any) -> Any:
    """Two parties: given apart, or separated by one comma, which is why names with commas have to be given apart."""
    values = _listed(given)
    return _parts(values[0]) if isinstance(values, list) and len(values) == 1 and isinstance(values[0], str) else values


def _two(given: list[str]) -> list[str]:
    if given and (len(given) != 2 or given[0] == given[1]):
        raise ValueError("must be two different parties: give both, separated by a comma, or each by itself")
    return given


def _day(given: Any) -> Any:
    """Only YYYY-MM-DD: a number would be taken for seconds since 1970, and 2024-W10-3 is a day of ISO 8601 that nobody means."""
    try:
        return date.fromisoformat(given) if isinstance(given, str) and _DAY.fullmatch(given) else f"not a day: {given}"
    except ValueError:
        return f"not a day: {given}"


def _plain(given: str) -> str:
    if "\x00" in given:
        raise ValueError("holds a NUL character")
    return given


def _party(given: str) -> str:
    """A name as it is; an `ent_` id in its one spelling."""
    return public_id("ent", given) if given.startswith("ent_") else given


def public_id(prefix: ids.Prefix, given: str) -> str:
    """An identifier in its one spelling."""
    try:
        return ids.public(prefix, ids.parse(prefix, given))
    except RejectedError as error:
        raise ValueError(str(error)) from None


def _searchable(given: str) -> str:
    if not names_a_word(given):
        raise ValueError("holds no word to look for: beside words that are left out (-word), and very common ones, it needs another")
    return given


def _moment(given: Any, *, is_end: bool) -> Any:
    """A time with its offset; or a day, of which the first or the last moment in UTC is meant."""
    if isinstance(day := _day(given), date):
        return datetime.combine(day, time.max if is_end else time.min, UTC)
    try:
        found = datetime.fromisoformat(given) if isinstance(given, str) and len(given) > 10 else None
        if found is not None and found.tzinfo is not None:
            return found.astimezone(UTC)
    except (ValueError, OverflowError):  # the latter before the year 1 or after 9999 in UTC
        pass
    raise ValueError("must be a day, 2024-03-06, or a time of RFC 3339, 2024-03-06T08:00:00Z; write + as %2B")


def _timespan(given: Any) -> Any:
    found = _SPAN.fullmatch(given) if isinstance(given, str) else None
    span = int(found[1]) * _UNITS[found[2]] if found else timedelta(0)
    if not timedelta(0) < span <= LONGEST_SPAN:
        raise ValueError("must be a number and min, h, d or w, as in 24h, and at most 3660d")
    return span


def _box(given: Any) -> Any:
    try:
        west, south, east, north = (float(part) for part in str(given).split(","))
    except ValueError:
        raise ValueError("must be four numbers: west,south,east,north") from None
    if not (-180 <= west <= 180 and -180 <= east <= 180 and -90 <= south <= north <= 90):
        raise ValueError("must be west,south,east,north in degrees, with longitudes from -180 to 180 and latitudes from -90 to 90")
    return Box(west=west, south=south, east=east, north=north)


_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SPAN = re.compile(r"([0-9]{1,6})(min|h|d|w)")
_UNITS = {"min": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
LONGEST_SPAN = timedelta(days=3660)

Name = Annotated[str, Field(min_length=1, max_length=300), AfterValidator(_plain)]
Code = Annotated[str, Field(min_length=1, max_length=60), AfterValidator(_plain)]
CountryCode = Annotated[str, Field(pattern=r"^[A-Za-z]{3}$"), AfterValidator(str.upper)]
Day = Annotated[date, BeforeValidator(_day), Field(json_schema_extra={"format": "date"})]
Party = Annotated[Name, AfterValidator(_party)]
Codes = Annotated[list[Code], BeforeValidator(split), Field(max_length=MAX_VALUES)]
Parties = Annotated[list[Party], BeforeValidator(_listed), Field(max_length=MAX_VALUES)]
Source = Annotated[Name, AfterValidator(str.lower)]
Words = Annotated[str, Field(min_length=1, max_length=500), AfterValidator(_plain), AfterValidator(_searchable)]
Moment = Annotated[datetime, BeforeValidator(partial(_moment, is_end=False)), Field(json_schema_extra={"format": "date-time"})]
LastMoment = Annotated[datetime, BeforeValidator(partial(_moment, is_end=True)), Field(json_schema_extra={"format": "date-time"})]
Timespan = Annotated[timedelta, BeforeValidator(_timespan), WithJsonSchema({"type": "string", "pattern": r"^[0-9]{1,6}(min|h|d|w)$"})]
BoundingBox = Annotated[Box, BeforeValidator(_box), WithJsonSchema({"type": "string", "examples": ["-10,35,30,60"]})]
ArticleId = Annotated[str, AfterValidator(partial(public_id, "art")), Field(json_schema_extra={"format": "art_ and 32 hexadecimal digits"})]
EventIds = Annotated[
    list[Annotated[str, AfterValidator(partial(public_id, "evt")), Field(json_schema_extra={"format": "evt_ and 32 hexadecimal digits"})]],
    BeforeValidator(split),
    Field(max_length=MAX_VALUES),
]
Pair = Annotated[list[Party], BeforeValidator(_pair), AfterValidator(_two), Field(max_length=MAX_VALUES)]
StoryId = Annotated[str, AfterValidator(partial(public_id, "sty")), Field(json_schema_extra={"format": "sty_ and 32 hexadecimal digits"})]


class EventFilterQuery(BaseModel):
    """Which events. Values of one parameter are alternatives, parameters add up; codes may be repeated or separated by commas."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    type: Codes = Field([], description="event types, such as CONSULT")
    mode: Codes = []
    context: Codes = []
    status: Annotated[list[Status], BeforeValidator(split), Field(max_length=MAX_VALUES)] = []
    actor: Parties = Field([], description="an `ent_` id, a name in any case, or a country: ISO 3166-1 alpha-3 in capitals")
    recipient: Parties = []
    participant: Parties = Field([], description="on either side")
    pair: Pair = Field([], description="two parties, both of whom take part, on whichever sides: as `actor`, separated by a comma")
    country: Annotated[list[CountryCode], BeforeValidator(split), Field(max_length=MAX_VALUES)] = Field([], description="ISO 3166-1 alpha-3, of any party")
    sector: Codes = Field([], description="of any party, such as GOV")
    said_by: Parties = Field([], description="whose claim it is: as `actor`")
    source: Annotated[list[Source], BeforeValidator(split), Field(max_length=MAX_VALUES)] = Field([], description="an outlet that tells of it: its domain")
    from_on: Day | None = Field(None, alias="from", description="the act may have taken place on or after this day")
    to_on: Day | None = Field(None, alias="to", description="the act may have taken place on or before this day")
    reported_from: Moment | None = Field(None, description="some article told of it at or after this day or time (RFC 3339)")
    reported_to: LastMoment | None = Field(None, description="some article told of it at or before this time, or on or before this day")
    timespan: Timespan | None = Field(None, description="told of within this time before now: 90min, 24h, 7d, 2w")
    article: Annotated[list[ArticleId], BeforeValidator(split), Field(max_length=MAX_VALUES)] = []
    story: Annotated[list[StoryId], BeforeValidator(split), Field(max_length=MAX_VALUES)] = []
    part_of: EventIds = Field([], description="done inside this process or act: its `evt_` id")
    member_of: EventIds = Field([], description="one of those acts of which this event is the sum")
    cancelled_by: EventIds = []
    process: bool | None = Field(None, description="something that goes on, such as a war or an inquiry; `false`: none of that")
    disputed: bool | None = Field(None, description="sources or speakers contradict each other")
    overdue: bool | None = Field(None, description="a plan whose time is past, and nobody told what became of it")
    min_confidence: float | None = Field(None, ge=0, le=1, allow_inf_nan=False, description="at least so sure that type, actors and status are right")
    bbox: BoundingBox | None = Field(None, description="west,south,east,north in degrees (RFC 7946): it took place in there")
    q: Words | None = Field(
        None, description='words of its article\'s title, parties or evidence, as in a web search: peace "border treaty" or ceasefire -rumour'
    )

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.from_on and self.to_on and self.from_on > self.to_on:
            raise ValueError("`from` is later than `to`")
        if self.reported_from and self.reported_to and self.reported_from > self.reported_to:
            raise ValueError("`reported_from` is later than `reported_to`")
        return self

    def wanted(self) -> EventFilter:
        """The filter that the parameters ask for."""
        return EventFilter(
            types=tuple(self.type),
            modes=tuple(self.mode),
            contexts=tuple(self.context),
            statuses=tuple(self.status),
            actors=tuple(self.actor),
            recipients=tuple(self.recipient),
            participants=tuple(self.participant),
            pair=tuple(self.pair),
            countries=tuple(self.country),
            sectors=tuple(self.sector),
            said_by=tuple(self.said_by),
            sources=tuple(self.source),
            from_on=self.from_on,
            to_on=self.to_on,
            reported_from=self.reported_from,
            reported_to=self.reported_to,
            timespan=self.timespan,
            articles=tuple(self.article),
            stories=tuple(self.story),
            part_of=tuple(self.part_of),
            member_of=tuple(self.member_of),
            cancelled_by=tuple(self.cancelled_by),
            process=self.process,
            disputed=self.disputed,
            overdue=self.overdue,
            min_confidence=self.min_confidence,
            box=self.bbox,
            text=self.q,
        )


class ChangeFilterQuery(EventFilterQuery):
    """Which changes to follow. A filter of events narrows them to events, unless `kind` asks for others besides."""

    kind: Annotated[list[ChangeKind], BeforeValidator(split), Field(max_length=MAX_VALUES)] = []

    def kinds(self) -> tuple[ChangeKind, ...]:
        """The kinds of change, in one order; none named means all."""
        return tuple(sorted(set(self.kind))) or (("event",) if self.wanted().asked() else ())
