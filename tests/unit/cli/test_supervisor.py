"""The supervisor with small stand-ins for services."""

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from dateline import lifeline
from dateline.home import Home, open_home
from dateline.service import Service, ServiceFailedError
from dateline.supervisor import StopRequested, Supervisor, last_words

SHELL = "/bin/sh"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return open_home(tmp_path / "home")


def service(name: str, script: str, *, ready: Callable[[], bool] = lambda: True, within: float = 20) -> Service:
    return Service(name=name, command=(SHELL, "-c", script), is_ready=ready, start_within=timedelta(seconds=within))


def until(condition: Callable[[], bool]) -> None:
    """Look until it is so; pytest's time limit ends a wait in vain."""
    while not condition():
        time.sleep(0.01)


def is_alive(pid: int) -> bool:
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return bool(state.strip()) and not state.startswith("Z")


class Asked:
    """Somebody who has asked to end, and asks again whenever time passes."""

    def __init__(self, requests: int) -> None:
        self.requests = requests

    def wait(self, seconds: float) -> None:
        self.requests += bool(self.requests)
        time.sleep(seconds)


def test_services_end_in_reverse_order(home: Home, tmp_path: Path) -> None:
    order, ready = tmp_path / "order", tmp_path / "ready"
    script = "trap 'echo {0} >> {1}; exit 0' TERM; touch {2}.{0}; while :; do sleep 0.02; done"
    with Supervisor(home) as supervisor:
        for name in ("first", "second"):
            supervisor.start(service(name, script.format(name, order, ready), ready=Path(f"{ready}.{name}").exists))

    assert order.read_text().split() == ["second", "first"]


def test_service_that_ends_while_starting_is_named_with_its_log(home: Home) -> None:
    with Supervisor(home) as supervisor, pytest.raises(ServiceFailedError, match=r"^frail ended while starting \(exit code 3\)$") as failure:
        supervisor.start(service("frail", "echo no luck >&2; exit 3", ready=lambda: False))

    assert last_words(failure.value.log, lines=5) == ["no luck"]


def test_service_that_is_never_ready_is_given_up(home: Home) -> None:
    with Supervisor(home) as supervisor, pytest.raises(ServiceFailedError, match="slow was not ready within"):
        supervisor.start(service("slow", "sleep 60", ready=lambda: False, within=0.1))


def test_dead_service_is_started_again(home: Home, tmp_path: Path) -> None:
    lives = tmp_path / "lives"
    with Supervisor(home, restart=lambda deaths, *, now: timedelta(0)) as supervisor:
        supervisor.start(service("cat", f"echo x >> {lives}; exec sleep 60", ready=lives.exists))
        os.kill(supervisor.pids()["cat"], signal.SIGKILL)

        supervisor.watch(until=lambda: lives.read_text().count("x") == 2)

        assert supervisor.pids().keys() == {"cat"}


def test_service_that_keeps_dying_ends_the_watch(home: Home) -> None:
    delays = iter([timedelta(0), timedelta(0), None])
    with Supervisor(home, restart=lambda deaths, *, now: next(delays)) as supervisor:
        supervisor.start(service("moth", "sleep 0.1; exit 7"))

        with pytest.raises(ServiceFailedError, match=r"moth keeps ending, 3 times so far \(exit code 7\)"):
            supervisor.watch()


def test_what_a_service_started_ends_with_it(home: Home, tmp_path: Path) -> None:
    grandchild = tmp_path / "grandchild"
    with Supervisor(home) as supervisor:
        supervisor.start(service("parent", f"sleep 60 & echo $! > {grandchild}; wait", ready=lambda: grandchild.exists() and grandchild.read_text() != ""))
        pid = int(grandchild.read_text())
        assert is_alive(pid)

    until(lambda: not is_alive(pid))


def test_second_request_kills_what_does_not_end(home: Home, tmp_path: Path) -> None:
    ready = tmp_path / "ready"
    asked = Asked(0)
    begun = time.monotonic()
    with Supervisor(home, waiting=asked) as supervisor:
        supervisor.start(service("deaf", f"trap '' TERM; touch {ready}; while :; do sleep 0.05; done", ready=ready.exists))
        asked.requests = 1

    assert time.monotonic() - begun < 5  # not the ten seconds that a patient end takes


