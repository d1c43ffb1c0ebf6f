"""How `dateline import` hands over what it read: what it does when the service is full, stops early or is away."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import httpx2
import pytest
from dateline.client import CannotConnectError, ProblemError
from dateline.imports.delivery import PAUSES, Delivery, Settled
from dateline.imports.place import Item, Place
from dateline.steward import Steward
from dateline_shared.errors import RejectedError

Handler = Callable[[httpx2.Request], httpx2.Response]
FULL = {"status": 429, "title": "Too many articles wait"}


def item(number: int, fault: str | None = None) -> Item:
    return Item(f"line {number}", Place(number), b'{"text": "%d"}' % number, fault)


def answer(*results: Any, keep_alive: str = "", **summary: Any) -> httpx2.Response:
    return httpx2.Response(200, text=keep_alive + "".join(json.dumps(each) + "\n" for each in (*results, {"summary": summary})))


def created(count: int, **more: Any) -> httpx2.Response:
    return answer(received=count, refused=0, outcomes={"created": count}, **more)


def send(handler: Handler, *batch: Item) -> tuple[list[Settled], list[float]]:
    pauses: list[float] = []
    with Steward("http://dateline.test", "dl_key", transport=httpx2.MockTransport(handler), pause=pauses.append) as client:
        delivery = Delivery(client, pause=pauses.append)
        return list(delivery.send(batch)), pauses


def bodies(*answers: httpx2.Response | Exception) -> tuple[list[list[str]], Handler]:
    """A service that gives these answers, and the texts that each request held."""
    asked: list[list[str]] = []
    following: Iterator[httpx2.Response | Exception] = iter(answers)

    def handle(request: httpx2.Request) -> httpx2.Response:
        asked.append([json.loads(line)["text"] for line in request.content.splitlines()])
        given = next(following)
        if isinstance(given, Exception):
            raise given
        return given

    return asked, handle


def test_faulty_items_are_not_sent_and_keep_their_place_among_the_refused() -> None:
    refused = {"line": 2, "status": 422, "problem": {"title": "Invalid", "detail": "no"}}
    asked, service = bodies(answer(refused, received=3, refused=1, outcomes={"created": 2}))

    (settled,), _ = send(service, item(1, "is no JSON"), item(2), item(3), item(4))

    assert asked == [["2", "3", "4"]]
    assert [(each.name, reason) for each, reason in settled.refused] == [("line 1", "is no JSON"), ("line 3", "Invalid. no")]
    assert settled.items[-1].after == Place(4)
    assert settled.outcomes == {"created": 2}


def test_items_that_are_all_faulty_are_settled_without_a_request() -> None:
    asked, service = bodies()

    (settled,), _ = send(service, item(1, "is no JSON"))

    assert (asked, len(settled.refused)) == ([], 1)


@pytest.mark.parametrize("keep_alive", ["", "\n\n", " "])
def test_answer_that_only_keeps_alive_for_a_while_is_understood(keep_alive: str) -> None:
    _, service = bodies(answer(keep_alive=keep_alive, received=1, refused=0, outcomes={"created": 1}))

    (settled,), _ = send(service, item(1))

    assert settled.outcomes == {"created": 1}


def test_what_was_not_answered_before_a_stop_is_sent_again_after_a_pause() -> None:
    asked, service = bodies(created(2, stopped=FULL), created(1))

    settled, pauses = send(service, item(1), item(2), item(3, "is no JSON"), item(4))

    assert asked == [["1", "2", "4"], ["4"]]
    assert [[each.name for each in part.items] for part in settled] == [["line 1", "line 2", "line 3"], ["line 4"]]
    assert pauses == [5.0]


def test_full_service_is_asked_again_when_it_says_for_as_long_as_it_takes() -> None:
    asked, service = bodies(*[httpx2.Response(429, headers={"Retry-After": "7"}, json=FULL)] * 50, created(1))

    settled, pauses = send(service, item(1))

    assert len(settled) == 1
    assert pauses == [7.0] * 50
    assert len(asked) == 51


def test_service_that_was_there_is_waited_for_with_growing_pauses() -> None:
    gone = httpx2.ConnectError("refused")
    broken = httpx2.RemoteProtocolError("peer closed connection without sending complete message body")
    asked, service = bodies(created(1), broken, gone, httpx2.Response(503, json={}), created(1))
    pauses: list[float] = []

    with Steward("http://dateline.test", None, transport=httpx2.MockTransport(service), pause=pauses.append) as client:
        delivery = Delivery(client, pause=pauses.append)
        settled = [*delivery.send([item(1)]), *delivery.send([item(2)])]

    assert asked == [["1"], ["2"], ["2"], ["2"], ["2"]]
    assert len(settled) == 2
    assert pauses == list(PAUSES[:3])


def test_service_that_stays_away_ends_the_import_after_two_minutes() -> None:
    asked, service = bodies(created(1), *[httpx2.ConnectError("refused")] * 20)
    pauses: list[float] = []

    with Steward("http://dateline.test", None, transport=httpx2.MockTransport(service), pause=pauses.append) as client:
        delivery = Delivery(client, pause=pauses.append)
        list(delivery.send([item(1)]))
        with pytest.raises(CannotConnectError):
            list(delivery.send([item(2)]))

    assert sum(pauses) == 120
    assert len(asked) == len(PAUSES) + 2


@pytest.mark.parametrize(
    ("first", "error"),
    [
        (httpx2.ConnectError("refused"), CannotConnectError),
        (httpx2.Response(401, json={"title": "No key"}), ProblemError),
        (httpx2.Response(200, text=""), CannotConnectError),
        (created(0, stopped={"status": 422, "title": "Invalid"}), RejectedError),
        (created(0), RejectedError),
    ],
)
def test_what_cannot_get_better_ends_at_once(first: httpx2.Response | Exception, error: type[Exception]) -> None:
    asked, service = bodies(first)

    with pytest.raises(error):
        send(service, item(1))

    assert len(asked) == 1
