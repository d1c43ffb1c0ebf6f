"""Continues a list where its cursor says, if the cursor belongs to that list, its filter and this log."""

from typing import Any
from uuid import UUID

from dateline_shared.errors import RejectedError

from dateline_api import ids
from dateline_api.cursor import CursorError, ListCursor, LogCursor, digest
from dateline_api.db.changes import LogState
from dateline_api.http.problems import ProblemError, not_found


def resume(text: str | None, *, of: str, parameters: object) -> ListCursor | None:
    """The cursor of a list. Raises the problems `bad-cursor` and `cursor-of-another-filter`."""
    if text is None:
        return None
    try:
        cursor = ListCursor.decode(text, of=of)
    except CursorError as error:
        raise bad_cursor(error) from None
    if cursor.filter != digest(parameters):
        raise other_filter()
    return cursor


def next_in_list(of: str, parameters: object, after: tuple[str, ...], *, epoch: str = "", seq: int = 0) -> str:
    """The cursor of the page that begins after a row with this key."""
    return ListCursor(of, digest(parameters), after, epoch, seq).encode()


def page(rows: list[Any], cursor: str | None, **more: Any) -> dict[str, Any]:
    """A page of a list; it has more exactly when there is a cursor."""
    return {"data": rows, "next_cursor": cursor, "has_more": cursor is not None, **more}


def start_of(cursor: ListCursor | None, state: LogState, *, parameters: object = None) -> LogCursor:
    """Where the log was before the first page of a list was read. Raises the problem `cursor-expired`."""
    place = (cursor.epoch, cursor.seq) if cursor else (state.epoch, state.last_seq)
    check_log(found := LogCursor(*place, filter=digest(parameters)), state)
    return found


def check_log(cursor: LogCursor, state: LogState) -> None:
    """Raises the problem `cursor-expired` when the log, as it is now, does not continue where the cursor was."""
    if cursor.epoch != state.epoch or cursor.seq > state.last_seq:
        detail = "the change log was started anew since this cursor was given"
    elif cursor.seq + 1 < state.oldest_seq:
        detail = f"changes up to {state.oldest_seq - 1} are no longer kept, and this cursor continues after {cursor.seq}"
    else:
        return
    oldest = LogCursor(state.epoch, state.oldest_seq - 1, cursor.filter, cursor.kinds)
    raise ProblemError("cursor-expired", detail, members={"oldest_cursor": oldest.encode()})


def key_in_path(prefix: ids.Prefix, text: str) -> UUID:
    """The key that a path names. Raises the problem `not-found` for what cannot be one."""
    try:
        return ids.parse(prefix, text)
    except RejectedError:
        raise not_found(f"object {text!r} here") from None


def bad_cursor(error: CursorError) -> ProblemError:
    """The problem of a string that is no cursor of this list."""
    return ProblemError("bad-cursor", str(error))


def other_filter() -> ProblemError:
    """The problem of a cursor with parameters that it was not made for."""
    return ProblemError("cursor-of-another-filter", "the cursor was made with other parameters; repeat those, or start without a cursor")


def resume_at_id(text: str | None, *, of: str) -> UUID | None:
    """Where a list that is ordered by id and has no filter goes on. Raises the problem `bad-cursor`."""
    cursor = resume(text, of=of, parameters={})
    return one_id(cursor) if cursor else None


def one_id(cursor: ListCursor) -> UUID:
    """The id that a cursor goes on from. Raises the problem `bad-cursor`."""
    try:
        (key,) = cursor.after
        return UUID(hex=key)
    except ValueError:
        raise bad_cursor(CursorError(f"this is not a cursor of the list of {cursor.of}")) from None


def id_page(of: str, rows: list[dict[str, Any]], shown: list[dict[str, Any]], *, has_more: bool) -> dict[str, Any]:
    """A page of a list that is ordered by id and has no filter."""
    return page(shown, next_in_list(of, {}, (rows[-1]["id"].hex,)) if has_more else None)
