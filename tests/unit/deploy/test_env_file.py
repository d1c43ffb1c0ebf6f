import os
import stat
import subprocess
import sys
from pathlib import Path

from dateline_api.api_key import is_mistyped

ROOT = Path(__file__).parents[3]


def _write(path: Path) -> str:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "services/api/src")}
    # -I would drop PYTHONPATH; -S leaves out everything that is installed: the script must do with the standard library.
    command = [sys.executable, "-S", str(ROOT / "deploy/env.py"), str(path)]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout


def _values(path: Path) -> dict[str, str]:
    return dict(line.split("=", 1) for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#"))


def test_env_file_holds_a_valid_key_and_passwords_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    assert "docker compose up --build --wait" in _write(path)
    values = _values(path)
    assert values.keys() == {"DATELINE_ADMIN_KEY", "POSTGRES_PASSWORD", "REDIS_PASSWORD"}
    assert values["DATELINE_ADMIN_KEY"].startswith("dl_")
    assert not is_mistyped(values["DATELINE_ADMIN_KEY"])
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_passwords_are_long_fresh_and_plain_in_a_url(tmp_path: Path) -> None:
    written = []
    for name in ("one", "two"):
        _write(tmp_path / name)
        written += [value for variable, value in _values(tmp_path / name).items() if variable.endswith("_PASSWORD")]
    assert len(set(written)) == 4
    assert all(len(value) == 48 and value.isalnum() for value in written)


def test_existing_env_file_is_kept(tmp_path: Path) -> None:
    path = tmp_path / ".env"
    path.write_text("REDIS_PASSWORD=mine\n", encoding="utf-8")
    assert "kept" in _write(path)
    assert path.read_text(encoding="utf-8") == "REDIS_PASSWORD=mine\n"
