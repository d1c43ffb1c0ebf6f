"""Who and what an article speaks of: entities, their mentions and chains, and the parties of an act."""

from typing import Annotated, Literal

from pydantic import Field

from dateline_shared.contracts.base import Code, Key, Spans, Value

EntityKind = Literal["person", "organization", "place", "group", "other"]
PartyKind = Literal["person", "body", "state", "group", "unknown"]
Country = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]
"""ISO 3166-1 alpha-3, or one of PLOVER's own: KOS UNO EUR IGO NGO ISM IMG MNC."""

Confidence = Annotated[float, Field(ge=0, le=1)]


class Coordinates(Value):
    """A point on the ground, WGS 84 degrees."""

    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]


class Role(Value):
    """An office or function that the text gives to somebody."""

    title: str  # as a dictionary would list it: "president", "foreign minister"
    of: str | None = None  # the body or state, as named
    country: Country | None = None
    sector: Code | None = None
    former: bool = False
    from_on: str | None = None  # EDTF, when the text says since when
    to_on: str | None = None
    spans: Spans = ()


class Count(Value):
    """How many, as the text has it: "dozens" is 24 to 99, qualifier "about"; one known bound may be missing."""

    low: float | None = None
    high: float | None = None
    qualifier: Literal["exactly", "about", "at_least", "at_most", "more_than", "fewer_than", "between", "some"] = "exactly"


class Entity(Value):
    """One person, organisation, place or group of this article. `key` is stable over re-readings: kind and plain name."""

    key: Key  # e.g. "person:donald trump"
    kind: EntityKind
    name: str  # the fullest plain name in the article, or the gazetteer's
    aliases: tuple[str, ...] = ()  # other surface names seen here
    country: Country | None = None
    sectors: tuple[Code, ...] = ()
    roles: tuple[Role, ...] = ()
    count: Count | None = None  # of a group
    place_kind: Literal["country", "region", "city", "building", "water", "other"] | None = None
    coordinates: Coordinates | None = None
    geonames_id: int | None = None
    wikidata_id: Annotated[str, Field(pattern=r"^Q\d+$")] | None = None
    rules: tuple[Code, ...] = ()
    confidence: Confidence = 1.0


class EntityMention(Value):
    """One span that speaks of one entity, or of several ("the two leaders")."""

    key: Key
    entities: Annotated[tuple[Key, ...], Field(min_length=1)]
    span: Annotated[Spans, Field(min_length=1, max_length=1)]
    form: Literal["name", "nominal", "pronoun", "metonym"]
    rule: Code | None = None


class Chain(Value):
    """Mentions that speak of the same entity or the same set of entities, in the order of the text."""

    key: Key
    entities: Annotated[tuple[Key, ...], Field(min_length=1)]
    mentions: Annotated[tuple[Key, ...], Field(min_length=1)]


class Party(Value):
    """One side of an act, or a speaker."""

    name: str  # canonical: the entity's name, or the words of a description
    kind: PartyKind = "unknown"
    entity: Key | None = None  # missing only for descriptions such as "a Turkish official"
    country: Country | None = None
    sectors: tuple[Code, ...] = ()
    count: Count | None = None
    role: str | None = None  # the description used here: "the Russian leader"
    spans: Spans = ()
    rule: Code | None = None
