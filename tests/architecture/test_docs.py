"""The documents say what is so: settings, commands, targets, operations, problems, links, tests, and the README's example."""

import importlib
import json
import re
import shlex
import subprocess
import sys
import unicodedata
from datetime import timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from dateline.main import app
from dateline_api.http.app import ROUTERS, openapi_document
from dateline_api.http.openapi import operations
from dateline_api.http.problems import PROBLEM_TYPES, Problem
from dateline_api.records import EventRecord
from dateline_shared.settings import Settings
from fastapi.routing import APIRoute
from pydantic import BaseModel, SecretStr, TypeAdapter
from typer.main import get_command

ROOT = Path(__file__).parents[2]
NAMED = ("README.md", "CONTRIBUTING.md", "CHANGELOG.md", "SECURITY.md", "THIRD_PARTY.md")
PAGES = sorted({*(ROOT / name for name in NAMED), *(page for folder in ("docs", "services", "tests") for page in ROOT.glob(f"{folder}/**/*.md"))})
DECISIONS = sorted(ROOT.glob("docs/decisions/*.md"))
OPERATIONS = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
API = (ROOT / "docs/api.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")

SOURCES = ("shared", "services/*", "cli")
DEFINES_SETTINGS = re.compile(r"^class \w+\(.*Settings\):", re.MULTILINE)
FENCE = re.compile(r"^( *)```(\w*)\n(.*?)^\1```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^()\s]+)\)")
VARIABLE = re.compile(r"DATELINE_[A-Z][A-Z_]*[A-Z]")
COMPUTED = {"DATELINE_NLP_PROCESSES": "cores - 1, at least 1"}  # defaults that a machine decides


def _settings_classes() -> set[type[Settings]]:
    """Every class of settings in the members: those of the modules whose source defines one."""
    sources = [path for member in SOURCES for path in ROOT.glob(f"{member}/src/**/*.py") if DEFINES_SETTINGS.search(path.read_text(encoding="utf-8"))]
    names = [".".join(path.relative_to(next(each for each in path.parents if each.name == "src")).with_suffix("").parts) for path in sources]
    values = [value for name in names for value in vars(importlib.import_module(name)).values()]
    return {value for value in values if isinstance(value, type) and issubclass(value, Settings)}


def _written(default: Any) -> str:
    """A default as the table of settings writes it."""
    if isinstance(default, SecretStr):
        default = default.get_secret_value()
    if isinstance(default, timedelta):
        default = TypeAdapter(timedelta).dump_python(default, mode="json")
    return "–" if default in (None, "") else f"`{default}`"


def _anchor(heading: str) -> str:
    """The name by which a heading is linked to: lower case, spaces as dashes, other marks left out."""
    kept = (each for each in heading.strip().lower() if each in " -_" or unicodedata.category(each)[0] in "LN")
    return "".join(kept).replace(" ", "-")


def _anchors(page: Path) -> set[str]:
    text = FENCE.sub("", page.read_text(encoding="utf-8"))
    return {_anchor(heading) for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}


def _without_code(page: Path) -> str:
    return FENCE.sub("", page.read_text(encoding="utf-8"))


def test_every_setting_is_documented_with_its_default_and_no_other() -> None:
    wanted: dict[str, set[str]] = {}
    for kind in _settings_classes():
        for name, field in kind.model_fields.items():
            default = _written(field.default) if field.default_factory is None else ""
            wanted.setdefault(f"DATELINE_{name.upper()}", set()).add(default)
    told = dict(re.findall(r"^\| `(DATELINE_\w+)` \| (.+?) \|", OPERATIONS.partition("## On one machine")[0], re.MULTILINE))
    assert set(told) == set(wanted)
    wrong = {name: told[name] for name in told if told[name] != COMPUTED.get(name) and told[name] not in wanted[name]}
    assert wrong == {}, "these defaults are others"


def test_every_documented_variable_exists() -> None:
    known = {f"DATELINE_{name.upper()}" for kind in _settings_classes() for name in kind.model_fields}
    known |= {f"{name}_FILE" for name in known} | set(VARIABLE.findall((ROOT / "tests/conftest.py").read_text(encoding="utf-8")))
    assert {page.name: strange for page in PAGES if (strange := set(VARIABLE.findall(page.read_text(encoding="utf-8"))) - known)} == {}


def test_every_variable_of_the_env_file_is_documented() -> None:
    table = OPERATIONS.partition("| variable of `.env` |")[2].partition("\n\n")[0]
    wanted = set(re.findall(r"^#?([A-Z_]+)=", (ROOT / "deploy/env.py").read_text(encoding="utf-8"), re.MULTILINE))
    assert set(re.findall(r"`([A-Z_]+)`", table)) == wanted


def test_every_command_is_documented_and_no_other() -> None:
    commands = set(getattr(get_command(app), "commands", {}))
    assert set(re.findall(r"^\| `dateline (\w+)` \|", OPERATIONS, re.MULTILINE)) == commands
    used = {word for page in PAGES for word in re.findall(r"(?:\.venv/bin/|`)dateline ([a-z]+)", page.read_text(encoding="utf-8"))}
    assert used <= commands


