"""The kinds of values that the standards share, and how their mistakes are told.

Strict where it matters: a value of the wrong type, a date that is none and an address that is none are refused, with a
pointer into the posted document. What a standard lets anybody add is ignored.

Dates are ISO 8601. One without an offset is read as UTC, a day alone as its beginning; but what somebody may not yet
know must say its offset, and a day alone orders no versions.
"""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Annotated, Any, Self, TypeVar

from dateline_shared.charset import unescaped
from dateline_shared.contracts.article import Article, Text
from dateline_shared.contracts.base import EARLIEST, LATEST
from pydantic import BaseModel, ConfigDict, Field, PlainValidator, ValidationError, model_validator

from dateline_api.http.errors import field_errors, summary
from dateline_api.http.intake import MAX_ITEMS, is_address
from dateline_api.http.posted import Posted
from dateline_api.http.problems import ProblemError
from dateline_api.outlet import source_of

Path = tuple[str | int, ...]
"""Where in the posted JSON a value stands."""

T = TypeVar("T")

MAX_NAMES, MAX_NAME = 50, 500  # of contracts.article.Names
MAX_MANY = 1000  # values of one list: ten times what the richest of an agency's items has

NO_ADDRESS = "is not a whole http(s) address, or holds spaces or control characters (write %20)"

_DAY = re.compile(r"\d{4}-?\d{2}-?\d{2}")
_LANGUAGE = re.compile(r"[a-zA-Z]{2,3}(?:[-_][a-zA-Z0-9]{2,8})*(?=[-_]|$)")
_TAG = re.compile(r"<[^<>]+>")
_ENDED_BLOCK = re.compile(r"</(?:p|div|li|ul|ol|h[1-6]|blockquote|section|article|body|html)\s*>|<br\s*/?>", re.IGNORECASE)


class Document(BaseModel):
    """An object of a standard: its fields as far as they are used; others are ignored, and null is as good as absent."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    @model_validator(mode="before")
    @classmethod
    def _null_is_absent(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            raise ValueError("must be an object")
        return {name: member for name, member in value.items() if member is not None}

    @classmethod
    def read(cls, value: Any, *, at: Path = ()) -> Self:
        """A JSON value that stands `at` a place of the posted document. Raises the problem `invalid-request`."""
        try:
            return cls.model_validate(value)
        except ValidationError as error:
            found = error.errors(include_url=False, include_context=False, include_input=False)
            errors = field_errors([{**each, "loc": (*at, *each["loc"])} for each in found])
            raise ProblemError("invalid-request", summary(errors, total=error.error_count()), errors=errors) from None


def moment(value: Any) -> datetime:
    """An instant. Raises ValueError."""
    at = _instant(value)
    return at if at.tzinfo else _bounded(at.replace(tzinfo=UTC))


def version_moment(value: Any) -> datetime | None:
    """The instant that orders versions; None for a day alone, which does not say which of its versions is newer. Raises ValueError."""
    at = moment(value)
    return None if _DAY.fullmatch(value.strip()) else at


def strict_moment(value: Any) -> datetime:
    """An instant that says its offset: read as UTC, an embargo could end hours too early. Raises ValueError."""
    at = _instant(value)
    if at.tzinfo is None:
        raise ValueError("must say its offset from UTC, as in 2024-03-06T08:00:00+01:00")
    return at


def _instant(value: Any) -> datetime:
    if not isinstance(value, str):
        raise ValueError("must be a string that holds a date, as in 2024-03-06T08:00:00Z")
    try:
        at = datetime.fromisoformat(value.strip())
    except ValueError:
        raise ValueError("is not a date of ISO 8601, as in 2024-03-06T08:00:00Z or 2024-03-06") from None
    return _bounded(at) if at.tzinfo else at


def _bounded(at: datetime) -> datetime:
    if not EARLIEST.year <= at.year < LATEST.year:
        raise ValueError(f"must lie between {EARLIEST:%Y} and {LATEST:%Y}")
    return at.astimezone(UTC)


Many = Annotated[tuple[T, ...], Field(max_length=MAX_MANY, fail_fast=True)]
"""Of a list only the first wrong value is told: there may be a million."""

Moment = Annotated[datetime | None, PlainValidator(moment)]
VersionMoment = Annotated[datetime | None, PlainValidator(version_moment)]
StrictMoment = Annotated[datetime | None, PlainValidator(strict_moment)]
Identifier = Annotated[Text, Field(min_length=1, max_length=400)]


def address_or_none(value: Any) -> str | None:
    """An http(s) address; None for whatever else stands in its place."""
    return value if isinstance(value, str) and len(value) <= 4000 and re.match(r"https?://", value) and is_address(value) else None


def language(tag: str | None) -> str | None:
    """The part of a BCP 47 tag that is kept, without extensions; None if it is none."""
    found = _LANGUAGE.match(tag.strip()) if tag else None
    return found[0] if found else None


def names(given: Iterable[str | None]) -> tuple[str, ...]:
    """Names of people or things in one line each, in their order, each once; so many and so long as are kept."""
    found: dict[str, None] = {}
    for name in given:
        if line := " ".join((name or "")[: 10 * MAX_NAME].split())[:MAX_NAME]:
            found.setdefault(line)
        if len(found) == MAX_NAMES:
            break
    return tuple(found)


def outlet(url: str) -> str:
    """Who publishes at an address: its registered domain, else its host."""
    return source_of(Article.model_construct(text="", url=url))


def is_markup(text: str) -> bool:
    """Whether what should be plain text is HTML all the same: it ends a block or breaks a line."""
    return bool(_ENDED_BLOCK.search(text))


def in_plain(text: str) -> str:
    """A line of HTML, such as a headline, without its tags."""
    return " ".join(unescaped(_TAG.sub("", text)).split())


def check_count(articles: int) -> None:
    """Raises the problem `content-too-large` for a document of more articles than an array may have."""
    if articles > MAX_ITEMS:
        raise ProblemError("content-too-large", f"{articles} articles in one document; at most {MAX_ITEMS} are read. Post more as application/x-ndjson")


def each(read: Callable[[Any, Path], Posted], found: Iterable[tuple[Path, Any]]) -> list[Posted | ProblemError]:
    """The articles of one document, each of which may be at fault."""
    articles: list[Posted | ProblemError] = []
    for at, value in found:
        try:
            articles.append(read(value, at))
        except ProblemError as problem:
            articles.append(problem)
    return articles
