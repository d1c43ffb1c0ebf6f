"""Rules of the house that a machine can hold: see CONTRIBUTING.md."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
TRACKED = [ROOT / name for name in subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()]
MODULES = [path for path in TRACKED if path.suffix == ".py" and path.exists()]
SQL = re.compile(r"\b(SELECT|INSERT INTO|UPDATE|DELETE FROM)\b [a-z(*]")


def test_no_module_is_longer_than_400_lines() -> None:
    assert [str(path.relative_to(ROOT)) for path in MODULES if len(path.read_text(encoding="utf-8").splitlines()) > 400] == []


def test_no_module_has_a_name_that_says_nothing() -> None:
    assert [str(path) for path in MODULES if path.stem in {"utils", "helpers", "common", "misc", "manager"}] == []


def test_sql_lives_in_the_database_package_alone() -> None:
    source = ROOT / "services/api/src/dateline_api"
    allowed = (source / "db", source / "store/lead.py")  # the lock of the leading session is no query
    strays = [path for path in MODULES if path.is_relative_to(ROOT / "services") and SQL.search(path.read_text(encoding="utf-8"))]
    assert [str(path.relative_to(ROOT)) for path in strays if not any(path.is_relative_to(place) for place in allowed)] == []


def test_queues_tasks_and_streams_are_named_in_routes_alone() -> None:
    names = re.compile(r'"dateline[:.](nlp|ingest|extractions|arrivals|presence)')
    source = [path for path in MODULES if "/src/" in str(path) and path.name != "routes.py"]
    assert [str(path.relative_to(ROOT)) for path in source if names.search(path.read_text(encoding="utf-8"))] == []


def test_only_append_changes_writes_the_log() -> None:
    source = [path for path in MODULES if "/src/" in str(path) and "migrations" not in path.parts]
    assert [str(path) for path in source if re.search(r"insert\(changes\)|changes\.insert|INTO changes", path.read_text(encoding="utf-8"))] == []


def test_no_commit_names_a_machine_or_an_index() -> None:
    pattern = re.compile(r"(^|[^\w.-])/(work|root|home/[a-z]+)/|--index-url|--extra-index-url|https?://[^ ]*pypi|\"resolved\": \"http", re.MULTILINE)
    text = [path for path in TRACKED if path.suffix in {".py", ".toml", ".txt", ".md", ".yml", ".yaml", ".json", ""} and path.is_file()]
    allowed = {Path(__file__)}
    assert [str(path.relative_to(ROOT)) for path in text if path not in allowed and pattern.search(path.read_text(encoding="utf-8", errors="replace"))] == []
