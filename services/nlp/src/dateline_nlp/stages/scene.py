"""Where an act took place that its own clause does not place: on the scene of the act told just before, or of the one that the article is about."""

from bisect import bisect_right
from collections.abc import Sequence

from dateline_shared.contracts.base import Span
from dateline_shared.contracts.event import EventMention, Where

from dateline_nlp.stages import intervals
from dateline_nlp.stages.mentioned import mentions_of
from dateline_nlp.values import Names, ParsedSentence

BODILY = frozenset(("ASSAULT", "COERCE", "PROTEST", "crime", "accident", "disaster", "die"))  # acts that take place on the spot
NARROW = frozenset(("city", "building", "region", "water", "other", None))  # a country is no scene
NEAR = 3  # days within which acts without a place may belong to one scene


def settle(mentions: Sequence[EventMention], parsed: Sequence[ParsedSentence], names: Names) -> tuple[EventMention, ...]:
    """The mentions with bodily acts placed where the one before them in the paragraph took place, else where the headline's or lead's did."""
    rows = _Rows(parsed)
    main = next((m.place for m in mentions if m.place and (_is_scene(m) or m.type == "sport") and rows.at(m.evidence[0]) in rows.opening), None)
    days = next((m.date.edtf for m in mentions if m.place and m.place == main and m.date), None)
    found: list[EventMention] = []
    last: EventMention | None = None
    own = {rows.at(m.evidence[0]): m for m in reversed(mentions) if m.place and _is_scene(m)}
    past: EventMention | None = None
    for mention in mentions:
        row = rows.at(mention.evidence[0])
        if past is not None and mention.date is None and mention.tense == "past" and rows.adjoin(rows.at(past.evidence[0]), row):
            mention = mention.model_copy(update={"background": True})
        past = mention if mention.background and mention.tense == "past" else None
        if mention.place is None and _is_scene(mention) and row in own:
            if _same_time(own[row], mention):
                mention = _on(mention, own[row].place)
        elif mention.place is None and _is_scene(mention) and not _elsewhere(names, parsed, row):
            before = last if last is not None and rows.adjoin(rows.at(last.evidence[0]), row) and _same_time(last, mention) else None
            place = before.place if before else main if not mention.background and _near(days, mention) else None
            mention = _on(mention, place)
        if mention.place is not None and _is_scene(mention):
            last = mention
        found.append(mention)
    return tuple(found)


def _on(mention: EventMention, place: Where | None) -> EventMention:
    return mention if place is None else mention.model_copy(update={"place": place.model_copy(update={"rule": "place.scene"})})


class _Rows:
    """Which sentence a span stands in."""

    def __init__(self, parsed: Sequence[ParsedSentence]) -> None:
        self.parsed = parsed
        self.starts = [(p.sentence.part == "text", p.sentence.start) for p in parsed]
        self.opening = {n for n, p in enumerate(parsed) if p.sentence.kind == "headline" or p.sentence.lead}

    def at(self, span: Span) -> int:
        return max(0, bisect_right(self.starts, (span.part == "text", span.start)) - 1)

    def adjoin(self, one: int, other: int) -> bool:
        """Whether two sentences are the same, or the second comes right after the first in its paragraph."""
        a, b = self.parsed[one].sentence, self.parsed[other].sentence
        return one == other or (other - one == 1 and a.part == b.part and a.paragraph == b.paragraph)


def _is_scene(mention: EventMention) -> bool:
    narrow = mention.place is None or mention.place.kind in NARROW
    return mention.type in BODILY and mention.status in ("happened", "alleged") and narrow


def _elsewhere(names: Names, parsed: Sequence[ParsedSentence], row: int) -> bool:
    """Whether a sentence names a place of its own, wherever that belongs."""
    found = mentions_of(names, parsed[row].sentence.index)
    return any(m.form == "name" and e.kind == "place" and e.place_kind in NARROW for m in found for e in (names.entities[k] for k in m.entities))


def _same_time(one: EventMention, other: EventMention) -> bool:
    return one.background == other.background and _near(one.date.edtf if one.date else None, other)


def _near(days: str | None, mention: EventMention) -> bool:
    """Whether an act may have been done on certain days, give or take a few."""
    a, b = intervals.bounds(days or ""), intervals.bounds(mention.date.edtf if mention.date else "")
    return a is None or b is None or (a[0] - NEAR <= b[1] and b[0] <= a[1] + NEAR)
