"""Real engines for whoever asks: one PostgreSQL and one Valkey a session (and xdist worker), started on the first use.

`DATELINE_TEST_DATABASE_URL` (a role that may create databases) and `DATELINE_TEST_REDIS_URL` name servers to use instead.
"""

import os
import signal
import time
import uuid
from collections.abc import Iterator
from urllib.parse import urlsplit, urlunsplit

import pytest


def pytest_configure(config: pytest.Config) -> None:
    """Heed Ctrl-C, which a shell has its background jobs ignore, and the programs that these start, too: tests send it to some."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Gold that is not ours to ship lies elsewhere; without the option, what needs it is skipped. A large import takes its time."""
    parser.addoption("--articles", metavar="NUMBER", type=int, default=3000, help="how many articles tests/faults/test_import.py brings in")
    parser.addoption("--events", metavar="NUMBER", type=int, default=15_000, help="how many events tests/faults/test_export.py exports")
    parser.addoption("--scale", metavar="NUMBER", type=int, default=3000, help="over how many events tests/faults/test_scale.py asks")
    parser.addoption("--linked", metavar="NUMBER", type=int, default=5000, help="among how many events tests/faults/test_link_cost.py links articles")
    parser.addoption("--crowd", metavar="NUMBER", type=int, default=400, help="how many long polls tests/faults/test_crowd.py keeps; a quarter as many streams")
    parser.addoption("--examples", metavar="NUMBER", type=int, default=3, help="how many requests schemathesis makes up for each operation in each phase")
    parser.addoption(
        "--shuffles", metavar="NUMBER", type=int, default=3, help="in how many orders of arrival tests/quality/across links the stories of the gold"
    )
    parser.addoption("--gold", metavar="FOLDER", help="a folder with seeds/gold.json and the articles that it names")


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A PostgreSQL server: the URL of a role that may create databases. Tests want `database_url`."""
    if given := os.environ.get("DATELINE_TEST_DATABASE_URL"):
        yield given
        return
    from dateline.engines.postgres import postgres
    from dateline.home import open_home
    from dateline.supervisor import Supervisor

    home = open_home(tmp_path_factory.mktemp("postgres"))
    with postgres(home, durable=False) as (service, url), Supervisor(home) as supervisor:
        supervisor.start(service)
        yield url


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A Valkey server. Tests want `broker_url`."""
    if given := os.environ.get("DATELINE_TEST_REDIS_URL"):
        yield given
        return
    from dateline.engines.valkey import valkey
    from dateline.home import open_home
    from dateline.supervisor import Supervisor

    home = open_home(tmp_path_factory.mktemp("valkey"))
    with valkey(home) as (service, url), Supervisor(home) as supervisor:
        supervisor.start(service)
        yield url


@pytest.fixture(scope="session")
def template_database(postgres_url: str) -> Iterator[str]:
    """The name of a migrated, empty database to copy."""
    from dateline_api.db.migrate import upgrade

    name = f"template_{uuid.uuid4().hex[:12]}"
    _execute(postgres_url, f"CREATE DATABASE {name}")
    upgrade(_with_path(postgres_url, name))
    yield name
    _drop(postgres_url, name)


@pytest.fixture
def database_url(postgres_url: str, template_database: str) -> Iterator[str]:
    """A fresh, migrated database of this test's own."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    _execute(postgres_url, f"CREATE DATABASE {name} TEMPLATE {template_database}")
    yield _with_path(postgres_url, name)
    _drop(postgres_url, name)


@pytest.fixture
def empty_database_url(postgres_url: str) -> Iterator[str]:
    """A fresh database of this test's own, without any table."""
    name = f"test_{uuid.uuid4().hex[:12]}"
    _execute(postgres_url, f"CREATE DATABASE {name}")
    yield _with_path(postgres_url, name)
    _drop(postgres_url, name)


@pytest.fixture
def broker_url(redis_url: str) -> Iterator[str]:
    """An empty database of the broker; xdist workers on one server use different numbers."""
    import redis

    worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    url = _with_path(redis_url, str(int(worker) % 16))
    with redis.Redis.from_url(url) as client:
        client.flushdb()
        yield url
        client.flushdb()


def _with_path(url: str, path: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{path}"))


def _drop(url: str, name: str) -> None:
    """Drop a database and end who is still connected. An autovacuum worker is not ours to end: that is refused, and it goes by itself."""
    import psycopg

    for _ in range(100):
        try:
            _execute(url, f"DROP DATABASE {name} WITH (FORCE)")
            return
        except psycopg.errors.InsufficientPrivilege:
            time.sleep(0.1)
    raise TimeoutError(f"the database {name} stays in use")


def _execute(url: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(statement.encode())
