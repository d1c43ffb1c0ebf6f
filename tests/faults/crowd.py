"""Many who follow the change log at once, by long polls and by streams. Run by test_crowd.py as a process of its own.

One line of JSON in: the service, keys, filters with their cursors, how many of each kind. It says `ready` when all are
connected, then reads a second line: which numbers each filter should have brought. Out comes what was seen, and when.
"""

import asyncio
import itertools
import resource
import sys
import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

import orjson

PATIENCE = 300.0  # seconds for what should come
SILENCE = 1.0  # seconds for what should not
AT_ONCE = 50  # who come at the same moment


@dataclass
class Subscriber:
    """One who follows a filter, and what it was told."""

    filter: str
    seqs: list[int] = field(default_factory=list)
    delays: list[float] = field(default_factory=list)  # seconds from the change's time to its receipt
    answers: int = 0

    def take(self, changes: list[dict[str, Any]]) -> None:
        now = time.time()
        for change in changes:
            self.seqs.append(change["seq"])
            self.delays.append(now - datetime.fromisoformat(change["at"]).timestamp())


class Crowd:
    """All subscribers of one service."""

    def __init__(self, told: dict[str, Any]) -> None:
        self._host, self._port, self._keys = told["host"], told["port"], itertools.cycle(told["keys"])
        self._filters: dict[str, dict[str, Any]] = told["filters"]
        names = itertools.cycle(self._filters)
        self.polls = [Subscriber(next(names)) for _ in range(told["polls"])]
        self.streams = [Subscriber(next(names)) for _ in range(told["streams"])]
        self._places = asyncio.Semaphore(AT_ONCE)
        self._connected = 0

    async def run(self) -> None:
        told = asyncio.get_running_loop()
        tasks = [told.create_task(self._poll(each)) for each in self.polls] + [told.create_task(self._listen(each)) for each in self.streams]
        while self._connected < len(tasks):
            _raise_failure(tasks)
            await asyncio.sleep(0.1)
        print("ready", flush=True)
        expected = orjson.loads(await asyncio.to_thread(sys.stdin.readline))
        ends_at = time.monotonic() + PATIENCE
        everybody = [*self.polls, *self.streams]
        while time.monotonic() < ends_at and any(len(each.seqs) < len(expected[each.filter]) for each in everybody):
            _raise_failure(tasks)
            await asyncio.sleep(0.1)
        await asyncio.sleep(SILENCE)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        wrong = [{"filter": each.filter, "seen": each.seqs, "is_stream": each in self.streams} for each in everybody if each.seqs != expected[each.filter]]
        report = {"wrong": len(wrong), "examples": wrong[:3]}
        for name, group in (("polls", self.polls), ("streams", self.streams)):
            report[name] = {"delays": sorted(delay for each in group for delay in each.delays), "answers": sum(each.answers for each in group)}
        usage = resource.getrusage(resource.RUSAGE_SELF)
        report["cpu"] = usage.ru_utime + usage.ru_stime
        print(orjson.dumps(report).decode(), flush=True)

    async def _poll(self, subscriber: Subscriber) -> None:
        asked = self._filters[subscriber.filter]
        cursor, key = asked["cursor"], next(self._keys)
        async with self._places:
            reader, writer = await self._connect()
            cursor = await self._ask(subscriber, reader, writer, {**asked["query"], "cursor": cursor, "limit": 200}, key, "")
        self._connected += 1
        while True:
            cursor = await self._ask(subscriber, reader, writer, {**asked["query"], "cursor": cursor, "limit": 200}, key, "Prefer: wait=25\r\n")

    async def _ask(self, subscriber: Subscriber, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, query: dict[str, Any], key: str, more: str) -> str:
        """One poll; returns the next cursor."""
        writer.write(self._request("/v1/changes", query, key, more))
        head = await reader.readuntil(b"\r\n\r\n")
        body = await reader.readexactly(_length(head))
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"{head!r} {body!r}")
        page = orjson.loads(body)
        subscriber.answers += 1
        subscriber.take(page["data"])
        return page["next_cursor"]

    async def _listen(self, subscriber: Subscriber) -> None:
        async with self._places:
            reader, writer = await self._connect()
            writer.write(self._request("/v1/stream", self._filters[subscriber.filter]["query"], next(self._keys), ""))
            head = await reader.readuntil(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 200"):
                raise RuntimeError(repr(head))
        rest, is_new = b"", True
        while True:
            size = int(await reader.readuntil(b"\r\n"), 16)
            rest += (await reader.readexactly(size + 2))[:-2]
            *messages, rest = rest.split(b"\n\n")
            if is_new:
                self._connected += 1
                is_new = False
            subscriber.answers += 1
            subscriber.take([orjson.loads(line[6:]) for message in messages for line in message.split(b"\n") if line.startswith(b"data: ")])

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_connection(self._host, self._port, limit=1 << 24)

    def _request(self, path: str, query: dict[str, Any], key: str, more: str) -> bytes:
        return f"GET {path}?{urlencode(query)} HTTP/1.1\r\nHost: {self._host}:{self._port}\r\nAuthorization: Bearer {key}\r\n{more}\r\n".encode()


def _raise_failure(tasks: list[asyncio.Task[None]]) -> None:
    """None of these ends by itself."""
    for task in tasks:
        if task.done():
            task.result()


def _length(head: bytes) -> int:
    return int(head.lower().split(b"content-length:")[1].split(b"\r\n")[0])


if __name__ == "__main__":
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    asyncio.run(Crowd(orjson.loads(sys.stdin.readline())).run())
