"""Addresses as people and servers give them: which can be asked at all."""

import re
from urllib.parse import urlsplit

MAX_HOST = 253  # characters of a host (RFC 1035)
MAX_FEED_URL_BYTES = 2000  # what an index of PostgreSQL can hold
MAX_WEBHOOK_URL_BYTES = 2000  # as long as any server reads

_UNWRITABLE = re.compile("[\\s\x00-\x1f\x7f-\x9f\ud800-\udfff]")  # in no URL (RFC 3986); urlsplit drops some of them silently


def is_address(url: str) -> bool:
    """Whether a URL names a host that DNS could know, and a port that exists, without spaces and control characters."""
    try:
        parts = urlsplit(url)
        return not _UNWRITABLE.search(url) and 0 < len(parts.hostname or "") <= MAX_HOST and parts.port != 0
    except ValueError:
        return False


def feed_address(url: str) -> str:
    """The address of a feed as it is. Raises ValueError with what is wrong with it."""
    if _has_user(_web_address(url, max_bytes=MAX_FEED_URL_BYTES)):
        raise ValueError("holds a user name or password, which every key with the scope 'read' would be shown; leave them out")
    return url


def webhook_address(url: str) -> str:
    """The address of a webhook as it is. Raises ValueError with what is wrong with it."""
    if _has_user(_web_address(url, max_bytes=MAX_WEBHOOK_URL_BYTES)):
        raise ValueError("holds a user name or password; leave them out: a receiver knows that a message is ours by its signature")
    return url


def _web_address(url: str, *, max_bytes: int) -> str:
    if not url.lower().startswith(("http://", "https://")):
        raise ValueError("must begin with http:// or https://")
    if not is_address(url) or len(url.encode(errors="replace")) > max_bytes:
        raise ValueError(f"must be an address with a host, of at most {max_bytes} bytes, without spaces and control characters")
    return url


def _has_user(url: str) -> bool:
    return "@" in urlsplit(url).netloc


def is_feed_address(url: str) -> bool:
    """Whether a feed may have this address."""
    try:
        return bool(feed_address(url))
    except ValueError:
        return False
