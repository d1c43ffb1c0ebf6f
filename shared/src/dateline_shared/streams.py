"""Answers on Redis streams: workers push, store reads in a consumer group and removes what it has recorded."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, TypeVar

import orjson
import redis
from pydantic import TypeAdapter

from dateline_shared import routes
from dateline_shared.broker import broker_errors
from dateline_shared.contracts.base import SCHEMA, Message
from dateline_shared.errors import BrokerUnavailableError, RejectedError, UnknownSchemaError

T = TypeVar("T")

PATIENCE = timedelta(seconds=15)  # within a task's soft limit: a broker restart takes 1 to 5 s
STREAMS = (routes.EXTRACTIONS, routes.ARRIVALS)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One stream entry as it came: which stream, its id there, and the bytes of the message."""

    stream: str
    id: str
    payload: bytes


def push(client: redis.Redis, stream: str, message: Message, *, patience: timedelta = PATIENCE) -> None:
    """Append a message to a stream, trying again for as long as `patience`. Raises BrokerUnavailableError after that."""
    payload: dict[Any, Any] = {routes.PAYLOAD: message.model_dump_json().encode()}
    give_up_at = time.monotonic() + patience.total_seconds()
    while True:
        try:
            with broker_errors():
                client.xadd(stream, payload)
            return
        except BrokerUnavailableError:
            if time.monotonic() >= give_up_at:
                raise
            time.sleep(0.2)


def prepare(client: redis.Redis) -> None:
    """Make both streams and store's group, if they are not there (also after the broker lost everything)."""
    with broker_errors():
        for stream in STREAMS:
            try:
                client.xgroup_create(stream, routes.STORE_GROUP, id="0", mkstream=True)
            except redis.ResponseError as error:
                if "BUSYGROUP" not in str(error):
                    raise


def receive(client: redis.Redis, consumer: str, *, count: int, block: timedelta) -> list[Delivery]:
    """Up to `count` new entries of each stream for this consumer; waits up to `block` for the first."""
    with broker_errors():
        answer: Any = client.xreadgroup(routes.STORE_GROUP, consumer, dict.fromkeys(STREAMS, ">"), count=count, block=max(1, int(block.total_seconds() * 1000)))
    return [delivery for stream, entries in answer or [] for delivery in _deliveries(stream.decode(), entries)]


def take_over(client: redis.Redis, consumer: str, *, idle: timedelta, count: int) -> Iterator[list[Delivery]]:
    """Entries that another consumer, or an earlier life of this one, received and left for `idle` (XAUTOCLAIM), in batches."""
    for stream in STREAMS:
        start = b"0-0"
        while True:
            with broker_errors():
                answer: Any = client.xautoclaim(
                    stream, routes.STORE_GROUP, consumer, min_idle_time=int(idle.total_seconds() * 1000), start_id=start, count=count
                )
            start, entries = answer[0], answer[1]
            if entries:
                yield _deliveries(stream, entries)
            if start == b"0-0":
                break


def settle(client: redis.Redis, deliveries: Iterable[Delivery]) -> None:
    """Acknowledge and remove entries that are recorded."""
    by_stream: dict[str, list[str]] = {}
    for delivery in deliveries:
        by_stream.setdefault(delivery.stream, []).append(delivery.id)
    with broker_errors():
        pipe = client.pipeline(transaction=False)
        for stream, ids in by_stream.items():
            pipe.xack(stream, routes.STORE_GROUP, *ids)
            pipe.xdel(stream, *ids)
        pipe.execute()


def decode(adapter: TypeAdapter[T], payload: bytes) -> T:
    """Read a message leniently within our schema major.

    Raises UnknownSchemaError for another major, RejectedError for anything that is not a message at all,
    pydantic.ValidationError for a message that breaks its contract.
    """
    try:
        version = orjson.loads(payload).get("schema_version", SCHEMA)
        major = str(version).split(".")[0]
    except (orjson.JSONDecodeError, AttributeError) as error:
        raise RejectedError(f"not a message: {error}") from error
    if major != SCHEMA.split(".")[0]:
        raise UnknownSchemaError(f"schema {version} is not of major {SCHEMA.split('.')[0]}: upgrade store")
    return adapter.validate_json(payload, extra="ignore")


def _deliveries(stream: str, entries: Any) -> list[Delivery]:
    # An entry that was deleted while pending comes back from XAUTOCLAIM without fields.
    return [Delivery(stream=stream, id=key.decode(), payload=fields.get(routes.PAYLOAD, b"")) for key, fields in entries if fields is not None]
