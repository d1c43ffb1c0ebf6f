"""Lets corrections stand, and withdraws them, in the caller's transaction.

    find out what it comes to ─▶ write it ─▶ do it ─▶ tell of it

A correction stands before anything is done, so that what is told names it. It wins over what is read and linked until it is withdrawn;
then everything is as if it had never been made, but for ids, of which those that were given out redirect for ever.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from dateline_shared.errors import RejectedError
from sqlalchemy import Connection, Row

from dateline_api import ids
from dateline_api.correction import CORRECTION, Made, body_of
from dateline_api.db import corrections, ledger, results
from dateline_api.db.results import Entry
from dateline_api.store import tell
from dateline_api.store.correct import entities, events, mentions, stories
from dateline_api.store.correct.plan import Plan

Outcome = dict[str, Any]

_PLANS: Mapping[str, Callable[..., Plan]] = {
    "reject_mention": mentions.reject,
    "amend_mention": mentions.amend,
    "move_mention": mentions.move,
    "amend_event": events.amend,
    "merge_events": events.merge,
    "split_event": events.split,
    "amend_entity": entities.amend,
    "merge_entities": entities.merge,
    "split_entity": entities.split,
    "merge_stories": stories.merge,
    "split_story": stories.split,
    "move_article": stories.move,
}
_UNDO: Mapping[str, Callable[..., list[Entry]]] = {
    "reject_mention": mentions.unsettle,
    "amend_mention": mentions.unsettle,
    "move_mention": mentions.unmove,
    "amend_event": events.unamend,
    "merge_events": events.unmerge,
    "split_event": events.unsplit,
    "amend_entity": entities.unamend,
    "merge_entities": entities.unmerge,
    "split_entity": entities.unsplit,
    "merge_stories": stories.unmerge,
    "split_story": stories.unsplit,
    "move_article": stories.unmove,
}
_MADE: Mapping[str, ids.Prefix] = {"split_event": "evt", "split_entity": "ent", "split_story": "sty"}


def correct(connection: Connection, payload: Mapping[str, Any], *, now: datetime) -> Outcome:
    """Let a correction stand; one that stands already is not made again.

    Raises RejectedError, which says why, if it is about what is not there, or does not go with a correction that stands.
    """
    results.serialise(connection)
    if "correction" not in payload:
        raise RejectedError("what was asked for was purged with an article that was deleted meanwhile")
    key, asked = ids.parse("cor", payload["correction_id"]), CORRECTION.validate_python(payload["correction"])
    body = body_of(asked)
    if (known := corrections.same(connection, asked.kind, body)) is not None:
        return _outcome(known, "standing", changed=False)
    plan = _plan(connection, asked, key=key, now=now)
    ledger.lock(connection, {*plan.articles})
    given = {"kind": asked.kind, "body": body, "author": asked.author, "reason": asked.reason}
    corrections.add(connection, key, targets={*plan.targets}, effect=plan.effect, undo=plan.undo, now=now, **given)
    _tell(connection, plan.act(), {*plan.articles}, now=now)
    made = [ids.public(_MADE[asked.kind], UUID(hex=each)) for each in plan.undo.get("made", ())]
    return _outcome(key, "standing", changed=True) | ({"made": made} if made else {})


def withdraw(connection: Connection, key: UUID, *, now: datetime) -> Outcome:
    """Let a correction stand no longer. Raises RejectedError if there is none, or if one that was made later builds on it."""
    results.serialise(connection)
    row = corrections.get(connection, key)
    if row is None:
        raise RejectedError(f"there is no correction {ids.public('cor', key)}")
    if row.state == "withdrawn":
        return _outcome(key, "withdrawn", changed=False)
    if later := [each for each in corrections.standing(connection, row.targets) if each.id > key and _builds_on(each, row)]:
        named = ", ".join(ids.public("cor", each.id) for each in reversed(later))
        raise RejectedError(f"later corrections build on it; withdraw first {named}")
    articles = ledger.lock(connection, {*row.targets})
    corrections.withdraw(connection, key, now=now)
    _tell(connection, _UNDO[row.kind](connection, row, now=now), {*articles}, now=now)
    return _outcome(key, "withdrawn", changed=True)


def _plan(connection: Connection, asked: Made, *, key: UUID, now: datetime) -> Plan:
    kind = asked.model_dump(include={"kind"})["kind"]
    if kind not in _PLANS:
        raise RejectedError(f"this version of store cannot {kind.replace('_', ' ')}")
    return _PLANS[kind](connection, asked, key=key, now=now)


def _builds_on(later: Row, earlier: Row) -> bool:
    """Whether a correction has moved what an earlier one moved, or is about what that one made."""
    return bool(_moved(later) & _moved(earlier) or {each.hex for each in later.targets} & {*earlier.undo.get("made", ())})


def _moved(row: Row) -> set[str]:
    told = {f"{article} {key}" for article, key, _ in row.effect.get("tellings", ())}
    return {*row.effect.get("mentions", ()), *row.effect.get("articles", ()), *told}


def _tell(connection: Connection, entries: list[Entry], articles: set[UUID], *, now: datetime) -> None:
    tell.append(connection, [*entries, *tell.article_entries(connection, sorted(articles))], now=now)


def _outcome(key: UUID, state: str, *, changed: bool) -> Outcome:
    return {"correction_id": ids.public("cor", key), "state": state, "changed": changed}
