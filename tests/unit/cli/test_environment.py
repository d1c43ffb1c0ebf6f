"""What children learn of the supervisor's environment."""

import os
import subprocess
from pathlib import Path

import pytest
from dateline.environment import for_engine, for_service
from dateline.home import open_home
from dateline.service import Service, spawn

OWN = {
    "PATH": "/bin",
    "LC_ALL": "C.UTF-8",
    "HOME": "/root",
    "CLOUD_SECRET": "s",
    "DATELINE_ADMIN_KEY": "s",
    "DATELINE_KEY": "s",
    "DATELINE_DATABASE_URL": "s",
    "DATELINE_DATABASE_URL_FILE": "/run/s",
    "DATELINE_REDIS_URL": "s",
    "DATELINE_TASK_LIMIT": "PT5S",
    "DATELINE_FETCH_ALLOW": "127.0.0.1/32",
}


def told(service: Service, output: Path) -> dict[str, str]:
    """The environment that a service, which prints it, was started with."""
    with output.open("wb") as file:
        assert spawn(service, output=file.fileno()).wait() == 0
    return dict(line.split("=", 1) for line in output.read_text().splitlines())


def test_engine_is_told_nothing_but_its_surroundings() -> None:
    assert for_engine(OWN) == {"PATH": "/bin", "LC_ALL": "C.UTF-8"}


def test_service_is_told_settings_but_no_keys_and_addresses() -> None:
    withheld = {"DATELINE_ADMIN_KEY", "DATELINE_KEY", "DATELINE_DATABASE_URL", "DATELINE_DATABASE_URL_FILE", "DATELINE_REDIS_URL"}

    assert for_service(OWN) == {name: value for name, value in OWN.items() if name not in withheld}


def test_worker_gets_what_it_is_given_and_not_what_the_supervisor_knows(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATELINE_DATABASE_URL", "postgresql://secret")
    monkeypatch.setenv("DATELINE_REDIS_URL", "redis://outer")
    monkeypatch.setenv("DATELINE_LOG_LEVEL", "debug")

    environment = told(Service(name="env", command=("/usr/bin/env",), environment={"DATELINE_REDIS_URL": "redis://given"}), tmp_path / "out")

    assert "DATELINE_DATABASE_URL" not in environment
    assert (environment["DATELINE_REDIS_URL"], environment["DATELINE_LOG_LEVEL"]) == ("redis://given", "debug")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root starts programs as another user")
def test_program_of_another_account_never_sees_our_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLOUD_SECRET", "s")
    account = open_home(tmp_path / "home").account

    assert "CLOUD_SECRET" not in told(Service(name="env", command=("/usr/bin/env",), account=account, folder=Path("/")), tmp_path / "out")
    assert subprocess.run(["/usr/bin/env"], capture_output=True, text=True, check=True).stdout.count("CLOUD_SECRET") == 1
