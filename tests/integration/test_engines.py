"""The engines of `dateline up`, really started: access, persistence, and that nothing is left after a kill -9."""

import json
import os
import pwd
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import psycopg.errors
import pytest
import redis
from dateline.engines.postgres import postgres
from dateline.engines.programs import postgres_folder, valkey_program
from dateline.engines.valkey import valkey
from dateline.home import locked, open_home
from dateline.service import StartError
from dateline.supervisor import Supervisor
from redis.backoff import NoBackoff
from redis.retry import Retry

# Starts both engines in the folder given, tells their URLs and process ids, and watches over them until a line comes in.
SUPERVISE = """
import json, select, sys
from contextlib import ExitStack
from pathlib import Path
from dateline.engines.postgres import postgres
from dateline.engines.valkey import valkey
from dateline.home import locked, open_home
from dateline.supervisor import Supervisor
home = open_home(Path(sys.argv[1]))
with ExitStack() as stack:
    lock = stack.enter_context(locked(home))
    database, url = stack.enter_context(postgres(home, inherit=(lock,)))
    broker, redis_url = stack.enter_context(valkey(home))
    supervisor = stack.enter_context(Supervisor(home, inherit=(lock,)))
    supervisor.start(database, broker)
    print(json.dumps({"database_url": url, "redis_url": redis_url, "pids": supervisor.pids()}), flush=True)
    supervisor.watch(until=lambda: bool(select.select([sys.stdin], [], [], 0)[0]))
"""


