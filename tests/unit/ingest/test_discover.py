"""The feeds of a site."""

import time

import pytest
from dateline_ingest.discover import MAX_LINKED, MAX_NAMED, candidates, found
from hypothesis import given, settings
from hypothesis import strategies as st

URL = "https://www.lanternpost.example.co.uk/news/today.html"
SITE = "https://www.lanternpost.example.co.uk"
PATIENCE = 20.0  # seconds of processor time on a busy machine; on a quiet one the slowest takes 1


def at(markup: str | bytes, origin: str | None = None, url: str = URL) -> list[str]:
    return [each.url for each in candidates(markup, url) if origin in (None, each.origin)]


@pytest.mark.parametrize(
    ("link", "address"),
    [
        ('rel="alternate" type="application/rss+xml" href="/feed"', f"{SITE}/feed"),
        ('REL="Alternate" TYPE="Application/Atom+XML; charset=utf-8" HREF="atom"', f"{SITE}/news/atom"),
        ('rel="alternate" type="application/feed+json" href="//cdn.example.net/f.json"', "https://cdn.example.net/f.json"),
        ('rel="feed" type="application/rdf+xml" href="https://other.example.org/i.rdf#top"', "https://other.example.org/i.rdf"),
        ('rel="alternate home" type="text/xml" href=" news.xml "', f"{SITE}/news/news.xml"),
        ('rel="alternate" href="/rss/world"', f"{SITE}/rss/world"),
        ('rel="alternate" type="application/json" href="/feed.json"', f"{SITE}/feed.json"),
        ('rel="alternate" type="application/rss+xml" href="feed://www.lanternpost.example.co.uk/x"', f"{SITE}/x"),
        ('rel="alternate" type="application/rss+xml" href="feed:http://www.lanternpost.example.co.uk/x"', "http://www.lanternpost.example.co.uk/x"),
    ],
)
def test_a_page_names_its_feed(link: str, address: str):
    assert at(f"<html><head><link {link}></head><body>News</body></html>", "named") == [address]


@pytest.mark.parametrize(
    "link",
    [
        'rel="stylesheet alternate" type="text/xml" href="/dark.xml"',
        'rel="alternate" type="application/json" href="/wp-json/wp/v2/posts/7"',
        'rel="alternate" type="application/json+oembed" href="/oembed?url=feed"',
        'rel="alternate" type="text/xml+oembed" href="/oembed?format=xml"',
        'rel="alternate" hreflang="de" href="/de/"',
        'rel="alternate" media="print" href="/print"',
        'rel="alternate" type="text/html" href="/feed"',
        'rel="search" type="application/opensearchdescription+xml" href="/opensearch.xml"',
        'rel="alternate" type="application/rss+xml"',
        'rel="alternate" type="application/rss+xml" href="javascript:void(0)"',
        'rel="alternate" type="application/rss+xml" href="http://[broken/feed"',
        'rel="alternate" type="application/rss+xml" href="ftp://e.org/feed"',
        f'rel="alternate" type="application/rss+xml" href="/{"x" * 5000}"',
    ],
)
def test_other_alternates_are_no_feeds(link: str):
    assert at(f"<html><head><link {link}></head><body>News</body></html>", "named") == []


def test_news_come_before_comments_and_each_feed_once():
    page = """<link rel="alternate" type="application/rss+xml" title="Lantern Post » Comments Feed" href="/comments/feed/">
    <link rel="alternate" type="application/rss+xml" title="Lantern Post » Feed" href="/feed/">
    <link rel="alternate" type="application/atom+xml" title="Lantern Post" href="/feed/">
    <link rel="alternate" type="application/rss+xml" title="Kommentare" href="/k.xml"><a href="/feed/">RSS</a>"""

    assert at(page, "named") == [f"{SITE}/feed/", f"{SITE}/comments/feed/", f"{SITE}/k.xml"]
    assert at(page, "linked") == []


def test_addresses_refer_to_the_base_of_the_page():
    page = '<head><base target="_top"><base href="/uk/"><link rel="alternate" type="application/rss+xml" href="rss.xml"></head>'

    assert at(page, "named") == [f"{SITE}/uk/rss.xml"]


