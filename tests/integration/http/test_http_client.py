"""`dateline.client` against a real service: lists, patience, errors, posts."""

import threading
from collections.abc import Callable
from datetime import date
from itertools import islice
from typing import Any

import httpx2
import pytest
from dateline.client import CannotConnectError, Client, ProblemError, Retry
from dateline.client.filters import EventFilter
from dateline_api.filter_query import ChangeFilterQuery
from dateline_shared.errors import RejectedError
from dateline_shared.testing import person

AWAY = "postgresql://nobody@127.0.0.1:1/nothing"
ADEYEMI, BAKO, DIOP = person("Folake Adeyemi", country="NGA"), person("Idris Bako", country="NGA"), person("Awa Diop", country="SEN")
PRAISE = {"type": "SUPPORT", "actors": [ADEYEMI], "recipients": [BAKO], "trigger": "congratulated"}
MEETING = {"type": "CONSULT", "actors": [ADEYEMI], "recipients": [DIOP], "trigger": "met"}


def client(api: Any, **options: Any) -> Client:
    return Client(api.url, api.http.headers["Authorization"].removeprefix("Bearer "), **options)


def port(api: Any) -> int:
    return int(api.url.rpartition(":")[2])


def heard(pauses: list[float], then: Callable[[], object] = lambda: None) -> Callable[[float], None]:
    """A pause that takes no time, in which something happens."""

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        then()

    return pause


def test_lists_hide_their_pages(api: Any, words: Any) -> None:
    api.bench.accept(*islice(words, 230))
    api.bench.read_all()

    with client(api) as service:
        events = list(service.events())
        first = service.events(limit=201)
        changes = service.changes(kind="event")

        assert len({event["id"] for event in events}) == 230
        assert [event["id"] for event in first] == [event["id"] for event in events[:201]]
        assert [change["record"] for change in changes] == events[::-1]
        assert list(service.changes(changes.next_cursor, kind="event")) == []
        assert list(service.changes(first.changes_cursor)) == []
        assert len(list(service.articles(state="done", limit=3))) == 3


def test_filter_is_given_as_keywords_and_lists_are_alternatives(api: Any) -> None:
    told = api.tell("Adeyemi congratulated Bako. Adeyemi met Diop.", PRAISE, MEETING)

    with client(api) as service:
        both = list(service.events(type=["SUPPORT", "CONSULT"], reported_from=date(2024, 1, 1), min_confidence=0.1, article=told, status=None))
        one = list(service.events(country="SEN"))
        none = list(service.events(from_="2030-01-01"))

    assert {event["type"] for event in both} == {"SUPPORT", "CONSULT"}
    assert [event["type"] for event in one] == ["CONSULT"]
    assert none == []


def test_client_names_every_filter_of_the_service() -> None:
    known = {field.alias or name for name, field in ChangeFilterQuery.model_fields.items()}
    assert {name.rstrip("_") for name in EventFilter.__annotations__} == known - {"kind"}


def test_empty_list_does_not_ask_for_everything(api: Any) -> None:
    with client(api) as service, pytest.raises(RejectedError, match="country is an empty list"):
        service.events(country=[])


def test_refusal_tells_type_places_and_request(api: Any) -> None:
    with client(api) as service, pytest.raises(ProblemError) as told:
        list(service.events(country="Narnia"))

    error = told.value
    assert (error.status, error.type, error.errors[0]["parameter"]) == (422, "/problems/invalid-request", "country")
    assert error.title
    assert error.detail
    assert error.request_id


def test_key_and_address_are_those_of_the_environment(api: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Any) -> None:
    file = tmp_path / "key"
    file.write_text(api.key("read") + "\n")
    monkeypatch.setenv("DATELINE_URL", f"{api.url}/")
    monkeypatch.setenv("DATELINE_KEY_FILE", str(file))

    with Client() as service:
        assert service.meta()["version"]
    with Client(key="") as nobody, pytest.raises(ProblemError, match="DATELINE_KEY"):
        nobody.meta()


@pytest.mark.parametrize(("url", "key"), [("nonsense", None), ("ftp://127.0.0.1", None), ("http://[", None), ("http://127.0.0.1", "dl_x\n")])
def test_what_can_never_be_asked_is_not_tried_again(url: str, key: str | None) -> None:
    pauses: list[float] = []
    with pytest.raises(RejectedError), Client(url, key, pause=heard(pauses)) as service:
        service.meta()

    assert pauses == []


def test_too_many_requests_are_waited_for_as_the_service_asks(serve: Any) -> None:
    api, pauses, really = serve(rate_limit="3/second"), [], threading.Event()

    with client(api, pause=lambda seconds: (pauses.append(seconds), really.wait(seconds))[0]) as service:
        assert len([service.meta() for _ in range(5)]) == 5

    assert pauses
    assert set(pauses) == {1.0}


def test_service_that_is_restarting_is_waited_for_with_growing_pauses(serve: Any) -> None:
    api, pauses, reasons = serve(), [], []
    serve.stop()

    def revive() -> None:
        if len(pauses) == 4:
            serve(at=port(api))

    with client(api, pause=heard(pauses, revive), on_retry=lambda error, _: reasons.append(error)) as service:
        assert service.meta()["version"]

    assert len(pauses) == 4
    assert all(least <= pause <= 2 * least for pause, least in zip(pauses, (0.25, 0.5, 1.0, 2.0), strict=True))
    assert all(isinstance(reason, CannotConnectError) for reason in reasons)


def test_service_that_stays_away_is_given_up(unused_port: int) -> None:
    pauses: list[float] = []
    with Client(f"http://127.0.0.1:{unused_port}", "", retry=Retry(give_up_after=60), pause=heard(pauses)) as service, pytest.raises(CannotConnectError):
        service.meta()

    assert 30 <= sum(pauses) <= 60


def test_lost_database_is_waited_for_as_the_service_asks(serve: Any) -> None:
    api, pauses = serve(database_url=AWAY), []

    def heal() -> None:
        serve.stop()
        serve(at=port(api))

    with client(api, pause=heard(pauses, heal)) as service:
        assert list(service.events()) == []

    assert pauses == [5.0]


class Losing(httpx2.HTTPTransport):
    """A line on which the first answer is lost, after the service has given it."""

    def __init__(self) -> None:
        super().__init__()
        self.lost = 0

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        answer = super().handle_request(request)
        if self.lost:
            return answer
        self.lost = answer.status_code
        answer.close()
        raise httpx2.ReadError("the line is cut")


def test_post_whose_answer_was_lost_is_carried_out_once(api: Any) -> None:
    line, pauses = Losing(), []

    with client(api, transport=line, pause=heard(pauses)) as service:
        told = service.post({"text": "They met.", "external_id": "1", "source": "wire.example"})

    assert (line.lost, told["outcome"], len(pauses)) == (202, "created", 1)
    assert api.bench.rows("SELECT count(*) FROM articles") == [(1,)]


def test_many_articles_have_a_result_each(api: Any) -> None:
    articles = ({"text": f"They met. Day {n}."} if n != 150 else {"title": 7} for n in range(205))

    with client(api) as service:
        results = list(service.post_many(articles))

    assert [n for n, result in enumerate(results) if result.get("problem")] == [150]
    assert len(results) == 205
    assert api.bench.rows("SELECT count(*) FROM articles") == [(204,)]


def test_article_that_is_too_large_for_a_key_is_posted_all_the_same(serve: Any) -> None:
    api = serve(max_text_bytes=2_000_000)

    with client(api) as service:
        assert service.post({"text": "They met. " * 120_000})["outcome"] == "created"
