"""The real nlp worker around a reader that some texts kill, hang or break. Run by the fault tests as a process of its own."""

import ctypes
import os
import re
import signal
import time
from collections.abc import Sequence

from dateline_nlp.settings import NlpSettings
from dateline_nlp.worker import make_worker, run
from dateline_shared import telemetry
from dateline_shared.contracts.article import Reading
from dateline_shared.contracts.event import When
from dateline_shared.contracts.extraction import Extraction
from dateline_shared.settings import load
from dateline_shared.testing import event, extraction, person, span

ADEYEMI, BAKO = person("Folake Adeyemi"), person("Idris Bako")
WORK_SECONDS = 0.06  # an article of 400 words takes the real reader about as long
DAY = re.compile(r"\d{4}-\d\d-\d\d")


class FaultyReader:
    """Finds one congratulation in every text, on the day that it names, unless the text says what to do instead."""

    def extract_many(self, readings: Sequence[Reading]) -> list[Extraction]:
        return [self._extract(reading) for reading in readings]

    def _extract(self, reading: Reading) -> Extraction:
        text = reading.article.text
        if "SEGFAULT" in text:
            ctypes.string_at(0)
        if "EXIT" in text:
            os._exit(3)
        if "PARENT" in text:
            os.kill(os.getppid(), signal.SIGKILL)
            os.kill(os.getpid(), signal.SIGKILL)
        if "RAISE" in text:
            raise ValueError("this text is not to be read")
        while "HANG" in text:
            try:
                sum(range(10_000))
            except Exception:
                continue
        ends_at = time.process_time() + WORK_SECONDS
        while time.process_time() < ends_at:
            sum(range(500))
        day = DAY.search(text)
        date = When(edtf=day[0], granularity="day", basis="stated", text=day[0]) if day else None
        found = event("x1", evidence=span(reading, "congratulated"), actors=[ADEYEMI], recipients=[BAKO], date=date)
        return extraction(reading, entities=[ADEYEMI, BAKO], events=[found])


if __name__ == "__main__":
    settings = load(NlpSettings)
    telemetry.configure(settings, service="nlp")
    run(make_worker(settings.redis_url.get_secret_value(), reader=FaultyReader(), limit=settings.task_limit), settings)
