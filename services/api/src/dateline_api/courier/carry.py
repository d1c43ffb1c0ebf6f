"""One turn of a subscription: its changes one after the other, each once the one before was taken, until there are none or one fails.

read a page → for each change: POST → decide → move on, or wait → next page → release
"""

import threading
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Final

import structlog
from dateline_shared.clock import Clock
from pydantic import ValidationError
from sqlalchemy import Engine

from dateline_api import ids
from dateline_api.courier import message
from dateline_api.courier.decide import Reply, Standing, Verdict, decide, judge
from dateline_api.courier.post import TIMEOUT, Post
from dateline_api.db import courier, delivery_orders
from dateline_api.db.changes import LogPage
from dateline_api.db.courier import UNTROUBLED, Leased, Try
from dateline_api.db.delivery_orders import Order
from dateline_api.db.faults import plain
from dateline_api.filter_query import ChangeFilterQuery

PAGE: Final = 25  # changes that are read at once; of 32 subscriptions together 16 MB at 20 kB each
TURN: Final = timedelta(seconds=30)  # after which a subscription that has more to deliver goes to the end of the line
MAX_TAKEN: Final = 3  # couriers that may die over one order

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Carrier:
    """Carries messages to their receivers. No connection to the database is held during a request."""

    engine: Engine
    post: Post
    clock: Clock
    source: str  # of every message: the address of this service
    stop: threading.Event

    def carry(self, mine: Leased) -> None:
        """Deliver what comes next for a subscription, for one turn."""
        ends_at = self.clock.now() + TURN
        serving: Leased | None = mine
        while serving:
            if self.stop.is_set() or self.clock.now() >= ends_at:
                return self._release(serving)
            page = self._read(serving)
            if isinstance(page, str):
                return self._pause(serving, page)
            for change in page.changes:
                serving = self._deliver(serving, change, epoch=page.state.epoch)
                if serving is None or self.stop.is_set() or self.clock.now() >= ends_at:
                    break
            else:
                place = {"epoch": page.state.epoch, "seq": page.upto}
                if not page.has_more:
                    return self._release(serving, **place)
                serving = self._renew(serving, **place)
        return None

    def fulfil(self, order: Order) -> None:
        """Send what somebody ordered, once."""
        body = self._ordered(order)
        now = self.clock.now()
        reply = Reply(error=body) if isinstance(body, str) else self._send(order.url, body, order.message_id, order.secrets)
        outcome, error = judge(reply)
        tried = Try(order.message_id, order.seq, order.attempt, now, reply.milliseconds, outcome, reply.status, error, reply.answer)
        with self.engine.begin() as connection:
            delivery_orders.settle(connection, order, tried)

    def _read(self, mine: Leased) -> LogPage | str:
        try:
            query = ChangeFilterQuery.model_validate(mine.filter)
        except ValidationError as error:
            return f"its filter cannot be read: {plain(error)}"
        with self.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            return courier.read(connection, mine, wanted=query.wanted(), kinds=query.kinds(), limit=PAGE, now=self.clock.now())

    def _deliver(self, mine: Leased, change: dict[str, Any], *, epoch: str) -> Leased | None:
        """Try a change once, and write down what came of it; the lease goes on only if it was taken."""
        now, seq = self.clock.now(), change["seq"]
        if now + TIMEOUT >= mine.lease_until:  # the database took its time
            renewed = self._renew(mine)
            if renewed is None:
                return None
            mine = renewed
        name = message.message_id(epoch, seq)
        reply = self._send(mine.url, message.of_change(change, message=name, source=self.source), name, mine.secrets)
        standing = Standing(mine.attempt, mine.failing_since) if seq == mine.head_seq else Standing()
        verdict = decide(standing, reply, message=name, at=self.clock.now())
        _tell(mine, name, verdict, reply)
        tried = Try(name, seq, verdict.attempt, now, reply.milliseconds, verdict.outcome, reply.status, verdict.error, reply.answer, verdict.next_at)
        with self.engine.begin() as connection:
            going_on = None
            if verdict.outcome == "delivered":
                going_on = courier.renew(connection, mine, now=self.clock.now(), epoch=epoch, seq=seq, last_delivered_at=now, **UNTROUBLED)
            else:
                courier.release(connection, mine, next_at=verdict.next_at or now, **_troubled(verdict, epoch=epoch, seq=seq))
            courier.note(connection, mine.id, tried)
        return going_on

    def _send(self, url: str, body: bytes, name: str, secrets: list[dict[str, Any]]) -> Reply:
        now = self.clock.now()
        valid = message.valid_secrets(secrets, now=now)
        if not valid:
            return Reply(error="it has no secret to sign with: make one by a rotation", is_refused=True)
        return self.post(url, body, message.signed(body, message=name, secrets=valid, at=now))

    def _ordered(self, order: Order) -> bytes | str:
        """The body of what was ordered, or why there is none."""
        if order.attempt > MAX_TAKEN:
            return f"the courier died {MAX_TAKEN} times over it"
        if order.seq is None:
            return message.of_test(order.webhook_id, message=order.message_id, source=self.source, at=self.clock.now())
        with self.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
            change = delivery_orders.change_of(connection, order)
        return change if isinstance(change, str) else message.of_change(change, message=order.message_id, source=self.source)

    def _renew(self, mine: Leased, **changed: Any) -> Leased | None:
        with self.engine.begin() as connection:
            return courier.renew(connection, mine, now=self.clock.now(), **changed)

    def _release(self, mine: Leased, **changed: Any) -> None:
        with self.engine.begin() as connection:
            courier.release(connection, mine, next_at=self.clock.now(), **changed)

    def _pause(self, mine: Leased, reason: str) -> None:
        log.warning("webhook.paused", webhook_id=ids.public("whk", mine.id), reason=reason)
        self._release(mine, state="paused", reason=reason)


def _troubled(verdict: Verdict, *, epoch: str, seq: int) -> dict[str, Any]:
    """A subscription that waits at this change."""
    waits = {"epoch": epoch, "seq": seq - 1, "head_seq": seq, "last_error": verdict.error}
    standing = {"attempt": verdict.standing.attempt, "failing_since": verdict.standing.failing_since}
    return waits | standing | {"state": verdict.state, "reason": verdict.reason}


def _tell(mine: Leased, name: str, verdict: Verdict, reply: Reply) -> None:
    webhook = ids.public("whk", mine.id)
    if verdict.outcome == "delivered":
        log.debug("message.delivered", webhook_id=webhook, message_id=name, attempt=verdict.attempt, milliseconds=reply.milliseconds)
        return
    log.warning("message.failed", webhook_id=webhook, message_id=name, attempt=verdict.attempt, error=verdict.error, milliseconds=reply.milliseconds)
    if verdict.state == "paused":
        log.warning("webhook.paused", webhook_id=webhook, reason=verdict.reason)
    elif verdict.state == "disabled":
        log.warning("webhook.disabled", webhook_id=webhook, reason=verdict.reason)
