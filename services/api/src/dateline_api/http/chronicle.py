"""Events in the order in which they took place, beside how many there are by interval: of a pair, an entity, a story."""

from dataclasses import asdict
from datetime import date, datetime
from functools import partial
from typing import Any, Literal, get_args
from uuid import UUID

from dateline_shared.contracts.event import Status
from pydantic import Field
from sqlalchemy import Connection

from dateline_api.cursor import CursorError, ListCursor, LogCursor, digest
from dateline_api.db.chronicle import Act, Place, name_parties, read_chronicle
from dateline_api.db.event_filter import EventFilter
from dateline_api.db.timeline import Timeline, read_timeline
from dateline_api.filter_query import EventFilterQuery
from dateline_api.http.paging import bad_cursor, next_in_list, resume
from dateline_api.http.problems import invalid
from dateline_api.http.schemas import Answer
from dateline_api.http.services import Services
from dateline_api.http.statistics import TimelineAnswer, TimelineQuery, Value, shown_timeline
from dateline_api.intervals import Interval, TooManyIntervalsError
from dateline_api.records import DateRecord, PartyRecord, PlaceRecord

_RECORDED = (
    "id",
    "type",
    "mode",
    "family",
    "status",
    "said_by",
    "actors",
    "recipients",
    "object",
    "place",
    "date",
    "disputed",
    "process",
    "part_of",
    "story_id",
)
_COUNTED = ("article_count", "source_count", "first_reported_at", "last_reported_at")


class ActAnswer(Answer):
    """An event on its day: that of the act, or, of an act whose date nobody gives, that of the first report."""

    on: date
    by: Literal["date", "report"]
    id: str
    type: str
    mode: str | None
    family: str
    status: Status
    said_by: PartyRecord | None
    actors: list[PartyRecord]
    recipients: list[PartyRecord]
    object: dict[str, Any] | None
    place: PlaceRecord | None
    date: DateRecord | None
    disputed: bool
    process: bool
    part_of: str | None
    story_id: str | None
    title: str | None = Field(description="of the first article that tells of it")
    sources: list[str]
    article_count: int
    source_count: int
    first_reported_at: datetime
    last_reported_at: datetime


class ChronicleAnswer(TimelineAnswer):
    """Events in the order of their days, the earliest first, beside how many there are by interval."""

    events: list[ActAnswer]
    next_cursor: str | None
    has_more: bool


async def chronicle(here: Services, query: TimelineQuery, wanted: EventFilter, *, of: str) -> dict[str, Any]:
    """The JSON of a page; `of` says of what, since a cursor holds for nothing else. Raises problems."""
    parameters, log_filter = {"of": of, **wanted.asked()}, digest(wanted.asked())
    wanted = wanted.at(here.clock.now())
    after = _place(cursor) if (cursor := resume(query.cursor, of="acts", parameters=parameters)) else None
    async with here.counting_places:
        counted, interval = await count(here, query, wanted)
        found, has_more = await here.database.read(read_chronicle, wanted=wanted, after=after, limit=query.events_limit)
    onward = next_in_list("acts", parameters, _key(found[-1].place)) if has_more else None
    log = LogCursor(counted.state.epoch, counted.state.last_seq, log_filter).encode()
    listed = {"events": [_shown(act) for act in found], "next_cursor": onward, "has_more": has_more}
    return {**shown_timeline(query, counted, log, interval=interval), **listed}


async def pair(here: Services, query: TimelineQuery) -> dict[str, Any]:
    """The same of a pair, with what the two are called."""
    found = await chronicle(here, query, query.wanted(), of="pair")

    def read(connection: Connection) -> list[dict[str, Any]]:
        return [asdict(side) for side in name_parties(connection, query.pair)]

    return {"pair": await here.database.read(read), **found}


async def count(here: Services, query: TimelineQuery, wanted: EventFilter) -> tuple[Timeline, Interval]:
    """Events by interval: as it is asked for, or else by the finest of which there are not too many. Raises the problem `invalid-request`."""
    now = here.clock.now()
    read = partial(read_timeline, wanted=wanted, by=query.by, split=query.split, limit=query.limit, span=query.span(now))
    finest = [query.interval] if query.interval else [each for each in get_args(Interval) if each != "hour"]
    for interval in finest:
        try:
            return await here.database.read(read, unit=interval), interval
        except TooManyIntervalsError as error:
            told = error
    detail = f"{told}: choose a longer one, or give {'`from` and `to`' if query.by == 'date' else '`reported_from` and `reported_to`'}"
    raise invalid(detail, parameter="interval")


def refuse(query: EventFilterQuery, *names: str, instead: str) -> None:
    """Raises the problem `invalid-request` if one of these is asked for, which the path says already."""
    for name in names:
        if getattr(query, name):
            raise invalid(f"is what the path says; {instead}", parameter=name)


def _shown(act: Act) -> dict[str, Any]:
    record = act.record
    dated = record["date"] and (record["date"]["start"] or record["date"]["end"])
    titles = [mention["title"] for mention in record["mentions"][:1]]
    return {
        "on": act.place.on,
        "by": "date" if dated else "report",
        **{name: record.get(name) for name in _RECORDED},
        "process": record.get("process", False),
        "title": titles[0] if titles else None,
        "sources": list(act.sources),
        **{name: record[name] for name in _COUNTED},
    }


def _key(place: Place) -> tuple[str, str, str, str]:
    return (place.on.isoformat(), str(place.begun), place.at.isoformat(), place.id.hex)


def _place(cursor: ListCursor) -> Place:
    try:
        on, begun, at, key = cursor.after
        return Place(date.fromisoformat(on), ("0", "1").index(begun), datetime.fromisoformat(at), UUID(hex=key))
    except ValueError:
        raise bad_cursor(CursorError("this is not a cursor of a timeline")) from None


class PairTimelineAnswer(ChronicleAnswer):
    """The acts between two parties."""

    pair: list[Value]
