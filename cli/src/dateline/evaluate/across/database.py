"""A PostgreSQL of its own for a measurement, brought up by the engines of `dateline up` and thrown away after it."""

import contextlib
import tempfile
from collections.abc import Generator
from pathlib import Path

from dateline_api.db.engine import Engine, make_engine
from dateline_api.db.migrate import upgrade

from dateline.engines.postgres import postgres
from dateline.home import open_home
from dateline.supervisor import Supervisor


@contextlib.contextmanager
def temporary_database() -> Generator[Engine]:
    """Connections to an empty database of the newest schema. Raises StartError, ServiceFailedError."""
    with tempfile.TemporaryDirectory(prefix="dateline-across-") as folder:
        home = open_home(Path(folder) / "home")
        with postgres(home, durable=False) as (service, url), Supervisor(home) as supervisor:
            supervisor.start(service)
            upgrade(url)
            engine = make_engine(url)
            try:
                yield engine
            finally:
                engine.dispose()
