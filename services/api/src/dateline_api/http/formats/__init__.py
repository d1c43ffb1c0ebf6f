"""The formats that articles may be posted in; each has a module that reads it into the one value `Posted`."""

from typing import Any

from dateline_api.http.bodies import decode
from dateline_api.http.formats.detect import format_of
from dateline_api.http.formats.html import read_html
from dateline_api.http.formats.json_feed import read_feed, read_item
from dateline_api.http.formats.ninjs import read_ninjs
from dateline_api.http.formats.schema_org import read_schema_org
from dateline_api.http.formats.values import check_count
from dateline_api.http.intake import check, read_article
from dateline_api.http.posted import Posted
from dateline_api.http.problems import ProblemError, invalid

__all__ = ["read_html", "read_json", "read_one"]


def read_json(raw: bytes, *, max_text_bytes: int) -> Posted | list[Posted | ProblemError]:
    """A body as JSON: one article, or several, each of which may be at fault. Raises the problems of reading one, and `malformed-body`."""
    value = decode(raw)
    if not isinstance(value, list):
        return read_document(value, max_text_bytes=max_text_bytes)
    check_count(len(value))
    return [_read_or_problem(one, max_text_bytes=max_text_bytes) for one in value]


def _read_or_problem(value: Any, *, max_text_bytes: int) -> Posted | ProblemError:
    try:
        return read_one(value, max_text_bytes=max_text_bytes)
    except ProblemError as problem:
        return problem


def read_document(value: Any, *, max_text_bytes: int) -> Posted | list[Posted | ProblemError]:
    """The article that a JSON value holds; or all articles of one that holds several, each of which may be at fault.

    Raises the problems `content-too-large` and `invalid-request`.
    """
    match format_of(value):
        case "schema_org":
            read = read_schema_org(value)
        case "ninjs":
            read = read_ninjs(value)
        case "json_feed":
            read = read_feed(value)
        case "json_feed_item":
            read = read_item(value)
        case "native":
            return read_article(value, max_text_bytes=max_text_bytes)
    if isinstance(read, Posted):
        return check(read, max_text_bytes=max_text_bytes)
    return [_checked(one, max_text_bytes=max_text_bytes) for one in read]


def _checked(one: Posted | ProblemError, *, max_text_bytes: int) -> Posted | ProblemError:
    try:
        return check(one, max_text_bytes=max_text_bytes) if isinstance(one, Posted) else one
    except ProblemError as problem:
        return problem


def read_one(value: Any, *, max_text_bytes: int) -> Posted:
    """The same of a value beside others, such as a line of NDJSON, which has room for one result. Raises the same problems."""
    read = read_document(value, max_text_bytes=max_text_bytes)
    if isinstance(read, Posted):
        return read
    if len(read) != 1:
        raise invalid(f"holds {len(read)} articles, and one is read here; post it alone, or each of them by itself")
    if isinstance(read[0], ProblemError):
        raise read[0]
    return read[0]
