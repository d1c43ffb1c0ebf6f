"""Counts what is told of events that were found: when, where, on whose word, how many; and readings that must not be made."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from dateline_shared.edtf import days

from dateline.evaluate.account import Account, Side
from dateline.evaluate.agree import Known, agrees
from dateline.evaluate.score import evidence_touches, known_entities

Gold = Mapping[str, Any]

BRIEF = 2  # days between the first and the last: so short an interval is as good as a day


@dataclass(frozen=True, slots=True)
class Details:
    """Counts over one or more articles, and what is wrong in words."""

    counts: Counter[str]
    slips: tuple[str, ...] = ()


SAME_KIND = {"attendance": "participants", "rescued": "affected"}  # the gold's words for kinds of the contract


def details(gold: Gold, pairs: Mapping[int, Account], beyond: Sequence[Account], wrong: Sequence[Account]) -> Details:
    """One article: `pairs` are the accounts that tell of gold events, by position of these; `wrong` all that are not right, whatever they tell of."""
    known = known_entities(gold)
    counts: Counter[str] = Counter()
    slips: list[str] = []
    for i, account in pairs.items():
        event = gold["events"][i]
        told, off = _told(event, account, known)
        counts += told
        slips += [f"{each}: “{event['evidence']}”" for each in off]
    found = [gold["events"][i] for i in pairs]
    counts["repeated"] += sum(any(account.type in event["types"] and _trigger_touches(gold, event, account) for event in found) for account in beyond)
    for reading in gold.get("never") or ():
        counts["nevers"] += 1
        if any(_is_never(gold, reading, account, known) for account in wrong):
            counts["never"] += 1
            slips.append(f"never: {reading['why']}: “{reading.get('evidence', '')}”")
    return Details(counts, tuple(slips))


def same_date(wanted: str, found: str) -> bool:
    """They overlap, and what was found is no vaguer than what is wanted or than three days."""
    (first, last), (start, end) = _range(wanted), _range(found)
    return start <= last and first <= end and end - start <= max(last - first, BRIEF)


def count_contexts(event: Gold, found: Iterable[str]) -> Counter[str]:
    """Contexts that are right, expected and emitted; those that are allowed count neither way."""
    wanted, allowed, read = set(event.get("contexts") or ()), set(event.get("contexts_also") or ()), set(found)
    return Counter({"contexts_right": len(read & wanted), "contexts": len(wanted), "contexts_read": len(read - (allowed - wanted))})


def _told(event: Gold, account: Account, known: Mapping[str, Known]) -> tuple[Counter[str], tuple[str, ...]]:
    counts: Counter[str] = Counter()
    slips: list[str] = []

    def judge(name: str, right: bool, wanted: object, read: object) -> None:
        counts[name] += 1
        counts[f"{name}_right"] += right
        if not right:
            slips.append(f"{name} {wanted}, read {read}")

    if event.get("date"):
        dates = [each for each in (event["date"], *event.get("date_also", ())) if each]
        judge("date", account.date is not None and any(same_date(each, account.date) for each in dates), event["date"], account.date)
    elif event.get("undated"):
        counts["undated"] += 1
        if account.date is not None and _is_brief(account.date):
            counts["invented"] += 1
            slips.append(f"no date, read {account.date}")
    if "said_by" in event:
        speaker = account.said_by
        accepted = (event["said_by"], *event.get("said_by_also", ()))
        right = any(agrees(each, speaker, known) if each and speaker else not each and not speaker for each in accepted)
        judge(
            "said_by_either" if event["said_by"] and None in accepted else "said_by_named" if event["said_by"] else "said_by_outlet",
            right,
            event["said_by"],
            speaker and speaker.names[0],
        )
    if event.get("location"):
        places = (event["location"], *event.get("location_also", ()))
        right = account.place is not None and any(agrees(each, Side((account.place,), "place", None), known) for each in places)
        judge("place", right, event["location"], account.place)
    if event.get("mode") and account.type == event["types"][0]:
        judge("mode", account.mode in (event["mode"], *event.get("mode_also", ())), event["mode"], account.mode)
    background = bool(event.get("background"))
    counts += Counter(background=background, background_read=account.background, background_right=background and account.background)
    if event.get("quantities"):
        amounts = Counter((SAME_KIND.get(each["kind"], each["kind"]), each.get("low"), each.get("high")) for each in event["quantities"])
        right_amounts = (amounts & Counter(account.quantities)).total()
        counts += Counter(quantities=amounts.total(), quantities_read=len(account.quantities), quantities_right=right_amounts)
        if right_amounts < amounts.total():
            slips.append(f"quantities {list(amounts)}, read {list(account.quantities)}")
    if "contexts" in event or "contexts_also" in event:
        found = count_contexts(event, account.contexts)
        counts += found
        if not found["contexts_right"] == found["contexts"] == found["contexts_read"]:
            slips.append(f"contexts {event.get('contexts')}, read {list(account.contexts)}")
    return counts, tuple(slips)


def _is_never(gold: Gold, reading: Gold, account: Account, known: Mapping[str, Known]) -> bool:
    """Whether an account agrees with all that a wrong reading names."""
    if account.status != reading.get("status", account.status) or account.type not in reading.get("types", [account.type]):
        return False
    for role, sides in (("actors", account.actors), ("recipients", account.recipients)):
        if not all(any(agrees(name, side, known) for side in sides) for name in reading.get(role) or ()):
            return False
    return "evidence" not in reading or _trigger_touches(gold, reading, account)


def _trigger_touches(gold: Gold, event: Gold, account: Account) -> bool:
    return evidence_touches(event, replace(account, evidence=account.evidence[:1]), title=gold["title"], text=gold["text"])


def _is_brief(edtf: str) -> bool:
    start, end = _range(edtf)
    return end - start <= BRIEF


def _range(edtf: str) -> tuple[int, int]:
    """First and last day as numbers; an open end is the end of time."""
    found = days(edtf)
    return (found.start or date.min).toordinal(), (found.end or date.max).toordinal()
