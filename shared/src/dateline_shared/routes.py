"""The only place that names queues, tasks, streams and keys of the broker."""

from typing import Final

NLP_QUEUE: Final = "nlp"
INGEST_QUEUE: Final = "ingest"

READ_CHUNK: Final = "dateline.nlp.read_chunk"
POLL_FEED: Final = "dateline.ingest.poll_feed"
READ_PAGE: Final = "dateline.ingest.read_page"
DISCOVER: Final = "dateline.ingest.discover"

EXTRACTIONS: Final = "dateline:extractions"  # stream: what nlp answers
ARRIVALS: Final = "dateline:arrivals"  # stream: what ingest answers
STORE_GROUP: Final = "store"  # the one consumer group of both streams
PAYLOAD: Final = b"m"  # the one field of a stream entry: the message as JSON

TASK_QUEUES: Final = {READ_CHUNK: NLP_QUEUE, POLL_FEED: INGEST_QUEUE, READ_PAGE: INGEST_QUEUE, DISCOVER: INGEST_QUEUE}


def presence(role: str, worker: str = "*") -> str:
    """The key by which a worker announces how many processes it has; `*` matches all of a role."""
    return f"dateline:presence:{role}:{worker}"
