"""The fields of a record of the PLOVER export: the type of what is made, and the source of /schemas/plover-1.json.

Names are those of the PLOVER manual's chapter on data fields, places those of Mordecai 3. What readers of PLOVER also
go by (`text`, `country` and `wiki` of a party; `source`, `language` and `location` of a record) is given besides.
"""

from typing import Annotated

from dateline_shared.contracts.event import Status
from pydantic import Field
from typing_extensions import TypedDict

Day = Annotated[str, Field(json_schema_extra={"format": "date"})]
Time = Annotated[str, Field(json_schema_extra={"format": "date-time"})]


class Entity(TypedDict):
    """One of the parties."""

    text: Annotated[str, Field(description="name, or the words that describe it")]
    entity_text: Annotated[str, Field(description="the same")]
    code: Annotated[str | None, Field(description="the country, else the sector")]
    country: Annotated[str | None, Field(description="ISO 3166-1 alpha-3, or PLOVER's own")]
    sector: Annotated[str | None, Field(description="the first of its sectors")]
    sectors: list[str]
    wiki: Annotated[str | None, Field(description="not known yet")]
    identifier_id: Annotated[str | None, Field(description="Wikidata's id: not known yet")]
    dateline_id: Annotated[str | None, Field(description="Dateline's id; null for mere descriptions")]


class Location(TypedDict):
    """Where, as Mordecai 3 names it."""

    extracted_place: str
    geonameid: int | None
    lat: float | None
    lon: float | None
    resolution: Annotated[str | None, Field(description="country, region, city, building, water, other")]
    country_code3: str | None


class TextInfo(TypedDict):
    """Where `text` stands: Unicode code points into the title or the text of the article."""

    part: str
    start: int
    end: int


class CiteInfo(TypedDict):
    """The first article that tells of it, and how it was coded."""

    url: str | None
    title: str | None
    publication: Annotated[str | None, Field(description="the outlet's domain")]
    published_at: Time | None
    language: Annotated[str | None, Field(description="not told yet")]
    coder: str
    codebook: str
    version: Annotated[str, Field(description="of this schema")]


class Speaker(TypedDict):
    """Whose claim it is."""

    id: str | None
    text: str
    country: str | None


class Ours(TypedDict):
    """What PLOVER has no field for."""

    schema_version: str
    version: Annotated[int, Field(description="counts the changes of the event: of two records of an id the higher one holds")]
    retracted: bool
    status: Status
    said_by: Annotated[Speaker | None, Field(description="null is the outlet itself")]
    disputed: bool
    background: bool
    family: str
    confidence: float
    edtf: Annotated[str | None, Field(description="the date as ISO 8601-2 has it")]
    granularity: str | None
    date_basis: Annotated[str, Field(description="stated, relative, anchored, publication; `reported`: there is no date, and `date` is the day of the report")]
    article_count: int
    source_count: int
    first_reported_at: Time
    last_reported_at: Time


class PloverEvent(TypedDict):
    """Who did what to whom."""

    id: str
    date: Annotated[Day, Field(description="the first day that the date allows")]
    enddate: Annotated[Day | None, Field(description="the last one, if it is another")]
    event: Annotated[list[str], Field(description="one type", min_length=1, max_length=1)]
    mode: Annotated[list[str], Field(description="none, or one")]
    context: list[str]
    actor: list[Entity]
    recipient: list[Entity]
    event_loc: Location | None
    location: Annotated[str | None, Field(description="the name of the place")]
    event_text: Annotated[list[str], Field(description="the words that tell of it: the trigger, then the clauses")]
    quad_code: Annotated[int | None, Field(ge=1, le=4, description="verbal cooperation, material cooperation, verbal conflict, material conflict")]
    event_scale: Annotated[float | None, Field(ge=-10, le=10, description="from conflict to cooperation")]
    link: Annotated[str | None, Field(description="the story that it belongs to")]
    text: Annotated[str | None, Field(description="the longest of `event_text`")]
    text_info: TextInfo | None
    cite_info: CiteInfo
    source: Annotated[str | None, Field(description="the outlet's domain")]
    language: Annotated[str | None, Field(description="not told yet")]
    coder: str
    codebook: str
    coded_date: Day
    dateline: Ours
