"""The article on a web page: main text and metadata, by trafilatura. Pure."""

import warnings
from datetime import UTC, datetime

from courlan import extract_domain
from dateline_shared.contracts.article import Article
from dateline_shared.errors import RejectedError
from dateline_shared.outbound import Response

from dateline_ingest.normalise import MAX_NAMES
from dateline_ingest.text import collapse, scrub, shorten

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of SOCKS proxies, which trafilatura's own downloader would offer; it is not used
    import trafilatura
    from trafilatura.settings import Document


class NoArticleError(RejectedError):
    """The page could not be had, or no article was found on it; the message says which."""


def read_page(response: Response) -> Article:
    """The article of a fetched page. Its time is known to the day. Raises NoArticleError."""
    kind = response.headers.get("content-type", "text/html").partition(";")[0].strip().lower()
    if response.status != 200:
        raise NoArticleError(f"{response.url} answered with status {response.status}")
    if kind not in ("text/html", "application/xhtml+xml"):
        raise NoArticleError(f"{response.url} is {kind}, not a web page")
    found = trafilatura.bare_extraction(response.body, url=response.url, with_metadata=True, include_comments=False)
    if not isinstance(found, Document) or not (text := scrub(found.text or "")).strip():
        raise NoArticleError(f"no article was found on {response.url}; save its text and hand in the file instead")
    return Article(
        text=shorten(text),
        title=collapse(scrub(found.title or "")),
        url=response.url,
        source=extract_domain(response.url) or None,
        published_at=_day(found.date),
        authors=tuple(name.strip()[:500] for name in (found.author or "").split(";") if name.strip())[:MAX_NAMES],
    )


def _day(date: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(date).replace(tzinfo=UTC) if date else None
    except ValueError:
        return None
