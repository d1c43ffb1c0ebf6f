"""`dateline keys` against a real service."""

import json
import os
import re
import subprocess
import sys
from typing import Any

import httpx2


def dateline(api: Any, *arguments: str, key: str = "") -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DATELINE_")}
    key = key or api.http.headers["Authorization"].removeprefix("Bearer ")
    settings = {"DATELINE_URL": api.url, "DATELINE_KEY": key, "NO_COLOR": "1", "COLUMNS": "200"}
    command = [sys.executable, "-m", "dateline", "keys", *arguments]
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, env=kept | settings, check=False)


def status(api: Any, key: str, path: str = "/v1/meta") -> int:
    return httpx2.get(api.url + path, headers={"Authorization": f"Bearer {key}"}, trust_env=False).status_code


def test_key_is_made_shown_once_listed_and_revoked(api: Any) -> None:
    made = dateline(api, "add", "dash\x1bboard", "--scope", "read", "--scope", "ingest")
    key = made.stdout.strip()
    assert re.fullmatch(r"dl_[a-z2-7]{32}_[0-9a-f]{6}", key)
    assert "DATELINE_KEY" in made.stderr
    assert key not in made.stderr
    assert [status(api, key), status(api, key, "/v1/keys")] == [200, 403]

    listed, records = dateline(api, "list"), dateline(api, "list", "--json")
    record = json.loads(records.stdout.splitlines()[0])
    assert all(part in listed.stdout for part in (record["id"], key[:8], "read ingest", "2024-03-05 12:00", "dash\ufffdboard"))
    assert key not in listed.stdout + records.stdout
    assert record["last_used_at"]

    done = dateline(api, "revoke", record["id"], f"key_{'0' * 32}")
    assert (done.stdout, done.returncode) == (f"{record['id']}  revoked\n", 1)
    assert status(api, key) == 401
    assert "revoked 2024-03-05" in dateline(api, "list").stdout


def test_key_may_read_alone_unless_more_is_said(api: Any) -> None:
    made = json.loads(dateline(api, "add", "reader", "--json").stdout)

    assert made["scopes"] == ["read"]
    refused = dateline(api, "list", key=made["key"])
    assert refused.returncode == 1
    assert "admin" in refused.stderr
