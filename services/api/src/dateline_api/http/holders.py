"""Whose keys requests bear: asked of the database every few seconds, not for each request."""

import asyncio
from datetime import datetime, timedelta
from functools import partial

from dateline_shared.clock import Clock

from dateline_api.api_key import key_digest
from dateline_api.db.keys import Holder, find_holder
from dateline_api.db.session import Database

FRESH = timedelta(seconds=5)  # that an answer holds, should a revocation not be heard of: while the listening connection is lost
KEPT = 60.0  # seconds until an answer is dropped from memory


class Holders:
    """Holders of the keys that were asked for just now, by the digests of their keys."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._asked: dict[bytes, tuple[datetime, asyncio.Task[Holder | None]]] = {}

    async def find(self, key: str) -> Holder | None:
        """Whose key this is, if it is in force; notes its use."""
        digest, now = key_digest(key), self._clock.now()
        asked_at, task = self._asked.get(digest, (now, None))
        if task is None or now - asked_at >= FRESH:
            task = asyncio.create_task(self._database.write(find_holder, key, now=now))
            self._asked[digest] = now, task
            task.add_done_callback(partial(self._answered, digest))
        return await asyncio.shield(task)

    def forget(self) -> None:
        """Ask anew for every key."""
        self._asked.clear()

    def _answered(self, digest: bytes, task: asyncio.Task[Holder | None]) -> None:
        if task.cancelled() or task.exception() or task.result() is None:
            self._drop(digest, task)  # strangers, of whom there may be any number, are not kept
        else:
            asyncio.get_running_loop().call_later(KEPT, self._drop, digest, task)

    def _drop(self, digest: bytes, task: asyncio.Task[Holder | None]) -> None:
        if digest in self._asked and self._asked[digest][1] is task:
            del self._asked[digest]
