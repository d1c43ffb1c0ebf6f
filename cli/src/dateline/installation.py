"""A whole local installation: engines, migration, api, store, courier, nlp and ingest, started in order and ready when yielded.

locks → engines (unless named by URL) → migrate (→ a new epoch, if the data were put back) → api, store, courier, nlp, ingest → ready
"""

import contextlib
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Generator
from dataclasses import dataclass
from datetime import timedelta

from dateline_shared import routes

from dateline.engines.port import is_free
from dateline.engines.postgres import postgres
from dateline.engines.valkey import valkey
from dateline.home import Home, locked, open_home
from dateline.interrupts import Waiting
from dateline.keys import admin_key
from dateline.service import Service, StartError
from dateline.settings import CliSettings, local_url
from dateline.supervisor import Reporter, Supervisor

MODELS_LOAD_WITHIN = timedelta(seconds=120)  # 4 s measured on two idle cores; slow disks and busy machines need more
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}  # processes, not threads, fill the cores


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the parts of one installation find each other."""

    database_url: str
    redis_url: str
    host: str
    port: int
    admin_key: str
    public_url: str  # by which others reach the API


@dataclass(frozen=True, slots=True)
class Installation:
    """A running installation."""

    home: Home
    url: str
    key: str
    key_is_new: bool  # and has to be shown
    addresses: Addresses
    supervisor: Supervisor


@contextlib.contextmanager
def running(settings: CliSettings, *, restored: bool = False, waiting: Waiting | None = None, report: Reporter | None = None) -> Generator[Installation]:
    """Start everything, yield it when it is ready, and stop everything. `restored`: the data are a copy that was put back.

    Raises StartError, ServiceFailedError, StopRequested.
    """
    home = open_home(settings.home)
    with contextlib.ExitStack() as stack:
        lock = stack.enter_context(locked(home))
        if not is_free(settings.host, settings.port):
            raise StartError(f"Port {settings.port} of {settings.host} is taken. Try another: `dateline up --port {settings.port + 1}`, or set DATELINE_PORT.")
        engines, database_url, redis_url = [], settings.database_url, settings.redis_url
        if database_url is None:
            service, made_url = stack.enter_context(postgres(home, inherit=(lock,)))
            engines.append(service)
        if redis_url is None:
            service, made_redis_url = stack.enter_context(valkey(home))
            engines.append(service)
        key, is_new = (settings.admin_key.get_secret_value(), False) if settings.admin_key else admin_key(home)
        addresses = Addresses(
            database_url=database_url.get_secret_value() if database_url else made_url,
            redis_url=redis_url.get_secret_value() if redis_url else made_redis_url,
            host=settings.host,
            port=settings.port,
            admin_key=key,
            public_url=settings.public_url or local_url(settings.host, settings.port),
        )
        supervisor = stack.enter_context(Supervisor(home, inherit=(lock,), waiting=waiting, report=report))
        supervisor.start(*engines)
        if redis_url is None:
            _forget_presence(addresses.redis_url)
        supervisor.run(migration(addresses))
        if restored:
            supervisor.run(new_epoch(addresses))
        supervisor.start(*services(addresses, nlp_processes=settings.nlp_processes or max(1, (os.cpu_count() or 1) - 1)))
        yield Installation(home, local_url(settings.host, settings.port), key, is_new, addresses, supervisor)


def migration(addresses: Addresses) -> Service:
    """The program that brings the database to the newest schema, and ends."""
    return Service(
        name="migrate",
        command=(sys.executable, "-m", "dateline_api.db.migrate"),
        environment={"DATELINE_DATABASE_URL": addresses.database_url},
        start_within=timedelta(minutes=5),  # a large database may need long
    )


def new_epoch(addresses: Addresses) -> Service:
    """The program that says that the database was restored, and ends."""
    return Service(name="restored", command=(sys.executable, "-m", "dateline_api.db.restored"), environment={"DATELINE_DATABASE_URL": addresses.database_url})


def services(addresses: Addresses, *, nlp_processes: int) -> tuple[Service, ...]:
    """Our own processes; workers are told of no database."""
    database, broker = {"DATELINE_DATABASE_URL": addresses.database_url}, {"DATELINE_REDIS_URL": addresses.redis_url}
    door = {"DATELINE_HOST": addresses.host, "DATELINE_PORT": str(addresses.port), "DATELINE_ADMIN_KEY": addresses.admin_key}
    public = {"DATELINE_PUBLIC_URL": addresses.public_url}
    count = {"DATELINE_NLP_PROCESSES": str(nlp_processes)}
    return (
        _service("api", "dateline_api.http", database | broker | door | public, lambda: _answers(local_url(addresses.host, addresses.port) + "/readyz")),
        _service("store", "dateline_api.store", database | broker, _present("store", addresses.redis_url)),
        _service("courier", "dateline_api.courier", database | public, lambda: _delivers(addresses.database_url)),
        _service("nlp", "dateline_nlp.worker", broker | count | ONE_THREAD, _present("nlp", addresses.redis_url)),
        _service("ingest", "dateline_ingest.worker", broker | ONE_THREAD, _present("ingest", addresses.redis_url)),
    )


def _service(name: str, module: str, environment: dict[str, str], is_ready: Callable[[], bool]) -> Service:
    return Service(name=name, command=(sys.executable, "-m", module), environment=environment, is_ready=is_ready, start_within=MODELS_LOAD_WITHIN)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=2) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def _present(role: str, redis_url: str) -> Callable[[], bool]:
    """Workers say themselves that they are ready."""
    import redis

    def is_there() -> bool:
        with redis.Redis.from_url(redis_url, socket_timeout=2, socket_connect_timeout=2) as client:
            try:
                return next(client.scan_iter(match=routes.presence(role), count=500), None) is not None
            except redis.RedisError:
                return False

    return is_there


def _delivers(database_url: str) -> bool:
    """Whether the courier is at work: it has no broker to say so."""
    from dateline_api.courier.health import trouble

    return trouble(database_url) is None


def _forget_presence(redis_url: str) -> None:
    """Take away what a killed run announced: on our own broker nobody is there yet."""
    import redis

    with redis.Redis.from_url(redis_url, socket_timeout=5) as client:
        for key in list(client.scan_iter(match=routes.presence("*"), count=500)):
            client.delete(key)
