"""What the documents tell people to type exists."""

import re
from pathlib import Path

import pytest
from dateline.settings import CliSettings
from dateline_api.settings import ApiSettings, CourierSettings, StoreSettings
from dateline_ingest.worker import IngestSettings
from dateline_nlp.settings import NlpSettings

ROOT = Path(__file__).parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
TARGETS = set(re.findall(r"^([a-z]+):.*## ", MAKEFILE, re.MULTILINE))
FIELDS = {name for settings in (ApiSettings, StoreSettings, CourierSettings, NlpSettings, IngestSettings, CliSettings) for name in settings.model_fields}
SETTINGS = {f"DATELINE_{field.upper()}" for field in FIELDS}
OF_TESTS = set(re.findall(r"DATELINE_TEST_[A-Z_]+[A-Z]", (ROOT / "tests/conftest.py").read_text(encoding="utf-8")))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_documents_name_only_targets_and_variables_that_exist(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    targets = set(re.findall(r"(?:^|`|&& )make ([a-z]+)", text, re.MULTILINE))
    variables = {name.removesuffix("_FILE") for name in re.findall(r"DATELINE_[A-Z_]*[A-Z](?![A-Z_*])", text)}
    assert targets - TARGETS == set()
    assert variables - SETTINGS - OF_TESTS - {"DATELINE_X"} == set()


def test_every_target_of_the_makefile_is_described_and_declared() -> None:
    declared = set(re.findall(r"^\.PHONY: (.+)$", MAKEFILE, re.MULTILINE)[0].split())
    assert TARGETS | {".venv"} == declared
    assert declared == set(re.findall(r"^(\.?[a-z]+):(?!=)", MAKEFILE, re.MULTILINE))


def test_operations_lists_every_setting_and_every_variable_of_the_env_file() -> None:
    text = (ROOT / "docs/operations.md").read_text(encoding="utf-8")
    env_file = (ROOT / "deploy/env.py").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `(DATELINE_\w+)` \|.*\|.*\|.*\|$", text, re.MULTILINE)) == SETTINGS
    assert {name for name in re.findall(r"^#?(\w+)=", env_file, re.MULTILINE) if f"`{name}`" not in text} == set()
