"""One feed of the farm: what it lists now, as RSS or Atom, and how its kind answers."""

import json
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any
from xml.sax.saxutils import escape

from faults.farm import Exchange, Farm, Request

WORDS = ("harbour", "council", "bridge", "tender", "railway", "vote", "clinic", "reservoir", "ferry", "budget", "school", "orchard", "museum", "tariff")


@dataclass
class Feed:
    """One feed: where it is, what it lists now, and how often it was asked."""

    farm: Farm
    kind: "Kind"
    number: int
    host: str
    entries: list[int] = field(default_factory=lambda: [3, 2, 1])
    asked: int = 0

    @property
    def shown(self) -> int:
        """Which list it shows: of a pair of mirrors the same."""
        return self.number - self.number % 2 if self.kind.name == "mirror" else self.number

    @property
    def name(self) -> str:
        return f"f{self.shown}"

    @property
    def path(self) -> str:
        return f"/{self.kind.name}/{self.number}"

    @property
    def url(self) -> str:
        return self.farm.url(self.host, self.path)

    @property
    def requests(self) -> list[Request]:
        return self.farm.asked(self.host, self.path)

    @property
    def is_good(self) -> bool:
        """Whether its entries are to come in."""
        return self.kind.error is None

    @property
    def guids(self) -> set[str]:
        return {self.guid(n) for n in self.entries}

    def guid(self, n: int) -> str:
        return f"farm:{self.name}:{n}"

    def at(self, path: str) -> str:
        """Another path of the host."""
        return self.farm.url(self.host, path)

    def publish(self) -> None:
        """One entry more, as the first of the list."""
        self.entries = [max(self.entries) + 1, *self.entries]

    @property
    def etag(self) -> str:
        return f'"{self.number}-{len(self.entries)}"'

    def rss(self, *, head: str = '<?xml version="1.0" encoding="utf-8"?>', words: str = "") -> str:
        return f'{head}<rss version="2.0"><channel><title>Farm {self.number}</title><link>{self.at("/")}</link>{self.items(words)}</channel></rss>'

    def items(self, words: str = "") -> str:
        return "".join(
            f'<item><guid isPermaLink="false">{self.guid(n)}</guid><title>Report {n} of {self.name} {words}</title>'
            f"<link>{self.at(f'/page/{self.name}/{n}')}</link><description>{escape(self.text(n))} {words}</description></item>"
            for n in self.entries
        )

    def atom(self) -> str:
        entries = "".join(
            f"<entry><id>{self.guid(n)}</id><title>Report {n} of {self.name}</title><link href='{self.at(f'/page/{self.name}/{n}')}'/>"
            f"<content>{escape(self.text(n))}</content></entry>"
            for n in self.entries
        )
        return f"<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'><title>Farm {self.number}</title><id>{self.url}</id>{entries}</feed>"

    def json(self) -> str:
        links = {n: self.at(f"/page/{self.name}/{n}") for n in self.entries}
        items = [{"id": self.guid(n), "url": links[n], "title": f"Report {n} of {self.name}", "content_text": self.text(n)} for n in self.entries]
        return json.dumps({"version": "https://jsonfeed.org/version/1.1", "title": f"Farm {self.number}", "items": items})

    def text(self, n: int) -> str:
        """Words enough to be an article, and no two alike; or a teaser, where the article is on a page."""
        return f"Session {n} of district {self.name} took a decision." if self.kind.pages else self.story(n)

    def page(self, n: int) -> str:
        """The page that an entry leads to."""
        paragraphs = "".join(f"<p>{escape(words)}.</p>" for words in self.story(n).removesuffix(".").split(". "))
        head = f"<title>Report {n} of {self.name}</title>"
        return f"<!doctype html><html lang='en'><head>{head}</head><body><article><h1>Report {n}</h1>{paragraphs}</article></body></html>"

    def story(self, n: int) -> str:
        said = (f"The {WORDS[(self.shown + k) % len(WORDS)]} of district {self.name} was debated in session {n * 20 + k} before it closed." for k in range(12))
        return " ".join(said)


FeedAnswer = Callable[[Feed, Exchange], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True)
class Kind:
    """How some of the feeds answer, `later` on other paths of their hosts, and what is expected of them.

    Those with `pages` list teasers. The page of the first entry is answered by the first, that of the second by the second, round and round.

    `error` is a pattern of the reason that is told of a feed in the end; None for a feed whose every entry comes in.
    """

    name: str
    count: int
    answer: FeedAnswer
    error: str | None = None
    later: dict[str, FeedAnswer] = field(default_factory=dict)
    pages: tuple[FeedAnswer, ...] = ()
