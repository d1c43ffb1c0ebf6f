"""Filters as keyword arguments: the names and values of the API's own parameters.

`from` is a word of Python, so it is written `from_`. Values of a list are alternatives. A name that is not listed here is
handed on as it is: the service knows what it knows.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypedDict

from dateline_shared.errors import RejectedError

Texts = str | Sequence[str] | None
Day = str | date | None
Moment = str | date | datetime | None
Parameters = list[tuple[str, str]]


class EventFilter(TypedDict, total=False):
    """Which events. Values of one name are alternatives, names add up."""

    type: Texts  # CONSULT, ASSAULT, elect ...
    mode: Texts
    context: Texts
    status: Texts  # happened, planned, possible, alleged, negated, denied
    actor: Texts  # an `ent_` id, a name in any case, or a country: ISO 3166-1 alpha-3 in capitals
    recipient: Texts
    participant: Texts  # on either side
    pair: Texts  # two parties, both of whom take part: each as `actor`
    country: Texts  # of any party: ISO 3166-1 alpha-3
    sector: Texts  # of any party, such as GOV
    said_by: Texts  # whose claim it is: as `actor`
    source: Texts  # an outlet that tells of it: its domain
    from_: Day  # the act may have taken place on or after this day
    to: Day
    reported_from: Moment  # some article told of it at or after this day or time
    reported_to: Moment
    timespan: str | None  # told of within this time before now: 90min, 24h, 7d, 2w
    article: Texts
    story: Texts
    part_of: Texts  # inside which process or act it was done
    member_of: Texts  # of what many did
    cancelled_by: Texts
    process: bool | None  # something that goes on: a war, an inquiry
    disputed: bool | None  # sources or speakers contradict each other
    overdue: bool | None  # a plan whose time is past
    min_confidence: float | None
    bbox: str | None  # west,south,east,north in degrees
    q: str | None  # words, as in a web search: peace "border treaty" or ceasefire -rumour


class ChangeFilter(EventFilter, total=False):
    """Which changes. A filter of events narrows them to events, unless `kind` names others besides."""

    kind: Texts  # event, entity, article, story


class SearchFilter(TypedDict, total=False):
    """Which articles to find."""

    sort: str | None  # relevance, or newest
    source: Texts  # outlets: their domains
    language: Texts  # BCP 47: `en` finds en-GB, too
    state: Texts  # what became of the reading: done, dead, unsupported_language, rejected
    from_: Moment  # published, or else received, at or after this day or time
    to: Moment
    duplicates: bool | None  # with the copies that other addresses and outlets have of what is found


def parameters(given: Mapping[str, Any]) -> Parameters:
    """The parameters of a URL, a list as repeated ones. Raises RejectedError for an empty list, which would ask for everything."""
    return [(name.removesuffix("_"), value) for name, values in given.items() if values is not None for value in _values(name, values)]


def canonical(given: Mapping[str, Any]) -> dict[str, list[str]]:
    """The same filter in one spelling, however it was written: values in order."""
    found: dict[str, list[str]] = {}
    for name, value in parameters(given):
        found.setdefault(name, []).append(value)
    return {name: sorted(found[name]) for name in sorted(found)}


def _values(name: str, given: Any) -> Iterable[str]:
    if isinstance(given, str) or not isinstance(given, Iterable):
        return [_written(given)]
    if not (values := [_written(value) for value in given]):
        raise RejectedError(f"{name} is an empty list. Leave it out to ask for all.")
    return values


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return value.isoformat() if isinstance(value, date) else str(value)
