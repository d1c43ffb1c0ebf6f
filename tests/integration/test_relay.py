"""Everybody who follows the change log shares what is read of it, and each is told all of it, from memory or from the database."""

import asyncio
import random
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from dateline_api import ids
from dateline_api.cursor import LogCursor
from dateline_api.db.engine import make_async_engine
from dateline_api.db.event_filter import EventFilter
from dateline_api.db.listen import newest_seqs
from dateline_api.db.session import Database
from dateline_api.http.channel import Followed, Page
from dateline_api.http.problems import ProblemError
from dateline_api.http.relay import WINDOW, Relay
from dateline_api.http.ticker import Ticker
from dateline_shared.clock import SystemClock
from sqlalchemy import event, text
from sqlalchemy.exc import DataError

APPEND = text(
    "SELECT append_changes(CAST(:kinds AS text[]), array_fill('created'::text, ARRAY[:n]), CAST(:ids AS uuid[]), array_fill(1, ARRAY[:n]), "
    """array_fill('{"id": "x", "filler": "some more words"}'::jsonb, ARRAY[:n]), array_fill(NULL::jsonb, ARRAY[:n]), now())"""
)
STORIES, ENTITIES = Followed(("story",), EventFilter()), Followed(("entity",), EventFilter())
UNREADABLE = Followed(("event",), EventFilter(types=("a\x00",)))


@dataclass
class Log:
    """The change log, a relay over it, and what the relay asks."""

    relay: Relay
    ticker: Ticker
    database: Database
    statements: list[str]
    epoch: str = ""

    async def append(self, *kinds: str) -> None:
        await self.database.write(lambda connection: connection.execute(APPEND, {"kinds": list(kinds), "ids": [ids.new_id() for _ in kinds], "n": len(kinds)}))

    def place(self, followed: Followed, seq: int) -> LogCursor:
        return followed.cursor(self.epoch, seq)

    def wait(self, followed: Followed, seq: int, *, limit: int = 50) -> "asyncio.Task[Page]":
        return asyncio.create_task(self.relay.first(followed, self.place(followed, seq), limit=limit, within=100))

    async def settle(self, followed: Followed, number: int) -> None:
        """Wait until so many wait for the next change of a filter."""
        with self.relay.following(followed) as channel:
            while channel.waiting < number:
                await asyncio.sleep(0.01)


