"""Every example of docs/client.md runs as it stands, against a real service, in a process of its own."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from dateline_shared.testing import person

PAGE = (Path(__file__).parents[3] / "docs/client.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
ENDLESS = re.compile(r"^ +for change in ", re.MULTILINE)

ADEYEMI, BAKO = person("Folake Adeyemi", country="NGA"), person("Idris Bako", country="NGA")
PRAISE = {"type": "SUPPORT", "actors": [ADEYEMI], "recipients": [BAKO], "trigger": "congratulated"}


def title(example: str) -> str:
    return re.findall(r"^## (.+)$", PAGE.partition(example)[0], re.MULTILINE)[-1]


@pytest.mark.parametrize("example", EXAMPLES, ids=title)
def test_example_runs_as_it_stands(api: Any, tmp_path: Path, example: str) -> None:
    api.tell("Adeyemi congratulated Bako; her ambassador was there.", PRAISE, title="Praise", source="wire.example", published_at="2024-03-05T08:00:00Z")
    environment = os.environ | {"DATELINE_URL": api.url, "DATELINE_KEY": api.http.headers["Authorization"].removeprefix("Bearer ")}
    command = [sys.executable, "-u", "-c", example]

    with subprocess.Popen(command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout
        try:
            if not ENDLESS.search(example):
                told, complaints = process.communicate(timeout=60)
                assert (process.returncode, complaints) == (0, "")
                assert told.strip()
                return
            if "mirror" in example:
                api.until(lambda: (tmp_path / "events.place.json").exists())
                api.tell("Adeyemi congratulated Bako again.", PRAISE)
            assert process.stdout.readline().strip()
            process.send_signal(signal.SIGINT)
            assert "KeyboardInterrupt" in process.communicate(timeout=20)[1]
        finally:
            process.kill()


def test_client_alone_needs_no_more_than_the_page_installs() -> None:
    heavy = "{'pydantic', 'typer', 'rich', 'sqlalchemy', 'fastapi', 'spacy', 'redis', 'celery', 'dateline_api', 'dateline_nlp'}"
    subprocess.run([sys.executable, "-c", f"import dateline.client, sys; sys.exit(', '.join({heavy} & set(sys.modules)) or None)"], check=True)
