"""From posted JSON to rows of the ledger: what the door refuses, and how the rest is taken in."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated, Any

from dateline_shared.contracts.article import Article, Text
from dateline_shared.contracts.page import MAX_MARKUP_BYTES
from pydantic import Field, StrictBool
from sqlalchemy.exc import DataError

from dateline_api import ids
from dateline_api.address import is_address
from dateline_api.db.accept import Accepted, Incoming, accept
from dateline_api.http.bodies import validate
from dateline_api.http.posted import Posted
from dateline_api.http.problems import ProblemError, invalid
from dateline_api.http.services import Services

MAX_ITEMS = 100  # of an array: about as many as one transaction should hold; more go as NDJSON
ESCAPED = 6  # bytes that JSON may take for one of UTF-8: \u0041
ESCAPED_MARKUP = 3  # the same of HTML, whose tags are written as they are: \u0434 for two bytes
OTHER_FIELDS = 64 * 1024  # bytes
EARLIEST, LATEST = datetime(1000, 1, 1, tzinfo=UTC), datetime(3000, 1, 1, tzinfo=UTC)  # outside of them a year is a slip


class PostedArticle(Article):
    """An article as JSON: with its text; or with HTML that holds it; or with an address alone, whose page is then fetched."""

    text: Text = ""
    html: Annotated[Text, Field(min_length=1)] | None = None  # a web page
    html_is_fragment: StrictBool = False  # the article's body alone, without the page around it


def max_item_bytes(max_text_bytes: int) -> int:
    """How long the JSON of one acceptable article can be."""
    return max(ESCAPED * max_text_bytes, ESCAPED_MARKUP * MAX_MARKUP_BYTES) + OTHER_FIELDS


def max_body_bytes(max_text_bytes: int) -> int:
    """How long a JSON body may be: one article of the largest kind, or an array of common ones (a hundred of 5 kB take 0.5 MB)."""
    return max(2 * (ESCAPED * max_text_bytes + OTHER_FIELDS), max_item_bytes(max_text_bytes))


def read_article(value: Any, *, max_text_bytes: int) -> Posted:
    """One posted JSON value as an article. Raises the problems `content-too-large` and `invalid-request`."""
    given = validate(PostedArticle, value)
    if given.html is not None and given.text:
        raise invalid("text and html are both given; one of them is the article", pointer="/html")
    if given.html is None and given.html_is_fragment:
        raise invalid("says what html is, and there is none", pointer="/html_is_fragment")
    fields = {name: getattr(given, name) for name in Article.model_fields}
    return check(Posted(Article.model_construct(**fields), markup=given.html, is_fragment=given.html_is_fragment), max_text_bytes=max_text_bytes)


def check(posted: Posted, *, max_text_bytes: int) -> Posted:
    """The same, if it can be taken in, whatever format it came in. Raises the problems `content-too-large` and `invalid-request`."""
    article, markup = posted.article, posted.markup
    for name, text, limit in (("text", article.text, max_text_bytes), ("title", article.title, max_text_bytes), ("html", markup or "", MAX_MARKUP_BYTES)):
        if (size := len(text.encode())) > limit:
            raise ProblemError("content-too-large", f"the {name} is {size} bytes of UTF-8; at most {limit} are read")
    if not (article.text.strip() or article.title.strip() or article.url or markup or posted.is_cancelled):
        raise invalid("one of text, title, html and url is needed", pointer="/text")
    if markup is not None and not markup.strip():
        raise invalid("is empty", pointer="/html")
    if article.url is not None and not is_address(article.url):
        raise invalid("is not an address: a host is missing or cannot be read, or it holds spaces or control characters (write %20)", pointer="/url")
    for name, at in (("published_at", article.published_at), ("modified_at", article.modified_at), ("embargoed_until", article.embargoed_until)):
        if at is not None and not EARLIEST <= at <= LATEST:
            raise invalid(f"must lie between {EARLIEST:%Y} and {LATEST:%Y}", pointer=f"/{name}")
    return posted


async def take(here: Services, posted: Sequence[Posted], *, priority: int) -> list[Accepted | ProblemError]:
    """Take articles in, all in one transaction, and say what became of each.

    Should the database refuse a value that the door let through, only the article that holds it is refused.
    """
    incoming = [_incoming(each, priority=priority) for each in posted]
    try:
        return [*await here.database.write(accept, incoming, now=here.clock.now())] if incoming else []
    except DataError as error:
        if len(posted) == 1:
            return [invalid(f"the database cannot keep this article: {error.orig}")]
        middle = len(posted) // 2
        return [*await take(here, posted[:middle], priority=priority), *await take(here, posted[middle:], priority=priority)]


def _incoming(posted: Posted, *, priority: int) -> Incoming:
    article = posted.article
    wants_page = posted.markup is None and article.url is not None and not article.text.strip()
    return Incoming(article, priority=priority, markup=posted.markup, is_fragment=posted.is_fragment, wants_page=wants_page, is_cancelled=posted.is_cancelled)


def accepted(taken: Accepted) -> dict[str, Any]:
    """What a client is told of an article that was taken in."""
    told = {"id": ids.public("art", taken.id), "revision": taken.revision, "state": taken.state, "outcome": taken.outcome}
    return told | ({"duplicate_of": ids.public("art", taken.duplicate_of)} if taken.duplicate_of else {})


def result(taken: Accepted | ProblemError) -> dict[str, Any]:
    """One entry of a list of results."""
    if isinstance(taken, ProblemError):
        return {"status": taken.kind.status, "problem": taken.body()}
    return {"status": 202, **accepted(taken)}
