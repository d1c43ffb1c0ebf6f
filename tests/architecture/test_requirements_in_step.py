"""The pinned requirements are those that the pyproject files ask for. Nothing is resolved, so no network is needed: `make lock` mends it."""

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import requires
from pathlib import Path

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
MEMBERS = {
    project["name"]: project
    for project in (
        tomllib.loads(path.read_text(encoding="utf-8"))["project"]
        for path in (*ROOT.glob("services/*/pyproject.toml"), ROOT / "shared/pyproject.toml", ROOT / "cli/pyproject.toml")
    )
}
DEV = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["dependency-groups"]["dev"]

# What each file is made from, as `make lock` says.
FILES = {
    "dev": [*DEV, *MEMBERS],
    "build": ["hatchling"],
    "parquet": MEMBERS["dateline-api"]["optional-dependencies"]["parquet"],
    "api": ["dateline-api"],
    "ingest": ["dateline-ingest"],
    "nlp": ["dateline-nlp"],
}
PIN = re.compile(r"(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^ ;]+)(?: ; (?P<marker>.+?))? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?")


def _lines(file: str) -> list[str]:
    return (ROOT / "requirements" / f"{file}.txt").read_text(encoding="utf-8").splitlines()


def _pins(file: str, *, here: bool = False) -> dict[str, set[str]]:
    """Versions by name; `here`: those alone that are for this Python and system."""
    pins: dict[str, set[str]] = {}
    for pin in filter(None, map(PIN.fullmatch, _lines(file))):
        if not here or pin["marker"] is None or Marker(pin["marker"]).evaluate():
            pins.setdefault(canonicalize_name(pin["name"]), set()).add(pin["version"])
    return pins


def _wanted(requirement: Requirement) -> list[Requirement]:
    """What one requirement brings along: what our member's pyproject declares, or what the installed package says."""
    extras = requirement.extras
    if requirement.name in MEMBERS:
        project = MEMBERS[requirement.name]
        lines = [*project["dependencies"], *(line for extra in extras for line in project["optional-dependencies"][extra])]
    else:
        lines = requires(requirement.name) or []
    found = [Requirement(line) for line in lines]
    return [each for each in found if each.marker is None or any(each.marker.evaluate({"extra": extra}) for extra in (extras or {""}))]


def _closure(lines: list[str]) -> Iterator[Requirement]:
    """All that these requirements need here, with whatever they need."""
    seen: set[str] = set()
    waiting = [Requirement(line) for line in lines]
    while waiting:
        requirement = waiting.pop()
        if str(requirement) not in seen:
            seen.add(str(requirement))
            yield requirement
            waiting += _wanted(requirement)


@pytest.mark.parametrize("file", FILES)
def test_every_requirement_is_pinned_at_a_version_that_fits(file: str) -> None:
    pins = _pins(file, here=True)
    needed = [each for each in _closure(FILES[file]) if each.name not in MEMBERS]
    missing = sorted({str(each) for each in needed if not any(each.specifier.contains(version) for version in pins.get(canonicalize_name(each.name), ()))})
    assert missing == [], f"requirements/{file}.txt lacks these: run `make lock`"


@pytest.mark.parametrize("file", FILES)
def test_nothing_is_pinned_that_nobody_needs(file: str) -> None:
    needed = {canonicalize_name(each.name) for each in _closure(FILES[file])}
    assert sorted(set(_pins(file, here=True)) - needed) == [], f"requirements/{file}.txt holds more than is declared: run `make lock`"


@pytest.mark.parametrize("file", [file for file in FILES if file != "dev"])
def test_images_hold_the_versions_that_the_tests_ran_with(file: str) -> None:
    tested = _pins("dev")
    assert {name: versions for name, versions in _pins(file).items() if versions != tested.get(name)} == {}


@pytest.mark.parametrize("file", FILES)
def test_every_line_is_a_pin_or_a_hash(file: str) -> None:
    lines = _lines(file)
    assert [line for line in lines if not PIN.fullmatch(line) and not HASH.fullmatch(line)] == []
    assert len(_pins(file)) >= len(FILES[file])
    unhashed = [line for line, following in zip(lines, [*lines[1:], ""], strict=True) if PIN.fullmatch(line) and not HASH.fullmatch(following)]
    assert unhashed == []


def test_each_service_has_a_file_of_requirements_and_no_file_is_left_over() -> None:
    services = {path.parent.name for path in ROOT.glob("services/*/pyproject.toml")}
    assert {path.stem for path in (ROOT / "requirements").glob("*.txt")} == set(FILES) == services | {"dev", "build", "parquet"}