def run(database_url: str, scenario: Any, **options: int) -> Any:
    async def main() -> Any:
        engine = make_async_engine(database_url)
        statements: list[str] = []
        database = Database(engine)
        ticker = Ticker(partial(newest_seqs, database_url, revoked=lambda: None))
        log = Log(Relay(database, ticker, SystemClock(), **options), ticker, database, statements)
        tasks = [asyncio.create_task(ticker.run()), asyncio.create_task(log.relay.run())]
        try:
            log.epoch = (await log.relay.begin(STORIES, None)).epoch
            event.listen(engine.sync_engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
            return await asyncio.wait_for(scenario(log), 200)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            await database.close()

    return asyncio.run(main())


def test_hundred_followers_at_different_places_share_one_round_and_one_page(database_url: str) -> None:
    async def scenario(log: Log) -> tuple[set[tuple[int, ...]], int, int]:
        await log.append(*["entity"] * 10)
        waiting = [log.wait(STORIES, n % 11) for n in range(100)]
        await log.settle(STORIES, 100)
        log.statements.clear()
        appending = asyncio.create_task(log.append("story", "entity", "story"))
        pages = await asyncio.gather(*waiting)
        await appending
        asked = [statement for statement in log.statements if "append_changes" not in statement]
        return {tuple(entry.seq for entry in page.entries) for page in pages}, len({id(page.body) for page in pages}), len(asked)

    assert run(database_url, scenario) == ({(11, 13)}, 1, 3)  # where the log is, which numbers, their records


def test_followers_are_not_woken_by_what_does_not_concern_them(database_url: str) -> None:
    async def scenario(log: Log) -> tuple[bool, list[int]]:
        entities, stories = log.wait(ENTITIES, 0), log.wait(STORIES, 0)
        await log.settle(ENTITIES, 1)
        await log.settle(STORIES, 1)
        await log.append("story")
        await stories
        is_waiting = not entities.done()
        await log.append("entity")
        return is_waiting, [entry.seq for entry in (await entities).entries]

    assert run(database_url, scenario) == (True, [2])


@pytest.mark.parametrize("window", [300, WINDOW])
def test_slow_and_quick_readers_are_told_all_in_order_while_writers_write(database_url: str, window: int) -> None:
    chance = random.Random(3)

    async def write(log: Log) -> None:
        for _ in range(25):
            await log.append(*chance.choices(("story", "entity"), k=chance.randint(1, 4)))
            await asyncio.sleep(chance.random() * 0.03)

    async def read(log: Log, followed: Followed, over: asyncio.Event) -> list[int]:
        place, seen, limit = log.place(followed, 0), [], chance.randint(1, 20)
        while True:
            is_last = over.is_set()
            page = await log.relay.first(followed, place, limit=limit, within=0.1)
            seen += [entry.seq for entry in page.entries]
            place = page.end
            if is_last and page.is_empty:
                return seen
            await asyncio.sleep(chance.choice((0, 0, 0.05, 0.2)))

    async def scenario(log: Log) -> tuple[list[int], ...]:
        over = asyncio.Event()
        readers = [asyncio.create_task(read(log, followed, over)) for followed in (STORIES, ENTITIES, Followed((), EventFilter())) for _ in range(4)]
        await asyncio.gather(*(write(log) for _ in range(4)))
        over.set()
        return tuple(await asyncio.gather(*readers))

    found = run(database_url, scenario, window=window)
    stories, entities, whole = found[0], found[4], found[8]
    assert list(found) == [stories] * 4 + [entities] * 4 + [whole] * 4
    assert sorted(stories + entities) == whole == list(range(1, len(whole) + 1))


def test_filter_that_the_database_refuses_harms_no_other(database_url: str) -> None:
    async def scenario(log: Log) -> list[int]:
        stories, unreadable = log.wait(STORIES, 0), log.wait(UNREADABLE, 0)
        await log.settle(STORIES, 1)
        await log.settle(UNREADABLE, 1)
        await log.append("story")
        with pytest.raises(DataError):
            await unreadable
        return [entry.seq for entry in (await stories).entries]

    assert run(database_url, scenario) == [1]


def test_log_that_is_restored_or_pruned_ends_the_waiting(database_url: str) -> None:
    async def scenario(log: Log) -> str:
        await log.append(*["entity"] * 5)
        waiting = log.wait(STORIES, 5)
        await log.settle(STORIES, 1)
        await log.database.write(lambda connection: connection.execute(text("UPDATE log_state SET epoch = 'restored'")))
        await log.append("entity")
        with pytest.raises(ProblemError) as raised:
            await waiting
        return raised.value.kind.slug

    assert run(database_url, scenario) == "cursor-expired"


def test_words_that_were_redacted_are_not_told_out_of_memory(database_url: str) -> None:
    redact = text("""SELECT redact_changes('[{"seq": 1, "record": {"id": "x"}, "before": null}]')""")

    async def scenario(log: Log) -> tuple[bytes, bytes]:
        stories = log.wait(STORIES, 0)
        await log.settle(STORIES, 1)
        await log.append("story")
        told = (await stories).body

        def take_down(connection: Any) -> None:
            connection.execute(redact)
            connection.execute(APPEND, {"kinds": ["story"], "ids": [ids.new_id()], "n": 1})

        waiting = log.wait(STORIES, 1)
        await log.settle(STORIES, 1)
        await log.database.write(take_down)
        await waiting
        return told, (await log.wait(STORIES, 0, limit=1)).body

    told, told_later = run(database_url, scenario)
    assert b"some more words" in told
    assert b'"seq":1,' in told_later
    assert b"some more words" not in told_later


def test_only_so_many_filters_are_followed_at_a_time(database_url: str) -> None:
    async def scenario(log: Log) -> None:
        with log.relay.following(STORIES):
            assert (await log.relay.begin(STORIES, None)).seq == 0
            with pytest.raises(ProblemError) as refused, log.relay.following(ENTITIES):
                pass
            assert (refused.value.kind.slug, refused.value.headers) == ("overloaded", {"Retry-After": "30"})
            with pytest.raises(ProblemError):
                await log.relay.begin(ENTITIES, None)
            with log.relay.following(STORIES) as channel:
                assert channel.followers == 2
        with log.relay.following(ENTITIES) as channel:
            assert channel.followers == 1

    run(database_url, scenario, filters=1)