def test_every_make_target_is_documented_and_no_other() -> None:
    targets = set(re.findall(r"^([a-z]+):.*## ", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)) - {"help"}
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `make (\w+)` \|", contributing, re.MULTILINE)) == targets
    used = {word for page in PAGES for word in re.findall(r"(?:^|`|&& )make ([a-z]+)", page.read_text(encoding="utf-8"), re.MULTILINE)}
    assert used <= targets


def test_every_operation_of_the_api_is_documented_and_no_other() -> None:
    wanted = {(method, path) for method, path, _ in operations(openapi_document())}
    assert set(re.findall(r"^\| \[`([A-Z]+) (/\S+)`\]", API, re.MULTILINE)) == wanted


def test_every_problem_is_documented_with_its_status() -> None:
    told = {(int(status), slug) for status, slug in re.findall(r"^\| (\d{3}) \| `([\w-]+)` \|", API, re.MULTILINE)}
    assert told == {(kind.status, slug) for slug, kind in PROBLEM_TYPES.items()}


def test_every_log_event_that_is_documented_exists() -> None:
    table = OPERATIONS.partition("## Logs")[2].partition("\n## ")[0]
    told = {event for row in re.findall(r"^\| (`.+?`) \|", table, re.MULTILINE) for event in re.findall(r"`([\w.]+)`", row)}
    source = "".join(path.read_text(encoding="utf-8") for folder in ("services", "shared") for path in (ROOT / folder).rglob("src/**/*.py"))
    logged = set(re.findall(r"\b(?:log\.\w+|tell)\(\s*\"(\w+\.\w+)\"", source))
    assert told == logged


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_relative_link_resolves(page: Path) -> None:
    broken = []
    for link in LINK.findall(_without_code(page)):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_test_that_is_named_in_a_link_exists(page: Path) -> None:
    named = re.findall(r"\[(test_\w+)\]\(([^()\s]+)\)", page.read_text(encoding="utf-8"))
    missing = [name for name, path in named if f"def {name}(" not in (page.parent / path).read_text(encoding="utf-8")]
    assert missing == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_block_marked_json_is_json(page: Path) -> None:
    blocks = [block for _, language, block in FENCE.findall(page.read_text(encoding="utf-8")) if language == "json"]
    for block in blocks:
        json.loads(block)


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.name)
def test_every_decision_has_the_four_headings(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert re.match(rf"# {page.name[:4]}: .+\n", text)
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == ["Context", "Decision", "Consequences", "Violated when"]


def test_decisions_are_numbered_without_a_gap() -> None:
    assert [int(page.name[:4]) for page in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_every_document_can_be_reached_from_the_readme() -> None:
    reached, waiting = set(), [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        reached.add(page)
        targets = ((page.parent / link.partition("#")[0]).resolve() for link in LINK.findall(_without_code(page)) if "://" not in link)
        for target in targets:
            found = sorted(target.glob("*.md")) if target.is_dir() else [target]
            waiting += [each for each in found if each.suffix == ".md" and each not in reached and each not in waiting]
    assert [str(page.relative_to(ROOT)) for page in PAGES if page not in reached] == []


def test_examples_of_answers_follow_their_models() -> None:
    models = {Problem, EventRecord}
    for route in (route for router in ROUTERS for route in router.routes):
        if isinstance(route, APIRoute):
            given = [route.response_model, *(answer.get("model") for answer in route.responses.values())]
            models |= {model for each in given for model in (get_args(each) or (each,)) if isinstance(model, type) and issubclass(model, BaseModel)}
    for example in [json.loads(block) for _, language, block in FENCE.findall(API) if language == "json"]:
        if not example.keys() & {"line", "summary"}:  # of NDJSON
            fitting = [model for model in models if set(example) <= set(model.model_fields) and _validates(model, example)]
            assert fitting, f"this example is no answer of the API: {sorted(example)}"


def _validates(model: type[BaseModel], example: Any) -> bool:
    try:
        model.model_validate(example)
    except ValueError:
        return False
    return True


@pytest.mark.parametrize("script", ["deploy/third_party.py", "docs/codebook.py"])
def test_generated_part_of_a_page_is_what_the_sources_say(script: str) -> None:
    done = subprocess.run([sys.executable, script, "--check"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_example_of_the_readme_is_true() -> None:
    example = README.partition("<!-- example -->")[2].partition("<!-- /example -->")[0]
    (_, _, command), (_, _, promised) = FENCE.findall(example)
    program, *arguments = shlex.split(command)
    assert program == ".venv/bin/dateline"
    done = subprocess.run([sys.executable, "-m", "dateline", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    event = json.loads(done.stdout)["events"][0]
    assert _differences(json.loads(promised), event) == []


def _differences(promised: Any, real: Any, place: str = "") -> list[str]:
    """Where an example says something else than what is; it may leave keys out, and parts of longer lists behind."""
    if isinstance(promised, dict) and isinstance(real, dict):
        return [each for key, value in promised.items() for each in _differences(value, real.get(key), f"{place}.{key}")]
    if isinstance(promised, list) and isinstance(real, list) and len(promised) <= len(real):
        return [each for n, value in enumerate(promised) for each in _differences(value, real[n], f"{place}[{n}]")]
    return [] if promised == real else [f"{place}: {promised!r} is {real!r}"]
