"""Linking over articles does not get worse: the stories of the gold are linked in order and in other orders of arrival. `pytest --shuffles 20` tries more."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.timeout(1200)

QUALITY = Path(__file__).parents[1]
LIMITS = tomllib.loads((QUALITY / "floors.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def measured(pytestconfig: pytest.Config) -> dict[str, Any]:
    """By half and mode: figures and details."""
    shuffles = str(pytestconfig.getoption("--shuffles"))
    command = [sys.executable, "-m", "dateline", "evaluate", "--across", str(QUALITY / "gold" / "stories"), "--shuffles", shuffles, "--relink", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


@pytest.mark.parametrize("half", ["open", "sealed"])
@pytest.mark.parametrize("mode", ["end_to_end", "gold_mentions"])
def test_no_figure_of_linking_is_worse_than_it_may_be_and_none_goes_without_a_limit(measured: dict[str, Any], half: str, mode: str) -> None:
    figures = measured[half][mode]["figures"]
    floors, ceilings = LIMITS["floor"]["across"][half][mode], LIMITS["ceiling"]["across"][half][mode]
    low = [f"{name} is {figures[name]:.3f}, its floor {least:.3f}" for name, least in floors.items() if figures[name] < least]
    high = [f"{name} is {figures[name]:.3f}, its ceiling {most:.3f}" for name, most in ceilings.items() if figures[name] > most]
    assert low + high == []
    assert set(figures) == set(floors) | set(ceilings)
