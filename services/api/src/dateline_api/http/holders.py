"""Whose keys requests bear: asked of the database once for all that come together with the same key."""

import asyncio

from dateline_shared.clock import Clock

from dateline_api.api_key import key_digest
from dateline_api.db.keys import Holder, find_holder
from dateline_api.db.session import Database

FRESH = 0.1  # seconds that an answer holds: no person revokes a key faster, and 2,000 long polls that end together ask but a few times


class Holders:
    """Keys that were asked for just now, by their digests."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._found: dict[bytes, asyncio.Task[Holder | None]] = {}

    async def find(self, key: str) -> Holder | None:
        """Whose key this is, if it is in force; notes its use."""
        digest = key_digest(key)
        if (task := self._found.get(digest)) is None:
            task = self._found[digest] = asyncio.create_task(self._database.write(find_holder, key, now=self._clock.now()))
            asyncio.get_running_loop().call_later(FRESH, self._found.pop, digest, None)
        return await asyncio.shield(task)

    def forget(self) -> None:
        """Ask anew for every key."""
        self._found.clear()
