"""NDJSON of any length over a real socket: answered while it is sent, paused while readers do not keep up, and never lost half-way."""

import asyncio
import contextlib
import json
import shutil
import socket
import struct
import subprocess
import threading
from collections.abc import Awaitable, Callable, Generator, Iterator, MutableMapping
from pathlib import Path
from typing import Any

import psycopg
import pytest
from dateline_api.db.accept import IMPORT
from dateline_api.http.app import make_app
from dateline_api.http.imports import MAX_IMPORTS, Import, ImportAnswer
from dateline_api.http.spool import Spool
from dateline_api.settings import ApiSettings
from starlette.requests import Request

POST = "/v1/articles"
NDJSON = {"Content-Type": "application/x-ndjson"}


def lines(count: int, *, first: int = 0) -> bytes:
    return "".join(json.dumps({"text": f"Article {n} congratulated."}) + "\n" for n in range(first, first + count)).encode()


def read(answer: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The results and the summary. A reader need not know of the spaces that keep a connection alive."""
    *results, last = [json.loads(line) for line in answer.splitlines()]
    return results, last["summary"]


class Conversation:
    """An import over a socket, with a body in chunks, whose answer is read line by line while it is sent."""

    def __init__(self, api: Any) -> None:
        host, port = api.url.removeprefix("http://").split(":")
        self._socket = socket.create_connection((host, int(port)), timeout=30)
        self._file = self._socket.makefile("rb")
        head = f"POST {POST} HTTP/1.1\r\nHost: {host}\r\nAuthorization: {api.http.headers['Authorization']}\r\nContent-Type: application/x-ndjson\r\n"
        self._socket.sendall(f"{head}Transfer-Encoding: chunked\r\n\r\n".encode())
        self._left = b""

    def say(self, body: bytes) -> None:
        self._socket.sendall(b"%x\r\n%b\r\n" % (len(body), body))

    def status(self) -> int:
        status = int(self._file.readline().split()[1])
        while self._file.readline().strip():
            pass
        return status

    def end(self) -> None:
        self._socket.sendall(b"0\r\n\r\n")

    def hear(self) -> bytes:
        """The next line of the answer; or the spaces that came instead of it."""
        while b"\n" not in self._left and (not self._left or self._left.strip(b" ")):
            size = int(self._file.readline(), 16)
            self._left += self._file.read(size)
            self._file.readline()
        line, found, rest = self._left.partition(b"\n")
        self._left = rest
        return line + found

    def is_cut_off(self) -> bool:
        """Whether the connection ends, and not the answer."""
        return not self._left and not self._file.readline()

    def hear_line(self) -> Any:
        while not (heard := self.hear()).strip():
            pass
        return json.loads(heard)

    def close(self, *, abruptly: bool = False) -> None:
        if abruptly:
            self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._file.close()
        self._socket.close()


@contextlib.contextmanager
def conversation(api: Any) -> Generator[Conversation]:
    talk = Conversation(api)
    try:
        yield talk
    finally:
        talk.close()


def test_each_line_is_answered_before_the_next_one_is_sent(api) -> None:
    with conversation(api) as talk:
        talk.say(b'{"text": "One."}\n{"text"')
        assert talk.status() == 200
        assert talk.hear_line()["line"] == 1
        talk.say(b': "Two."}\n')
        assert talk.hear_line()["line"] == 2
        talk.say(b"{\n")
        assert talk.hear_line()["status"] == 400
        talk.end()
        assert talk.hear_line() == {"summary": {"received": 3, "refused": 1, "outcomes": {"created": 2}}}


@pytest.mark.parametrize("streams", [True, False])
def test_client_that_sends_everything_before_it_reads_gets_every_result(api, streams: bool) -> None:
    """The answer, 4.5 MB, is larger than what sockets hold."""

    def body() -> Iterator[bytes]:
        yield lines(60)
        yield from (b"{\n" * 1000 for _ in range(30))

    answer = api.http.post(POST, content=body() if streams else b"".join(body()), headers=NDJSON)

    results, summary = read(answer.text)
    assert [result["line"] for result in results] == list(range(1, 30_061))
    assert summary == {"received": 30_060, "refused": 30_000, "outcomes": {"created": 60}}


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_curl_sends_and_reads(api, tmp_path: Path) -> None:
    file = tmp_path / "articles.ndjson"
    file.write_bytes(lines(300) + b"{\n" * 20_000)  # over 1 MB of answer; curl asks first (100-continue) from 1 MB on
    file.write_bytes(file.read_bytes() + b" " * 1_100_000 + b"\n")

    command = ["curl", "--silent", "--show-error", "--max-time", "60", f"{api.url}{POST}", "--data-binary", f"@{file}"]
    headers = ["-H", "Content-Type: application/x-ndjson", "-H", f"Authorization: {api.http.headers['Authorization']}"]
    done = subprocess.run([*command, *headers], capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stderr
    results, summary = read(done.stdout)
    assert len(results) == 20_300
    assert summary["outcomes"] == {"created": 300}


def test_brief_answer_names_only_what_was_refused(api) -> None:
    body = lines(3) + b"{\n" + lines(3)

    answer = api.http.post(POST, content=body, headers={**NDJSON, "Prefer": "return=minimal"})

    results, summary = read(answer.text)
    assert [(result["line"], result["status"]) for result in results] == [(4, 400)]
    assert summary == {"received": 7, "refused": 1, "outcomes": {"created": 3, "unchanged": 3}}
    assert answer.headers["Preference-Applied"] == "return=minimal"


@pytest.mark.parametrize(("key", "status"), [("none", 401), (None, 429)])
def test_what_is_wrong_from_the_start_is_a_plain_problem(serve, key: str | None, status: int) -> None:
    api = serve(max_waiting=2)
    assert api.http.post(POST, content=lines(5), headers=NDJSON).status_code == 200

    answer = api.http.post(POST, content=lines(50), headers=NDJSON if key is None else {**NDJSON, "Authorization": f"Bearer {key}"})

    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    api.post(POST, {"text": "News."}, expect=202)


def test_priority_says_which_line_an_article_stands_in(serve) -> None:
    api = serve(max_waiting=2)
    statuses = [api.http.post(POST, json=[{"text": f"Article {n}."}], params={"priority": "import"}).status_code for n in range(4)]
    live = api.http.post(POST, content=lines(1), headers=NDJSON, params={"priority": "live"})

    assert statuses == [200, 200, 200, 429]
    assert live.status_code == 200
    assert api.bench.rows("SELECT priority, count(*)::int FROM articles GROUP BY priority ORDER BY priority") == [(0, 1), (1, 3)]
    assert api.http.post(POST, json={"text": "a"}, params={"priority": "low"}).json()["errors"][0]["parameter"] == "priority"


def test_paused_import_keeps_its_client_and_goes_on_when_there_is_room(serve) -> None:
    api = serve(max_waiting=60)
    with conversation(api) as talk:
        talk.say(lines(170))
        talk.end()
        talk.status()
        assert [talk.hear_line()["line"] for _ in range(100)] == list(range(1, 101))
        assert talk.hear() == b" "
        api.post(POST, {"text": "News."})
        api.bench.read_all()
        assert [talk.hear_line()["line"] for _ in range(70)] == list(range(101, 171))
        assert talk.hear_line() == {"summary": {"received": 170, "refused": 0, "outcomes": {"created": 170}}}


def test_paused_import_ends_when_its_client_is_gone(serve) -> None:
    api = serve(max_waiting=60)
    talk = Conversation(api)
    talk.say(lines(8000))  # more than the server reads ahead
    talk.status()
    assert talk.hear_line()["line"] == 1

    talk.close(abruptly=True)

    api.until(lambda: not api.server.server_state.tasks)
    assert api.bench.states() == {"waiting": 100}


def test_import_that_is_cut_off_keeps_what_was_answered_and_can_be_sent_again(api) -> None:
    talk = Conversation(api)
    talk.say(lines(120))
    talk.status()
    assert [talk.hear_line()["line"] for _ in range(120)] == list(range(1, 121))
    talk.say(lines(30, first=120)[:-10])
    talk.close(abruptly=True)
    api.until(lambda: api.bench.states()["waiting"] >= 120)

    _, summary = read(api.http.post(POST, content=lines(150), headers=NDJSON).text)

    assert summary["outcomes"]["unchanged"] >= 120
    assert summary["outcomes"]["unchanged"] + summary["outcomes"].get("created", 0) == 150
    assert api.bench.states() == {"waiting": 150}


def test_server_that_ends_says_how_far_it_came(serve) -> None:
    api = serve(max_waiting=60)
    answers: list[Any] = []
    thread = threading.Thread(target=lambda: answers.append(api.http.post(POST, content=lines(170), headers=NDJSON)))
    thread.start()
    api.until(lambda: api.bench.states().get("waiting") == 100)

    serve.stop()
    thread.join(20)

    results, summary = read(answers[0].text)
    assert [result["line"] for result in results] == list(range(1, 101))
    assert (summary["received"], summary["stopped"]["type"], summary["next_line"]) == (100, "/problems/unavailable", 101)


def test_database_that_goes_away_in_the_middle_is_told_with_the_line_to_go_on_from(api, postgres_url: str) -> None:
    with conversation(api) as talk:
        talk.say(lines(70))
        talk.status()
        assert [talk.hear_line()["status"] for _ in range(70)] == [202] * 70
        database = api.bench.engine.url.database
        with psycopg.connect(postgres_url, autocommit=True) as connection:
            connection.execute(f"ALTER DATABASE {database} ALLOW_CONNECTIONS false".encode())
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [database])
        talk.say(lines(70, first=70))
        summary = talk.hear_line()["summary"]
        assert (summary["received"], summary["stopped"]["type"], summary["next_line"]) == (70, "/problems/unavailable", 71)


def test_fault_of_the_server_in_the_middle_cuts_the_answer_off_without_a_summary(api) -> None:
    with conversation(api) as talk:
        talk.say(lines(2))
        talk.status()
        assert [talk.hear_line()["line"] for _ in range(2)] == [1, 2]
        with api.bench.engine.begin() as connection:
            connection.exec_driver_sql("ALTER TABLE articles RENAME COLUMN title TO headline")
        talk.say(lines(2, first=2))
        assert talk.is_cut_off()


def test_only_so_many_imports_are_under_way_at_once(api) -> None:
    with contextlib.ExitStack() as stack:
        talks = [stack.enter_context(conversation(api)) for _ in range(MAX_IMPORTS)]
        for n, talk in enumerate(talks):
            talk.say(lines(1, first=n))
            talk.status()
            talk.hear_line()
        refused = api.http.post(POST, content=lines(1), headers=NDJSON)
        talks[0].end()
        assert "summary" in talks[0].hear_line()
        api.until(lambda: api.http.post(POST, content=lines(1), headers=NDJSON).status_code == 200)

    assert (refused.status_code, refused.json()["type"], refused.headers["Retry-After"]) == (429, "/problems/overloaded", "5")
    api.until(lambda: not api.server.server_state.tasks)
    assert [api.http.post(POST, content=lines(1), headers=NDJSON).status_code for _ in range(MAX_IMPORTS + 1)] == [200] * (MAX_IMPORTS + 1)


class Body:
    """A body of these chunks, as a server gives it to an import on the parts of a service of its own."""

    def __init__(self, api: Any, chunks: list[bytes]) -> None:
        settings = ApiSettings(database_url=api.bench.engine.url.render_as_string(hide_password=False), redis_url="redis://127.0.0.1:1/0")
        self._here = make_app(settings, clock=api.bench.clock).state.services
        self._chunks = iter(chunks)
        self.is_over = asyncio.Event()

    async def _receive(self) -> dict[str, Any]:
        chunk = next(self._chunks, None)
        if chunk is None:
            self.is_over.set()
        return {"type": "http.request", "body": chunk or b"", "more_body": chunk is not None}

    async def answer(self, until: Callable[[], Awaitable[object]], *, spool: Spool, stall: float = 20) -> tuple[list[dict[str, Any]], dict[str, Any]]:
        """What a client reads that takes nothing but the first message before `until`."""
        request = Request({"type": "http", "method": "POST", "path": POST, "headers": [], "query_string": b"", "state": {}}, self._receive)
        importing = Import(self._here, request, priority=IMPORT, is_brief=False, spool=spool, stall=stall)
        told: list[bytes] = []
        ended = asyncio.Event()

        async def send(message: MutableMapping[str, Any]) -> None:
            told.append(message.get("body", b""))
            if len(told) == 2:
                await until()

        async with asyncio.timeout(20):
            await importing.begin()
            await ImportAnswer(importing, headers={}, ended=ended.set)({}, self._receive, send)
        assert ended.is_set()
        await self._here.database.close()
        return read(b"".join(told).decode())


def test_full_spool_pauses_reading_until_the_client_reads(api) -> None:
    async def body() -> tuple[list[dict[str, Any]], dict[str, Any]]:
        body, spool = Body(api, [lines(10, first=10 * n) for n in range(20)]), Spool(in_memory=500, in_file=500)

        async def is_full() -> None:
            while not spool.is_full:
                await asyncio.sleep(0.01)
            assert not body.is_over.is_set()

        return await body.answer(is_full, spool=spool)

    results, summary = asyncio.run(body())
    assert [result["line"] for result in results] == list(range(1, 201))
    assert summary == {"received": 200, "refused": 0, "outcomes": {"created": 200}}


def test_client_that_never_reads_a_full_spool_is_told_where_to_go_on(api) -> None:
    async def body() -> tuple[list[dict[str, Any]], dict[str, Any]]:
        body = Body(api, [lines(10, first=10 * n) for n in range(20)])
        return await body.answer(body.is_over.wait, spool=Spool(in_memory=500, in_file=500), stall=0.2)

    results, summary = asyncio.run(body())
    assert summary["stopped"]["type"] == "/problems/content-too-large"
    assert 10 < summary["received"] < 200
    assert [result["line"] for result in results] == list(range(1, summary["next_line"]))


def test_no_room_for_temporary_files_ends_the_import(api, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "nowhere"))

    async def body() -> tuple[list[dict[str, Any]], dict[str, Any]]:
        body = Body(api, [lines(10, first=10 * n) for n in range(3)])
        return await body.answer(body.is_over.wait, spool=Spool(in_memory=2000))

    results, summary = asyncio.run(body())
    assert summary["stopped"]["type"] == "/problems/unavailable"
    assert summary["next_line"] in (11, 21)
    assert [result["line"] for result in results] == list(range(1, summary["next_line"]))