def test_links_that_look_like_feeds_of_the_site_are_tried():
    page = """<p>Follow us: <a href="/rss">RSS</a> <a href="https://rss.lanternpost.example.co.uk/world.rdf">World</a> <a href="?feed=rss2">Blog</a>
    <a href="https://feeds.example.com/lanternpost">Burnt</a> <a href="https://elsewhere.example.com/feed">Partner</a> <a href="/feedback">Write to us</a>
    <a href="/news/press-feed-prices">Feed prices rise</a> <a href="/sitemap/atom.xml">Map</a> <a>No link</a></p>"""

    assert at(page, "linked") == [
        f"{SITE}/rss",
        "https://rss.lanternpost.example.co.uk/world.rdf",
        f"{URL}?feed=rss2",
        "https://feeds.example.com/lanternpost",
    ]


def test_the_usual_places_come_last_and_without_a_page_alone():
    assert at("")[:3] == [f"{SITE}/feed", f"{SITE}/rss", f"{SITE}/rss.xml"]
    assert at("", url=f"{SITE}/blog/?page=2")[:2] == [f"{SITE}/blog/feed", f"{SITE}/feed"]
    assert at('<a href="/rss.xml">', url=f"{SITE}/")[0] == f"{SITE}/rss.xml"
    assert len(set(at(""))) == len(at(""))


def test_bytes_are_read_in_the_encoding_they_are_in():
    page = '<meta charset="windows-1251"><link rel="alternate" type="application/rss+xml" href="/лента">'.encode("cp1251")

    assert at(page, "named") == [f"{SITE}/лента"]


@pytest.mark.parametrize(
    "markup",
    [
        "<link rel=alternate type=application/rss+xml href=/f>" * 30_000,
        "".join(f'<a href="/rss/{number}">x</a>' for number in range(80_000)),
        "".join(f'<a href="//h{number}.example.org/rss">x</a>' for number in range(60_000)),
        '<a href="/' + "feed" * 500_000 + '">',
        "<div>" * 400_000,
        "<link " * 300_000,
        '<link rel="' + "alternate " * 200_000 + '" href=/feed>',
        "<base href='/" + "a/" * 900_000 + "'><a href=feed>",
    ],
)
def test_a_hostile_page_costs_little(markup: str):
    begun = time.process_time()

    assert len(candidates(markup, URL)) <= MAX_NAMED + MAX_LINKED + 12

    assert time.process_time() - begun < PATIENCE


@pytest.mark.parametrize(
    ("body", "kind", "title", "entries"),
    [
        (b"<rss version='2.0'><channel><title>A &amp;amp; B</title><item><title>x</title></item></channel></rss>", "rss", "A & B", 1),
        (b"<feed xmlns='http://www.w3.org/2005/Atom'><title> Wide\n news </title></feed>", "atom", "Wide news", 0),
        (
            b"<rdf:RDF xmlns='http://purl.org/rss/1.0/' xmlns:rdf='http://www.w3.org/1999/02/22-rdf-syntax-ns#'><item><link>/a</link></item></rdf:RDF>",
            "rdf",
            None,
            1,
        ),
        (b'{"version": "https://jsonfeed.org/version/1", "title": "J", "items": [{}, {}]}', "json", "J", 2),
    ],
)
def test_a_feed_is_known_by_what_it_holds(body: bytes, kind: str, title: str | None, entries: int):
    feed = found(body, f"{SITE}/feed", content_type="text/html")

    assert feed
    assert (feed.url, feed.kind, feed.title, feed.entries) == (f"{SITE}/feed", kind, title, entries)


@pytest.mark.parametrize("body", [b"", b"<html><body><h1>Feeds</h1></body></html>", b"{}", b"[1]", b"%PDF-1.7", b"<urlset/>", b"<" * 200_000])
def test_what_is_no_feed_is_not_found(body: bytes):
    assert found(body, f"{SITE}/feed") is None


@given(
    st.text(st.sampled_from("<>\"'=/ ab:?#&;[]") | st.characters(codec="utf-8"), max_size=60),
    st.sampled_from(["link rel=alternate type=text/xml", "a", "base"]),
)
@settings(deadline=None)
def test_no_address_is_too_strange(href: str, element: str):
    page = f'<{element} href="{href}"><a href=/feed>x</a>'

    assert all(each.url.startswith(("http://", "https://")) for each in candidates(page, URL))
