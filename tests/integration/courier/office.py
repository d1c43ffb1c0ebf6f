"""An office that a test runs: couriers, and receivers on loopback that answer as they are told.

Every message that arrives is read by other people's libraries at once: the signature by standardwebhooks, the event by cloudevents.
"""

import base64
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any
from uuid import UUID

import orjson
import standardwebhooks.webhooks
from cloudevents.core.bindings.http import HTTPMessage, from_http
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent
from dateline_api import ids
from dateline_api.courier.post import guarded_post
from dateline_api.courier.run import Courier
from dateline_api.db import courier as places
from dateline_api.db.changes import log_position
from dateline_api.db.results import Entry, append_changes
from dateline_api.db.webhook_tables import deliveries, webhooks
from dateline_shared.loopback import WebServer
from dateline_shared.outbound import OutboundSettings
from sqlalchemy import Engine, select, text

SOURCE = "https://dateline.example.org"
SECRET = "whsec_" + base64.b64encode(b"a secret of the tests, 32 bytes.").decode()
LOOPBACK = OutboundSettings(fetch_allow="127.0.0.0/24")

Told = int | tuple[int, dict[str, str]] | None
"""A status, with headers; None is a receiver that hangs."""


@dataclass
class Receiver:
    """Answers what its script says, and then always the same; keeps the events that it was sent, and those that it took."""

    server: WebServer
    path: str
    always: Told = 200
    secret: str = SECRET
    script: list[Told] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    sent: list[CloudEvent] = field(default_factory=list)
    taken: list[CloudEvent] = field(default_factory=list)
    unreadable: list[Exception] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.server.answers[self.path] = self._answer

    @property
    def url(self) -> str:
        return self.server.url(self.path)

    @property
    def seqs(self) -> list[int]:
        """The numbers of the changes that it took, in the order in which they came."""
        return [int(event.get_extension("sequence")) for event in self.taken]

    def _answer(self, request: BaseHTTPRequestHandler) -> None:
        headers, body = dict(request.headers.items()), getattr(request, "body", b"")
        told = self.script.pop(0) if self.script else self.always
        try:
            event = read(headers, body, secret=self.secret)
        except Exception as error:
            self.unreadable.append(error)
            raise
        self.headers.append(headers)
        self.sent.append(event)
        if told is None:
            self.server.closing.wait(30)
            return
        status, more = told if isinstance(told, tuple) else (told, {})
        if 200 <= status < 300:
            self.taken.append(event)
        request.send_response(status)
        for name, value in {"Content-Length": "7", **more}.items():
            request.send_header(name, value)
        request.end_headers()
        request.wfile.write(b"answer\n")


def read(headers: dict[str, str], body: bytes, *, secret: str) -> CloudEvent:
    """A message as other people's libraries read it. Raises what they raise."""
    parsed = standardwebhooks.webhooks.Webhook(secret).verify(body, headers)
    event = from_http(HTTPMessage(headers, body), JSONFormat())
    assert isinstance(event, CloudEvent)
    assert headers["Content-Type"].startswith("application/cloudevents+json")
    assert (headers["webhook-id"], parsed) == (event.get_id(), orjson.loads(body))
    return event


