"""What every contract shares: frozen values, evidence spans, and the rule by which messages grow.

Producers are strict: an unknown field is an error (`extra="forbid"`). Stream readers call `read_message`, which
ignores unknown fields within a schema major and refuses an unknown major.
"""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

SCHEMA = "1.1"
"""Version of the messages, major.minor: a new optional field raises the minor, anything else the major."""

Key = Annotated[str, Field(min_length=1, max_length=300)]
"""Names a value inside one extraction; never meaningful outside of it."""

Code = Annotated[str, Field(min_length=1, max_length=60)]
"""A name from the ontology: a type, mode, context, sector or frame."""

EARLIEST, LATEST = datetime(1000, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)


def _is_written_out(given: Any) -> Any:
    if not isinstance(given, datetime) and not (isinstance(given, str) and given[4:5] == "-"):  # pydantic reads numbers as seconds
        raise ValueError("must be a time of RFC 3339, as in 2024-03-06T08:00:00Z")
    return given


def _is_no_slip(at: datetime) -> datetime:
    if not EARLIEST <= at <= LATEST:
        raise ValueError(f"must lie between {EARLIEST:%Y} and {LATEST:%Y}")
    return at


Instant = Annotated[AwareDatetime, BeforeValidator(_is_written_out), AfterValidator(_is_no_slip)]
"""A point in time; always written in UTC, never a number. Outside of the bounds a year is a slip, and databases and languages disagree on them."""

Ordinal = Annotated[int, Field(ge=1, le=2**31 - 1)]
"""Counts from one: revisions, attempts."""


class Value(BaseModel):
    """A frozen value that refuses fields it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="null")


class Message(Value):
    """A value that travels between services and says which schema it follows."""

    schema_version: Annotated[str, Field(pattern=r"^\d+\.\d+$")] = SCHEMA


class Span(Value):
    """A stretch of the title or the text, `[start, end)` in Unicode code points of it exactly as posted."""

    part: Literal["title", "text"] = "text"
    start: Annotated[int, Field(ge=0)]
    end: Annotated[int, Field(ge=1)]
    exact: str  # the very characters, so that a reader can check the offsets

    @model_validator(mode="after")
    def _length_agrees(self) -> Self:
        if self.end - self.start != len(self.exact):
            raise ValueError(f"span {self.start}-{self.end} is not the length of {self.exact!r}")
        return self


Spans = tuple[Span, ...]
