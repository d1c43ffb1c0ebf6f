"""Where a fault belongs: on the moment, on the data, or on neither; and what it says in one line."""

from dateline_shared.errors import TransientError
from pydantic import ValidationError
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

# SQLSTATE (PostgreSQL, appendix A). Neither the one nor the other: a missing table, a missing right; that ends the process, charging nobody.
TRANSIENT = ("08", "40", "53", "55P03", "57")  # connection, rollback (deadlock), resources, lock timeout, operator intervention
DATA = ("22", "23", "54")  # data exception, integrity, program limit
STATEMENT_TIMEOUT = "57014"  # of class 57, but a message that takes too long is a bad message


def is_transient(error: BaseException) -> bool:
    """Whether the same work may succeed later: the broker or the database was away, not the data at fault."""
    if isinstance(error, TransientError):
        return True
    if not isinstance(error, DBAPIError):
        return False
    state = getattr(error.orig, "sqlstate", None)
    if state is None:
        return error.connection_invalidated or type(error.orig).__name__ in ("OperationalError", "InterfaceError", "ConnectionTimeout")
    return state.startswith(TRANSIENT) and state != STATEMENT_TIMEOUT


def is_fault_of_data(error: BaseException) -> bool:
    """Whether a message itself is to blame: the database refuses its values, or our own code cannot take them."""
    if isinstance(error, DBAPIError):
        state = getattr(error.orig, "sqlstate", None)
        return state is not None and (state.startswith(DATA) or state == STATEMENT_TIMEOUT)
    return not isinstance(error, (TransientError, SQLAlchemyError))


def plain(error: Exception) -> str:
    """An error in one line, as it goes into reasons."""
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_input=False)[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    if isinstance(error, DBAPIError):
        error = error.orig if isinstance(error.orig, Exception) else error
    return f"{type(error).__name__}: {str(error).splitlines()[0] if str(error) else ''}"[:500].replace("\x00", "\\x00")
