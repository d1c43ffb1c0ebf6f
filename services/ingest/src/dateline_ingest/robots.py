"""What a host's robots.txt asks of us (RFC 9309). Pure; protego matches the rules.

A text is first cut down to the groups that concern us: a list of a thousand other robots then costs no memory, neither here nor in
every task of the host, and no time (protego copies each rule to each robot of its group: 500 kB can name 10,000 of each).
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from dateline_shared.contracts.page import MAX_ROBOTS_CHARACTERS, Robots
from dateline_shared.outbound import Response
from protego import Protego

AGENT: Final = "Dateline"  # the product token of `outbound.user_agent`
MAX_CRAWL_DELAY: Final = timedelta(minutes=1)  # between two requests to one host; who asks for more means few pages, not none
MIN_AGE: Final = timedelta(hours=1)  # of our own choice: one more request an hour harms no host
MAX_AGE: Final = timedelta(hours=24)  # RFC 9309 §2.4
MAX_ADDRESS: Final = 4000  # characters that rules are matched against, as in contracts.article

_EVERYBODY: Final = "*"
_LINE_ENDS: Final = re.compile(r"\r\n|\r|\n")
_NOT_IN_A_LINE: Final = re.compile("[\x00\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")  # NUL, and what only Python takes for the end of a line
_AGENT_LINE: Final = re.compile(r"user[- ]?agent\s*[:\s]\s*(\*|[a-z_-]*)", re.IGNORECASE)  # of "Dateline/1.0 (...)" the product counts
_RULE_LINE: Final = re.compile(r"allow|dis|dia|crawl", re.IGNORECASE)  # with the misspellings that protego knows
_MAX_AGE_DIRECTIVE: Final = re.compile(r"max-age\s*=\s*\"?(\d{1,9})", re.IGNORECASE)
_UNCACHED: Final = re.compile(r"\bno-(?:store|cache)\b", re.IGNORECASE)


def from_response(response: Response, *, now: datetime, agent: str = AGENT) -> Robots | None:
    """What an answer for /robots.txt allows, and until when that holds (RFC 9309 §2.3.1).

    2xx: what it says; another 3xx and 4xx: there are no rules; 5xx and 429: None, so that nothing of the host may be read for now.
    """
    if response.status >= 500 or response.status == 429:
        return None
    text = _decoded(response.body) if 200 <= response.status < 300 else ""
    return Robots(text="\n".join(_concerning(text, agent)), until=now + _lifetime(response.headers.get("cache-control", "")))


def allows(robots: Robots, url: str, agent: str = AGENT) -> bool:
    """Whether `agent` may ask for an address of the host: the longest rule that matches decides, and of two as long the one that allows."""
    try:
        return _rules(robots, agent).can_fetch(url[:MAX_ADDRESS], agent)
    except ValueError:  # no address at all: that is for the fetch to refuse
        return True


def crawl_delay(robots: Robots, agent: str = AGENT) -> timedelta | None:
    """The pause between two requests that the host asks for, at most a minute; None if it does not ask."""
    seconds = _rules(robots, agent).crawl_delay(agent)
    return None if seconds is None else min(timedelta(seconds=min(seconds, MAX_CRAWL_DELAY.total_seconds())), MAX_CRAWL_DELAY)


def _rules(robots: Robots, agent: str) -> Protego:
    return Protego.parse("\n".join(_concerning(robots.text, agent)))


def _concerning(text: str, agent: str) -> Iterator[str]:
    """The lines of the groups for `agent` or for everybody, under no other name. Records that are neither agents nor rules do not divide groups (§2.2.4)."""
    is_ours, in_head = False, False
    for line in _LINE_ENDS.split(_NOT_IN_A_LINE.sub(" ", text[:MAX_ROBOTS_CHARACTERS])):
        line = line.strip("\ufeff \t")
        if named := _AGENT_LINE.match(line):
            name = next((name for name in (agent, _EVERYBODY) if named[1].lower() == name.lower()), None)
            is_ours = (is_ours and in_head) or name is not None
            in_head = True
            if name:
                yield f"User-agent: {name}"
        elif _RULE_LINE.match(line):
            in_head = False
            if is_ours:
                yield line


def _decoded(body: bytes) -> str:
    if len(body) > MAX_ROBOTS_CHARACTERS:
        body = body[:MAX_ROBOTS_CHARACTERS].rpartition(b"\n")[0]  # a rule cut short would forbid more than it says
    return body.decode("utf-8", errors="replace")


def _lifetime(cache_control: str) -> timedelta:
    if _UNCACHED.search(cache_control):
        return MIN_AGE
    age = _MAX_AGE_DIRECTIVE.search(cache_control)
    return min(max(timedelta(seconds=int(age[1])), MIN_AGE), MAX_AGE) if age else MAX_AGE
