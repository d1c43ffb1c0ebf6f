"""Who follows the change log is neither left waiting for what was told, nor turned away from a place that exists."""

import asyncio

from dateline_api.db.event_filter import EventFilter
from dateline_api.http.channel import Channel, Entry, Followed
from dateline_api.http.gate import Gate

STORIES = Followed(("story",), EventFilter())


def test_nobody_waits_for_what_was_told_and_forgotten_while_he_looked_elsewhere() -> None:
    async def scenario() -> bool:
        channel = Channel(STORIES, Gate())
        channel.join("epoch", 5)
        channel.add([Entry(6, b"{}")], upto=6)
        channel.forget(6)
        return await channel.grown(5, within=0.01)

    assert asyncio.run(scenario())
