"""What a log shows on a terminal."""

import subprocess
import sys

LOGGING = """
import structlog
from dateline_shared import telemetry
from dateline_shared.settings import Settings

telemetry.configure(Settings(log_format="console"), service="api")
structlog.get_logger().info("request.answered", path="/\\x1b]0;owned\\x07")
try:
    raise ValueError("\\x1b[2J")
except ValueError:
    structlog.get_logger().exception("request.failed", path="/")
"""


def test_no_text_acts_on_the_terminal_that_shows_the_log() -> None:
    done = subprocess.run([sys.executable, "-c", LOGGING], capture_output=True, text=True, check=True, timeout=60)

    assert "]0;owned" in done.stderr
    assert "ValueError" in done.stderr
    assert not [sign for sign in ("\x1b]", "\x1b[2J", "\x07") if sign in done.stderr]
