"""Quality does not fall: each figure of floors.toml is measured as `dateline evaluate` prints it. `pytest --gold FOLDER` adds gold that is not ours to ship."""

import json
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.timeout(600)

HERE = Path(__file__).parent
LIMITS = tomllib.loads((HERE / "floors.toml").read_text(encoding="utf-8"))


def evaluate(*arguments: str | Path) -> dict[str, Any]:
    """The figures of one run of the command."""
    command = [sys.executable, "-m", "dateline", "evaluate", "--json", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def beyond(floors: dict[str, float], ceilings: dict[str, float], figures: dict[str, float]) -> list[str]:
    """The figures that are worse than they may be."""
    low = [f"{name} is {figures[name]:.3f}, its floor {least:.3f}" for name, least in floors.items() if figures[name] < least]
    high = [f"{name} is {figures[name]:.3f}, its ceiling {most:.3f}" for name, most in ceilings.items() if figures[name] > most]
    return low + high


@pytest.fixture(scope="module")
def elsewhere(pytestconfig: pytest.Config) -> Path:
    given = pytestconfig.getoption("--gold")
    if given is None:
        pytest.skip("the gold of others was NOT measured: --gold names no folder that holds it")
    return Path(given)


def test_own_gold_is_read_no_worse_than_before_and_no_figure_goes_without_a_limit() -> None:
    measured = {half: report["figures"] for half, report in evaluate("--gold", HERE / "gold").items()}
    worse = [
        f"{half} {group} {each}"
        for half, groups in measured.items()
        for group, figures in groups.items()
        for each in beyond(LIMITS["floor"][half].get(group, {}), LIMITS["ceiling"][half].get(group, {}), figures)
    ]
    assert worse == []
    limits = {(half, group, name) for kind in LIMITS.values() for half in measured for group, names in kind[half].items() for name in names}
    assert limits == {(half, group, name) for half, groups in measured.items() for group, figures in groups.items() for name in figures}


@pytest.mark.parametrize("names", ["strict", "alt"])
def test_gold_sentences_of_others_are_read_no_worse_than_before(elsewhere: Path, names: str) -> None:
    options = ["--scorer-option=--alt"] if names == "alt" else []
    found = evaluate("--events", elsewhere / "gold" / "plover_gsr_dev.jsonl", "--scorer", elsewhere / "tools" / "score_events.py", *options)
    figures = {name: found[name]["f1"] for name in LIMITS["floor"]["dev"][names]}
    assert beyond(LIMITS["floor"]["dev"][names], {}, figures) == []


def test_long_articles_of_others_are_read_no_worse_than_before(elsewhere: Path) -> None:
    seeds = elsewhere / "seeds"
    found = evaluate("--articles", seeds / "gold.json", "--texts", seeds, "--scorer", elsewhere / "tools" / "score_articles.py")
    assert beyond(LIMITS["floor"]["seeds"]["counts"], LIMITS["ceiling"]["seeds"]["counts"], found) == []
