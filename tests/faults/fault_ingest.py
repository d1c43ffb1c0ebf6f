"""The real ingest worker around a web that is not there: some addresses kill, hang or break whoever asks. Run as a process of its own."""

import ctypes
import os
import random
import re
import signal
from collections.abc import Mapping
from datetime import date, timedelta
from urllib.parse import urlsplit

from dateline_ingest.settings import IngestSettings
from dateline_ingest.worker import make_worker, run
from dateline_shared import telemetry
from dateline_shared.clock import SystemClock
from dateline_shared.outbound import Response
from dateline_shared.settings import load

PAGE = """<html><head><title>Report from {host}</title></head><body><article><h1>Report from {host}</h1>
<p>Adeyemi congratulated Bako on {day}, and both of them spoke to the reporters who had waited before the town hall of {host} since the morning.</p>
<p>{rest}</p>
</article></body></html>"""
WORDS = ("harbour", "council", "bridge", "tender", "railway", "vote", "clinic", "reservoir", "ferry", "budget", "school", "orchard", "museum", "tariff")


def page(host: str) -> str:
    """What stands at every address of a host: an act on a day of its own, in words of its own."""
    number = int("".join(re.findall(r"\d", host)) or 0)
    chance = random.Random(host)
    rest = (f"The {' '.join(chance.choices(WORDS, k=10))}." for _ in range(6))
    return PAGE.format(host=host, day=date(2000, 1, 1) + timedelta(days=2 * number), rest=" ".join(rest))


def faulty_fetch(url: str, headers: Mapping[str, str]) -> Response:
    """A page about one congratulation at every address, unless its path says what to do instead. No host has rules."""
    parts = urlsplit(url)
    word = parts.path.strip("/")
    if word == "robots.txt":
        return Response(url, 404, {}, b"")
    if word == "SEGFAULT":
        ctypes.string_at(0)
    if word == "KILL":  # as the kernel does for want of memory
        os.kill(os.getpid(), signal.SIGKILL)
    if word == "PARENT":
        os.kill(os.getppid(), signal.SIGKILL)
        os.kill(os.getpid(), signal.SIGKILL)
    if word == "RAISE":
        raise MemoryError("this page is too much")
    while word == "HANG":
        try:
            sum(range(10_000))
        except Exception:
            continue
    return Response(url, 200, {"content-type": "text/html"}, page(parts.hostname or "").encode())


if __name__ == "__main__":
    settings = load(IngestSettings)
    telemetry.configure(settings, service="ingest")
    run(make_worker(settings.redis_url.get_secret_value(), fetch=faulty_fetch, clock=SystemClock(), limit=settings.task_limit), settings)
