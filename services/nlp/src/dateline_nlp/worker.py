"""The nlp worker: takes chunks from the queue, reads them, and pushes extractions onto their stream.

`python -m dateline_nlp.worker` is the composition root. The models are loaded before the fork, so that its processes
share them. A chunk that dies (time limit, killed child) is reported from the parent by Celery's `task_failure`.
"""

import gc
import os
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, Protocol

import orjson
import structlog
from celery import Celery, signals
from dateline_shared import broker, presence, routes, streams, telemetry
from dateline_shared.contracts.article import Chunk, Reading
from dateline_shared.contracts.extraction import Extraction, ReadFailure, Started
from dateline_shared.errors import DatelineError, UnknownSchemaError
from dateline_shared.settings import TASK_LIMIT, load
from pydantic import TypeAdapter, ValidationError

from dateline_nlp.settings import NlpSettings

log = structlog.get_logger()

CHUNK: TypeAdapter[Chunk] = TypeAdapter(Chunk)
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class Reads(Protocol):
    """What reads: `dateline_nlp.pipeline.Reader`."""

    def extract_many(self, readings: Sequence[Reading]) -> list[Extraction]: ...


def read(reader: Reads, readings: Sequence[Reading]) -> Iterator[Extraction | ReadFailure]:
    """Answer for every article of a chunk; when the batch fails, one by one, so that only the culprit is charged."""
    try:
        yield from reader.extract_many(readings)
    except Exception as error:
        if len(readings) == 1:
            yield ReadFailure(**_identity(readings[0]), reason=_plain(error))
            return
        for reading in readings:
            yield from read(reader, [reading])


def make_worker(redis_url: str, *, reader: Reads, limit: timedelta = TASK_LIMIT) -> Celery:
    """The Celery app that answers READ_CHUNK."""
    app = broker.make_app(redis_url, name="dateline-nlp", limit=limit)
    client = broker.connect(redis_url)  # connects when first used, so each child has its own connection

    @app.task(name=routes.READ_CHUNK)
    def read_chunk(message: dict[str, Any]) -> None:
        chunk = _chunk(message)
        if chunk.solo:
            streams.push(client, routes.EXTRACTIONS, Started(**_identity(chunk.readings[0])))
        for answer in read(reader, chunk.readings):
            streams.push(client, routes.EXTRACTIONS, answer)

    def report_lost(sender: Any, args: Any, exception: BaseException, **_: Any) -> None:
        if sender.app is not app:  # signals are the process's, not an app's
            return
        if isinstance(exception, UnknownSchemaError):
            log.error("chunk.unknown_schema", reason=str(exception))  # nobody's fault: the leases expire until this worker is upgraded
            return
        try:
            # Those of the chunk that were answered are done by now, and a report on them is stale.
            for identity in _identities(args[0]):
                lost = ReadFailure(**identity, reason=f"its reader died: {_plain(exception)}", lost=True)
                streams.push(client, routes.EXTRACTIONS, lost, patience=timedelta(0))
        except (DatelineError, ValidationError, LookupError, TypeError) as error:
            # Their leases will expire. What a message says is not for logs.
            log.error("chunk.unreported", error=type(error).__name__, cause=type(exception).__name__)

    signals.task_failure.connect(report_lost, weak=False)
    return app


def run(app: Celery, settings: NlpSettings) -> None:
    """Work with as many processes as set, announced once they are ready, until told to stop."""
    redis_url = settings.redis_url.get_secret_value()

    def announce(**_: Any) -> None:
        stop = presence.keep_announcing(redis_url=redis_url, role="nlp", worker=presence.this_worker(), processes=settings.nlp_processes)
        signals.worker_shutting_down.connect(lambda **_: stop(), weak=False)

    signals.worker_ready.connect(announce, weak=False)
    flags = [f"--queues={routes.NLP_QUEUE}", "--pool=prefork", f"--concurrency={settings.nlp_processes}", "--loglevel=WARNING", *broker.WORKER_FLAGS]
    app.worker_main(["--quiet", "worker", *flags])


def main() -> None:
    """Load the models, then work until told to stop."""
    for name in ONE_THREAD:
        os.environ.setdefault(name, "1")  # before NumPy is imported: processes scale, threads do not
    settings = load(NlpSettings)
    telemetry.configure(settings, service="nlp")

    from dateline_nlp.pipeline import load_reader

    reader = load_reader(settings.ontology)
    gc.collect()
    gc.freeze()  # keeps the pages that the processes share
    run(make_worker(settings.redis_url.get_secret_value(), reader=reader, limit=settings.task_limit), settings)


def _chunk(message: dict[str, Any]) -> Chunk:
    return streams.decode(CHUNK, orjson.dumps(message))


def _identities(message: dict[str, Any]) -> list[dict[str, Any]]:
    """Whom a chunk is about, also if it cannot be read as one."""
    return [{name: reading[name] for name in ("article_id", "revision", "attempt")} for reading in message["readings"]]


def _plain(error: BaseException) -> str:
    """An error in one line; of a value that breaks its contract the place and not the value."""
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_input=False)[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"[:500]
    return f"{type(error).__name__}: {error}"[:500]


def _identity(reading: Reading) -> dict[str, Any]:
    return {"article_id": reading.article_id, "revision": reading.revision, "attempt": reading.attempt}


if __name__ == "__main__":
    main()
