"""What docs/api.md gives to receivers to verify messages with does so, and with what the courier signs."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from dateline_api.courier.message import signed
from dateline_api.webhook_secret import new_secret

SECTION = (Path(__file__).parents[2] / "docs/api.md").read_text(encoding="utf-8").partition("### What a receiver gets")[2].partition("\n### ")[0]
BODY = '{"specversion":"1.0","data":{"record":{"name":"Côte d’Ivoire"}}}'.encode()
SECRET = new_secret()

Receive = Callable[[str, dict[str, str], bytes], Any]


def block(language: str) -> str:
    """The program in this language."""
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", SECTION, re.MULTILINE | re.DOTALL)
    return found


def in_python(secret: str, headers: dict[str, str], body: bytes) -> Any:
    namespace: dict[str, Any] = {}
    exec(block("python"), namespace)
    return namespace["receive"](secret, headers, body)


def in_javascript(secret: str, headers: dict[str, str], body: bytes) -> Any:
    if (node := shutil.which("node")) is None:
        pytest.skip("there is no node on this machine")
    arguments = f"{json.dumps(secret)}, {json.dumps(headers)}, Buffer.from({json.dumps(body.hex())}, 'hex')"
    done = subprocess.run([node, "-e", f"{block('js')}\nconsole.log(JSON.stringify(receive({arguments})))"], capture_output=True, text=True, check=False)
    if done.returncode:
        raise ValueError(done.stderr)
    return json.loads(done.stdout)


def headers(*secrets: str, ago: timedelta = timedelta(0), message: str = "m-1") -> dict[str, str]:
    return {name.lower(): value for name, value in signed(BODY, message=message, secrets=secrets or (SECRET,), at=datetime.now(UTC) - ago).items()}


@pytest.fixture(params=[in_python, in_javascript])
def receive(request: pytest.FixtureRequest) -> Receive:
    return request.param


def test_what_we_sign_is_read(receive: Receive) -> None:
    assert receive(SECRET, headers(), BODY) == json.loads(BODY)


@pytest.mark.parametrize("which", [0, 1])
def test_either_secret_reads_it_during_a_rotation(receive: Receive, which: int) -> None:
    secrets = new_secret(), new_secret()

    assert receive(secrets[which], headers(*secrets), BODY) == json.loads(BODY)


@pytest.mark.parametrize(
    ("secret", "changed", "body"),
    [
        (new_secret(), {}, BODY),
        (SECRET, {}, BODY + b" "),
        (SECRET, {"webhook-id": "m-2"}, BODY),
        (SECRET, {"webhook-timestamp": "soon"}, BODY),
        (SECRET, {"webhook-signature": "v1,"}, BODY),
    ],
    ids=["another secret", "another body", "another id", "no time", "no signature"],
)
def test_anything_else_is_refused(receive: Receive, secret: str, changed: dict[str, str], body: bytes) -> None:
    with pytest.raises(Exception, match=r"."):
        receive(secret, headers() | changed, body)


@pytest.mark.parametrize("ago", [timedelta(minutes=6), timedelta(minutes=-6)], ids=["old", "of the future"])
def test_another_time_is_refused(receive: Receive, ago: timedelta) -> None:
    with pytest.raises(Exception, match=r"."):
        receive(SECRET, headers(ago=ago), BODY)


def test_signature_by_hand_is_ours() -> None:
    script = block("sh")
    secret, message, at, body = (re.findall(rf"\b{name}=('.*?'|\S+)", script)[0].strip("'") for name in ("secret", "id", "at", "body"))

    done = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True)

    ours = signed(body.encode(), message=message, secrets=[secret], at=datetime.fromtimestamp(int(at), UTC))
    assert f"v1,{done.stdout.strip()}" == ours["webhook-signature"]
