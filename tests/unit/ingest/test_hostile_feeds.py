"""Feeds that were made to take long: each is read or refused in seconds."""

import time
import tracemalloc
from datetime import UTC, datetime, timedelta

import pytest
from dateline_ingest.parse import parse
from dateline_ingest.poll import decide
from dateline_shared.contracts.arrival import Poll
from dateline_shared.outbound import Response

URL = "https://feeds.example.org/all"
PATIENCE = 20.0  # seconds of processor time on a busy machine; on a quiet one the slowest takes 3, and unbounded they take minutes


def rss(items: str, prolog: str = "") -> str:
    return f"<?xml version='1.0'?>{prolog}<rss version='2.0'><channel><title>x</title><link>https://e.org/</link>{items}</channel></rss>"


def with_text(description: str, prolog: str = "") -> str:
    return rss(f"<item><title>t</title><link>https://e.org/1</link><description>{description}</description></item>", prolog)


POWERS = "".join(f"<!ENTITY {name} '" + f"&{before};" * 10 + "'>" for before, name in zip("abcdefgh", "bcdefghi", strict=True))
HOSTILE = {
    "ten thousand entries": rss("".join(f"<item><title>Title {n}</title><link>https://e.org/{n}</link><guid>{n}</guid></item>" for n in range(10_000))),
    "elements never closed": rss("<a>" * 70_000),
    "entries in entries": rss("<item>" * 70_000),
    "divisions in divisions": with_text("&lt;div&gt;" * 150_000),
    "attributes": rss("<item " + " ".join(f"a{n}='>'" for n in range(200_000)) + "/>"),
    "attributes of a paragraph": with_text("&lt;p " + " ".join(f"a{n}=1" for n in range(200_000)) + "&gt;x"),
    "namespaces": "<rss version='2.0' " + " ".join(f"xmlns:n{n}='http://e.org/{n}'" for n in range(60_000)) + "><channel/></rss>",
    "entities of entities": with_text("&i;", f"<!DOCTYPE rss [<!ENTITY a 'aaaaaaaaaa'>{POWERS}]>"),
    "one entity over and over": with_text("&a;" * 60_000, "<!DOCTYPE rss [<!ENTITY a '" + "a" * 60_000 + "'>]>"),
    "one entity that stands for much": with_text("&a;" * 1_500_000, '<!DOCTYPE rss [<!ENTITY a "' + "a" * 250 + '">]>'),
    "ampersands": with_text("&" * 1_000_000),
    "sections never closed": with_text("<![CDATA[" * 100_000),
    "an encoding that takes minutes": "<?xml version='1.0' encoding='punycode'?>-" + "a9z" * 400_000,
    "links": with_text("&lt;a href='/x'&gt;words here&lt;/a&gt; " * 60_000),
    "a title without end": rss("<item><title>" + "word " * 600_000 + "</title></item>"),
    "an address without end": rss(f"<item><title>t</title><link>https://e.org/{'a' * 3_000_000}</link></item>"),
    "bases on bases": "<feed xmlns='http://www.w3.org/2005/Atom'>" + "<a xml:base='a/'>" * 100_000,
    "JSON in depth": '{"version":"https://jsonfeed.org/version/1","items":' + "[" * 2_000_000,
    "JSON of many": '{"version":"https://jsonfeed.org/version/1","items":[' + '{"id":1,"title":"a","content_text":"words"},' * 90_000 + "{}]}",
}


@pytest.mark.parametrize("document", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_feed_costs_little(document: str):
    begun = time.process_time()

    decide(
        Poll(feed_id="feed", attempt=1, url=URL),
        Response(url=URL, status=200, headers={}, body=document.encode()),
        polled_at=datetime(2024, 6, 1, tzinfo=UTC),
        duration=timedelta(),
    )

    assert time.process_time() - begun < PATIENCE


def test_entities_of_a_document_make_it_little_larger():
    document = with_text("&a;" * 100_000, '<!DOCTYPE rss [<!ENTITY a "' + "a" * 250 + '">]>').encode()
    tracemalloc.start()

    feed = parse(document, url=URL)

    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(feed.entries) == 1
    assert most < 20_000_000  # 25 MB would be the text alone


def test_entities_of_a_document_are_read():
    feed = parse(with_text("The &paper; writes", '<!DOCTYPE rss [<!ENTITY paper "Vell Post">]>').encode(), url=URL)

    assert [content.value for content in feed.entries[0].contents] == ["The Vell Post writes"]
