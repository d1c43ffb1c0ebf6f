"""What is not kept for ever: changes past their retention, and with them what only explains that time."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, Table, delete, func, select, true, tuple_

from dateline_api.db.idempotency import KEPT
from dateline_api.db.tables import changes, commands, feed_entries, idempotency, rejected_messages
from dateline_api.db.webhook_tables import deliveries, webhooks

BATCH = 5000  # rows a transaction and table, so that nobody waits long for its locks
DELIVERIES_KEPT = timedelta(days=30)  # whoever looks into a receiver's trouble does so within weeks
DELIVERIES_OF_EACH = 10_000  # the newest of a subscription: some 3 MB


def forget(connection: Connection, *, before: datetime, now: datetime) -> int:
    """Remove what was noted before then, the oldest changes first, at most a batch of each kind; returns how many rows.

    Answers to requests with an Idempotency-Key, and the record of deliveries, are kept for their own time, whatever `before` says.
    Cursors that point at forgotten changes get 410. Entries that a feed has not listed since then may come again.
    """
    return (
        _forget_changes(connection, before=before)
        + _forget(connection, commands, (commands.c.state != "waiting") & (commands.c.applied_at < before), order=commands.c.id)
        + _forget(connection, rejected_messages, rejected_messages.c.at < before, order=rejected_messages.c.id)
        + _forget(connection, feed_entries, feed_entries.c.seen_at < before, order=feed_entries.c.seen_at)
        + _forget(connection, idempotency, idempotency.c.created_at <= now - KEPT, order=idempotency.c.created_at)
        + _forget(connection, deliveries, deliveries.c.at < now - DELIVERIES_KEPT, order=deliveries.c.at)
        + _forget_deliveries(connection)
    )


def _forget_changes(connection: Connection, *, before: datetime) -> int:
    """Those up to the first that is to be kept. Times need not be in the order of the numbers, and a gap is what no reader would be told of."""
    oldest = select(changes.c.seq, func.bool_and(changes.c.at < before).over(order_by=changes.c.seq).label("is_past"))
    page = oldest.order_by(changes.c.seq).limit(BATCH).subquery()
    return connection.execute(delete(changes).where(changes.c.seq.in_(select(page.c.seq).where(page.c.is_past)))).rowcount


def _forget(connection: Connection, table: Table, old: ColumnElement[bool], *, order: ColumnElement) -> int:
    key = tuple_(*table.primary_key.columns)
    oldest = select(*table.primary_key.columns).where(old).order_by(order).limit(BATCH)
    return connection.execute(delete(table).where(key.in_(oldest))).rowcount


def _forget_deliveries(connection: Connection) -> int:
    """Of each subscription those before the newest ones."""
    newest_first = select(deliveries.c.id).where(deliveries.c.webhook_id == webhooks.c.id).order_by(deliveries.c.id.desc())
    beyond = newest_first.offset(DELIVERIES_OF_EACH).limit(BATCH).lateral()
    old = select(beyond.c.id).select_from(webhooks.join(beyond, true())).limit(BATCH)
    return connection.execute(delete(deliveries).where(deliveries.c.id.in_(old))).rowcount
