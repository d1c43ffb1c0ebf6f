"""The HTTP API as the commands use it."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import urlsplit

from dateline_shared.errors import RejectedError, TransientError

if TYPE_CHECKING:
    from httpx2 import BaseTransport, Response

Json = dict[str, Any]

FINAL = frozenset({"done", "dead", "duplicate", "unsupported_language", "rejected", "retracted"})
"""States of an article after which nothing more happens by itself."""

SETTLED = frozenset({"applied", "refused"})
"""States of a command that it stays in."""

PAGE = 200  # records a page of a list: the most that the API gives
LONG_POLL = 25  # seconds: under the minute after which proxies cut a silent connection
DISCOVERED_WITHIN = 90.0  # seconds: a page and five candidates of a slow site, and a turn in the queue
PATIENCE = 900.0  # seconds: a request of 500 lines may stand still ten times for a minute while others are read
LONGEST_PAUSE = 60.0  # seconds: a server that asks for more is not waited for


class CannotConnectError(TransientError):
    """Nobody answers at the service's address."""


class ProblemError(RejectedError):
    """The API refused a request: its problem document in words."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


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


class Client:
    """A session with one service; use it as a context manager. `pause` passes the seconds that a full service asks for."""

    def __init__(self, url: str, key: str | None, *, transport: "BaseTransport | None" = None, pause: Callable[[float], None] = time.sleep) -> None:
        import httpx2

        self._url = url
        self._pause = pause
        headers = {"Accept": "application/json", "User-Agent": "dateline-cli"} | ({"Authorization": f"Bearer {key}"} if key else {})
        # Proxies are for the world outside, not for a service on this machine.
        is_local = urlsplit(url).hostname in ("127.0.0.1", "::1", "localhost")
        timeout = httpx2.Timeout(60, connect=5)
        self._http = httpx2.Client(base_url=url, headers=headers, timeout=timeout, trust_env=not is_local, transport=transport)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._http.close()

    def get(self, path: str, **query: object) -> Json:
        """Read one document. Raises CannotConnectError, ProblemError."""
        return self._send("GET", path, params={name: value for name, value in query.items() if value is not None}).json()

    def send(self, method: str, path: str, body: object = None, *, query: Mapping[str, object] | None = None, wait: int | None = None) -> Answer:
        """Ask for something to be done; `wait` up to so many seconds for it. Raises CannotConnectError, ProblemError."""
        options: dict[str, Any] = {} if body is None else {"json": body}
        options["params"] = {name: value for name, value in (query or {}).items() if value is not None}
        options["headers"] = {"Prefer": f"wait={wait}"} if wait else {}
        answer = self._send(method, path, **options)
        return Answer(answer.status_code, answer.json() if answer.content else {})

    def settle(self, method: str, path: str, body: object = None, *, within: float) -> Json:
        """Ask for what store does, and wait for its result. Raises RejectedError when it is refused, or takes longer than so many seconds."""
        command = self.send(method, path, body, wait=LONG_POLL).body
        ends_at = time.monotonic() + within
        while command["state"] not in SETTLED:
            if time.monotonic() > ends_at:
                raise RejectedError("nobody has done it yet; are store and an ingest worker running?")
            self._pause(1.0)
            command = self.get(f"/v1/commands/{command['id']}")
        if command["state"] == "refused":
            raise RejectedError(str((command.get("result") or {}).get("reason") or "it was refused"))
        return command.get("result") or {}

    def feeds(self, **filters: object) -> Iterator[Json]:
        """All feeds that match, page by page."""
        yield from self._pages("/v1/feeds", filters)

    def discover(self, url: str) -> list[Json]:
        """The feeds of a site, the best first: url, title, kind, entries. Raises RejectedError when there are none."""
        return self.settle("POST", "/v1/discover", {"url": url}, within=DISCOVERED_WITHIN)["feeds"]

    def post_opml(self, document: bytes) -> Json:
        """Have the feeds of an OPML document polled; `data` has a result for each, `summary` counts them."""
        return self._send("POST", "/v1/feeds/opml", content=document, headers={"Content-Type": "text/x-opml"}).json()

    def opml(self) -> str:
        """All feeds as an OPML document."""
        return self._send("GET", "/v1/feeds.opml", headers={"Accept": "text/x-opml, */*"}).text

    def post_article(self, article: Mapping[str, Any]) -> Json:
        """Hand in one article; while the service is full (429), wait as it asks. Raises CannotConnectError, ProblemError."""
        return self._send("POST", "/v1/articles", json=dict(article)).json()

    def post_articles(self, articles: Sequence[Mapping[str, Any]]) -> list[Json]:
        """Hand in several articles at once, after those of others; a result for each, in order: `status`, and `id` or `problem`."""
        lines = "".join(json.dumps(article, ensure_ascii=False) + "\n" for article in articles)
        answer = self._send("POST", "/v1/articles", content=lines.encode(), headers={"Content-Type": "application/x-ndjson"})
        *results, last = _answered(answer.text)
        if stopped := last["summary"].get("stopped"):
            results += [{"status": stopped["status"], "problem": stopped}] * (len(articles) - len(results))
        return results

    def post_lines(self, body: bytes) -> LinesAnswer:
        """Hand in NDJSON, after the articles of others. Raises CannotConnectError, also when the answer breaks off, and ProblemError."""
        import httpx2

        headers = {"Content-Type": "application/x-ndjson", "Prefer": "return=minimal"}
        timeout = httpx2.Timeout(PATIENCE, connect=5)
        *results, last = _answered(self._send("POST", "/v1/articles", content=body, headers=headers, timeout=timeout).text)
        if "summary" not in last:
            raise CannotConnectError("The answer of the service broke off.")
        summary = last["summary"]
        refused = {int(each["line"]): problem_words(each["problem"]) for each in results if each.get("problem")}
        return LinesAnswer(int(summary["received"]), refused, Counter(summary["outcomes"]), summary.get("stopped"))

    def article(self, article_id: str) -> Json:
        """One article with its state."""
        return self.get(f"/v1/articles/{article_id}")

    def articles(self, **filters: object) -> Iterator[Json]:
        """All articles that match, without their texts, page by page."""
        yield from self._pages("/v1/articles", filters)

    def sources(self) -> Iterator[Json]:
        """All outlets, page by page."""
        yield from self._pages("/v1/sources", {})

    def events(self, **filters: object) -> Iterator[Json]:
        """All events that match, page by page."""
        yield from self._pages("/v1/events", filters)

    def changes(self, cursor: str, *, kind: str | None = None) -> Json:
        """The changes after a cursor, in order; waits a while for the first."""
        query = {"cursor": cursor, "limit": PAGE, **({"kind": kind} if kind else {})}
        return self._send("GET", "/v1/changes", params=query, headers={"Prefer": f"wait={LONG_POLL}"}).json()

    def _pages(self, path: str, filters: Mapping[str, object]) -> Iterator[Json]:
        cursor, has_more = filters.get("cursor"), True
        rest = {name: value for name, value in filters.items() if name != "cursor"}
        limit = rest.pop("limit", None)
        left = int(str(limit)) if limit is not None else None
        while has_more and (left is None or left > 0):
            page = self.get(path, cursor=cursor, limit=PAGE if left is None else min(left, PAGE), **rest)
            yield from page["data"]
            left = None if left is None else left - len(page["data"])
            cursor, has_more = page.get("next_cursor"), bool(page.get("has_more"))

    def _send(self, method: str, path: str, **options: Any) -> "Response":
        import httpx2

        while True:
            try:
                answer = self._http.request(method, path, **options)
            except httpx2.TransportError as error:
                raise CannotConnectError(f"Nobody answers at {self._url} ({error}). Is `dateline up` running? DATELINE_URL names another address.") from error
            pause = wanted_pause(answer.headers.get("Retry-After"))
            if answer.status_code != 429 or pause is None:
                break
            self._pause(pause)
        if answer.is_error:
            raise ProblemError(answer.status_code, _problem(answer.status_code, answer.text))
        return answer


def _answered(text: str) -> list[Json]:
    """The lines of an answer in NDJSON; empty ones only keep the connection alive."""
    return [json.loads(line) for line in text.split("\n") if line.strip()] or [{}]


def wanted_pause(retry_after: str | None) -> float | None:
    """Seconds that the service asks to wait, unless they are too many or no number."""
    if retry_after is None or not retry_after.isdecimal() or float(retry_after) > LONGEST_PAUSE:
        return None
    return max(1.0, float(retry_after))


def _problem(status: int, body: str) -> str:
    """A problem document (RFC 9457) in one sentence or two."""
    try:
        words = problem_words(json.loads(body))
    except (json.JSONDecodeError, AttributeError, TypeError):
        words = body.strip()[:300]
    advice = " Give an API key in DATELINE_KEY." if status in (401, 403) else ""
    return f"The service refused ({status}): {words or 'no reason given'}.{advice}"


def problem_words(problem: Mapping[str, Any]) -> str:
    """Title, detail, and the places of the faults."""
    words = ". ".join(str(problem[name]).rstrip(".") for name in ("title", "detail") if problem.get(name))
    faults = [fault for fault in problem.get("errors") or [] if str(fault.get("detail")) not in words]
    places = "; ".join(f"{fault.get('pointer') or fault.get('parameter') or ''} {fault.get('detail') or ''}".strip() for fault in faults)
    return f"{words} ({places})" if places else words