def test_request_while_starting_ends_the_start(home: Home) -> None:
    with Supervisor(home, waiting=Asked(1)) as supervisor, pytest.raises(StopRequested):
        supervisor.start(service("slow", "sleep 60", ready=lambda: False))


def test_program_that_fails_once_is_an_error(home: Home) -> None:
    with Supervisor(home) as supervisor:
        supervisor.run(service("fine", "exit 0"))
        with pytest.raises(ServiceFailedError, match=r"bad failed \(exit code 5\)"):
            supervisor.run(service("bad", "exit 5"))


def test_last_words_are_those_of_the_last_start(home: Home) -> None:
    with Supervisor(home) as supervisor:
        supervisor.run(service("talker", "echo first"))
        supervisor.run(service("talker", "echo one; echo two; echo three"))

    assert last_words(home.logs / "talker.log", lines=2) == ["two", "three"]


def test_long_log_is_put_aside_at_the_next_start(home: Home) -> None:
    log = home.folder("logs") / "chatty.log"
    log.write_bytes(b"x" * (10 * 1024 * 1024 + 1))
    with Supervisor(home) as supervisor:
        supervisor.run(service("chatty", "echo hello"))

    assert last_words(log, lines=5) == ["hello"]
    assert log.stat().st_size < 100
    assert (home.logs / "chatty.log.1").stat().st_size > 10 * 1024 * 1024


def test_log_that_grows_too_long_is_put_aside_while_its_service_writes_on(home: Home, tmp_path: Path) -> None:
    log, written, more = home.logs / "chatty.log", tmp_path / "written", tmp_path / "more"
    script = f"head -c 10500000 /dev/zero; touch {written}; until [ -e {more} ]; do sleep 0.02; done; echo hello; exec sleep 60"
    with Supervisor(home) as supervisor:
        supervisor.start(service("chatty", script, ready=written.exists))
        supervisor.watch(until=lambda: log.stat().st_size == 0)
        more.touch()
        supervisor.watch(until=lambda: log.stat().st_size > 0)

        assert supervisor.pids().keys() == {"chatty"}

    assert log.read_bytes() == b"hello\n"
    assert (home.logs / "chatty.log.1").stat().st_size > 10_500_000
    assert (home.logs / "chatty.log.1").stat().st_mode & 0o077 == 0


def test_log_that_somebody_removed_stops_nothing(home: Home) -> None:
    with Supervisor(home) as supervisor:
        supervisor.start(service("quiet", "exec sleep 60"))
        (home.logs / "quiet.log").unlink()
        looks = iter([False, True])

        supervisor.watch(until=lambda: next(looks))

        assert supervisor.pids().keys() == {"quiet"}


@pytest.mark.parametrize("way", ["main", "watch"])
def test_program_ends_when_its_parent_is_killed(way: str, tmp_path: Path) -> None:
    """`main` is the kernel's way on Linux, `watch` that of other systems."""
    told = tmp_path / "told"
    arguments = f"[str(os.getppid()), '15', '-', '/bin/sh', '-c', {f'echo $$ > {told}; exec sleep 60'!r}]"
    if way == "main":
        call = f"lifeline.main({arguments})"
    else:
        call = f"lifeline.watch(os.getppid(), signal.SIGTERM, {arguments}[3:])"
    folder = Path(lifeline.__file__).parent
    script = f"import os, signal, sys; os.setpgid(0, 0); sys.path.insert(0, {str(folder)!r}); import lifeline; {call}"
    # The shell is the parent that is killed: a command after ours keeps it from becoming our process.
    parent = subprocess.Popen([SHELL, "-c", f"{shlex.join([sys.executable, '-I', '-S', '-c', script])}; true"])
    until(lambda: told.exists() and told.read_text().strip() != "")
    pid = int(told.read_text())
    assert is_alive(pid)

    parent.kill()
    parent.wait()

    until(lambda: not is_alive(pid))
