"""Whose words stand when words come in for an article that is known already. Pure.

Posted words stand before fetched ones, and those before a feed's summary; among equals the later ones do. Words that an outlet
calls older never replace newer ones, and what was taken down stays down. What its outlet withdrew comes back with a version
that the outlet made later, be its words the same or not.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from dateline_shared.contracts.article import Precedence

Verdict = Literal["revised", "unchanged", "kept", "stale"]

WITHDRAWN = "its outlet withdrew it"
"""The reason by which a withdrawal is known."""

AWAITING = frozenset({"to_fetch", "fetching"})


@dataclass(frozen=True, slots=True)
class Known:
    """What the ledger has of an article."""

    revision: int
    state: str
    precedence: int
    content_hash: bytes  # of the words it has now
    given_hash: bytes | None  # of what was handed in, where a page's text takes, or took, its place
    modified_at: datetime | None
    deleted_at: datetime | None
    done_at: datetime | None
    duplicate_of: UUID | None
    reasons: Sequence[str] = ()
    priority: int = 0

    @property
    def is_wanted_again(self) -> bool:
        """Whether it was deleted and restored, and has no words yet: whoever brings it is heard."""
        return self.state == "retracted" and not self.content_hash and self.deleted_at is None and WITHDRAWN not in self.reasons

    @property
    def is_withdrawn(self) -> bool:
        """Whether its outlet withdrew it, even if store has not yet retracted what it told."""
        return self.state == "retracted" or WITHDRAWN in self.reasons


@dataclass(frozen=True, slots=True)
class Offer:
    """What comes in for it."""

    precedence: int
    words: bytes | None  # hash of title and text, or of title and markup; None: an address alone
    wants_page: bool = False  # the page at its address is to be read
    modified_at: datetime | None = None


def decide(known: Known, offer: Offer) -> Verdict:
    """Whether what comes in replaces what there is.

    `kept`: what there is stands. `stale`: it stands, but it was read from a page whose feed tells something new of it by now,
    and the page should be read again.
    """
    if known.deleted_at is not None:
        return "kept"
    if known.is_wanted_again:
        return "revised"
    if offer.words is None:
        return "unchanged"
    if known.is_withdrawn and known.modified_at and offer.modified_at and offer.precedence >= known.precedence:
        return "revised" if offer.modified_at > known.modified_at else "kept"
    brings_words_awaited = known.state in AWAITING and not offer.wants_page and offer.precedence > known.precedence
    if not brings_words_awaited and (offer.words == known.content_hash or (offer.words == known.given_hash and offer.precedence <= known.precedence)):
        return "unchanged"
    if offer.modified_at is not None and known.modified_at is not None and offer.modified_at < known.modified_at:
        return "kept"
    if offer.wants_page and offer.precedence <= known.precedence and _is_from_page(known):
        return "stale"
    return "kept" if offer.precedence < known.precedence else "revised"


def embargo_is_its(offer: Offer, known: Known) -> bool:
    """Whether an article that says the same again says until when it is not to be read: its last version does, of no lower hand."""
    is_older = offer.modified_at is not None and known.modified_at is not None and offer.modified_at < known.modified_at
    return known.state in ("waiting", "to_fetch") and offer.words is not None and offer.precedence >= known.precedence and not is_older


def _is_from_page(known: Known) -> bool:
    return known.given_hash is not None and known.precedence == Precedence.FETCHED and known.state == "done"
