"""A web server on a loopback address whose answers are scripted: shipped for tests of whatever fetches, like `testing`."""

import gzip
import socket
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from socketserver import ThreadingTCPServer
from threading import Event, Thread
from typing import Any

Answer = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class WebServer:
    """Answers GETs and POSTs by path; remembers the path and the headers of every request, and the bodies of POSTs."""

    port: int
    host: str = "127.0.0.1"
    connections: int = 0  # that were made, with a request or without
    answers: dict[str, Answer] = field(default_factory=dict)
    requests: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    asked: Event = field(default_factory=Event)  # set by every request
    closing: Event = field(default_factory=Event)  # set at the end: answers that go on and on look at it

    @property
    def paths(self) -> list[str]:
        """The paths asked for, in order."""
        return [path for path, _ in self.requests]

    def url(self, path: str) -> str:
        """The address of a path."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}{path}"

    def serve(self, path: str, body: bytes = b"", *, status: int = 200, zipped: bool = False, **headers: str) -> None:
        """Answer with this; underscores in the names of headers stand for hyphens. With an ETag, conditional GETs get 304."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if zipped:
            body, named["Content-Encoding"] = gzip.compress(body), "gzip"

        def answer(request: BaseHTTPRequestHandler) -> None:
            is_known = "ETag" in named and request.headers["If-None-Match"] == named["ETag"]
            content = b"" if is_known else body
            request.send_response(304 if is_known else status)
            for name, value in {**named, "Content-Length": str(len(content))}.items():
                request.send_header(name, value)
            request.end_headers()
            request.wfile.write(content)

        self.answers[path] = answer

    def serve_raw(self, path: str, response: bytes) -> None:
        """Answer with just these bytes, head and all."""

        def answer(request: BaseHTTPRequestHandler) -> None:
            request.wfile.write(response)

        self.answers[path] = answer

    def serve_endlessly(self, path: str, piece: bytes, *, every: float = 0.0, head: bytes = b"HTTP/1.1 200 OK\r\n\r\n") -> None:
        """Answer with `head` and then with `piece` every so many seconds, as long as the client listens."""

        def answer(request: BaseHTTPRequestHandler) -> None:
            request.wfile.write(head)
            while not self.closing.wait(every):
                request.wfile.write(piece)

        self.answers[path] = answer


@contextmanager
def serving(host: str = "127.0.0.1", port: int = 0) -> Generator[WebServer]:
    """A running WebServer on a loopback address, such as 127.1.3.7 or ::1, and on a free port unless told which."""

    class Handler(BaseHTTPRequestHandler):
        body = b""  # of a POST, for an answer that looks at it

        def do_GET(self) -> None:
            server.requests.append((self.path, dict(self.headers.items())))
            server.asked.set()
            if self.path in server.answers:
                server.answers[self.path](self)
            else:
                self.send_error(404)

        def do_POST(self) -> None:
            self.body = self.rfile.read(int(self.headers["Content-Length"]))
            server.bodies.append(self.body)
            self.do_GET()

        def log_message(self, format: str, *args: Any) -> None: ...  # noqa: A002

    class Server(ThreadingTCPServer):  # not HTTPServer, which asks the resolver for the name of its address
        allow_reuse_address = True
        request_queue_size = 64
        address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        daemon_threads = False  # so that closing waits for the answers that look at `closing`

        def process_request(self, request: Any, client_address: Any) -> None:
            server.connections += 1
            super().process_request(request, client_address)

        def handle_error(self, request: Any, client_address: Any) -> None: ...  # clients hang up on purpose

    with Server((host, port), Handler) as listener:
        server = WebServer(listener.server_address[1], host)
        thread = Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield server
        finally:
            server.closing.set()
            listener.shutdown()
            thread.join()
