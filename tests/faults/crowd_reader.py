"""The real nlp worker around a reader that finds what a text says: lines of `type status country`. Run by test_crowd.py."""

from collections.abc import Sequence

from dateline_nlp.settings import NlpSettings
from dateline_nlp.worker import make_worker, run
from dateline_shared import telemetry
from dateline_shared.contracts.article import Reading
from dateline_shared.contracts.extraction import Extraction
from dateline_shared.settings import load
from dateline_shared.testing import event, extraction, person, span

VISITOR = person("Amina Otieno", country="KEN")


class LiteralReader:
    """Finds one act in each line."""

    def extract_many(self, readings: Sequence[Reading]) -> list[Extraction]:
        return [self._extract(reading) for reading in readings]

    def _extract(self, reading: Reading) -> Extraction:
        events, entities = [], [VISITOR]
        for n, line in enumerate(reading.article.text.splitlines()[1:]):
            kind, status, country = line.split()
            host = person(f"Host of {country}", country=country)
            entities.append(host)
            events.append(event(f"x{n}", type=kind, status=status, evidence=span(reading, line), actors=[VISITOR], recipients=[host]))
        return extraction(reading, entities=entities, events=events)


if __name__ == "__main__":
    settings = load(NlpSettings)
    telemetry.configure(settings, service="nlp")
    run(make_worker(settings.redis_url.get_secret_value(), reader=LiteralReader(), limit=settings.task_limit), settings)
