"""Says that the database was restored, where it cannot be seen (`epoch`): `python -m dateline_api.db.restored`.

Cursors given before get 410 from then on. It may be said at any time and does no more harm than that; best before api and store start.
"""

import sys

from dateline_shared import telemetry
from dateline_shared.settings import load

from dateline_api.db import epoch
from dateline_api.db.engine import make_engine
from dateline_api.settings import DatabaseSettings


def begin_epoch(database_url: str) -> str:
    """Begin a new epoch of the change log, and return it."""
    engine = make_engine(database_url, pool_size=1)
    try:
        with engine.begin() as connection:
            return epoch.begin(connection)
    finally:
        engine.dispose()


if __name__ == "__main__":
    settings = load(DatabaseSettings)
    telemetry.configure(settings, service="restored")
    print(f"the change log begins epoch {begin_epoch(settings.database_url.get_secret_value())}: cursors given before get 410", file=sys.stderr)
