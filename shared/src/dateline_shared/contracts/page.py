"""Pages: the task of reading one, and what ingest answers.

A page is fetched from its address; or its markup was handed in, and nothing is fetched. Either way its HTML is read by an ingest worker,
whose process may die of it without harm to anything else.
"""

from datetime import timedelta
from typing import Annotated, Literal

from pydantic import Field

from dateline_shared.contracts.article import Article, Text
from dateline_shared.contracts.base import Instant, Key, Message, Ordinal, Value

MAX_MARKUP_BYTES = 2 * 1024 * 1024
"""Of HTML that is handed in: the largest of 25 news pages looked at had 1.6 MB, most of it script."""

MAX_ROBOTS_CHARACTERS = 500 * 1024
"""RFC 9309 §2.5: parsers read at least 500 KiB."""

Address = Annotated[str, Field(pattern=r"^https?://")]


class Robots(Value):
    """What a host's robots.txt said, and until when that is believed. An empty text allows everything."""

    text: Annotated[Text, Field(max_length=MAX_ROBOTS_CHARACTERS)]
    until: Instant
    gap: timedelta | None = None  # that it asks for between two requests


class ReadPage(Message):
    """The task of reading one page: everything that ingest, which has no database, needs to know."""

    article_id: Key
    revision: Ordinal
    attempt: Ordinal
    url: Address | None = None  # where it is, or was; missing only when markup without an address was handed in
    markup: Text | None = None  # as handed in: then nothing is fetched
    is_fragment: bool = False  # of the markup: the body of an article alone, without the page around it
    robots: Robots | None = None  # of the host, unless unknown or out of date
    solo: bool = False  # an attempt was lost before: report `page_started` first


class PageStarted(Message):
    """A worker has begun with a page that it reads on suspicion; from here on an expired lease counts."""

    kind: Literal["page_started"] = "page_started"
    article_id: Key
    revision: Ordinal
    attempt: Ordinal


class FetchedPage(Message):
    """The main text of one page and what it says of itself, answering for an article in `fetching`."""

    kind: Literal["page"] = "page"
    article_id: Key
    revision: Ordinal
    attempt: Ordinal
    article: Article  # `url` is the address that answered, after redirects
    canonical_url: Address | None = None  # as the page declares it, if on the same registered domain
    robots: Robots | None = None  # of the host, when it was read on the way


class FetchFailure(Message):
    """A page that could not be brought in.

    soft_error may pass by itself; hard_error and gone will not; forbidden: robots.txt asks that the page be left alone;
    lost: the process that read it died or was ended, for which the page may be to blame.
    """

    kind: Literal["page_failure"] = "page_failure"
    article_id: Key
    revision: Ordinal
    attempt: Ordinal
    outcome: Literal["soft_error", "hard_error", "gone", "forbidden", "lost"]
    reason: str
    retry_after: timedelta | None = None
    robots: Robots | None = None
