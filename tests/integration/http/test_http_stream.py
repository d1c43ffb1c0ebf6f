"""The change log as Server-Sent Events: what a stream tells, where it begins, and how it ends."""

import json
import socket
import threading
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
from dateline_shared.testing import person
from sqlalchemy import text

ADEYEMI, BAKO = person("Folake Adeyemi", country="NGA"), person("Idris Bako", country="NGA")
LOG, STREAM = "/v1/changes", "/v1/stream"
PRAISE = {"actors": [ADEYEMI], "recipients": [BAKO], "trigger": "congratulated"}
FIRST = {"text": "Adeyemi congratulated Bako.", "external_id": "1", "source": "a.example"}
LARGE = text(
    "SELECT append_changes(array_fill('story'::text, ARRAY[:n]), array_fill('created'::text, ARRAY[:n]), "
    "ARRAY(SELECT gen_random_uuid() FROM generate_series(1, :n)), array_fill(1, ARRAY[:n]), "
    "ARRAY(SELECT jsonb_build_object('id', 'sty_' || n, 'filler', repeat('x', :size)) FROM generate_series(1, :n) AS n), "
    "array_fill(NULL::jsonb, ARRAY[:n]), now())"
)


@dataclass
class Message:
    """One message, or a comment."""

    id: str | None = None
    data: Any = None
    retry: int | None = None
    comment: str | None = None


