"""The epoch of the change log: which of several pasts its numbers belong to.

A restored log has gone back in time: its numbers 101, 102 ... are given anew, while consumers hold cursors from when other changes had
them. So the log notes its home (`log_home()`: cluster, timeline, database and table), and `append_changes()`, before it gives a number,
compares it under the lock of the log with where it is. When they differ it begins a new epoch in that very transaction, and cursors of the
old one get 410. store asks for the same when it begins to lead, so that consumers hear of it at once.

Nothing is skipped in between, whoever runs already. Until the first number is given the log is what it was when it was saved: a beginning
of the old one, of the same epoch. A cursor from within it may still be read on to its end and no further, which is what was true; one from
beyond it, `seq > last_seq`, gets 410 (`http.paging.check_log`). Cursors that are handed out meanwhile lie in that beginning too, and are
refused, harmlessly, from the new epoch on. After the first number there is the new epoch, for they were committed together.

What lies in the same cluster, timeline, database and table as before cannot be told from what was never away: a copy of the data folder, or
the snapshot of a disk, put back. That is what `begin` is for: `dateline up --restored`, or `python -m dateline_api.db.restored`.
"""

from sqlalchemy import Connection, text


def settle(connection: Connection) -> str | None:
    """Begin a new epoch if the log is not where it was; returns it then. The caller commits."""
    return connection.execute(text("SELECT settle_log()")).scalar_one()


def begin(connection: Connection) -> str:
    """Begin a new epoch whatever seems to be, and return it. The caller commits."""
    return connection.execute(text("SELECT settle_log(anew => true)")).scalar_one()
