"""Identifiers: opaque prefixed strings outside, UUIDs inside, and the two that are computed rather than given.

Article: its `external_id` within its source, else its canonical URL, else its words. Mention: article, type,
participants and ordinal, never offsets, status or date, so that a corrected reading keeps its id (design §2).
"""

import hashlib
import os
import re
import threading
import time
import uuid
from collections.abc import Iterable
from typing import Literal
from urllib.parse import urlsplit, urlunsplit

from dateline_shared.contracts.article import Article
from dateline_shared.errors import RejectedError

Prefix = Literal["art", "mnt", "evt", "ent", "fed", "cmd", "key", "whk", "dlv", "sty", "cor"]

_TRACKING = re.compile(r"(utm_\w+|fbclid|gclid|dclid|msclkid|yclid|twclid|igshid|mc_cid|mc_eid|_ga|_gl)(=|$)", re.IGNORECASE)

NAMESPACE = uuid.UUID("5b1c9a52-6d0e-5f4e-9c57-0d3f7c1e2a10")  # of this project; never to change


def public(prefix: Prefix, value: uuid.UUID) -> str:
    """The identifier as the outside knows it: `evt_` and 32 hexadecimal digits."""
    return f"{prefix}_{value.hex}"


def parse(prefix: Prefix, text: str) -> uuid.UUID:
    """The UUID behind a public identifier. Raises RejectedError if it is not one of this kind."""
    head, _, tail = text.partition("_")
    if head == prefix and len(tail) == 32:
        try:
            return uuid.UUID(hex=tail)
        except ValueError:
            pass
    raise RejectedError(f"{text!r} is not an identifier of the form {prefix}_ and 32 hexadecimal digits")


class _Sequence:
    """Milliseconds of the wall clock and 12 bits of a counter, always growing (RFC 9562, section 6.2, method 1)."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last = 0

    def next(self) -> int:
        with self._lock:
            self._last = max((time.time_ns() // 1_000_000) << 12, self._last + 1)
            return self._last


_sequence = _Sequence()


def new_id() -> uuid.UUID:
    """A UUID version 7: those made later by one process are greater, so that lists by id keep the order of the text."""
    milliseconds, counter = divmod(_sequence.next(), 1 << 12)
    return uuid.UUID(int=milliseconds << 80 | 0x7 << 76 | counter << 64 | 0x2 << 62 | int.from_bytes(os.urandom(8)) >> 2)


def canonical_url(url: str) -> str:
    """The address as an identity: host in lower case, no default port, no fragment but a route (`#!`), no tracking parameters.

    Only parameters that never choose a page are left out. The libraries for this (courlan, w3lib) also drop or change
    such as `source`, `ref`, `cid` and addresses inside of addresses, and so make one article of two.
    """
    try:
        parts = urlsplit(url)
        port = "" if parts.port in (None, {"http": 80, "https": 443}.get(parts.scheme)) else f":{parts.port}"
        host = (parts.hostname or "").removesuffix(".")
    except ValueError:  # a host that is none, such as http://[::1
        return url
    query = "&".join(pair for pair in parts.query.split("&") if pair and not _TRACKING.match(pair))
    fragment = parts.fragment if parts.fragment.startswith("!") else ""
    return urlunsplit((parts.scheme, f"[{host}]{port}" if ":" in host else host + port, parts.path or "/", query, fragment))


def content_hash(title: str, text: str) -> bytes:
    """128 bits of SHA-256 over title and text."""
    return hashlib.sha256(f"{title}\x00{text}".encode("utf-8", "surrogatepass")).digest()[:16]


def article_id(article: Article, *, source: str, markup: str | None = None) -> uuid.UUID:
    """Which article this is, whatever its words are now. `markup` is what they are to be read from, if that was handed in."""
    if article.external_id is not None:
        name = f"external:{source}:{article.external_id}"
    elif article.url is not None:
        return url_id(article.url)
    else:
        name = f"content:{content_hash(article.title, markup or article.text).hex()}"
    return uuid.uuid5(NAMESPACE, name)


def url_id(url: str) -> uuid.UUID:
    """Which article is known by this address alone."""
    return uuid.uuid5(NAMESPACE, f"url:{canonical_url(url)}")


def mention_id(article: uuid.UUID, *, type: str, participants: Iterable[str], ordinal: int) -> uuid.UUID:  # noqa: A002
    """The identity of one account of one act; `ordinal` counts accounts that are otherwise alike."""
    return uuid.uuid5(NAMESPACE, f"mention:{article.hex}:{type}:{'|'.join(sorted(participants))}:{ordinal}")
