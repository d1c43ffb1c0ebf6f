"""Each member runs on what it declares: all its modules import where nothing else can be imported."""

import re
import subprocess
import sys
import tomllib
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MEMBERS = {
    tomllib.loads(path.read_text(encoding="utf-8"))["project"]["name"]: path
    for path in (ROOT / "shared/pyproject.toml", *sorted((ROOT / "services").glob("*/pyproject.toml")), ROOT / "cli/pyproject.toml")
}

# Runs in a process of its own: refuses every import that no declared dependency provides, then imports the whole member.
ALONE = """
import importlib, importlib.abc, pkgutil, sys

package, refused = sys.argv[1], set(sys.argv[2].split(","))

class Refuse(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in refused:
            raise ModuleNotFoundError(f"{name} is not among what {package} declares", name=name)
        return None

sys.meta_path.insert(0, Refuse())
for module in pkgutil.walk_packages(importlib.import_module(package).__path__, package + "."):
    if not module.name.endswith("__main__") and ".migrations." not in module.name:
        importlib.import_module(module.name)
"""


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _closure(name: str, extras: frozenset[str], found: set[tuple[str, frozenset[str]]]) -> None:
    """All distributions that a fresh environment with this one would hold."""
    from packaging.requirements import Requirement

    if (name, extras) in found:
        return
    found.add((name, extras))
    for line in distribution(name).requires or []:
        requirement = Requirement(line)
        wanted = requirement.marker is None or any(requirement.marker.evaluate({"extra": extra}) for extra in (extras or {""}))
        if wanted:
            _closure(_normal(requirement.name), frozenset(requirement.extras), found)


def _provided(name: str) -> set[str]:
    found: set[tuple[str, frozenset[str]]] = set()
    _closure(name, frozenset(), found)
    # Optional parts of shared are imported by those who declare them only; the api's when somebody asks for what needs them.
    extras = frozenset(distribution(name).metadata.get_all("Provides-Extra") or [])
    _closure(name, extras, found)
    distributions = {dist for dist, _ in found}
    return {module for module, dists in packages_distributions().items() if distributions & {_normal(dist) for dist in dists}}


@pytest.mark.parametrize("name", sorted(MEMBERS))
def test_member_imports_with_only_what_it_declares(name: str) -> None:
    done = _alone(name.replace("-", "_"), refused=set(packages_distributions()) - _provided(name))
    assert done.returncode == 0, done.stderr[-2000:]


def test_refusal_works_at_all() -> None:
    done = _alone("dateline_shared", refused={"pydantic"})
    assert "pydantic is not among what dateline_shared declares" in done.stderr


def test_api_needs_no_pyarrow_to_start() -> None:
    start = "import sys; sys.modules['pyarrow'] = None; from dateline_api.http import app; app.openapi_document(); assert 'fastapi' in sys.modules"
    done = subprocess.run([sys.executable, "-c", start], capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr[-2000:]


def _alone(package: str, *, refused: set[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, "-c", ALONE, package, ",".join(sorted(refused))], capture_output=True, text=True, check=False, cwd=ROOT)
