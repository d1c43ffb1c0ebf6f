"""Following the change log: each change once, in order, over restarts of either side.

A place is a page's cursor and the number of the last change that was handled of that page; what stands before it is
passed over when the page is read again. So a reader that is killed hears at most the one change again that it had in hand.
"""

import json
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from typing import Literal

import httpx2

from dateline.client.connection import Connection, Json, document
from dateline.client.errors import CannotConnectError, RejectedError
from dateline.client.filters import Parameters
from dateline.client.place import Place, PlaceFile
from dateline.client.records import PAGE
from dateline.client.retry import Failure, Retry

How = Literal["poll", "stream"]

LONG_POLL = 25  # seconds: under the minute after which proxies cut a silent connection
POLL_EVERY = 5.0  # seconds between polls of a server, or a proxy before it, that does not wait
SILENCE = 45.0  # seconds: a stream says something every 15 s, so three times nothing means that it is cut
EVENTS = "text/event-stream"
LARGEST = 64 * 1024 * 1024  # bytes of a message: an event that a thousand articles tell of has a few


@dataclass(frozen=True, slots=True)
class Step:
    """A change, and the place once it is handled; or only a place further on."""

    place: Place
    change: Json | None = None


class Following(Iterator[Json]):
    """Changes one after the other, for ever. Coming back for the next one says that the last one is handled: then its place is kept.

    Whoever leaves the loop in the middle gets the change in hand again next time, unless it was said to be `handled`.
    """

    def __init__(self, steps: Callable[[Place | None], Generator[Step]], *, start: Callable[[], Place | None], file: PlaceFile | None) -> None:
        """`start` gives the place to begin at when the file keeps none. Raises PlaceError."""
        self._file = file
        self._kept = file.load() if file else None
        if self._kept is None and (first := start()):
            self._keep(first)
        self._steps = steps(self._kept)
        self._reached = self._kept

    @property
    def place(self) -> Place | None:
        """The place after what was handled so far: for whoever keeps it himself, in one transaction with what he makes of the changes."""
        return self._kept

    def handled(self) -> None:
        """Keep the place after the change in hand, without asking for the next one. Raises PlaceError."""
        if self._reached and self._reached != self._kept:
            self._keep(self._reached)

    def close(self) -> None:
        """Let the connection go; the place stays where it is."""
        self._steps.close()

    def __next__(self) -> Json:
        self.handled()
        for step in self._steps:
            self._reached = step.place
            if step.change is not None:
                return step.change
            self.handled()
        raise StopIteration

    def _keep(self, place: Place) -> None:
        if self._file:
            self._file.save(place)
        self._kept = place


@dataclass(frozen=True, slots=True, kw_only=True)
class Follower:
    """Reads the log of one service with one filter; every failure that may pass is tried again as `retry` says."""

    http: Connection
    wanted: Parameters
    retry: Retry

    def poll(self, place: Place | None) -> Generator[Step]:
        """By polling: pages, and at the end of the log long polls."""
        while True:
            page, was_waited = self._page(place)
            for step in _steps(page, place):
                place = step.place
                yield step
            if not (page["data"] or page.get("has_more") or was_waited):
                self.http.pause(POLL_EVERY)

    def stream(self, place: Place | None) -> Generator[Step]:
        """By server-sent events: also what came before the connection."""
        while place is None:  # a stream without a place would begin at the end of the log
            for step in _steps(self._page(None)[0], None):
                place = step.place
                yield step
        tries, spent = 0, 0.0
        while True:
            try:
                for step in self._messages(place):
                    place, tries, spent = step.place, 0, 0.0
                    yield step
                error = CannotConnectError(f"The stream of {self.http.url} has ended.")
            except CannotConnectError as broken:
                error = broken
            tries += 1
            if (pause := self.retry.pause(Failure(), tries=tries, spent=spent)) is None:
                raise error
            self.http.wait(error, pause)
            spent += pause

    def end(self) -> str:
        """The cursor of the end of the log."""
        wanted = [(name, value) for name, value in self.wanted if name != "kind"]
        return str(self.http.json("/v1/events", [("limit", "1"), *wanted], retry=self.retry)["changes_cursor"])

    def _page(self, place: Place | None) -> tuple[Json, bool]:
        """The page after a place, and whether the service waited for it. The first page of all has one change: no cursor would lead to it again."""
        where = [("cursor", place.cursor), ("limit", str(PAGE))] if place else [("limit", "1")]
        answer = self.http.request("GET", "/v1/changes", retry=self.retry, params=[*where, *self.wanted], headers={"Prefer": f"wait={LONG_POLL}"})
        return document(answer), "Preference-Applied" in answer.headers

    def _messages(self, place: Place) -> Generator[Step]:
        headers = {"Accept": EVENTS, "Cache-Control": "no-store", "Last-Event-ID": place.cursor}
        timeout = httpx2.Timeout(SILENCE, connect=5)
        with self.http.stream("/v1/stream", retry=self.retry, params=self.wanted, headers=headers, timeout=timeout) as answer:
            if not answer.headers.get("Content-Type", "").startswith(EVENTS):
                raise RejectedError(f"{self.http.url} does not stream: it sent {answer.headers.get('Content-Type') or 'nothing'}.")
            for message in httpx2.EventSource(answer, max_event_size=LARGEST):
                if not message.id:
                    continue
                change: Json | None = json.loads(message.data) if message.data else None
                is_new = change is not None and change["seq"] > place.seq
                place = Place(message.id, change["seq"] if change and is_new else place.seq)
                yield Step(place, change if is_new else None)


def _steps(page: Json, place: Place | None) -> Iterator[Step]:
    """The changes of a page that were not handled yet, and the place after it."""
    bound, cursor = place.seq if place else 0, str(page["next_cursor"])
    changes = [change for change in page["data"] if change["seq"] > bound]
    for change in changes[:-1]:
        yield Step(Place(place.cursor if place else cursor, change["seq"]), change)
    yield Step(Place(cursor, changes[-1]["seq"]), changes[-1]) if changes else Step(Place(cursor, bound))
