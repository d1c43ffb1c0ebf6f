"""The HTTP service over a real socket, on the database that the bench's store writes to."""

import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx2
import pytest
from dateline_api.api_key import SCOPES, Scope, new_key
from dateline_api.db.keys import add_key
from dateline_api.http.app import make_app
from dateline_api.http.server import Server
from dateline_api.settings import ApiSettings
from dateline_shared.testing import event, extraction, person, span
from fastapi import FastAPI

Json = dict[str, Any]
T = TypeVar("T")

PEOPLE = (person("Folake Adeyemi", country="NGA"), person("Idris Bako", country="NGA"), person("Awa Diop", country="SEN"))


@dataclass
class Api:
    """A running service, a client that holds a key of all scopes, and the store that fills its database."""

    url: str
    http: httpx2.Client
    bench: Any
    server: Server

    def get(self, path: str, *, expect: int = 200, **query: Any) -> Json:
        answer = self.http.get(path, params=query)
        assert answer.status_code == expect, answer.text
        return answer.json()

    def post(self, path: str, body: Any, *, expect: int = 202, **headers: str) -> Json:
        answer = self.http.post(path, json=body, headers=headers)
        assert answer.status_code == expect, answer.text
        return answer.json()

    def read(self, article_id: str, *acts: Json) -> None:
        """Have the store record these acts for an article that waits, each told by the word `trigger`; others hold none."""
        for chunk in self.bench.dispatch():
            for reading in chunk.readings:
                told = acts if reading.article_id == article_id else ()
                events = [_event(n, reading, dict(act)) for n, act in enumerate(told)]
                self.bench.answer(extraction(reading, entities=PEOPLE, events=events))
        self.bench.record()

    def tell(self, text: str, *acts: Json, **fields: Any) -> str:
        """Post an article and have it read; returns its id."""
        article_id = self.post("/v1/articles", {"text": text, **fields})["id"]
        self.read(article_id, *acts)
        return article_id

    def until(self, holds: Callable[[], T]) -> T:
        """What is given once it is true; asked ten times a second, for 20 s."""
        pause = threading.Event()
        for _ in range(200):
            if found := holds():
                return found
            pause.wait(0.1)
        raise AssertionError("it never came true")

    def key(self, *scopes: Scope) -> str:
        key = new_key()
        with self.bench.engine.begin() as connection:
            add_key(connection, key, name="test", scopes=scopes, now=self.bench.clock.now())
        return key


def _event(n: int, reading: Any, fields: Json) -> Any:
    return event(f"x{n}", evidence=span(reading, fields.pop("trigger")), **fields)


class LoudServer(Server):
    """Says when it is up."""

    def __init__(self, app: FastAPI) -> None:
        super().__init__(app, host="127.0.0.1", port=0)
        self.is_up = threading.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.is_up.set()


class Serve:
    """Starts the service, with other settings than the usual ones if need be."""

    def __init__(self, bench: Any, database_url: str) -> None:
        self._bench = bench
        self._usual: dict[str, Any] = {"database_url": database_url, "redis_url": "redis://127.0.0.1:1/0"}
        self._running: list[tuple[LoudServer, threading.Thread]] = []
        self._clients: list[httpx2.Client] = []

    def __call__(self, *, at: int = 0, **settings: Any) -> Api:
        """A service at a free port, or at that of one that was stopped."""
        door = socket.create_server(("127.0.0.1", at))
        server = LoudServer(make_app(ApiSettings(**(self._usual | settings)), clock=self._bench.clock))
        thread = threading.Thread(target=server.run, args=([door],), daemon=True)
        thread.start()
        self._running.append((server, thread))
        assert server.is_up.wait(30)
        url = f"http://127.0.0.1:{door.getsockname()[1]}"
        api = Api(url, httpx2.Client(base_url=url, timeout=30, trust_env=False), self._bench, server)
        api.http.headers["Authorization"] = f"Bearer {api.key(*SCOPES)}"
        self._clients.append(api.http)
        return api

    def stop(self) -> None:
        """End every service in the orderly way, while clients may still wait."""
        while self._running:
            server, thread = self._running.pop()
            server.should_exit = True
            thread.join(20)
            assert not thread.is_alive()

    def close(self) -> None:
        for client in self._clients:
            client.close()
        self.stop()


@pytest.fixture
def serve(bench: Any, database_url: str) -> Iterator[Serve]:
    serving = Serve(bench, database_url)
    yield serving
    serving.close()


@pytest.fixture
def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as door:
        return door.getsockname()[1]


@pytest.fixture
def api(serve: Serve) -> Api:
    return serve()