@contextmanager
def supervised(home: Path, *, python: str = sys.executable, user: str | None = None) -> Generator[tuple[subprocess.Popen[str], dict]]:
    """A process that supervises both engines, and what it told of them."""
    process = subprocess.Popen(
        [python, "-c", SUPERVISE, str(home)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd="/",
        env={"PATH": os.environ["PATH"], "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        user=user,
        group=pwd.getpwnam(user).pw_gid if user else None,
        extra_groups=[] if user else None,
    )
    assert process.stdin
    assert process.stdout
    try:
        line = process.stdout.readline()
        assert line, "the engines did not start"
        yield process, json.loads(line)
        if process.poll() is None:
            process.stdin.write("\n")
            process.stdin.flush()
            process.wait(30)
    finally:
        process.kill()
        process.wait()
        process.stdin.close()
        process.stdout.close()


@contextmanager
def both(home_path: Path) -> Generator[tuple[str, str]]:
    home = open_home(home_path)
    with ExitStack() as stack:
        lock = stack.enter_context(locked(home))
        database, url = stack.enter_context(postgres(home, inherit=(lock,)))
        broker, redis_url = stack.enter_context(valkey(home))
        stack.enter_context(Supervisor(home, inherit=(lock,))).start(database, broker)
        yield url, redis_url


def remember(url: str, redis_url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE remembered AS SELECT 42 AS answer")
    with redis.Redis.from_url(redis_url) as client:
        client.set("answer", 42)


def assert_remembered(url: str, redis_url: str) -> None:
    with psycopg.connect(url) as connection:
        assert connection.execute("SELECT answer FROM remembered").fetchone() == (42,)
    with redis.Redis.from_url(redis_url) as client:
        assert client.get("answer") == b"42"


def of_group(leader: int) -> list[int]:
    """The processes of a process group, zombies left out."""
    found = subprocess.run(["ps", "-A", "-o", "pid=,pgid=,stat="], capture_output=True, text=True, check=True).stdout
    rows = [line.split() for line in found.splitlines()]
    return [int(pid) for pid, group, state in rows if int(group) == leader and not state.startswith("Z")]


def wait_for_end(home: Path) -> None:
    """Return when no process of this home is left: then, and only then, its lock can be had."""
    with locked(open_home(home)):
        pass


def test_data_is_kept_over_a_restart(tmp_path: Path) -> None:
    with both(tmp_path / "home") as (url, redis_url):
        remember(url, redis_url)

    with both(tmp_path / "home") as (url, redis_url):
        assert_remembered(url, redis_url)


def test_wrong_and_missing_passwords_are_refused(tmp_path: Path) -> None:
    with both(tmp_path / "home") as (url, redis_url):
        server = urlsplit(url)
        for user, password in (("dateline", "wrong"), ("dateline", ""), ("postgres", ""), ("postgres", "postgres")):
            with pytest.raises(psycopg.OperationalError, match=r"authentication failed|no password supplied"):
                psycopg.connect(host="127.0.0.1", port=server.port, user=user, password=password, dbname="dateline")
        with redis.Redis(port=urlsplit(redis_url).port or 0, retry=Retry(NoBackoff(), 0)) as client, pytest.raises(redis.AuthenticationError):
            client.ping()


def test_role_of_the_services_is_no_superuser(postgres_url: str) -> None:
    with psycopg.connect(postgres_url) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute("SELECT pg_read_file('/etc/hostname')")


def test_secrets_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    with both(tmp_path / "home"):
        pass

    assert (tmp_path / "home").stat().st_mode & 0o077 == 0
    for name in ("postgres-password", "valkey-password", "valkey/valkey.conf"):
        assert (tmp_path / "home" / name).stat().st_mode & 0o077 == 0


def test_engines_are_told_nothing_of_our_environment(tmp_path: Path) -> None:
    home = open_home(tmp_path / "home")
    with postgres(home) as (database, _), valkey(home) as (broker, _):
        for service in (database, broker):
            assert service.inherits({"PATH": "/bin", "HOME": "/root", "CLOUD_SECRET": "s", "DATELINE_KEY": "s"}) == {"PATH": "/bin"}


def test_nothing_is_left_after_an_orderly_end(tmp_path: Path) -> None:
    with supervised(tmp_path / "home") as (_, told):
        assert all(of_group(pid) for pid in told["pids"].values())

    assert not any(of_group(pid) for pid in told["pids"].values())


def test_killed_supervisor_leaves_no_process_and_the_next_start_has_the_data(tmp_path: Path) -> None:
    with supervised(tmp_path / "home") as (process, told):
        remember(told["database_url"], told["redis_url"])
        with psycopg.connect(told["database_url"]):  # a session that is open does not keep the server alive
            process.send_signal(signal.SIGKILL)
            process.wait()
            wait_for_end(tmp_path / "home")

        assert not any(of_group(pid) for pid in told["pids"].values())

    with both(tmp_path / "home") as (url, redis_url):
        assert_remembered(url, redis_url)


def test_dead_engine_is_started_again_at_the_same_address(tmp_path: Path) -> None:
    with supervised(tmp_path / "home") as (_, told):
        remember(told["database_url"], told["redis_url"])
        for pid in told["pids"].values():
            os.kill(pid, signal.SIGKILL)

        wait_until_answering(told["database_url"], told["redis_url"])
        assert_remembered(told["database_url"], told["redis_url"])


def wait_until_answering(url: str, redis_url: str) -> None:
    """Ask until both answer; pytest's time limit ends a wait in vain."""
    while True:
        with suppress(psycopg.OperationalError, redis.ConnectionError), psycopg.connect(url), redis.Redis.from_url(redis_url) as client:
            client.ping()
            return
        time.sleep(0.05)


def test_pid_file_of_a_living_stranger_does_not_stop_a_start(tmp_path: Path) -> None:
    with both(tmp_path / "home"):
        pass
    (tmp_path / "home" / "postgres" / "postmaster.pid").write_text(f"{os.getpid()}\n/nowhere\n")

    with both(tmp_path / "home") as (url, _), psycopg.connect(url) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_data_of_another_major_version_is_left_alone(tmp_path: Path) -> None:
    with both(tmp_path / "home"):
        pass
    (tmp_path / "home" / "postgres" / "PG_VERSION").write_text("15\n")

    with pytest.raises(StartError, match="made by PostgreSQL 15"), both(tmp_path / "home"):
        pass


def test_second_supervisor_in_the_same_home_is_refused(tmp_path: Path) -> None:
    home = open_home(tmp_path / "home")

    with locked(home), pytest.raises(StartError, match=f"already running.*process {os.getpid()}"), locked(home):
        pass


def test_data_folder_is_made_anew_when_an_earlier_attempt_was_cut_short(tmp_path: Path) -> None:
    half_made = tmp_path / "home" / "postgres.new"
    half_made.mkdir(parents=True)
    (half_made / "PG_VERSION").write_text("18\n")

    with both(tmp_path / "home") as (url, _), psycopg.connect(url) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("dateline",)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root is refused by PostgreSQL and needs another account")
def test_root_runs_the_engines_as_another_user_below_a_closed_folder(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    before = {path: path.stat().st_mode for path in (closed, *closed.parents)}

    with supervised(closed / "home") as (_, told):
        owners = {Path(f"/proc/{pid}").stat().st_uid for pid in told["pids"].values()}

    assert owners == {pwd.getpwnam("nobody").pw_uid}
    assert {path: path.stat().st_mode for path in before} == before


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can hide programs from the account that runs them")
def test_programs_out_of_reach_are_copied_and_the_copy_is_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = tmp_path / "closed" / "site-packages"
    closed.mkdir(parents=True, mode=0o700)
    closed.parent.chmod(0o700)
    for package in (postgres_folder().parent, valkey_program().parents[2]):
        shutil.copytree(package, closed / package.name)
        if package.with_name(package.name + ".libs").exists():
            shutil.copytree(package.with_name(package.name + ".libs"), closed / f"{package.name}.libs")
    monkeypatch.setattr(sys, "path", [str(closed), *sys.path])

    with supervised(tmp_path / "home") as (_, told):
        copies = {Path(os.readlink(f"/proc/{pid}/exe")) for pid in told["pids"].values()}
        with psycopg.connect(told["database_url"]) as connection:
            assert connection.execute("SELECT to_tsvector('english', 'talks') @@ to_tsquery('english', 'talk')").fetchone() == (True,)

    assert {path.name for path in copies} == {"postgres", "valkey-server"}
    assert not any(path.exists() or path.is_relative_to(closed) for path in copies)


@pytest.mark.skipif(os.geteuid() != 0, reason="as an ordinary user all the other tests show this")
def test_ordinary_user_runs_the_engines_under_its_own_name(tmp_path_factory: pytest.TempPathFactory) -> None:
    python = next((each for each in (sys.executable, "/usr/bin/python3.11", "/usr/local/bin/python3.11") if can_start(each, user="nobody")), None)
    if python is None:
        pytest.skip("no Python 3.11 of this machine can be started by an ordinary user")
    folder = Path("/tmp") / tmp_path_factory.mktemp("unprivileged").name
    folder.mkdir(mode=0o700)
    try:
        shutil.chown(folder, "nobody")
        for _ in range(2):
            with supervised(folder / "home", python=python, user="nobody") as (_, told):
                owners = {Path(f"/proc/{pid}").stat().st_uid for pid in told["pids"].values()}
                assert owners == {pwd.getpwnam("nobody").pw_uid}
    finally:
        shutil.rmtree(folder)


def can_start(python: str, *, user: str) -> bool:
    """Whether this user can run that Python with our packages."""
    environment = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    try:
        return subprocess.run([python, "-c", "import dateline.supervisor"], user=user, cwd="/", env=environment, check=False).returncode == 0
    except OSError:
        return False
