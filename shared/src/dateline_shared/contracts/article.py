"""An article as it comes in, and as it is handed to a reader.

Bounds are the project's own settings: texts over `MAX_TEXT_BYTES` are refused at the door (design §2).
"""

import re
from datetime import timedelta
from enum import IntEnum
from typing import Annotated

from pydantic import AfterValidator, Field

from dateline_shared.contracts.base import Instant, Key, Message, Ordinal, Value

MAX_TEXT_BYTES = 256 * 1024


_UNKEPT = re.compile("[\x00\ud800-\udfff]")


def _storable(text: str) -> str:
    if found := _UNKEPT.search(text):
        raise ValueError(f"holds the character U+{ord(found[0]):04X}, which is no text; remove it or replace it by a space")
    return text


Text = Annotated[str, AfterValidator(_storable)]
"""What UTF-8 and PostgreSQL can keep: no NUL, no lone surrogate."""

Short = Annotated[Text, Field(min_length=1, max_length=500)]

Names = Annotated[tuple[Short, ...], Field(max_length=50, fail_fast=True)]
"""Of people, or tags: more than an article has, and few enough that the whole stays small. One wrong name is told, not a million."""

LanguageTag = Annotated[str, Field(pattern=r"^[a-zA-Z]{2,3}([-_][a-zA-Z0-9]{2,8})*$")]
"""BCP 47."""


class Precedence(IntEnum):
    """Whose text stands: a lower one never makes a revision of a higher one's article."""

    FEED_SUMMARY = 1
    FETCHED = 2
    POSTED = 3


class Article(Value):
    """One published text, as an outlet or a client gives it. Nothing in it is rewritten."""

    text: Text  # the body; may be empty while the page is still to be fetched
    title: Text = ""
    url: Annotated[Text, Field(max_length=4000, pattern=r"^https?://")] | None = None
    external_id: Annotated[Text, Field(min_length=1, max_length=400)] | None = None  # the client's own id, within its source
    source: Annotated[Text, Field(min_length=1, max_length=253)] | None = None  # registered domain of the outlet; taken from the url when missing
    published_at: Instant | None = None
    modified_at: Instant | None = None  # of these words, as the outlet gives it: older ones never replace newer ones
    language: LanguageTag | None = None  # as declared
    authors: Names = ()
    tags: Names = ()
    embargoed_until: Instant | None = None  # not read before


class Reading(Value):
    """One article of a chunk: what nlp needs in order to read it once, and to answer for it."""

    article_id: Key
    revision: Ordinal
    attempt: Ordinal  # which lease of this revision; answers repeat it
    article: Article
    received_at: Instant  # stands in for an unknown publication time


class Chunk(Message):
    """What one nlp task reads: at most 8 articles and 64 kB of text, or one larger or suspect article alone."""

    readings: Annotated[tuple[Reading, ...], Field(min_length=1)]
    solo: bool = False  # alone on suspicion: report `started` first
    hard_limit: timedelta  # after which the worker's child is killed
