"""How the feeds of the farm answer: properly, packed, moved, failing, slowly, without end, or with a bomb."""

import asyncio
import zlib
from collections.abc import Callable
from functools import cache

import brotli
from faults.farm import PIECE, Exchange
from faults.farm_feeds import Feed, FeedAnswer

RSS = "application/rss+xml"
HUGE = 100_000_000  # bytes


async def plain(feed: Feed, exchange: Exchange) -> None:
    await exchange.answer(feed.rss().encode(), Content_Type=RSS)


async def with_etag(feed: Feed, exchange: Exchange) -> None:
    if exchange.request.headers.get("if-none-match") == feed.etag:
        await exchange.answer(status=304, ETag=feed.etag)
    else:
        await exchange.answer(feed.rss().encode(), ETag=feed.etag, Content_Type=RSS)


async def json_feed(feed: Feed, exchange: Exchange) -> None:
    if exchange.request.headers.get("if-none-match") == feed.etag:
        await exchange.answer(status=304)
    else:
        await exchange.answer(feed.json().encode(), ETag=feed.etag, Content_Type="application/feed+json")


async def with_date(feed: Feed, exchange: Exchange) -> None:
    date = f"Tue, 05 Mar 2024 12:00:{len(feed.entries):02} GMT"
    if exchange.request.headers.get("if-modified-since") == date:
        await exchange.answer(status=304)
    else:
        await exchange.answer(feed.atom().encode(), Last_Modified=date, Content_Type="application/atom+xml")


async def page(feed: Feed, exchange: Exchange) -> None:
    n = int(exchange.request.path.rpartition("/")[2])
    await exchange.answer(feed.page(n).encode(), Content_Type="text/html; charset=utf-8")


def packed(coding: str, pack: Callable[[bytes], bytes]) -> FeedAnswer:
    async def answer(feed: Feed, exchange: Exchange) -> None:
        await exchange.answer(pack(feed.rss().encode()), Content_Encoding=coding, ETag=feed.etag, Content_Type=RSS)

    return answer


def written(coding: str, *, head: str, words: str = "", content_type: str = RSS) -> FeedAnswer:
    """In an encoding that is not what the document or the server says it is."""

    async def answer(feed: Feed, exchange: Exchange) -> None:
        await exchange.answer(feed.rss(head=head, words=words).encode(coding), Content_Type=content_type)

    return answer


def moved(status: int, target: str) -> FeedAnswer:
    """`target` may name the feed's number, its host's other paths, and the farm's port."""

    async def answer(feed: Feed, exchange: Exchange) -> None:
        await exchange.redirect(target.format(number=feed.number, port=feed.farm.port, path=feed.path), status=status)

    return answer


def failing(status: int, **headers: str) -> FeedAnswer:
    """With a body that never ends, which is nothing to wait for."""

    async def answer(feed: Feed, exchange: Exchange) -> None:
        await exchange.start(status, **headers)
        await forever(exchange, b"<p>sorry</p>", every=0.01)

    return answer


def at_first(first: FeedAnswer, then: FeedAnswer) -> FeedAnswer:
    async def answer(feed: Feed, exchange: Exchange) -> None:
        feed.asked += 1
        await (first if feed.asked == 1 else then)(feed, exchange)

    return answer


def sending(body: Callable[[], bytes], *, coding: str = "identity", content_type: str = RSS) -> FeedAnswer:
    async def answer(feed: Feed, exchange: Exchange) -> None:
        await exchange.answer(body().replace(b"{port}", str(feed.farm.port).encode()), Content_Encoding=coding, Content_Type=content_type)

    return answer


async def slow(feed: Feed, exchange: Exchange) -> None:
    body = feed.rss().encode()
    await exchange.start(200, Content_Length=str(len(body)))
    for start in range(0, len(body), size := len(body) // 8 + 1):
        await asyncio.sleep(0.1)
        await exchange.send(body[start : start + size])


async def cut(feed: Feed, exchange: Exchange) -> None:
    body = feed.rss().encode()
    await exchange.start(200, Content_Length=str(len(body)), ETag=feed.etag)
    await exchange.send(body[: len(body) // 2])


async def broken(feed: Feed, exchange: Exchange) -> None:
    await exchange.answer(feed.rss(words="R&D & more").removesuffix("</channel></rss>").encode(), Content_Type=RSS)


async def silent(feed: Feed, exchange: Exchange) -> None:
    await asyncio.sleep(3600)


async def dripping(feed: Feed, exchange: Exchange) -> None:
    await exchange.start(200)
    await forever(exchange, b" ", every=0.1)


def huge(*, announced: bool, first: bytes = b"", piece: bytes = PIECE, size: int | None = HUGE, **headers: str) -> FeedAnswer:
    async def answer(feed: Feed, exchange: Exchange) -> None:
        await exchange.start(200, **({"Content_Length": str(size)} if announced else {}), **headers)
        await exchange.send(first)
        sent = 0
        while size is None or sent < size:
            await exchange.send(piece)
            sent += len(piece)

    return answer


async def forever(exchange: Exchange, piece: bytes, *, every: float) -> None:
    while True:
        await exchange.send(piece)
        await asyncio.sleep(every)


@cache
def gzip_bomb() -> bytes:
    packer = zlib.compressobj(9, wbits=16 + zlib.MAX_WBITS)
    return b"".join(packer.compress(PIECE) for _ in range(HUGE // len(PIECE))) + packer.flush()


@cache
def brotli_bomb() -> bytes:
    packer = brotli.Compressor(quality=4)
    return b"".join(packer.process(PIECE) for _ in range(HUGE // len(PIECE))) + packer.finish()


def laughs() -> bytes:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY l0 "ha">{entities}]><rss version="2.0"><channel><title>&l9;</title></channel></rss>'.encode()


def outside() -> bytes:
    canary = "http://127.0.0.1:{port}/dtd"
    doctype = f'<!DOCTYPE rss SYSTEM "{canary}" [<!ENTITY x SYSTEM "{canary}"><!ENTITY % y SYSTEM "{canary}"> %y;]>'
    return f'<?xml version="1.0"?>{doctype}<rss version="2.0"><channel><title>&x;</title></channel></rss>'.encode()


def tags() -> bytes:
    return b'<rss version="2.0"><channel>' + b"<item><a:b><c>" * 49_000  # broken, nested without end, and below the limit of tags
