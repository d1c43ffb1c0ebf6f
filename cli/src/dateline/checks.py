"""What `dateline doctor` looks at: one function a matter, each with what to do when it is not well."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from dateline.engines.port import is_free
from dateline.engines.programs import postgres_folder, valkey_program
from dateline.home import open_home
from dateline.service import StartError
from dateline.settings import CliSettings

ENOUGH_BYTES = 2 * 1024**3  # a fresh installation takes 0.1 GB; write-ahead logs alone may take 1 GB


@dataclass(frozen=True, slots=True)
class Check:
    """One matter; `advice` says what to do and is empty when all is well."""

    name: str
    detail: str
    advice: str = ""

    @property
    def is_ok(self) -> bool:
        return not self.advice


def run_checks(settings: CliSettings) -> Iterator[Check]:
    """All checks, one after the other; none changes anything but an empty home."""
    for check in (_python, _home, _disk, _postgres, _valkey, _database, _broker, _port, _models):
        try:
            yield check(settings)
        except Exception as error:  # a doctor reports what he stumbles over
            yield Check(check.__name__.strip("_"), f"{type(error).__name__}: {error}", "This is unexpected: `make setup` installs everything anew.")


def _python(_settings: CliSettings) -> Check:
    found = f"{sys.version.split()[0]} ({sys.executable})"
    return Check("python", found, "" if sys.version_info >= (3, 11) else "Python 3.11 or newer is needed.")


def _home(settings: CliSettings) -> Check:
    try:
        home = open_home(settings.home)
    except StartError as error:
        return Check("home", str(settings.home), str(error))
    return Check("home", f"{home.path}" + (f", the engines run as {home.account.name}" if home.account else ""))


def _disk(settings: CliSettings) -> Check:
    free = shutil.disk_usage(_existing(settings.home.absolute())).free
    return Check("disk", f"{free / 1024**3:.1f} GB free", "" if free >= ENOUGH_BYTES else "Make room, or name a folder on another disk with DATELINE_HOME.")


def _postgres(settings: CliSettings) -> Check:
    if settings.database_url:
        return Check("postgres", "not ours: DATELINE_DATABASE_URL names a server")
    return _program("postgres", lambda: postgres_folder() / "bin" / "postgres", "name a server with DATELINE_DATABASE_URL")


def _valkey(settings: CliSettings) -> Check:
    if settings.redis_url:
        return Check("valkey", "not ours: DATELINE_REDIS_URL names a server")
    return _program("valkey", valkey_program, "name a server with DATELINE_REDIS_URL")


def _program(name: str, find: Callable[[], Path], otherwise: str) -> Check:
    try:
        program = find()
        answer = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20, check=False)
    except (StartError, OSError, subprocess.TimeoutExpired) as error:
        return Check(name, str(error), f"Run `make setup`, or {otherwise}.")
    if answer.returncode != 0:
        return Check(name, answer.stderr.strip()[:200], f"The program does not run on this machine; {otherwise}.")
    return Check(name, answer.stdout.strip())


def _database(settings: CliSettings) -> Check:
    if settings.database_url is None:
        return Check("database", "started by `dateline up`")
    from dateline_api.db import migrate
    from dateline_api.db.engine import make_engine

    engine = make_engine(settings.database_url.get_secret_value(), pool_size=1)
    try:
        with engine.connect() as connection:
            is_ready = migrate.is_ready(connection)
    except Exception as error:  # the driver's own tree of errors is not ours to know
        return Check("database", str(error).splitlines()[0][:200], "Check DATELINE_DATABASE_URL: postgresql://user:password@host:port/name.")
    finally:
        engine.dispose()
    return Check(
        "database", f"schema {migrate.head()}" if is_ready else "not at the newest schema", "" if is_ready else "Run: python -m dateline_api.db.migrate"
    )


def _broker(settings: CliSettings) -> Check:
    if settings.redis_url is None:
        return Check("broker", "started by `dateline up`")
    import redis

    try:
        with redis.Redis.from_url(settings.redis_url.get_secret_value(), socket_timeout=5, socket_connect_timeout=5) as client:
            about = client.info()
    except (redis.RedisError, ValueError) as error:
        return Check("broker", str(error), "Check DATELINE_REDIS_URL: redis://:password@host:port/0.")
    version = str(about.get("valkey_version") or about.get("redis_version"))
    if int(version.split(".")[0]) < 7:
        return Check("broker", version, "Redis 7.0 or newer, or Valkey, is needed.")
    if about.get("maxmemory"):
        return Check("broker", f"{version}, maxmemory {about['maxmemory']}", "Set maxmemory to 0: at its limit workers exit and lose their message.")
    return Check("broker", version)


def _port(settings: CliSettings) -> Check:
    where = f"{settings.host}:{settings.port}"
    if is_free(settings.host, settings.port):
        return Check("port", f"{where} is free")
    from dateline.client import CannotConnectError, ProblemError
    from dateline.steward import Steward

    try:
        with Steward(settings.service_url, None) as client:
            client.get("/readyz")
    except (CannotConnectError, ProblemError, ValueError) as error:
        return Check("port", f"{where} is taken: {error}", f"Unless that is your service starting, use another port: dateline up --port {settings.port + 1}")
    return Check("port", f"a service answers at {where} and is ready")


def _models(_settings: CliSettings) -> Check:
    from dateline_nlp import models

    return Check("models", ", ".join(models.load().names))


def _existing(path: Path) -> Path:
    while not path.exists() or not os.access(path, os.R_OK):
        path = path.parent
    return path