class Stream:
    """An open stream and what it tells."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer
        self._lines = answer.iter_lines()
        self.first = self.message()

    def message(self) -> Message:
        """The next message. Raises StopIteration at the end of the stream."""
        found = Message()
        while line := next(self._lines):
            name, _, value = line.partition(": ")
            match name:
                case "id":
                    found.id = value
                case "data":
                    found.data = json.loads(value)
                case "retry":
                    found.retry = int(value)
                case _:
                    found.comment = value
        return found

    def changes(self, number: int) -> list[Any]:
        return [self.message().data for _ in range(number)]

    def has_ended(self) -> bool:
        return next(self._lines, None) is None


@contextmanager
def stream(api: Any, *, last: str | None = None, **query: Any) -> Generator[Stream]:
    headers = {} if last is None else {"Last-Event-ID": last}
    with api.http.stream("GET", STREAM, params=query, headers=headers) as answer:
        assert answer.status_code == 200, answer.read()
        yield Stream(answer)


def refusal(api: Any, *, expect: int, last: str | None = None, **query: Any) -> Any:
    answer = api.http.get(STREAM, params=query, headers={} if last is None else {"Last-Event-ID": last})
    assert (answer.status_code, answer.headers["Content-Type"]) == (expect, "application/problem+json"), answer.text
    return answer.json()


def test_stream_begins_at_the_end_of_the_log_and_tells_changes_word_for_word(api) -> None:
    api.tell("Adeyemi congratulated Bako.", PRAISE)
    with stream(api) as found:
        before = len(api.get(LOG)["data"])
        api.tell("Adeyemi congratulated Bako again.", PRAISE)
        whole = api.get(LOG)["data"]
        told = found.changes(len(whole) - before)

        assert told == whole[before:]
        assert found.answer.headers["Content-Type"].startswith("text/event-stream")
        assert (found.answer.headers["Cache-Control"], found.answer.headers["X-Accel-Buffering"]) == ("no-store", "no")
        assert found.first.retry == 3000
        assert api.get(LOG, cursor=found.first.id)["data"] == told


def test_id_of_a_message_is_the_cursor_after_it(api) -> None:
    start = api.get(LOG)["next_cursor"]
    api.tell("Adeyemi congratulated Bako.", PRAISE)
    whole = api.get(LOG)["data"]
    with stream(api, cursor=start) as found:
        messages = [found.message() for _ in whole]
    for n, message in enumerate(messages, 1):
        assert api.get(LOG, cursor=message.id)["data"] == whole[n:]
        if n < len(messages):
            with stream(api, last=message.id, cursor="the header goes before it") as rest:
                assert rest.changes(len(whole) - n) == whole[n:]
    with stream(api, cursor=messages[0].id) as rest:
        assert rest.changes(len(whole) - 1) == whole[1:]


def test_stream_of_a_filter_tells_what_enters_and_what_leaves_it(api) -> None:
    with stream(api, status="happened") as happened, stream(api, status="negated", kind="event,article") as negated:
        article = api.post("/v1/articles", FIRST)["id"]
        api.read(article, PRAISE)
        api.post("/v1/articles", FIRST | {"text": "Adeyemi never congratulated Bako."})
        api.read(article, PRAISE | {"status": "negated"})
        api.post("/v1/articles", FIRST | {"text": "Nothing happened."})
        api.read(article)
        ops = [(change["op"], change["record"]["status"]) for change in happened.changes(2)]
        both = [(change["kind"], change["op"]) for change in negated.changes(5)]

    assert ops == [("created", "happened"), ("updated", "negated")]
    assert sorted(both) == [("article", "created"), ("article", "updated"), ("article", "updated"), ("event", "retracted"), ("event", "updated")]


def test_wrong_cursors_are_refused_before_the_stream_begins(api) -> None:
    api.tell("Adeyemi congratulated Bako.", PRAISE)
    cursor = api.get(LOG, type="SUPPORT")["next_cursor"]
    for query in ({}, {"type": "CONSULT"}, {"type": "SUPPORT", "kind": "event,article"}):
        assert refusal(api, expect=400, cursor=cursor, **query)["type"] == "/problems/cursor-of-another-filter"
    for bad in ("x", cursor[:-1]):
        assert refusal(api, expect=400, last=bad, type="SUPPORT")["type"] == "/problems/bad-cursor"
    assert refusal(api, expect=422, kind="weather")["errors"][0]["parameter"] == "kind"
    assert refusal(api, expect=422, limit=5)["errors"][0]["parameter"] == "limit"
    assert api.http.head(STREAM).status_code == 405


def test_cursor_that_the_log_no_longer_reaches_back_to_is_refused_before_the_stream_begins(api) -> None:
    start = api.get(LOG)["next_cursor"]
    api.tell("Adeyemi congratulated Bako.", PRAISE)
    end = api.get(LOG)["next_cursor"]
    with api.bench.engine.begin() as connection:
        connection.execute(text("DELETE FROM changes WHERE seq <= 2"))
    problem = refusal(api, expect=410, last=start)
    assert problem["type"] == "/problems/cursor-expired"
    with stream(api, cursor=problem["oldest_cursor"]) as found:
        assert found.changes(1)[0]["seq"] == 3

    with api.bench.engine.begin() as connection:
        connection.execute(text("UPDATE log_state SET epoch = 'restored'"))
    assert refusal(api, expect=410, last=end)["type"] == "/problems/cursor-expired"


def test_log_that_is_started_anew_ends_open_streams_so_that_who_comes_back_is_told(api) -> None:
    with stream(api) as whole, stream(api, kind="event") as events:
        with api.bench.engine.begin() as connection:
            connection.execute(text("UPDATE log_state SET epoch = 'restored'"))
        api.tell("Adeyemi congratulated Bako.", PRAISE)
        assert whole.has_ended()
        assert events.has_ended()
    assert refusal(api, expect=410, last=whole.first.id)["type"] == "/problems/cursor-expired"


def test_streams_and_long_polls_go_on_over_a_lost_database_connection(api) -> None:
    with stream(api, kind="event") as found:
        api.tell("Adeyemi congratulated Bako.", PRAISE)
        assert found.changes(1)[0]["op"] == "created"
        api.bench.rows("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
        api.until(lambda: api.http.get("/readyz").status_code == 200)
        api.bench.engine.dispose()
        api.tell("Bako congratulated Adeyemi.", PRAISE | {"actors": [BAKO], "recipients": [ADEYEMI]})
        assert found.changes(1)[0]["op"] == "created"


def test_stream_counts_as_one_request_and_needs_a_key_in_a_header(serve) -> None:
    api = serve(rate_limit="100/minute")
    with stream(api) as found:
        left = found.answer.headers["RateLimit"]
        api.tell("Adeyemi congratulated Bako.", PRAISE)
        found.changes(1)
    assert left.startswith('"default";r=99;')
    key = api.http.headers.pop("Authorization").removeprefix("Bearer ")
    assert refusal(api, expect=401)["type"] == "/problems/unauthorized"
    assert refusal(api, expect=401, key=key)["type"] == "/problems/unauthorized"


def test_client_that_leaves_is_noticed(api) -> None:
    with stream(api) as _one, stream(api, kind="event") as _two:
        api.until(lambda: len(api.server.server_state.tasks) == 2)
    api.until(lambda: not api.server.server_state.tasks)


@contextmanager
def deaf(api: Any, **query: Any) -> Generator[socket.socket]:
    """A client that opens a stream and reads no more than its first bytes."""
    parts = urlsplit(api.url)
    with socket.create_connection((parts.hostname, parts.port)) as connection:
        head = f"GET {STREAM}?{urlencode(query)} HTTP/1.1\r\nHost: {parts.netloc}\r\nAuthorization: {api.http.headers['Authorization']}\r\n\r\n"
        connection.sendall(head.encode())
        assert b" 200 " in connection.recv(1000)
        yield connection


def unsent(api: Any) -> int:
    """Bytes that the service holds for clients who do not read."""
    return sum(connection.transport.get_write_buffer_size() for connection in api.server.server_state.connections)


def fill(api: Any, *, number: int, size: int) -> None:
    with api.bench.engine.begin() as connection:
        connection.execute(LARGE, {"n": number, "size": size})


def test_client_that_does_not_read_takes_no_memory_and_holds_nobody_up(api) -> None:
    with deaf(api), deaf(api, kind="story"), stream(api) as reader:
        for _ in range(10):
            fill(api, number=200, size=20_000)
        last = api.get("/v1/meta")["last_seq"]
        assert [change["seq"] for change in reader.changes(2000)] == list(range(1, last + 1))
        assert 0 < unsent(api) < 2 * 200_000


def test_end_of_the_service_ends_streams_at_once_even_of_clients_that_do_not_read(serve, caplog: pytest.LogCaptureFixture) -> None:
    api = serve()
    with deaf(api), stream(api) as reader:
        fill(api, number=1000, size=20_000)
        reader.changes(1000)
        api.until(lambda: unsent(api) > 0)
        ended = threading.Thread(target=serve.stop)
        began = time.monotonic()
        ended.start()
        assert reader.has_ended()
        ended.join(20)
        assert time.monotonic() - began < 5
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []
