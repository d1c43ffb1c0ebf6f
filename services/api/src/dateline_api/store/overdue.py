"""Tells of plans whose time is past and of which nobody told what became of them."""

from datetime import datetime

import structlog
from sqlalchemy import Connection

from dateline_api.db import results, tellings
from dateline_api.store import tell
from dateline_api.store.link.refold import refold

log = structlog.get_logger()

BATCH = 100  # events folded in one transaction: some 0.3 s, in which nothing else is recorded


def tell_overdue(connection: Connection, *, now: datetime) -> bool:
    """Fold plans that became overdue again, the longest due first; whether there may be more."""
    results.serialise(connection)
    keys = tellings.due(connection, now.date(), limit=BATCH)
    entries = refold(connection, keys, now=now)
    tell.append(connection, entries, now=now)
    if keys:
        tellings.settle_due(connection, keys, now.date())  # were a record as it was, it would be due for ever
        log.info("plans.overdue", events=len(keys))
    return len(keys) == BATCH
