"""Discovery: the task of finding the feeds of a site, and what ingest answers."""

from typing import Annotated, Literal

from pydantic import Field

from dateline_shared.contracts.base import Key, Message, Ordinal, Value
from dateline_shared.contracts.page import Address


class Discover(Message):
    """Look for the feeds that the page at an address names, or that lie at the usual places of its site."""

    command_id: Key
    attempt: Ordinal
    url: Address


class FoundFeed(Value):
    """A feed that was found, and read to be sure."""

    url: Address
    title: str | None = None
    kind: Literal["rss", "atom", "rdf", "json"]
    entries: Annotated[int, Field(ge=0)]  # that it lists now


class Discovered(Message):
    """The feeds of a site, the best first; or why none could be looked for."""

    kind: Literal["discovered"] = "discovered"
    command_id: Key
    attempt: Ordinal
    feeds: tuple[FoundFeed, ...] = ()
    reason: str | None = None  # for people, when there are none
