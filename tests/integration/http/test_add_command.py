"""`dateline add` against a real service: what is handed in of files, pages and addresses."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest


def add(api: Any, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
    key = api.http.headers["Authorization"].removeprefix("Bearer ")
    settings = {"DATELINE_URL": api.url, "DATELINE_KEY": key, "NO_COLOR": "1", "COLUMNS": "200"}
    line = [sys.executable, "-m", "dateline", "add", *arguments]
    done = subprocess.run(line, input=stdin, capture_output=True, env=kept | settings, check=False)
    return subprocess.CompletedProcess(line, done.returncode, done.stdout.decode(), done.stderr.decode())


def stored(api: Any) -> tuple[Any, ...]:
    ((row),) = api.bench.rows("SELECT url, title, text, markup, source, state, priority FROM articles")
    return row


def test_address_is_handed_in_for_the_service_to_fetch(api: Any) -> None:
    done = add(api, "https://wire.example/story", "--title", "Talks end", "--json")

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["state"] == "to_fetch"
    assert stored(api) == ("https://wire.example/story", "Talks end", "", None, "wire.example", "to_fetch", 0)


@pytest.mark.parametrize("name", ["page.html", "PAGE.HTM", "-"])
def test_page_is_handed_in_as_it_is_for_the_service_to_read(name: str, api: Any, tmp_path: Path) -> None:
    page = '<!DOCTYPE html><meta charset="iso-8859-2"><p>Łódź is a city.'
    if name != "-":
        name = str(tmp_path / name)
        Path(name).write_bytes(page.encode("iso-8859-2"))

    done = add(api, name, "--url", "https://wire.example/story", stdin=page.encode("iso-8859-2"))

    assert done.returncode == 0, done.stderr
    assert stored(api) == ("https://wire.example/story", "", "", page, "wire.example", "to_fetch", 0)


def test_days_are_written_in_full_and_what_the_service_refuses_is_told_with_its_place(api: Any) -> None:
    lines = [{"text": "one", "published_at": "2024-03-05"}, {"text": "x", "titel": "t"}, {"text": "y", "published_at": "soon"}]

    done = add(api, "-", stdin="\n".join(map(json.dumps, lines)).encode())

    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 1
    first, second = done.stderr.splitlines()
    assert first.startswith("refused: line 2: ")
    assert "/titel" in first
    assert second == "refused: line 3: 'soon' is neither a day like 2018-03-20 nor a time like 2018-03-20T20:00:00Z"
    assert api.bench.rows("SELECT published_at::date::text FROM articles") == [("2024-03-05",)]


def test_every_article_of_a_json_feed_has_a_result(api: Any, tmp_path: Path) -> None:
    items = [
        {"id": "1", "content_text": "They met."},
        {"id": "2", "content_text": "They left.", "date_published": "soon"},
        {"id": "3", "content_text": "They rest."},
    ]
    (tmp_path / "feed.json").write_text(json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": "Wire", "items": items}))

    done = add(api, str(tmp_path / "feed.json"), "--json")

    assert len(done.stdout.splitlines()) + len(done.stderr.splitlines()) == 3
    assert api.bench.rows("SELECT count(*)::int FROM articles") == [(len(done.stdout.splitlines()),)]


def test_duplicate_that_is_waited_for_names_its_original(api: Any) -> None:
    original = api.post("/v1/articles", {"text": "They met in Lima on Monday.", "url": "https://wire.example/1"})

    done = add(api, "-", "--url", "https://paper.example/2", "--wait", stdin=b"They met in Lima on Monday.")

    assert done.returncode == 0, done.stderr
    assert f" is duplicate of {original['id']}\n" in done.stderr
