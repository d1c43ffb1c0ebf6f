"""Counts how much of a hand-made gold was found, and how much of it is right.

An event is found when an account of an accepted type has evidence that overlaps the gold's; it is right when actors, recipients
and status agree, too. Gold is not exhaustive, so nothing is said of what was found beyond it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from dateline.evaluate.account import Account, Side
from dateline.evaluate.agree import Known, agrees

Gold = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of one gold event."""

    what: str  # type, parties and words of it, for people
    found: bool
    wrong: tuple[str, ...] = ()  # of actors, recipients, status: what does not agree

    @property
    def right(self) -> bool:
        return self.found and not self.wrong

    @classmethod
    def missed(cls, event: Gold) -> Self:
        """The verdict on an event of which nothing was read."""
        return cls(_describe(event), False)


@dataclass(frozen=True, slots=True)
class ArticleScore:
    """The verdicts on one article; `headline` is the one on the event that its headline tells."""

    article: str
    verdicts: tuple[Verdict, ...]
    headline: Verdict | None

    @property
    def found(self) -> int:
        return sum(each.found for each in self.verdicts)

    @property
    def right(self) -> int:
        return sum(each.right for each in self.verdicts)


def score_article(gold: Gold, accounts: Sequence[Account], *, title: str, text: str) -> ArticleScore:
    """Pair gold events with accounts one to one, the best agreement first, and judge each pair."""
    events = gold["events"]
    pairs = pair(gold, accounts, title=title, text=text)
    ordered = tuple(pairs[i][1] if i in pairs else Verdict.missed(event) for i, event in enumerate(events))
    headline = gold.get("headline")
    return ArticleScore(str(gold["file"]), ordered, ordered[headline] if isinstance(headline, int) else None)


def pair(gold: Gold, accounts: Sequence[Account], *, title: str, text: str) -> dict[int, tuple[int, Verdict]]:
    """For each gold event that was found, by position, the account that tells of it and the verdict on that."""
    known = known_entities(gold)
    candidates = []
    for i, event in enumerate(gold["events"]):
        for j, account in enumerate(accounts):
            if account.type in event["types"] and evidence_touches(event, account, title=title, text=text):
                candidates.append((len(_faults(event, account, known)), i, j))
    pairs: dict[int, tuple[int, Verdict]] = {}
    taken: set[int] = set()
    for _, i, j in sorted(candidates):
        if i not in pairs and j not in taken:
            event = gold["events"][i]
            pairs[i] = (j, Verdict(_describe(event), True, _faults(event, accounts[j], known)))
            taken.add(j)
    return pairs


def known_entities(gold: Gold) -> dict[str, Known]:
    """The entities that the gold lists, by name."""
    return {entity["name"]: _known(entity) for entity in gold.get("entities") or []}


def evidence_touches(event: Gold, account: Account, *, title: str, text: str) -> bool:
    """Whether an account's words overlap those of a gold event."""
    return _touch(_places(event, title=title, text=text), account.evidence)


def _faults(event: Gold, account: Account, known: Mapping[str, Known]) -> tuple[str, ...]:
    actors, recipients = account.actors, account.recipients
    if len(event["actors"]) > 1 and not event["recipients"]:  # mutual: who stands on which side does not matter
        actors, recipients = actors + recipients, ()
    faults = []
    if not _met(event, "actors", actors, known):
        faults.append("actors")
    if not _met(event, "recipients", recipients, known):
        faults.append("recipients")
    if account.status not in (event["status"], *event.get("status_also", ())):
        faults.append("status")
    return tuple(faults)


def _met(event: Gold, role: str, found: Sequence[Side], known: Mapping[str, Known]) -> bool:
    """Each listed party is met, or as many others as are as good; none of the gold's entities stands where it should not."""
    listed, also = event[role], event.get(f"{role}_also") or []
    if not found:
        return not listed or "" in also  # an empty name among the others: nobody is as good
    missing = [name for name in listed if not any(agrees(name, side, known) for side in found)]
    instead = [name for name in also if any(agrees(name, side, known) for side in found)]
    strangers = [side for side in found if any(agrees(name, side, known) for name in known) and not any(agrees(name, side, known) for name in (*listed, *also))]
    return len(missing) <= len(instead) and (not listed or len(missing) < len(listed) + len(instead)) and not strangers


def _places(event: Gold, *, title: str, text: str) -> list[tuple[str, int, int]]:
    """Where the gold's words stand, in the title and the text."""
    places = []
    for words in (event["evidence"], *(event.get("evidence_also") or [])):
        for part, content in (("title", title), ("text", text)):
            start = content.find(words)
            while start >= 0:
                places.append((part, start, start + len(words)))
                start = content.find(words, start + 1)
    return places


def _touch(some: Iterable[tuple[str, int, int]], others: Sequence[tuple[str, int, int]]) -> bool:
    return any(part == other and start < end_2 and start_2 < end for part, start, end in some for other, start_2, end_2 in others)


def _known(entity: Mapping[str, Any]) -> Known:
    return Known(entity["name"], entity["type"], entity.get("country"), tuple(entity.get("aliases") or ()))


def _describe(event: Gold) -> str:
    sides = " → ".join(", ".join(event[role]) for role in ("actors", "recipients") if event[role])
    return f"{event['types'][0]} {sides} {event['status']}: “{event['evidence']}”"
