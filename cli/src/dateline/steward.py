"""The client of the commands: what only whoever runs a service asks of it."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dateline_shared.errors import RejectedError

from dateline.client import CannotConnectError, Client, Json, problem_words
from dateline.client.connection import OnRetry
from dateline.client.filters import parameters
from dateline.client.retry import WhenFull

if TYPE_CHECKING:
    from httpx2 import BaseTransport

FINAL = frozenset({"done", "dead", "duplicate", "unsupported_language", "rejected", "retracted"})
"""States of an article after which nothing more happens by itself."""

SETTLED = frozenset({"applied", "refused"})
"""States of a command that it stays in."""

LONG_POLL = 25  # seconds: under the minute after which proxies cut a silent connection
COMPARED = 100  # articles: what a page of differences may hold
DISCOVERED_WITHIN = 90.0  # seconds: a page and five candidates of a slow site, and a turn in the queue
PATIENCE = 900.0  # seconds: a request of 500 lines may stand still ten times for a minute while others are read


@dataclass(frozen=True, slots=True)
class LinesAnswer:
    """What became of the lines of one request."""

    received: int  # so many of the first lines were answered
    refused: dict[int, str]  # by number, from 1: the reason
    outcomes: Counter[str]  # of the others
    stopped: Json | None  # the problem that ended it early


@dataclass(frozen=True, slots=True)
class Answer:
    """What the API says: 202 is another thing than 200 or 201."""

    status: int
    body: Json


class Steward(Client):
    """A client that tells at once when nobody answers, and waits for a service that is full."""

    def __init__(
        self,
        url: str,
        key: str | None,
        *,
        transport: "BaseTransport | None" = None,
        pause: Callable[[float], None] = time.sleep,
        on_retry: OnRetry | None = None,
    ) -> None:
        super().__init__(url, key or "", retry=WhenFull(), pause=pause, on_retry=on_retry, transport=transport)

    def send(self, method: str, path: str, body: object = None, *, query: Mapping[str, object] | None = None, wait: int | None = None) -> Answer:
        """Ask for something to be done; `wait` up to so many seconds for it. Raises CannotConnectError, ProblemError."""
        options: dict[str, Any] = {} if body is None else {"json": body}
        headers = {"Prefer": f"wait={wait}"} if wait else {}
        answer = self._http.request(method, path, params=parameters(query or {}), headers=headers, **options)
        return Answer(answer.status_code, answer.json() if answer.content else {})

    def settle(self, method: str, path: str, body: object = None, *, within: float) -> Json:
        """Ask for what store does, and wait for its result. Raises RejectedError when it is refused, or takes longer than so many seconds."""
        command = self.send(method, path, body, wait=LONG_POLL).body
        ends_at = time.monotonic() + within
        while command["state"] not in SETTLED:
            if time.monotonic() > ends_at:
                raise RejectedError("nobody has done it yet; are store and an ingest worker running?")
            self._http.pause(1.0)
            command = self.get(f"/v1/commands/{command['id']}")
        if command["state"] == "refused":
            raise RejectedError(str((command.get("result") or {}).get("reason") or "it was refused"))
        return command.get("result") or {}

    def feeds(self, **filters: object) -> Iterator[Json]:
        """All feeds that match."""
        return self._records("/v1/feeds", filters)

    def sources(self) -> Iterator[Json]:
        """All outlets."""
        return self._records("/v1/sources", {})

    def keys(self) -> Iterator[Json]:
        """All API keys, without their secret parts."""
        return self._records("/v1/keys", {})

    def webhooks(self) -> Iterator[Json]:
        """All webhooks, those made last first."""
        return self._records("/v1/webhooks", {})

    def deliveries(self, webhook_id: str, *, limit: int | None = None, **filters: object) -> Iterator[Json]:
        """The tries to deliver to a webhook, newest first."""
        return self._records(f"/v1/webhooks/{webhook_id}/deliveries", filters, limit=limit)

    def corrections(self, *, limit: int | None = None, **filters: object) -> Iterator[Json]:
        """Corrections, those made last first."""
        return self._records("/v1/corrections", filters, limit=limit)

    def corrected(self) -> Iterator[Json]:
        """The articles that were corrected, as gold."""
        return self._records("/v1/corrections/export", {})

    def compared(self, **filters: object) -> Iterator[Json]:
        """The articles that two pipelines read, with what the current one found otherwise."""
        return self._records("/v1/readings/diff", filters, page=COMPARED)

    def discover(self, url: str) -> list[Json]:
        """The feeds of a site, the best first: url, title, kind, entries. Raises RejectedError when there are none."""
        return self.settle("POST", "/v1/discover", {"url": url}, within=DISCOVERED_WITHIN)["feeds"]

    def post_opml(self, document: bytes) -> Json:
        """Have the feeds of an OPML document polled; `data` has a result for each, `summary` counts them."""
        return self._http.request("POST", "/v1/feeds/opml", content=document, headers={"Content-Type": "text/x-opml"}).json()

    def opml(self) -> str:
        """All feeds as an OPML document."""
        return self._http.request("GET", "/v1/feeds.opml", headers={"Accept": "text/x-opml, */*"}).text

    def post_articles(self, articles: Sequence[Mapping[str, Any]]) -> list[Json]:
        """Hand in several articles at once, after those of others; a result for each, in order: `status`, and `id` or `problem`."""
        lines = "".join(json.dumps(article, ensure_ascii=False) + "\n" for article in articles)
        answer = self._http.request("POST", "/v1/articles", content=lines.encode(), headers={"Content-Type": "application/x-ndjson"})
        *results, last = _answered(answer.text)
        if stopped := last["summary"].get("stopped"):
            results += [{"status": stopped["status"], "problem": stopped}] * (len(articles) - len(results))
        return results

    def post_lines(self, body: bytes) -> LinesAnswer:
        """Hand in NDJSON, after the articles of others. Raises CannotConnectError, also when the answer breaks off, and ProblemError."""
        import httpx2

        headers = {"Content-Type": "application/x-ndjson", "Prefer": "return=minimal"}
        timeout = httpx2.Timeout(PATIENCE, connect=5)
        *results, last = _answered(self._http.request("POST", "/v1/articles", content=body, headers=headers, timeout=timeout).text)
        if "summary" not in last:
            raise CannotConnectError("The answer of the service broke off.")
        summary = last["summary"]
        refused = {int(each["line"]): problem_words(each["problem"]) for each in results if each.get("problem")}
        return LinesAnswer(int(summary["received"]), refused, Counter(summary["outcomes"]), summary.get("stopped"))


def _answered(text: str) -> list[Json]:
    """The lines of an answer in NDJSON; empty ones only keep the connection alive."""
    return [json.loads(line) for line in text.split("\n") if line.strip()] or [{}]
