"""What a robots.txt asks of us."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from dateline_ingest.robots import AGENT, MAX_AGE, MAX_CRAWL_DELAY, MIN_AGE, allows, crawl_delay, from_response
from dateline_shared.contracts.page import MAX_ROBOTS_CHARACTERS, Robots
from dateline_shared.outbound import Response, user_agent
from hypothesis import given, settings
from hypothesis import strategies as st

NOW = datetime(2024, 6, 1, 12, tzinfo=UTC)
SITE = "https://news.example.org"
PATIENCE = 20.0  # seconds of processor time on a busy machine; on a quiet one the slowest takes 1.2


def said(text: str) -> Robots:
    return Robots(text=text, until=NOW + MAX_AGE)


def answer(body: bytes = b"", status: int = 200, **headers: str) -> Response:
    return Response(url=f"{SITE}/robots.txt", status=status, headers={name.replace("_", "-"): value for name, value in headers.items()}, body=body)


@pytest.mark.parametrize(
    ("text", "path", "is_allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow: /a", "/b", True),
        ("User-agent: *\nDisallow: /a\nAllow: /a/open", "/a/open/1", True),  # the longest match decides, wherever it stands
        ("User-agent: *\nAllow: /a/open\nDisallow: /a", "/a/closed", False),
        ("User-agent: *\nDisallow: /page\nAllow: /page", "/page", True),  # of two as long the one that allows
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/a/b.pdf?x=1", True),
        ("User-agent: *\nDisallow: /*/print/", "/2024/print/7", False),
        ("User-agent: *\nDisallow: /a%3Cd", "/a<d", False),
        ("User-agent: *\nDisallow: /ö", "/%C3%B6/1", False),
        ("User-agent: *\nDisallow: /\n\nUser-agent: dateline\nDisallow: /private", "/a", True),  # our own group replaces everybody's
        ("User-agent: Dateline/1.0 (+https://e.org)\nDisallow: /", "/a", False),
        ("User-agent: Date\nDisallow: /", "/a", True),  # another robot, though our name begins so
        ("User-agent: Datelinebot\nDisallow: /", "/a", True),
        ("User-agent: Other\nUser-agent: Dateline\nDisallow: /a", "/a", False),
        ("User-agent: Other\nUser-agent: *\nSitemap: https://e.org/s.xml\n\nDisallow: /a", "/a", False),
        ("User-agent: Dateline\nNoindex: /\nUser-agent: Other\nDisallow: /a", "/a", False),  # unknown records divide no group
        ("User-agent: *\nDisallow: /a\nUser-agent: Other\nDisallow: /b\nUser-agent: *\nDisallow: /c", "/c", False),  # groups of one name are one
        ("User-agent: *\nDisallow: /a\nUser-agent: Other\nDisallow: /b", "/b", True),
        ("\ufeffUSER-AGENT: *\r\n  disallow : /a # not this\r\n", "/a", False),
        ("User-agent: *\rDisallow: /a\r", "/a", False),
        ("Disallow: /a", "/a", True),  # a rule for nobody
        ("<!doctype html><p>User-agent: * Disallow: /", "/a", True),
    ],
)
def test_rules_are_matched_as_the_standard_says(text: str, path: str, is_allowed: bool):
    assert allows(said(text), SITE + path, AGENT) is is_allowed
    kept = from_response(answer(text.encode()), now=NOW)
    assert kept
    assert allows(kept, SITE + path, AGENT) is is_allowed


def test_the_file_itself_may_always_be_asked_for():
    assert allows(said("User-agent: *\nDisallow: /"), f"{SITE}/robots.txt")


def test_our_name_is_the_one_we_fetch_under():
    assert user_agent("ops@example.org").startswith(f"{AGENT}/")


@pytest.mark.parametrize(
    ("text", "delay"),
    [
        ("", None),
        ("User-agent: *\nDisallow: /a", None),
        ("User-agent: *\nCrawl-delay: 2.5", timedelta(seconds=2.5)),
        ("User-agent: *\nCrawl-delay: 7200", MAX_CRAWL_DELAY),
        ("User-agent: *\nCrawl-delay: 1e300", MAX_CRAWL_DELAY),
        ("User-agent: *\nCrawl-delay: soon", None),
        ("User-agent: *\nCrawl-delay: -1", None),
        ("User-agent: *\nCrawl-delay: nan", None),
        ("User-agent: *\nCrawl-delay: 9\nUser-agent: Dateline\nCrawl-delay: 3", timedelta(seconds=3)),
    ],
)
def test_the_pause_asked_for_is_heeded_up_to_a_minute(text: str, delay: timedelta | None):
    assert crawl_delay(said(text), AGENT) == delay


@pytest.mark.parametrize("status", [301, 304, 400, 401, 403, 404, 410, 451])
def test_without_a_robots_file_everything_is_allowed(status: int):
    robots = from_response(answer(b"User-agent: *\nDisallow: /", status), now=NOW)

    assert robots == Robots(text="", until=NOW + MAX_AGE)


@pytest.mark.parametrize("status", [429, 500, 503, 521])
def test_a_server_in_trouble_says_nothing(status: int):
    assert from_response(answer(status=status), now=NOW) is None


@pytest.mark.parametrize(
    ("value", "age"),
    [
        ("", MAX_AGE),
        ("public", MAX_AGE),
        ("max-age=0", MIN_AGE),
        ('public, Max-Age="7200"', timedelta(hours=2)),
        ("max-age=99999999999999", MAX_AGE),
        ("max-age=x", MAX_AGE),
        ("no-store, max-age=90000", MIN_AGE),
    ],
)
def test_it_is_believed_as_long_as_the_server_says_from_an_hour_to_a_day(value: str, age: timedelta):
    robots = from_response(answer(cache_control=value), now=NOW)

    assert robots
    assert robots.until == NOW + age


def test_only_what_concerns_us_is_kept():
    others = "".join(f"User-agent: robot{number}\nDisallow: /\n\n" for number in range(1000))

    robots = from_response(answer(f"{others}User-agent: *\nDisallow: /a\nSitemap: {SITE}/s.xml\n".encode()), now=NOW)

    assert robots
    assert robots.text == "User-agent: *\nDisallow: /a"


def test_a_rule_that_the_limit_cuts_is_dropped():
    head = b"User-agent: *\nDisallow: /a\n"
    body = head + b"#" * (MAX_ROBOTS_CHARACTERS - len(head) - 12) + b"\nDisallow: /private\n"

    robots = from_response(answer(body), now=NOW)

    assert robots
    assert robots.text == "User-agent: *\nDisallow: /a"


HOSTILE = {
    "agents and rules": "\n".join(f"User-agent: r{n}" for n in range(12_000)) + "\nUser-agent: *\n" + "Disallow: /abc\n" * 20_000,
    "our own name over and over": "User-agent: *\n" * 18_000 + "Disallow: /abc\n" * 15_000,
    "empty lines": "User-agent: *\n" + "\n" * 500_000,
    "wildcards in one rule": "User-agent: *\nDisallow: /" + "*a" * 250_000 + "$",
    "rules of wildcards": "User-agent: *\n" + "Disallow: /*a*a*a*a*a*b$\n" * 20_000,
    "distinct rules": "User-agent: *\n" + "".join(f"Disallow: /*{n}$\n" for n in range(25_000)),
    "one long line": "User-agent: *\nDisallow: /" + "x" * 500_000,
    "nothing but colons": ":" * 500_000,
    "dollars": "User-agent: *\nDisallow: /" + "$" * 500_000,
    "percent signs": "User-agent: *\nDisallow: /" + "%%3" * 160_000,
    "spaces": "User-agent" + " " * 500_000 + "x\n",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_costs_little(text: str):
    begun = time.process_time()

    robots = from_response(answer(text.encode()), now=NOW)
    assert robots
    allows(robots, SITE + "/" + "a" * 3990)
    allows(said(text[:MAX_ROBOTS_CHARACTERS].replace("\x00", "")), SITE + "/" + "a" * 3990)
    crawl_delay(robots)

    assert time.process_time() - begun < PATIENCE


@given(st.binary(max_size=400), st.text(max_size=60))
@settings(deadline=None)
def test_no_bytes_and_no_address_are_too_strange(body: bytes, path: str):
    robots = from_response(answer(b"User-agent: *\nDisallow: " + body), now=NOW)

    assert robots
    assert allows(robots, f"{SITE}/{path}") in (True, False)
    assert allows(robots, path) in (True, False)
