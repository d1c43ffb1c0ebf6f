"""The kinds of feeds that the farm has: good ones, troubled ones that recover, broken ones, and those that mean harm."""

import gzip
import random
import zlib
from functools import partial
from itertools import cycle, islice

import brotli
from faults.farm import CANARIES, Farm
from faults.farm_answers import (
    at_first,
    broken,
    brotli_bomb,
    cut,
    dripping,
    failing,
    gzip_bomb,
    huge,
    json_feed,
    laughs,
    moved,
    outside,
    packed,
    page,
    plain,
    sending,
    silent,
    slow,
    tags,
    with_date,
    with_etag,
    written,
)
from faults.farm_feeds import Feed, Kind

UTF8 = '<?xml version="1.0" encoding="utf-8"?>'
GOOD = [
    Kind("mirror", 6, with_etag),  # the first, so that the two of a pair are 0 and 1, 2 and 3, ...
    Kind("etag", 38, with_etag),
    Kind("json", 8, json_feed),
    Kind("dated", 40, with_date),
    Kind("plain", 18, plain),
    Kind("gzip", 20, packed("gzip", gzip.compress)),
    Kind("brotli", 10, packed("br", brotli.compress)),
    Kind("deflate", 5, packed("deflate", zlib.compress)),
    Kind("moved", 15, moved(301, "/moved-to/{number}"), later={"/moved-to/{number}": plain}),
    Kind(
        "chain",
        6,
        moved(308, "/chain-1/{number}"),
        later={"/chain-1/{number}": moved(301, "/chain-2/{number}"), "/chain-2/{number}": moved(302, "/chain-3/{number}"), "/chain-3/{number}": with_etag},
    ),
    Kind("temporary", 10, moved(307, "/elsewhere/{number}"), later={"/elsewhere/{number}": with_etag}),
    Kind("slow", 8, slow),
    Kind("recovering", 10, at_first(failing(500), with_etag)),
    Kind("cut", 4, at_first(cut, with_etag)),
    Kind("broken", 12, broken),
    Kind("latin", 6, written("windows-1252", head=UTF8, words="Café Société – “déjà vu”")),
    Kind("utf16", 3, written("utf-16", head='<?xml version="1.0"?>', words="Łódź")),
    Kind("teasers", 12, with_etag, pages=(page,)),
    Kind("traps", 2, with_etag, pages=(page, moved(301, f"http://{CANARIES[0]}:{{port}}/"), sending(brotli_bomb, coding="br"), failing(410))),
    Kind("mislabelled", 6, written("utf-8", head=UTF8, words="Łódź", content_type="text/html; charset=iso-8859-1")),
]
BAD = [
    Kind("gone", 10, failing(410), error="410"),
    Kind("missing", 4, failing(404), error="404"),
    Kind("busy", 2, failing(429, Retry_After="10"), error="429"),
    Kind("overloaded", 1, failing(503, Retry_After="3600"), error="503"),
    Kind("silent", 6, silent, error="longer than"),
    Kind("dripping", 4, dripping, error="longer than"),
    Kind("loop", 3, moved(302, "{path}"), error="redirects"),
    *(
        Kind(f"inside-{n}", 3, moved(301 + n % 2, f"http://{host}:{{port}}/"), error="no public address")
        for n, host in enumerate([CANARIES[0], f"[{CANARIES[1]}]"])
    ),
    Kind("named", 2, moved(302, "http://localhost:{port}/"), error="no public address"),
    Kind("numbered", 2, moved(302, "http://2130706433:{port}/"), error="no public address"),
    Kind("metadata", 2, moved(307, "http://169.254.169.254/latest/meta-data/"), error="no public address"),
    Kind("file", 1, moved(302, "file:///etc/passwd"), error="not an address"),
    Kind("password", 1, moved(302, "http://user:word@127.1.0.1:{port}/"), error="password"),
    Kind("huge", 2, huge(announced=False, first=b"<rss><channel>"), error="larger than"),
    Kind("announced", 1, huge(announced=True), error="larger than"),
    Kind("endless", 2, huge(announced=False, size=None), error="larger than"),
    Kind("film", 1, huge(announced=False, size=None, Content_Type="video/mp4"), error="video/mp4"),
    Kind("gzip-bomb", 2, sending(gzip_bomb, coding="gzip"), error="larger than"),
    Kind("brotli-bomb", 2, sending(brotli_bomb, coding="br"), error="larger than"),
    Kind("nested-bomb", 1, sending(lambda: gzip.compress(brotli_bomb()), coding="br, gzip"), error="larger than"),
    Kind("laughs", 2, sending(laughs), error=".*"),
    Kind("outside", 2, sending(outside), error=".*"),
    Kind("tags", 1, sending(tags), error=".*"),
    Kind("page", 1, sending(lambda: b"<!doctype html><html><body><p>News</p></body></html>", content_type="text/html"), error="cannot be read"),
]


def sow(farm: Farm) -> list[Feed]:
    """All feeds in a mixed order, spread over the hosts, with their answers in place."""
    gzip_bomb(), brotli_bomb()  # made beforehand: all hosts share one thread
    kinds = [kind for kind in GOOD + BAD for _ in range(kind.count)]
    feeds = [Feed(farm, kind, number, farm.hosts[(number // 2 if kind.name == "mirror" else number) % len(farm.hosts)]) for number, kind in enumerate(kinds)]
    for feed in feeds:
        later = {path.format(number=feed.number): answer for path, answer in feed.kind.later.items()}
        pages = {f"/page/{feed.name}/{n + 1}": answer for n, answer in enumerate(islice(cycle(feed.kind.pages), 9))}
        for path, answer in {feed.path: feed.kind.answer, **later, **pages}.items():
            farm.answers[feed.host, path] = partial(answer, feed)
    return random.Random(4).sample(feeds, len(feeds))
