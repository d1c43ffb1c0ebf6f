"""Whether a courier of this host is at work: `python -m dateline_api.courier.health` exits 0 when it is, else 1.

The courier needs no broker to announce itself: its session with the database bears its name, and asks for work at least once a second.
"""

import socket
import sys
from datetime import timedelta

from dateline_shared.settings import load
from sqlalchemy.exc import SQLAlchemyError

from dateline_api.db.engine import make_engine
from dateline_api.db.sessions import is_at_work
from dateline_api.settings import DatabaseSettings

SILENCE = timedelta(seconds=30)  # after which a courier does not count as at work: the longest that its database may keep it waiting


def session_name() -> str:
    """What the session of a courier on this host is called."""
    return f"dateline courier {socket.gethostname()}"[:63]


def trouble(database_url: str) -> str | None:
    """Why no courier of this host counts as at work on that database; None when one does."""
    engine = make_engine(database_url, pool_size=1)
    try:
        with engine.connect() as connection:
            return None if is_at_work(connection, session_name(), within=SILENCE) else "no courier of this host is at work"
    except SQLAlchemyError as error:
        return str(error).splitlines()[0]
    finally:
        engine.dispose()


def main() -> int:
    """The health check of a courier's container."""
    found = trouble(load(DatabaseSettings).database_url.get_secret_value())
    if found:
        print(found, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
