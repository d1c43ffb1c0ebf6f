"""Whose article it is: the outlet, and the host that has its page. Pure."""

from urllib.parse import urlsplit

from courlan import extract_domain
from dateline_shared.contracts.article import Article

UNKNOWN_SOURCE = "unknown"
MAX_SOURCE = 253  # of the contract; some letters become two in lower case


def source_of(article: Article) -> str:
    """The outlet: as given, else the registered domain of the URL, else its host, else "unknown"."""
    source = article.source
    if not source and article.url:
        try:
            source = extract_domain(article.url) or host_of(article.url)
        except ValueError:  # a host that is none, such as http://[::1
            source = None
    return (source or UNKNOWN_SOURCE).lower()[:MAX_SOURCE]


def host_of(url: str | None) -> str | None:
    """The host to ask for a page, in lower case; None if the address names none."""
    try:
        return (urlsplit(url).hostname or None) if url else None
    except ValueError:
        return None
