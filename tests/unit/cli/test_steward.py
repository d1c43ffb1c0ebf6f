import json
from collections.abc import Callable

import httpx2
import pytest
from dateline.client import CannotConnectError, ProblemError
from dateline.steward import Steward
from dateline_shared.errors import RejectedError

Handler = Callable[[httpx2.Request], httpx2.Response]


def client(handler: Handler, *, pauses: list[float] | None = None) -> Steward:
    return Steward("http://dateline.test", "dl_key", transport=httpx2.MockTransport(handler), pause=(pauses if pauses is not None else []).append)


def test_events_are_read_page_by_page_with_the_same_filter() -> None:
    asked = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append(dict(request.url.params))
        is_first = "cursor" not in request.url.params
        return httpx2.Response(200, json={"data": [{"id": "a"}, {"id": "b"}] if is_first else [{"id": "c"}], "next_cursor": "n", "has_more": is_first})

    with client(answer) as service:
        found = [event["id"] for event in service.events(type="CONSULT", actor=None)]

    assert found == ["a", "b", "c"]
    assert asked == [{"limit": "200", "type": "CONSULT"}, {"limit": "200", "type": "CONSULT", "cursor": "n"}]


def test_no_more_is_asked_for_than_wanted() -> None:
    limits = []

    def answer(request: httpx2.Request) -> httpx2.Response:
        limit = int(request.url.params["limit"])
        limits.append(limit)
        return httpx2.Response(200, json={"data": [{}] * limit, "next_cursor": "n", "has_more": True})

    with client(answer) as service:
        assert len(list(service.events(limit=250))) == 250

    assert limits == [200, 50]


def test_key_is_sent_with_every_request() -> None:
    with client(lambda request: httpx2.Response(200, json={"seen": request.headers["Authorization"]})) as service:
        assert service.get("/v1/meta") == {"seen": "Bearer dl_key"}


def test_full_service_is_waited_for_as_it_asks() -> None:
    answers = iter([httpx2.Response(429, headers={"Retry-After": "7"}), httpx2.Response(202, json={"id": "art_1"})])
    pauses: list[float] = []

    with client(lambda _: next(answers), pauses=pauses) as service:
        assert service.post({"text": "a"}) == {"id": "art_1"}

    assert pauses == [7.0]


@pytest.mark.parametrize("headers", [{}, {"Retry-After": "86400"}, {"Retry-After": "soon"}])
def test_service_that_asks_for_too_long_is_not_waited_for(headers: dict[str, str]) -> None:
    with client(lambda _: httpx2.Response(429, headers=headers, json={"title": "Too many"})) as service, pytest.raises(ProblemError, match="Too many"):
        service.post({"text": "a"})


def test_problem_is_told_in_words_with_the_places_of_its_faults() -> None:
    problem = {"title": "Invalid", "detail": "see errors", "errors": [{"pointer": "/text", "detail": "is missing"}]}
    with client(lambda _: httpx2.Response(422, json=problem)) as service, pytest.raises(ProblemError) as told:
        service.post({})

    assert str(told.value) == "The service refused (422): Invalid. see errors (/text is missing)."
    assert told.value.status == 422


def test_missing_key_is_answered_with_where_to_give_one() -> None:
    with client(lambda _: httpx2.Response(401, json={"title": "No key"})) as service, pytest.raises(ProblemError, match="DATELINE_KEY"):
        service.get("/v1/meta")


def test_answer_that_is_no_problem_document_is_quoted() -> None:
    with client(lambda _: httpx2.Response(502, text="<h1>Bad gateway</h1>")) as service, pytest.raises(ProblemError, match="Bad gateway"):
        service.get("/v1/meta")


def test_silence_is_told_from_refusal() -> None:
    def silent(_: httpx2.Request) -> httpx2.Response:
        raise httpx2.ConnectError("refused")

    with client(silent) as service, pytest.raises(CannotConnectError, match="DATELINE_URL"):
        service.get("/v1/meta")


def test_each_article_of_a_batch_has_a_result_even_when_the_rest_was_not_read() -> None:
    stopped = {"status": 503, "title": "Unavailable"}

    def answer(request: httpx2.Request) -> httpx2.Response:
        assert [json.loads(line)["text"] for line in request.content.splitlines()] == ["a", "b"]
        lines = [{"line": 1, "status": 202, "id": "art_1"}, {"summary": {"stopped": stopped}}]
        return httpx2.Response(200, text="\n".join(map(json.dumps, lines)))

    with client(answer) as service:
        first, second = service.post_articles([{"text": "a"}, {"text": "b"}])

    assert first["id"] == "art_1"
    assert second == {"status": 503, "problem": stopped}


def test_feeds_of_a_site_are_waited_for() -> None:
    asked = []
    waiting = {"id": "cmd_1", "state": "waiting", "result": None}
    answers = iter(
        [
            httpx2.Response(202, json=waiting),
            httpx2.Response(200, json={**waiting, "state": "working"}),
            httpx2.Response(200, json={**waiting, "state": "applied", "result": {"feeds": [{"url": "u"}]}}),
        ]
    )

    def answer(request: httpx2.Request) -> httpx2.Response:
        asked.append((request.method, request.url.path, request.headers.get("Prefer")))
        return next(answers)

    pauses: list[float] = []
    with client(answer, pauses=pauses) as service:
        assert service.discover("https://wire.example") == [{"url": "u"}]

    assert asked == [("POST", "/v1/discover", "wait=25"), ("GET", "/v1/commands/cmd_1", None), ("GET", "/v1/commands/cmd_1", None)]
    assert len(pauses) == 2


def test_refused_command_is_told() -> None:
    refused = {"id": "cmd_1", "state": "refused", "result": {"reason": "there is no such article"}}
    with client(lambda _: httpx2.Response(200, json=refused)) as service, pytest.raises(RejectedError, match="no such article"):
        service.settle("DELETE", "/v1/articles/art_1", within=1)
