"""What is shown of the mentions, the claims and the history of an event, and of the mentions of an article."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from dateline_shared.contracts.event import Status

from dateline_api import ids
from dateline_api.cursor import CursorError, ListCursor
from dateline_api.http.paging import bad_cursor
from dateline_api.http.schemas import Answer, Page
from dateline_api.records import ClaimRecord, DateEntry, MentionRecord, QuantityRecord, StatusEntry

_READ = ("type", "mode", "family", "status", "headline", "background", "evidence", "rules", "confidence")


class MentionAnswer(MentionRecord):
    """One article's account of one act. Without an `event_id` it may be any of `choices`, and nobody can say which."""

    event_id: str | None
    choices: list[str]
    type: str
    mode: str | None
    family: str


class MentionPage(Page):
    """Mentions: of an event the first published first, of an article in the order of its text."""

    data: list[MentionAnswer]


class Side(Answer):
    """Those who say the same of an act."""

    status: Status
    claims: list[ClaimRecord]


class ClaimsAnswer(Answer):
    """What stands, by each speaker in each outlet, as sides: first the one that is the event's status; and what was superseded."""

    status: Status
    disputed: bool
    contested: list[str]
    sides: list[Side]
    superseded: list[ClaimRecord]


class HistoryAnswer(Answer):
    """What became of an event: steps of its status in the order of publication, earlier days of it, and numbers."""

    status: Status
    data: list[StatusEntry]
    dates: list[DateEntry]
    quantities: list[QuantityRecord]


def shown_mention(row: Any) -> dict[str, Any]:
    """The JSON of a mention."""
    told = {name: getattr(row, name) for name in ("source", "url", "title", "published_at", "reported_at")}
    read = {name: row.body.get(name) for name in _READ}
    keys = {"id": ids.public("mnt", row.id), "article_id": ids.public("art", row.article_id), "copy_of": _public("art", row.copy_of)}
    events = {"event_id": _public("evt", row.event_id), "choices": [ids.public("evt", key) for key in row.choices]}
    return {**keys, **told, **read, **events}


def shown_claims(record: dict[str, Any]) -> dict[str, Any]:
    """The JSON of an event's claims, out of its record."""
    standing = [claim for claim in record["claims"] if claim.get("current", True)]
    statuses = dict.fromkeys(claim["status"] for claim in standing)
    sides = [{"status": status, "claims": [claim for claim in standing if claim["status"] == status]} for status in statuses]
    sides.sort(key=lambda side: (side["status"] != record["status"], -len(side["claims"])))
    told = {name: record[name] for name in ("status", "disputed", "contested")}
    return {**told, "sides": sides, "superseded": [claim for claim in record["claims"] if not claim.get("current", True)]}


def shown_history(record: dict[str, Any]) -> dict[str, Any]:
    """The JSON of an event's history, out of its record."""
    return {"status": record["status"], "data": record["history"], "dates": record.get("dates", []), "quantities": record["quantities"]}


def place(cursor: ListCursor, *read: Callable[[str], Any]) -> tuple[Any, ...]:
    """The key that a cursor goes on from. Raises the problem `bad-cursor`."""
    try:
        return tuple(each(text) for each, text in zip(read, cursor.after, strict=True))
    except ValueError:
        raise bad_cursor(CursorError("this is not a cursor of a list of mentions")) from None


def of_event(row: Any) -> tuple[str, ...]:
    """The key of a mention in the list of its event's."""
    return (row.reported_at.isoformat(), row.article_id.hex, row.id.hex)


def of_article(row: Any) -> tuple[str, ...]:
    """The key of a mention in the list of its article's."""
    return (str(row.part), str(row.start), row.id.hex)


def _public(prefix: ids.Prefix, key: UUID | None) -> str | None:
    return None if key is None else ids.public(prefix, key)


EVENT_KEY: tuple[Callable[[str], Any], ...] = (datetime.fromisoformat, UUID, UUID)
ARTICLE_KEY: tuple[Callable[[str], Any], ...] = (int, int, UUID)
