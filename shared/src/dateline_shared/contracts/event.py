"""One article's account of one act. Definitions: docs/codebook.md (what a mention, a status, a speaker, a date are)."""

from typing import Annotated, Literal

from pydantic import Field

from dateline_shared.contracts.base import Code, Key, Spans, Value
from dateline_shared.contracts.entity import Confidence, Coordinates, Count, Country, Party

Status = Literal["happened", "planned", "possible", "alleged", "negated", "denied"]
AboutStatus = Literal["happened", "planned", "possible", "alleged", "negated", "denied", "requested"]
Edtf = Annotated[str, Field(min_length=2, max_length=60, pattern=r"^[0-9./~?%XY-]+$")]
"""Extended Date/Time Format (ISO 8601-2), level 1: `2016`, `2018-12`, `2018-03-20`, `A/B`, `../B`, `A/..`, `~` about."""


class Cue(Value):
    """The words that justify a reading, and the rule that read them."""

    rule: Code
    spans: Annotated[Spans, Field(min_length=1)]


class When(Value):
    """A time, how fine it is, and the words that were read."""

    edtf: Edtf
    granularity: Literal["minute", "hour", "day", "month", "quarter", "season", "year", "decade", "interval"]
    basis: Literal["stated", "relative", "anchored", "publication"]
    text: str | None = None  # the words read; none when the basis is the publication time
    anchor: Key | None = None  # the event mention that it counts from
    spans: Spans = ()
    rule: Code | None = None


class Where(Value):
    """The place of the act, never just where the correspondent sits."""

    name: str
    entity: Key | None = None
    kind: Literal["country", "region", "city", "building", "water", "other"] | None = None
    country: Country | None = None
    coordinates: Coordinates | None = None
    geonames_id: int | None = None
    spans: Spans = ()
    rule: Code | None = None


class Phrase(Value):
    """Some words of the text: the office won, the topic of a call."""

    text: str
    entity: Key | None = None
    spans: Spans = ()


class Context(Value):
    """One of the ontology's contexts, with the words that speak for it."""

    name: Code
    cues: tuple[Cue, ...] = ()


class Quantity(Value):
    """A number that the text gives for the act."""

    kind: Literal[
        "killed", "injured", "missing", "arrested", "displaced", "affected", "participants", "money", "votes", "share", "weapons", "duration", "other"
    ]
    amount: Count
    unit: str | None = None  # ISO 4217 for money, "percent", "people", a noun
    said_by: Party | None = None
    text: str
    spans: Spans = ()
    rule: Code | None = None


class Claim(Value):
    """One voice on the act: who says what of it, and in which words. `said_by` null is the outlet itself."""

    said_by: Party | None = None
    via: tuple[Party, ...] = ()  # through whom the outlet has it, nearest first
    status: Status
    verb: str | None = None  # reporting verb, dictionary form
    form: Literal["direct", "indirect"] | None = None
    spans: Spans = ()  # verb and speaker, or the quotation
    rule: Code | None = None


class About(Value):
    """An act that lives inside an act of speech or of agreement, and is no mention of its own."""

    type: Code
    mode: Code | None = None
    family: Code | None = None
    actors: tuple[Party, ...] = ()
    recipients: tuple[Party, ...] = ()
    status: AboutStatus | None = None
    cues: tuple[Cue, ...] = ()
    date: When | None = None
    place: Where | None = None
    about: tuple["About", ...] = ()
    spans: Spans = ()


class Path(Value):
    """How the parse leads from the trigger to a word that named a party; only filled for `--explain`."""

    role: Literal["actor", "recipient"]
    steps: tuple[str, ...]  # "imposed", ">dobj sanctions", ">prep on", ">pobj Belgrade"; "<" goes up


class EventMention(Value):
    """One act as one article tells it. Every field can be traced to words of the article."""

    key: Key
    type: Code
    mode: Code | None = None
    family: Code  # finer than the type: "congratulate", "praise"
    frame: Code | None = None  # the lexicon's frame that matched
    contexts: tuple[Context, ...] = ()
    actors: tuple[Party, ...] = ()
    recipients: tuple[Party, ...] = ()
    object: Phrase | None = None
    topics: tuple[Phrase, ...] = ()
    about: tuple[About, ...] = ()
    part_of: Key | None = None  # the mention of the act inside which this one was done
    place: Where | None = None
    date: When | None = None
    said_on: When | None = None
    status: Status
    status_cues: tuple[Cue, ...] = ()
    tense: Literal["past", "present", "future", "perfect", "pluperfect", "none"] | None = None
    said_by: Party | None = None  # on whose word the status rests; null is the outlet
    via: tuple[Party, ...] = ()
    verb: str | None = None  # the reporting verb of the claim that was chosen
    claims: tuple[Claim, ...] = ()  # every voice; status and said_by repeat the one chosen
    disputed: bool = False
    contested: tuple[Literal["actors", "recipients", "place", "date", "quantities"], ...] = ()
    background: bool = False
    iterative: bool = False
    headline: bool = False  # told in the title
    quantities: tuple[Quantity, ...] = ()
    evidence: Annotated[Spans, Field(min_length=1)]  # the trigger first, then the clauses that tell of the act
    rules: tuple[Code, ...] = ()
    paths: tuple[Path, ...] = ()
    confidence: Confidence
