"""How long a query may take that somebody waits for, and that looks at much."""

from datetime import timedelta

from sqlalchemy import Connection, text

PATIENCE = timedelta(seconds=10)  # a statement: what a person waits for, and as long as one of few connections should be held


def hold_still(connection: Connection) -> None:
    """Have this transaction, which has not begun, see the database as it is now, and give up a statement that takes longer than PATIENCE.

    Compiling queries (JIT) costs more than it saves where they take less than a second: it is left off.
    """
    connection.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))
    connection.execute(text(f"SET LOCAL statement_timeout = {PATIENCE // timedelta(milliseconds=1)}"))
    connection.execute(text("SET LOCAL jit = off"))
