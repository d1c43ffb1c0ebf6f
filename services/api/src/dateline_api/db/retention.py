"""What is not kept for ever."""

from datetime import datetime

from sqlalchemy import Connection, delete, select

from dateline_api.db.tables import changes

BATCH = 5000  # rows a transaction, so that nobody waits long for its locks


def forget_changes(connection: Connection, *, before: datetime) -> int:
    """Remove the oldest changes noted before then, at most a batch; returns how many. Cursors that point at them get 410."""
    oldest = select(changes.c.seq).where(changes.c.at < before).order_by(changes.c.seq).limit(BATCH)
    return connection.execute(delete(changes).where(changes.c.seq.in_(oldest.scalar_subquery()))).rowcount
