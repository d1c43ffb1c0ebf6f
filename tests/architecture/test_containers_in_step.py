"""docker-compose.yml, the Dockerfiles, the settings and `make env` say the same; no container engine is needed."""

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from dateline_api.settings import ApiSettings, CourierSettings, DatabaseSettings, StoreSettings
from dateline_ingest.worker import IngestSettings
from dateline_nlp.settings import NlpSettings
from dateline_shared.settings import Settings

ROOT = Path(__file__).parents[2]
COMPOSE_TEXT = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load(COMPOSE_TEXT)
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
ENGINES = {"postgres", "redis"}
ENV_TEXT = (ROOT / "deploy/env.py").read_text(encoding="utf-8")

# What the process of each container reads its settings with.
SETTINGS: dict[str, type[Settings]] = {
    "api": ApiSettings,
    "store": StoreSettings,
    "courier": CourierSettings,
    "migrate": DatabaseSettings,
    "nlp": NlpSettings,
    "ingest": IngestSettings,
}


def _dockerfile(service: str) -> str:
    return (ROOT / "services" / service / "Dockerfile").read_text(encoding="utf-8")


def _image(service: str) -> str:
    """The folder under services/ whose image a container runs."""
    return SERVICES[service]["image"].removeprefix("${COMPOSE_PROJECT_NAME}-")


def _environment(service: str) -> dict[str, str]:
    """What the compose file sets, and the image for the process that it was made for."""
    baked = re.findall(r"(\w+)=(\S+)", " ".join(re.findall(r"^ENV (.+)$", _dockerfile(_image(service)), re.MULTILINE)))
    return (dict(baked) if service == _image(service) else {}) | SERVICES[service]["environment"]


def _modules(service: str) -> list[str]:
    """The modules that a container and its health check run."""
    command = SERVICES[service].get("command") or yaml.safe_load(re.findall(r"^CMD (.+)$", _dockerfile(_image(service)), re.MULTILINE)[-1])
    checked = SERVICES[service].get("healthcheck", {}).get("test", [])
    return [words[at + 1] for words in (command, checked) for at, word in enumerate(words) if word == "-m"]


def test_compose_runs_every_process_and_builds_every_service() -> None:
    folders = {path.parent.name for path in ROOT.glob("services/*/pyproject.toml")}
    assert set(SERVICES) == ENGINES | set(SETTINGS)
    assert {_image(service) for service in SETTINGS} == folders
    built = [SERVICES[service]["build"] for service in SETTINGS if "build" in SERVICES[service]]
    assert sorted(build["dockerfile"] for build in built) == sorted(f"services/{folder}/Dockerfile" for folder in folders)
    assert {build["context"] for build in built} == {"."}


@pytest.mark.parametrize("service", SETTINGS)
def test_every_setting_that_a_container_is_given_exists(service: str) -> None:
    known = {f"DATELINE_{name.upper()}" for name in SETTINGS[service].model_fields}
    given = {name for name in _environment(service) if name.startswith("DATELINE_")}
    assert given
    assert given <= known


@pytest.mark.parametrize("service", SETTINGS)
def test_every_module_that_a_container_runs_exists(service: str) -> None:
    modules = _modules(service)
    assert modules
    assert [module for module in modules if importlib.util.find_spec(module) is None] == []


@pytest.mark.parametrize("service", ["nlp", "ingest"])
def test_workers_are_told_of_no_database(service: str) -> None:
    assert "DATELINE_DATABASE_URL" not in _environment(service)
    assert "database" not in SERVICES[service]["networks"]


def test_only_the_api_is_published_and_on_loopback_alone() -> None:
    assert {name: service["ports"] for name, service in SERVICES.items() if "ports" in service} == {"api": ["127.0.0.1:${DATELINE_PORT:-8400}:8400"]}
    assert _environment("api")["DATELINE_PORT"] == "8400"
    assert [name for name, service in SERVICES.items() if "outside" in service["networks"]] == ["api", "courier", "ingest"]
    assert all(COMPOSE["networks"][name].get("internal") for name in ("database", "broker"))


@pytest.mark.parametrize("service", SERVICES)
def test_every_container_is_confined_and_watched(service: str) -> None:
    container = SERVICES[service]
    assert container["read_only"] is True
    assert container["cap_drop"] == ["ALL"]
    assert container["security_opt"] == ["no-new-privileges:true"]
    assert container["mem_limit"]
    assert any(re.fullmatch(r"/tmp:size=\d+m", place) for place in container["tmpfs"])
    assert container["logging"]["options"].keys() == {"max-size", "max-file"}
    assert "container_name" not in container, "a fixed name would forbid --scale"
    if service in ENGINES:
        assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", container["user"])
    if service == "migrate":
        assert container["restart"] == "no"
    else:
        assert container["restart"] == "unless-stopped"
        assert {"test", "interval", "timeout", "retries", "start_period"} <= container["healthcheck"].keys()


@pytest.mark.parametrize("folder", sorted({"api", "nlp", "ingest"}))
def test_every_image_is_pinned_small_and_unprivileged(folder: str) -> None:
    dockerfile = _dockerfile(folder)
    final = dockerfile[dockerfile.rindex("\nFROM ") :]
    assert f"--require-hashes --requirement requirements/{folder}.txt" in dockerfile
    assert "--require-hashes --requirement requirements/build.txt" in dockerfile
    assert re.search(r"^USER [1-9]\d*:[1-9]\d*$", final, re.MULTILINE)
    assert "requirements/" not in final, "the build backend stays in its own stage"
    assert re.findall(r"services/([\w*]+)", re.sub(r"^#.*$", "", dockerfile, flags=re.MULTILINE)) == [folder] * 3, "an image holds only its own service"


def test_the_compose_file_asks_for_just_what_make_env_writes() -> None:
    asked = set(re.findall(r"\$\{(\w+):\?run make env\}", COMPOSE_TEXT))
    assert asked == set(re.findall(r"^(\w+)=", ENV_TEXT, re.MULTILINE))
    assert set(re.findall(r"(?<!\$)\$\{(\w+)\}", COMPOSE_TEXT)) == {"COMPOSE_PROJECT_NAME"}, "whatever else has no default must be refused when missing"


def test_what_make_env_offers_is_what_the_compose_file_takes() -> None:
    offered = dict(re.findall(r"^#(\w+)=(.*)$", ENV_TEXT, re.MULTILINE))
    passed_on = {name for service in SETTINGS for name, value in SERVICES[service]["environment"].items() if value is None}
    defaults = dict(re.findall(r"\$\{(\w+):-(\w+)\}", COMPOSE_TEXT))
    assert offered.keys() == defaults.keys() | passed_on
    assert {name: offered[name] for name in defaults} == defaults
