"""From posted JSON to rows of the ledger: what the door refuses, and how the rest is taken in."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from dateline_shared.contracts.article import Article
from sqlalchemy.exc import DataError

from dateline_api import ids
from dateline_api.db.accept import Accepted, Incoming, accept
from dateline_api.http.bodies import validate
from dateline_api.http.problems import ProblemError, invalid
from dateline_api.http.services import Services

MAX_ITEMS = 100  # of an array: about as many as one transaction should hold; more go as NDJSON
ESCAPED = 6  # bytes that JSON may take for one of UTF-8: \u0041
OTHER_FIELDS = 64 * 1024  # bytes
MAX_HOST = 253  # characters of a host (RFC 1035)

_UNWRITABLE = re.compile(r"[\s\x00-\x1f\x7f-\x9f]")  # in no URL (RFC 3986); urlsplit drops some of them silently

EARLIEST, LATEST = datetime(1000, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)  # outside of them a year is a slip


def max_item_bytes(max_text_bytes: int) -> int:
    """How long the JSON of one acceptable article can be."""
    return ESCAPED * max_text_bytes + OTHER_FIELDS


def max_body_bytes(max_text_bytes: int) -> int:
    """How long a JSON body may be: two articles of the largest kind, or an array of common ones (3 MB, where a hundred of 5 kB take 0.5)."""
    return 2 * max_item_bytes(max_text_bytes)


def read_article(value: Any, *, max_text_bytes: int) -> Article:
    """One posted JSON value as an article. Raises the problems `content-too-large` and `invalid-request`."""
    article = validate(Article, value)
    for name, text in (("text", article.text), ("title", article.title)):
        if (size := len(text.encode())) > max_text_bytes:
            raise ProblemError("content-too-large", f"the {name} is {size} bytes of UTF-8; at most {max_text_bytes} are read")
    if not (article.text.strip() or article.title.strip()):
        raise invalid("text and title are both empty", pointer="/text")
    if article.url is not None and not is_address(article.url):
        raise invalid("is not an address: a host is missing or cannot be read, or it holds spaces or control characters (write %20)", pointer="/url")
    for name, at in (("published_at", article.published_at), ("embargoed_until", article.embargoed_until)):
        if at is not None and not EARLIEST <= at <= LATEST:
            raise invalid(f"must lie between {EARLIEST:%Y} and {LATEST:%Y}", pointer=f"/{name}")
    return article


def is_address(url: str) -> bool:
    """Whether a URL names a host that DNS could know, and a port that exists, without spaces and control characters."""
    try:
        parts = urlsplit(url)
        return not _UNWRITABLE.search(url) and 0 < len(parts.hostname or "") <= MAX_HOST and parts.port != 0
    except ValueError:
        return False


async def take(here: Services, articles: Sequence[Article], *, priority: int) -> list[Accepted | ProblemError]:
    """Take articles in, all in one transaction, and say what became of each.

    Should the database refuse a value that the door let through, only the article that holds it is refused.
    """
    incoming = [Incoming(article, priority=priority) for article in articles]
    try:
        return [*await here.database.write(accept, incoming, now=here.clock.now())] if incoming else []
    except DataError as error:
        if len(articles) == 1:
            return [invalid(f"the database cannot keep this article: {error.orig}")]
        middle = len(articles) // 2
        return [*await take(here, articles[:middle], priority=priority), *await take(here, articles[middle:], priority=priority)]


def accepted(taken: Accepted) -> dict[str, Any]:
    """What a client is told of an article that was taken in."""
    told = {"id": ids.public("art", taken.id), "revision": taken.revision, "state": taken.state, "outcome": taken.outcome}
    return told | ({"duplicate_of": ids.public("art", taken.duplicate_of)} if taken.duplicate_of else {})


def result(taken: Accepted | ProblemError) -> dict[str, Any]:
    """One entry of a list of results."""
    if isinstance(taken, ProblemError):
        return {"status": taken.kind.status, "problem": taken.body()}
    return {"status": 202, **accepted(taken)}
