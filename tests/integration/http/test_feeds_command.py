"""`dateline feeds` against a real service."""

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

WIRE, PAPER = "https://wire.example/rss.xml", "https://paper.example/atom"


def feeds(api: Any, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
    key = api.http.headers["Authorization"].removeprefix("Bearer ")
    settings = {"DATELINE_URL": api.url, "DATELINE_KEY": key, "NO_COLOR": "1", "COLUMNS": "200"}
    return subprocess.run(
        [sys.executable, "-m", "dateline", "feeds", *arguments], input=stdin, capture_output=True, text=True, env=kept | settings, check=False
    )


def execute(api: Any, sql: str, **values: Any) -> None:
    with api.bench.engine.begin() as connection:
        connection.execute(text(sql), values)


def add(api: Any, *arguments: str) -> subprocess.CompletedProcess[str]:
    return feeds(api, "add", "--no-discover", *arguments)


def test_feed_is_added_with_what_options_set_and_listed(api: Any) -> None:
    done = add(api, WIRE, PAPER, "--tag", "world", "--tag", "front page", "--every", "30m", "--full-text", "always", "--source", "wire.example")
    again = add(api, WIRE)

    assert done.returncode == again.returncode == 0, done.stderr
    assert [line.split()[1] for line in done.stdout.splitlines()] == ["added", "added"]
    assert "was there already" in again.stdout
    (paper, wire) = map(json.loads, feeds(api, "list", "--json").stdout.splitlines())
    assert (wire["url"], paper["url"]) == (WIRE, PAPER)
    assert {name: wire[name] for name in ("tags", "interval", "full_text", "source")} == {
        "tags": ["world", "front page"],
        "interval": "PT30M",
        "full_text": "always",
        "source": "wire.example",
    }
    table = feeds(api, "list")
    assert WIRE in table.stdout
    assert table.stderr == "2 feeds\n"


def test_failing_feeds_and_those_of_a_tag_can_be_listed(api: Any) -> None:
    add(api, WIRE, "--tag", "world")
    add(api, PAPER)
    execute(api, "UPDATE feeds SET error_count = 3, last_error = '503 Service Unavailable' WHERE url = :url", url=PAPER)

    failing, tagged, none = feeds(api, "list", "--failing"), feeds(api, "list", "--tag", "world"), feeds(api, "list", "--tag", "sport")

    assert "failing 3×" in failing.stdout
    assert "503 Service Unavailable" in failing.stdout
    assert WIRE not in failing.stdout
    assert PAPER not in tagged.stdout
    assert (none.stdout, none.returncode) == ("", 0)


def test_feeds_are_paused_resumed_and_removed_by_id_or_address(api: Any) -> None:
    fed = json.loads(add(api, WIRE, "--json").stdout)["id"]
    add(api, PAPER)

    paused = feeds(api, "pause", WIRE, PAPER)
    resumed = feeds(api, "resume", fed)
    removed = feeds(api, "remove", PAPER, "https://nobody.example/rss", "fed_nonsense")

    assert [line.split()[1] for line in paused.stdout.splitlines()] == ["paused", "paused"]
    assert resumed.stdout.split()[:2] == [fed, "active"]
    assert removed.returncode == 1
    assert "https://nobody.example/rss: no feed has this address" in removed.stderr
    assert "fed_nonsense" in removed.stderr
    assert [json.loads(line)["url"] for line in feeds(api, "list", "--json").stdout.splitlines()] == [WIRE]


def test_refresh_asks_for_a_poll_of_one_or_all(api: Any) -> None:
    add(api, WIRE)
    add(api, PAPER, "--tag", "world")
    later = api.bench.clock.now() + timedelta(days=1)
    execute(api, "UPDATE feeds SET next_at = :later", later=later)

    every, tagged, wrong = feeds(api, "refresh", "--all"), feeds(api, "refresh", "--tag", "world", "--json"), feeds(api, "refresh")

    assert every.stdout.startswith("2 feeds will be polled")
    assert json.loads(tagged.stdout) == {"refreshed": 1}
    assert wrong.returncode == 2
    assert api.bench.rows("SELECT count(*)::int FROM feeds WHERE next_at < :later", later=later) == [(2,)]


def test_feeds_go_out_as_opml_and_come_in_again(api: Any, tmp_path: Path) -> None:
    add(api, WIRE, "--tag", "world", "--title", "The <Wire>")
    add(api, PAPER)
    file = tmp_path / "feeds.opml"

    exported = feeds(api, "export", str(file))
    feeds(api, "remove", WIRE)
    imported = feeds(api, "import", str(file))
    again = feeds(api, "import", "-", "--json", stdin=file.read_text())

    assert exported.returncode == imported.returncode == again.returncode == 0, imported.stderr
    assert sorted(line.split()[0] for line in imported.stdout.splitlines()) == ["added", "known"]
    assert imported.stderr == "2 feeds: 1 added, 1 there already, 0 refused\n"
    assert {each["outcome"] for each in map(json.loads, again.stdout.splitlines())} == {"exists"}
    assert WIRE in feeds(api, "export").stdout


def test_bad_outline_of_opml_is_told_and_the_others_come_in(api: Any) -> None:
    opml = f'<opml version="2.0"><body><outline text="a" xmlUrl="ftp://wire.example/rss"/><outline text="b" xmlUrl="{WIRE}"/></body></opml>'

    done = feeds(api, "import", "-", stdin=opml)

    assert done.returncode == 1
    assert sorted(line.split()[0] for line in done.stdout.splitlines()) == ["added", "refused"]


@pytest.mark.parametrize("every", ["soon", "30", "1w"])
def test_interval_that_is_none_is_exit_code_2(every: str, api: Any) -> None:
    done = add(api, WIRE, "--every", every)

    assert done.returncode == 2
    assert "such as 30m" in done.stderr
