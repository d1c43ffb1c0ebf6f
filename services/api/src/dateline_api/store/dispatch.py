"""Hands out work: expire, lease, commit, then publish. What could not be published is given back uncharged."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TypeVar

import redis
import structlog
from dateline_shared import routes
from dateline_shared.broker import Publish, processes_present
from dateline_shared.clock import Clock
from dateline_shared.contracts.article import Chunk
from dateline_shared.contracts.base import Message
from dateline_shared.errors import BrokerUnavailableError
from dateline_shared.settings import TASK_LIMIT
from sqlalchemy import Connection, Engine

from dateline_api import ids
from dateline_api.db import discoveries, ledger, pages, polls
from dateline_api.db.accept import IMPORT, LIVE
from dateline_api.db.articles import count_waiting
from dateline_api.settings import HOST_GAP, MAX_WAITING
from dateline_api.store import plan, tell

log = structlog.get_logger()

T = TypeVar("T", bound=Message)

POLLS_A_PROCESS = 4  # in flight, pages among them; both mostly wait for the network
PAGES_SHARE = 0.5  # of what may be in flight, while feeds are due as well
DISCOVERIES_A_PROCESS = 1


@dataclass(frozen=True, slots=True)
class Dispatcher:
    """Moves due articles, pages and feeds to the workers that are present."""

    engine: Engine
    client: redis.Redis
    publish: Publish
    clock: Clock
    max_attempts: int
    hard_limit: timedelta = TASK_LIMIT
    host_gap: timedelta = HOST_GAP
    max_waiting: int = MAX_WAITING

    def step(self) -> int:
        """Hand out what there is room for; returns how many tasks went out. Raises BrokerUnavailableError."""
        self._expire()
        return self._articles() + self._discoveries() + self._pages(share=PAGES_SHARE) + self._feeds() + self._pages(share=1.0)

    def _expire(self) -> None:
        now = self.clock.now()
        with self.engine.begin() as connection:
            dead = ledger.expire(connection, max_attempts=self.max_attempts, now=now)
            tell.articles(connection, pages.rescue(connection, dead, now=now), now=now)
            polls.expire(connection, gap=self.host_gap, now=now)
            discoveries.expire(connection, gap=self.host_gap, now=now)

    def _articles(self) -> int:
        processes = processes_present(self.client, "nlp")
        now = self.clock.now()
        leased: list[Chunk] = []
        with self.engine.begin() as connection:
            out = ledger.chunks_out(connection)
            room = plan.room(processes=processes, chunks_out=out)
            if room == 0:
                return 0
            candidates = ledger.suspect(connection, now=now) + ledger.candidates(connection, limit=room * plan.CHUNK_ARTICLES, now=now)
            for ahead, chunk in enumerate(plan.chunks(candidates, room=room), start=out):
                until = now + plan.lease(processes=processes, chunks_ahead=ahead, hard_limit=self.hard_limit)
                readings = ledger.lease(connection, [c.id for c in chunk], chunk=ids.new_id(), until=until, now=now)
                leased.append(Chunk(readings=tuple(readings), solo=chunk[0].solo, hard_limit=self.hard_limit))
        for n, chunk in enumerate(leased):
            try:
                self.publish(routes.READ_CHUNK, chunk)
            except BrokerUnavailableError:
                # It may have got through all the same: then the answer is recorded, or stale, and does no harm.
                self._give_back(leased[n:])
                raise
        return len(leased)

    def _give_back(self, chunks: list[Chunk]) -> None:
        tickets = [ledger.Ticket(ids.parse("art", r.article_id), r.revision, r.attempt) for chunk in chunks for r in chunk.readings]
        with self.engine.begin() as connection:
            ledger.give_back(connection, tickets)
        log.warning("chunks.given_back", articles=len(tickets))

    def _discoveries(self) -> int:
        """Hand out searches for feeds: first, since somebody waits for them, and beside the others, so that neither holds up the other."""
        processes, now = processes_present(self.client, "ingest"), self.clock.now()
        with self.engine.begin() as connection:
            limit = DISCOVERIES_A_PROCESS * processes - discoveries.out(connection)
            tasks = discoveries.lease(connection, limit=limit, until=self._fetched_by(processes, now), now=now)
        return self._hand_out(routes.DISCOVER, tasks, discoveries.give_back)

    def _pages(self, *, share: float) -> int:
        """Hand out pages until they are that share of what may be in flight; none while readers do not keep up with what they have."""
        processes, now = processes_present(self.client, "ingest"), self.clock.now()
        room = POLLS_A_PROCESS * processes
        with self.engine.begin() as connection:
            out = pages.out(connection)
            limit = min(int(room * share), room - polls.out(connection)) - out
            kept_up = [count_waiting(connection, upto=self.max_waiting + 1, priority=each, now=now) <= self.max_waiting for each in (LIVE, IMPORT)]
            if limit <= 0 or not kept_up[LIVE]:
                return 0
            priority = IMPORT if all(kept_up) else LIVE
            tasks = pages.lease(connection, limit=limit, priority=priority, until=self._fetched_by(processes, now), now=now)
        return self._hand_out(routes.READ_PAGE, tasks, pages.give_back)

    def _feeds(self) -> int:
        processes, now = processes_present(self.client, "ingest"), self.clock.now()
        with self.engine.begin() as connection:
            if count_waiting(connection, upto=self.max_waiting + 1, now=now) > self.max_waiting:
                return 0  # readers do not keep up: a feed keeps its entries until it is asked
            limit = POLLS_A_PROCESS * processes - polls.out(connection) - pages.out(connection)
            tasks = polls.lease(connection, limit=limit, until=self._fetched_by(processes, now), now=now)
        return self._hand_out(routes.POLL_FEED, tasks, polls.give_back)

    def _fetched_by(self, processes: int, now: datetime) -> datetime:
        """When the lease of what ingest does ends: everything that may be in flight may be before it."""
        ahead = (POLLS_A_PROCESS + DISCOVERIES_A_PROCESS) * processes
        return now + plan.lease(processes=processes, chunks_ahead=ahead, hard_limit=self.hard_limit)

    def _hand_out(self, name: str, tasks: Sequence[T], give_back: Callable[[Connection, Sequence[T]], None]) -> int:
        """Publish what was leased; what cannot be published is given back uncharged. Raises BrokerUnavailableError."""
        for n, task in enumerate(tasks):
            try:
                self.publish(name, task)
            except BrokerUnavailableError:
                with self.engine.begin() as connection:
                    give_back(connection, tasks[n:])
                raise
        return len(tasks)
