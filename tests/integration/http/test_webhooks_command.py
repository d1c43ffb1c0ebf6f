"""`dateline webhooks` against a real service."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from dateline_api.webhook_secret import new_secret
from dateline_shared.testing import person
from sqlalchemy import text

WALL, DESK = "https://receiver.example/wall", "https://receiver.example/desk"
ADEYEMI, BAKO = person("Folake Adeyemi", country="NGA"), person("Idris Bako", country="NGA")


def webhooks(api: Any, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
    key = api.http.headers["Authorization"].removeprefix("Bearer ")
    settings = {"DATELINE_URL": api.url, "DATELINE_KEY": key, "NO_COLOR": "1", "COLUMNS": "200"}
    return subprocess.run(
        [sys.executable, "-m", "dateline", "webhooks", *arguments], input=stdin, capture_output=True, text=True, env=kept | settings, check=False
    )


def told(api: Any, *arguments: str, **more: Any) -> Any:
    """What a command that succeeds prints as JSON: the only line, or all of several."""
    done = webhooks(api, *arguments, "--json", **more)
    assert done.returncode == 0, done.stderr
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return lines[0] if len(lines) == 1 else lines


def execute(api: Any, sql: str, **values: Any) -> None:
    with api.bench.engine.begin() as connection:
        connection.execute(text(sql), values)


def test_webhook_is_made_with_its_filter_and_the_secret_is_printed_once(api: Any) -> None:
    made = webhooks(api, "add", WALL, "--filter", "type=CONSULT,AGREE", "--filter", "country=KEN", "--filter", "country=NGA", "--description", "the wall")

    assert made.returncode == 0, made.stderr
    first, secret = made.stdout.splitlines()
    assert first.split()[1:] == ["active", WALL]
    assert secret.startswith("whsec_")
    assert "not shown again" in made.stderr
    shown = told(api, "show", WALL)
    assert (shown["filter"], shown["description"]) == ({"type": "CONSULT,AGREE", "country": ["KEN", "NGA"]}, "the wall")
    for arguments in (["show", WALL], ["list"], ["list", "--json"]):
        assert secret not in webhooks(api, *arguments).stdout
    assert webhooks(api, "list").stderr == "1 webhook\n"


def test_own_secret_comes_from_a_file_or_standard_input(api: Any, tmp_path: Path) -> None:
    (tmp_path / "secret").write_text(new_secret() + "\n")
    own = new_secret()

    made = told(api, "add", WALL, "--secret-file", str(tmp_path / "secret"))
    rotated = told(api, "rotate", made["id"], "--overlap", "2h", "--secret-file", "-", stdin=own)

    assert made["secret"] == (tmp_path / "secret").read_text().strip()
    assert (rotated["secret"], rotated["old_secret_until"]) == (own, "2024-03-05T14:00:00Z")


def test_webhooks_are_paused_resumed_and_removed_by_id_or_address(api: Any) -> None:
    wall, desk = told(api, "add", WALL)["id"], told(api, "add", DESK)["id"]
    told(api, "add", DESK)

    paused, resumed = webhooks(api, "pause", WALL, desk), webhooks(api, "resume", wall)
    removed = webhooks(api, "remove", WALL, DESK, "https://nobody.example/", "whk_nonsense")

    assert [line.split()[:2] for line in paused.stdout.splitlines()] == [[wall, "paused"], [desk, "paused"]]
    assert resumed.stdout.split()[:2] == [wall, "active"]
    assert (removed.stdout, removed.returncode) == (f"{wall}  removed\n", 1)
    assert f"{DESK}: 2 webhooks have this address" in removed.stderr
    assert "https://nobody.example/: no webhooks have this address" in removed.stderr
    assert "whk_nonsense: The service refused (404)" in removed.stderr


def test_wrong_filter_is_told_with_its_place(api: Any) -> None:
    refused, mistyped = webhooks(api, "add", WALL, "--filter", "typ=CONSULT"), webhooks(api, "add", WALL, "--filter", "CONSULT")

    assert (refused.returncode, mistyped.returncode) == (1, 2)
    assert "/filter/typ" in refused.stderr
    assert "write NAME=VALUE" in mistyped.stderr


def test_replay_goes_back_and_says_how_much_is_ahead(api: Any) -> None:
    hook = told(api, "add", WALL)
    api.tell("Adeyemi praised Bako.", {"actors": [ADEYEMI], "recipients": [BAKO], "trigger": "praised"})
    execute(api, "UPDATE webhooks SET seq = (SELECT last_seq FROM log_state)")
    last = api.get("/v1/meta")["last_seq"]

    moved = webhooks(api, "replay", WALL, "--cursor", hook["cursor"])
    since = webhooks(api, "replay", WALL, "--since", "2024-03-05T11:00:00Z")
    ahead = webhooks(api, "replay", WALL, "--since", "2024-03-06T11:00:00Z")
    skipped = webhooks(api, "replay", WALL, "--since", "2024-03-06T11:00:00Z", "--skip")

    assert f"{last} changes of the log ahead" in moved.stdout
    assert f"{last} changes" in since.stdout
    assert (ahead.returncode, "`skip`" in ahead.stderr) == (1, True)
    assert "0 changes" in skipped.stdout
    assert webhooks(api, "replay", WALL).returncode == 2


def test_deliveries_are_listed_as_a_table_or_as_lines(api: Any) -> None:
    hook = told(api, "add", WALL)
    assert "No delivery matches" in webhooks(api, "deliveries", WALL).stderr
    api.post(f"/v1/webhooks/{hook['id']}/test", None)
    execute(api, "UPDATE deliveries SET outcome = 'failed', status = 500, error = 'the receiver answered 500', answer = 'boo', next_at = NULL, attempt = 1")
    second = api.post(f"/v1/webhooks/{hook['id']}/test", None)

    table = webhooks(api, "deliveries", WALL)

    assert [word in table.stdout for word in ("failed", "waiting", "the receiver answered 500", "boo", second["message_id"])] == [True] * 5
    assert [each["outcome"] for each in told(api, "deliveries", WALL)] == ["waiting", "failed"]
    assert told(api, "deliveries", WALL, "--outcome", "failed")["error"] == "the receiver answered 500"
    assert told(api, "deliveries", WALL, "--limit", "1")["id"] == second["id"]
    assert "2 in all" in table.stderr