@dataclass
class Office:
    """What a test of the courier works with: the database, a clock with hands, receivers, and any number of couriers."""

    engine: Engine
    clock: Any  # a ManualClock, but where real processes run
    server: WebServer
    couriers: list[Courier] = field(default_factory=list)
    receivers: list[Receiver] = field(default_factory=list)
    timeout: timedelta = timedelta(seconds=10)  # QUICK where a receiver hangs

    def receiver(self, path: str = "/in", *, server: WebServer | None = None, **more: Any) -> Receiver:
        self.receivers.append(Receiver(server or self.server, path, **more))
        return self.receivers[-1]

    def courier(self) -> Courier:
        post = guarded_post(LOOPBACK, clock=self.clock, timeout=self.timeout)
        self.couriers.append(Courier(engine=self.engine, post=post, clock=self.clock, source=SOURCE))
        return self.couriers[-1]

    def subscribe(self, url: str, **more: Any) -> UUID:
        """An active subscription to what is told from now on."""
        now, key = self.clock.now(), ids.new_id()
        with self.engine.begin() as connection:
            state = log_position(connection)
            place = {"epoch": state.epoch, "seq": state.last_seq, "secrets": [{"secret": SECRET, "until": None}]}
            times = {"next_at": now, "created_at": now, "updated_at": now}
            connection.execute(webhooks.insert().values({"id": key, "url": url} | place | times | more))
        return key

    def tell(self, number: int = 1, *, op: Any = "created", before: dict[str, Any] | None = None, **fields: Any) -> list[int]:
        """Append changes of events to the log; returns their numbers. `before` is what was otherwise in the record."""
        now = self.clock.now()
        entries = []
        for _ in range(number):
            key = ids.new_id()
            reported = {"first_reported_at": now.isoformat(), "last_reported_at": now.isoformat()}
            record = {"id": ids.public("evt", key), "version": 1, "type": "SUPPORT", "status": "happened"} | reported | fields
            entries.append(Entry("event", op, key, 1, record, None if before is None else record | before))
        with self.engine.begin() as connection:
            append_changes(connection, entries, now=now)
            last = log_position(connection).last_seq
        return list(range(last - number + 1, last + 1))

    def deliver(self, courier: Courier | None = None) -> None:
        """Have one courier do all that can be done now."""
        courier = courier or (self.couriers[0] if self.couriers else self.courier())
        with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            for _ in range(100):
                courier.look(connection)
                courier.settle()
                ordered = self.rows("SELECT FROM deliveries WHERE outcome = 'waiting' AND next_at <= :now", now=self.clock.now())
                if not places.due(connection, now=self.clock.now()) and not ordered:
                    return
        raise AssertionError("there is always something to do")

    def close(self) -> None:
        """End the couriers, and let receivers go that hang."""
        self.server.closing.set()
        for courier in self.couriers:
            courier.stop()
            courier.close()

    def wait(self, webhook: UUID) -> timedelta:
        """Move the clock to when a subscription is due, and deliver; returns how long that was."""
        wait = self.webhook(webhook)["next_at"] - self.clock.now()
        assert wait > timedelta(0)
        self.clock.move(wait)
        self.deliver()
        return wait

    def webhook(self, key: UUID) -> dict[str, Any]:
        with self.engine.connect() as connection:
            return dict(connection.execute(select(webhooks).where(webhooks.c.id == key)).mappings().one())

    def change(self, key: UUID, **values: Any) -> None:
        """Change a subscription as the api does: the lease is taken away."""
        with self.engine.begin() as connection:
            connection.execute(webhooks.update().where(webhooks.c.id == key).values(places.RELEASED | {"next_at": self.clock.now()} | values))

    def order(self, webhook: UUID, **values: Any) -> UUID:
        """Order a test call, or a change once more, as the api does."""
        key, now = ids.new_id(), self.clock.now()
        row = {"id": key, "webhook_id": webhook, "message_id": f"test-{key}", "cause": "test", "attempt": 0, "at": now, "outcome": "waiting", "next_at": now}
        with self.engine.begin() as connection:
            connection.execute(deliveries.insert().values(row | values))
        return key

    def log(self, key: UUID) -> list[dict[str, Any]]:
        """The record of a subscription's deliveries, oldest first."""
        with self.engine.connect() as connection:
            rows = connection.execute(select(deliveries).where(deliveries.c.webhook_id == key).order_by(deliveries.c.id)).mappings().all()
        return [dict(row) for row in rows]

    def rows(self, sql: str, **values: Any) -> list[Any]:
        with self.engine.begin() as connection:
            found = connection.execute(text(sql), values)
            return [tuple(row) for row in found] if found.returns_rows else []
