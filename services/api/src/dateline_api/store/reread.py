"""Has the archive read again by the current pipeline: behind everything that is new, and never more in line than readers have work for a while.

An order is a command that stays under way until all its articles were read; where it has come to stands in its result, so a store that
ends goes on from there.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import structlog
from dateline_shared.clock import Clock
from sqlalchemy import Connection, Engine

from dateline_api import ids
from dateline_api.db import orders, rereading
from dateline_api.db.rereading import Place, Wanted

log = structlog.get_logger()

AHEAD = 500  # articles in line: work for some ten seconds of eight readers, and soon read when it is stopped


def wanted(payload: Mapping[str, Any], *, ordered_at: datetime) -> Wanted:
    """What an order asks for."""
    since, until = (datetime.fromisoformat(payload[name]) if payload.get(name) else None for name in ("since", "until"))
    version = payload.get("pipeline_older_than")
    older_than = tuple(int(part) for part in version.split(".")) if version else None
    return Wanted(since, until, payload.get("source"), older_than, ordered_at)


def survey(connection: Connection, which: Wanted) -> dict[str, Any]:
    """How much an order comes to: `articles` to be read, and those that are left out, by the reason."""
    found = rereading.survey(connection, which)
    return {"articles": found.pop("articles"), "left_out": found, "queued": 0, "after": None}


def step(engine: Engine, clock: Clock) -> bool:
    """Put the next articles of the oldest order in line, if there is room; returns whether there may be more to do at once."""
    now = clock.now()
    with engine.begin() as connection:
        order = orders.under_way(connection, orders.REREAD)
        if order is None:
            return False
        out = rereading.in_line(connection, upto=AHEAD)
        progress = dict(order.result)
        if progress.get("is_queued"):
            if out == 0:
                orders.settle(connection, order.id, state="applied", result=progress, now=now)
                log.info("command.settled", kind=order.kind, command=ids.public("cmd", order.id))
            return out == 0
        limit = order.payload.get("limit")
        room = min(AHEAD - out, limit - progress["queued"] if limit else AHEAD)
        if out > AHEAD // 2:
            return False
        which = wanted(order.payload, ordered_at=order.created_at)
        queued, place = rereading.queue(connection, which, after=_place(progress["after"]), room=room)
        progress["queued"] += queued
        progress["after"] = [place.at.isoformat(), place.id.hex] if place else None
        progress["is_queued"] = place is None or progress["queued"] == limit
        orders.note(connection, order.id, result=progress)
        return queued == 0 or progress["is_queued"]


def stop(connection: Connection, *, now: datetime) -> dict[str, Any]:
    """End all orders that are under way, and take back what waits for them."""
    stopped = 0
    while order := orders.under_way(connection, orders.REREAD):
        orders.settle(connection, order.id, state="applied", result=order.result | {"is_stopped": True}, now=now)
        stopped += 1
    return {"stopped": stopped, "taken_back": rereading.take_back(connection)}


def _place(given: list[str] | None) -> Place | None:
    return Place(datetime.fromisoformat(given[0]), UUID(hex=given[1])) if given else None
