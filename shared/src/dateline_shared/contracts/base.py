"""What every contract shares: frozen values, evidence spans, and the rule by which messages grow.

Producers are strict: an unknown field is an error (`extra="forbid"`). Stream readers call `read_message`, which
ignores unknown fields within a schema major and refuses an unknown major.
"""

from typing import Annotated, Literal, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

SCHEMA = "1.0"
"""Version of the messages, major.minor: a new optional field raises the minor, anything else the major."""

Key = Annotated[str, Field(min_length=1, max_length=300)]
"""Names a value inside one extraction; never meaningful outside of it."""

Code = Annotated[str, Field(min_length=1, max_length=60)]
"""A name from the ontology: a type, mode, context, sector or frame."""

Instant = AwareDatetime
"""A point in time; always written in UTC."""


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
