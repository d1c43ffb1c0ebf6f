"""The service keeps to its OpenAPI document, whatever it is sent: schemathesis, over all operations.

`pytest --examples NUMBER` tries more of each operation than a test run has time for.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from integration.http.test_http_stories import add

SEED = 20240305
FEED = {"url": "https://wire.example/rss.xml"}
CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "missing_required_header",
    "unsupported_method",
    "allow_header_conformance",
    "use_after_free",
    "ignored_auth",
)  # all but those that want every value of the right form to be accepted, and every object that was made to be there


@pytest.fixture
def objects(api_without_limit: Any) -> dict[str, list[str]]:
    """Something of everything, by the parameter that names it."""
    api = api_without_limit
    api.tell("Adeyemi congratulated Bako.", {"actors": [], "recipients": [], "trigger": "congratulated"}, title="Praise", source="wire.example")
    articles = [api.post("/v1/articles", {"text": f"Nothing happened on day {n}."})["id"] for n in range(3)]
    return {
        "article_id": articles,
        "event_id": [event["id"] for event in api.get("/v1/events")["data"]],
        "entity_id": [entity["id"] for entity in api.get("/v1/entities")["data"]],
        "story_id": [add(api, 1, "Praise")],
        "feed_id": [api.post("/v1/feeds", FEED, expect=201)["id"]],
        "command_id": [api.post(f"/v1/articles/{articles[0]}/redrive", None)["id"]],
        "key_id": [api.post("/v1/keys", {"name": "spare"}, expect=201)["id"]],
        "source": ["wire.example", "unknown"],
        "webhook_id": [api.post("/v1/webhooks", {"url": "https://hooks.example/"}, expect=201)["id"]],
    }


@pytest.fixture
def api_without_limit(serve: Any) -> Any:
    return serve(rate_limit="off")


def configuration(objects: dict[str, list[str]], *, key: str) -> str:
    """What schemathesis is to know besides the document: a key, and names of what is there."""
    lines = [f"headers = {{ Authorization = 'Bearer {key}' }}", "[generation]", "deterministic = true"]
    lines += ["[dictionaries]", *(f"{name}.values = {json.dumps(values)}" for name, values in objects.items())]
    lines += ["[parameters]", *(f"'path.{name}' = {{ dictionary = '{name}', probability = 0.5 }}" for name in objects)]
    lines += ["[[operations]]", "include-path = '/v1/stream'", "enabled = false"]  # it never ends
    return "\n".join(lines) + "\n"


@pytest.mark.timeout(900)  # a minute of processor time; more where others work
def test_every_answer_is_one_that_the_document_promises(api_without_limit: Any, objects: dict[str, list[str]], request: Any, tmp_path: Path) -> None:
    api = api_without_limit
    config = tmp_path / "schemathesis.toml"
    config.write_text(configuration(objects, key=api.key("read", "ingest", "admin")))
    run = [sys.executable, "-m", "schemathesis.cli", "--no-color", "--config-file", str(config), "run", f"{api.url}/openapi.json"]
    options = [
        "--checks",
        ",".join(CHECKS),
        "--continue-on-failure",
        "--no-shrink",
        "--seed",
        str(SEED),
        "--max-examples",
        str(request.config.getoption("--examples")),
    ]
    done = subprocess.run([*run, *options, "--warnings", "off"], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
