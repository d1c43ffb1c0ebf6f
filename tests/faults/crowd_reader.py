"""The real nlp worker around a reader that finds what a text says. Run by test_crowd.py.

The first line ends with two names; each further one says what the one did to the other, as `type status country`.
"""

from collections.abc import Sequence

from dateline_nlp.settings import NlpSettings
from dateline_nlp.worker import make_worker, run
from dateline_shared import telemetry
from dateline_shared.contracts.article import Reading
from dateline_shared.contracts.extraction import Extraction
from dateline_shared.settings import load
from dateline_shared.testing import event, extraction, person, span


class LiteralReader:
    """Finds one act in each line."""

    def extract_many(self, readings: Sequence[Reading]) -> list[Extraction]:
        return [self._extract(reading) for reading in readings]

    def _extract(self, reading: Reading) -> Extraction:
        first, *lines = reading.article.text.splitlines()
        visitor_name, _, host_name = first.partition(": ")[2].partition(" and ")
        visitor = person(visitor_name, country="KEN")
        events, entities = [], [visitor]
        for n, line in enumerate(lines):
            kind, status, country = line.split()
            host = person(host_name, country=country)
            entities.append(host)
            events.append(event(f"x{n}", type=kind, status=status, evidence=span(reading, line), actors=[visitor], recipients=[host]))
        return extraction(reading, entities=entities, events=events)


if __name__ == "__main__":
    settings = load(NlpSettings)
    telemetry.configure(settings, service="nlp")
    run(make_worker(settings.redis_url.get_secret_value(), reader=LiteralReader(), limit=settings.task_limit), settings)
