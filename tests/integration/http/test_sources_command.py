"""`dateline sources` against a real service."""

import json
import os
import subprocess
import sys
from typing import Any


def sources(api: Any, *arguments: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
    key = api.http.headers["Authorization"].removeprefix("Bearer ")
    settings = {"DATELINE_URL": api.url, "DATELINE_KEY": key, "NO_COLOR": "1", "COLUMNS": "200"}
    return subprocess.run([sys.executable, "-m", "dateline", "sources", *arguments], capture_output=True, text=True, env=kept | settings, check=False)


def test_sources_are_listed_with_counts_and_what_is_set(api: Any) -> None:
    api.post("/v1/articles", {"text": "They met.", "source": "wire.example"})

    changed = sources(api, "set", "paper.example", "--no-store-text", "--no-read-pages")
    back = sources(api, "set", "paper.example", "--read-pages")
    table, lines = sources(api, "list"), sources(api, "list", "--json")

    assert changed.stdout == "paper.example  texts are not kept, pages are not read\n"
    assert back.stdout == "paper.example  texts are not kept\n"
    assert [line.split()[:3] for line in table.stdout.splitlines()[1:]] == [["paper.example", "0", "0"], ["wire.example", "1", "1"]]
    assert "retracted" in table.stdout.splitlines()[0]
    assert table.stderr == "2 sources\n"
    assert [json.loads(line)["store_text"] for line in lines.stdout.splitlines()] == [False, True]


def test_nothing_to_set_is_exit_code_2(api: Any) -> None:
    assert sources(api, "set", "paper.example").returncode == 2
