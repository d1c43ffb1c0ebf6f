"""What the service logs: a line for each request, and neither keys nor texts."""

import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from typing import Any

import httpx2
from dateline_api.api_key import new_key
from sqlalchemy import text

SECRET = "The minister's unlisted number"
UNREADABLE = "SELECT append_changes(ARRAY['story'], ARRAY['created'], ARRAY[gen_random_uuid()], ARRAY[1], ARRAY['{}'::jsonb], ARRAY[NULL::jsonb], now())"


def test_process_serves_logs_without_secrets_and_ends_when_told(database_url: str, bench: Any, unused_port: int) -> None:
    key = new_key()
    settings = {"DATABASE_URL": database_url, "REDIS_URL": "redis://127.0.0.1:1/0", "PORT": str(unused_port), "ADMIN_KEY": key, "LOG_FORMAT": "json"}
    environment = os.environ | {f"DATELINE_{name}": value for name, value in settings.items()}
    process = subprocess.Popen([sys.executable, "-m", "dateline_api.http"], env=environment, stderr=subprocess.PIPE, text=True)
    with httpx2.Client(base_url=f"http://127.0.0.1:{unused_port}", headers={"Authorization": f"Bearer {key}"}, trust_env=False) as http:
        _until_ready(http, process)
        assert http.post("/v1/articles", json={"text": SECRET}).status_code == 202
        assert http.get("/v1/events", params={"actor": SECRET}).status_code == 200
        with bench.engine.begin() as connection:
            connection.execute(text(UNREADABLE))
        assert http.get("/v1/changes", params={"actor": ""}).status_code == 422
        assert http.get("/v1/changes").status_code == 500
    process.send_signal(signal.SIGTERM)
    _, log = process.communicate(timeout=30)

    assert '"path": "/v1/articles", "status": 202' in log
    assert '"event": "request.failed"' in log
    assert "KeyError" in log
    assert key not in log
    assert "unlisted" not in log


def test_process_that_cannot_use_its_settings_tells_no_secret() -> None:
    settings = {"DATABASE_URL": "postgresql://dateline:opensesame@127.0.0.1/dateline", "PORT": "door", "ADMIN_KEY": "opensesame-admin"}
    environment = os.environ | {f"DATELINE_{name}": value for name, value in settings.items()}

    done = subprocess.run([sys.executable, "-m", "dateline_api.http"], env=environment, capture_output=True, text=True, check=False, timeout=60)

    assert done.returncode == 1
    assert "DATELINE_PORT:" in done.stderr
    assert "DATELINE_ADMIN_KEY:" in done.stderr
    assert "Traceback" not in done.stderr
    assert "opensesame" not in done.stderr + done.stdout


def _until_ready(http: httpx2.Client, process: subprocess.Popen[str]) -> None:
    pause = threading.Event()
    while process.poll() is None:
        with suppress(httpx2.TransportError):
            if http.get("/readyz").status_code == 200:
                return
        pause.wait(0.1)
    raise AssertionError(f"the process ended with {process.returncode}")
