"""`dateline code` with a file of one's own: a type, a frame and a context's cue, and not a line of code."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

OWN = """\
types:
  - name: weather
    definition: Somebody forecasts the weather.
    yes: [The office forecast rain.]
    no: [It rained.]
    tone: neutral
frames:
  - {id: forecast, type: weather, verbs: [predict], example: "The Danish government predicted drizzle."}
contexts:
  - {name: environment, sure: [drizzle]}
"""


def code(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "dateline", "code", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=os.environ | environment, cwd=cwd, check=False)


@pytest.mark.parametrize("by", ["option", "environment"])
def test_a_type_a_frame_and_a_cue_of_ones_own_are_read_without_code(tmp_path: Path, by: str) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(OWN, encoding="utf-8")
    text = ("--text", "The Danish government predicted drizzle on Monday.")
    done = code(*text, "--ontology", str(path), cwd=tmp_path) if by == "option" else code(*text, cwd=tmp_path, DATELINE_ONTOLOGY=str(path))
    assert done.returncode == 0, done.stderr
    (event,) = json.loads(done.stdout)["events"]
    assert (event["type"], event["frame"]) == ("weather", "forecast")
    assert "environment" in {context["name"] for context in event["contexts"]}


def test_a_mistake_in_the_file_is_told_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text('frames:\n  - {id: forecast, type: WEATHER, verbs: [forecast], example: "They forecast rain."}\n', encoding="utf-8")
    done = code("--text", "They forecast rain.", "--ontology", str(path), cwd=tmp_path)
    assert done.returncode != 0
    assert "mine.yaml:2: the ontology has no type 'WEATHER'" in " ".join(done.stderr.split())
