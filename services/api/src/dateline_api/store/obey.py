"""Applies the commands that the api has committed, each in its own transaction, in order."""

from datetime import datetime
from typing import Any

import structlog
from dateline_shared.clock import Clock
from dateline_shared.errors import RejectedError
from sqlalchemy import Connection, Engine

from dateline_api import ids
from dateline_api.db import ledger, orders
from dateline_api.db.faults import is_transient
from dateline_api.store import corrections, reread, takedown
from dateline_api.store.relink import relink

log = structlog.get_logger()


def apply_next(engine: Engine, clock: Clock) -> bool:
    """Apply the oldest waiting command; returns whether there was one."""
    now = clock.now()
    with engine.begin() as connection:
        order = orders.next_waiting(connection)
        if order is None:
            return False
        try:
            with connection.begin_nested():
                result = _apply(connection, order.kind, order.payload, now=now)
            if order.kind == orders.REREAD and not order.payload.get("dry_run"):
                orders.note(connection, order.id, result=result)
            else:
                orders.settle(connection, order.id, state="applied", result=result, now=now)
        except Exception as error:
            if is_transient(error):
                raise
            log.exception("command.refused", kind=order.kind, command=ids.public("cmd", order.id))
            orders.settle(connection, order.id, state="refused", result={"reason": str(error).splitlines()[0] if str(error) else type(error).__name__}, now=now)
    log.info("command.settled", kind=order.kind, command=ids.public("cmd", order.id))
    return True


def _apply(connection: Connection, kind: str, payload: dict[str, Any], *, now: datetime) -> dict[str, Any]:
    if kind == "redrive":
        keys = None if payload.get("all_dead") else [ids.parse("art", payload["article_id"])]
        return {"redriven": ledger.redrive(connection, keys, now=now)}
    if kind == "retract":
        asked = {"revision": payload.get("revision"), "reason": payload.get("reason")}
        return takedown.retract(connection, ids.parse("art", payload["article_id"]), **asked, now=now)
    if kind == "delete":
        return takedown.delete(connection, ids.parse("art", payload["article_id"]), now=now)
    if kind == "restore":
        return takedown.restore(connection, ids.parse("art", payload["article_id"]), now=now)
    if kind == "correct":
        return corrections.correct(connection, payload, now=now)
    if kind == "withdraw":
        return corrections.withdraw(connection, ids.parse("cor", payload["correction_id"]), now=now)
    if kind == orders.REREAD:
        return reread.survey(connection, reread.wanted(payload, ordered_at=now))
    if kind == "reread_stop":
        return reread.stop(connection, now=now)
    if kind == "relink":
        return relink(connection, dry_run=payload["dry_run"], now=now)
    raise RejectedError(f"this version of store knows no command {kind!r}")
