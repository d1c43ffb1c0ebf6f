"""Who follows the change log is neither left waiting for what was told, nor turned away from a place that exists."""

import asyncio
from typing import Any, cast

from dateline_api.cursor import LogCursor
from dateline_api.db.changes import LogState
from dateline_api.db.event_filter import EventFilter
from dateline_api.db.session import Database
from dateline_api.http.channel import Channel, Entry, Followed
from dateline_api.http.gate import Gate
from dateline_api.http.relay import Relay
from dateline_api.http.ticker import Ticker
from dateline_shared.clock import SystemClock

STORIES = Followed(("story",), EventFilter())


def test_nobody_waits_for_what_was_told_and_forgotten_while_he_looked_elsewhere() -> None:
    async def scenario() -> bool:
        channel = Channel(STORIES, Gate())
        channel.join("epoch", 5)
        channel.add([Entry(6, b"{}")], upto=6)
        channel.forget(6)
        return await channel.grown(5, within=0.01)

    assert asyncio.run(scenario())


def test_place_that_is_newer_than_an_answer_under_way_is_no_place_of_another_log() -> None:
    class Log:
        """A database that answers with how things stood when it was asked, once it is let."""

        def __init__(self) -> None:
            self.last_seq, self.asked, self.may_answer = 1, asyncio.Event(), asyncio.Event()

        async def read(self, _: object) -> LogState:
            found = LogState("epoch", self.last_seq, 1)
            self.asked.set()
            await self.may_answer.wait()
            return found

    async def scenario() -> tuple[LogCursor, LogCursor]:
        database = Log()
        relay = Relay(cast(Database, database), Ticker(cast(Any, None)), SystemClock())
        first = asyncio.create_task(relay.begin(STORIES, None))
        await database.asked.wait()
        database.last_seq = 2
        second = asyncio.create_task(relay.begin(STORIES, STORIES.cursor("epoch", 2)))  # another process gave the place
        await asyncio.sleep(0)
        database.may_answer.set()
        return await first, await second

    assert [place.seq for place in asyncio.run(scenario())] == [1, 2]
