"""Corrections of events: amended, merged, split."""

from datetime import datetime
from uuid import UUID

from dateline_shared.errors import RejectedError
from sqlalchemy import Connection, Row

from dateline_api import ids
from dateline_api.correction import AmendEvent, MergeEvents, SplitEvent
from dateline_api.db import bonds, corrected, corrections
from dateline_api.db.results import Entry
from dateline_api.store.correct.plan import Plan, check_not_apart, check_not_settled, event
from dateline_api.store.correct.words import Words, record_fields
from dateline_api.store.link.merge import merge_events, split_event, unmerge_event
from dateline_api.store.link.refold import refold


def amend(connection: Connection, asked: AmendEvent, *, key: UUID, now: datetime) -> Plan:
    """The event's record holds these fields, whatever is told of it."""
    about = event(connection, asked.event_id)
    check_not_settled(connection, about, asked.fields.model_fields_set, lambda known: known.effect.get("fields", {}))
    return Plan({about}, lambda: refold(connection, [about], now=now), {"fields": record_fields(asked.fields, Words(connection))})


def unamend(connection: Connection, row: Row, *, now: datetime) -> list[Entry]:
    """The event's record holds what is told of it."""
    return refold(connection, {_now(connection, each) for each in row.targets}, now=now)


def merge(connection: Connection, asked: MergeEvents, *, key: UUID, now: datetime) -> Plan:
    """All that is told of these is told of one, now and whenever it is read again."""
    winner = event(connection, asked.into)
    losers = list(dict.fromkeys(each for name in asked.event_ids if (each := event(connection, name)) != winner))
    if not losers:
        raise RejectedError("these are one event already")
    check_not_apart(connection, {winner, *losers})
    told = corrected.mentions_of(connection, {winner, *losers})
    undo = {
        "into": winner.hex,
        "merged": [
            {
                "event": loser.hex,
                "mentions": [row.id.hex for row in told if row.event_id == loser],
                "bound": {name: [each.hex for each in keys] for name, keys in bonds.bound_to(connection, loser, winner).items()},
                "carried": [each.hex for each in corrections.carried(connection, loser, winner)],
            }
            for loser in losers
        ],
    }

    def act() -> list[Entry]:
        return [entry for loser in losers for entry in merge_events(connection, loser, winner, now=now)]

    articles = {row.article_id for row in told}
    return Plan({winner, *losers, *articles}, act, {"mentions": {row.id.hex: winner.hex for row in told}}, undo, articles)


def unmerge(connection: Connection, row: Row, *, now: datetime) -> list[Entry]:
    """The events are themselves again, each with the mentions that came by it; what was told since stays."""
    winner = _now(connection, UUID(hex=row.undo["into"]))
    entries = []
    for merged in reversed(row.undo["merged"]):
        corrections.uncarry(connection, [UUID(hex=each) for each in merged["carried"]], winner)
        mentions = [UUID(hex=each) for each in merged["mentions"]]
        bound = {name: [UUID(hex=each) for each in keys] for name, keys in merged["bound"].items()}
        entries += unmerge_event(connection, UUID(hex=merged["event"]), winner, mentions=mentions, bound=bound, now=now)
    return entries


def split(connection: Connection, asked: SplitEvent, *, key: UUID, now: datetime) -> Plan:
    """Some mentions tell of an event of their own, and the rest of the other, now and whenever they are read again."""
    about = event(connection, asked.event_id)
    told = corrected.mentions_of(connection, [about])
    wanted, new = {ids.parse("mnt", name) for name in asked.mention_ids}, ids.new_id()
    if strange := wanted - {row.id for row in told if not row.retracted}:
        raise RejectedError(f"{ids.public('mnt', min(strange))} is no mention of {ids.public('evt', about)} that stands")
    if not any(row.id not in wanted and not row.retracted for row in told):
        raise RejectedError(f"these are all mentions of {ids.public('evt', about)}; leave it at least one")
    effect = {"mentions": {row.id.hex: (new if row.id in wanted else about).hex for row in told}, "apart": [[about.hex, new.hex]]}

    def act() -> list[Entry]:
        return split_event(connection, about, wanted, now=now, key=new)[1]

    articles = {row.article_id for row in told}
    return Plan({about, new, *articles}, act, effect, {"from": about.hex, "made": [new.hex]}, {row.article_id for row in told if row.id in wanted})


def unsplit(connection: Connection, row: Row, *, now: datetime) -> list[Entry]:
    """What was made of some mentions is one with the rest again; its id redirects."""
    (made,) = (_now(connection, UUID(hex=each)) for each in row.undo["made"])
    rest = _now(connection, UUID(hex=row.undo["from"]))
    return [] if made == rest else merge_events(connection, made, rest, now=now)


def _now(connection: Connection, key: UUID) -> UUID:
    return corrections.redirects(connection, [key]).get(key, key)
