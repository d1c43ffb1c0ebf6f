"""What is posted to addresses that strangers chose, against real servers on loopback."""

from collections.abc import Iterator
from datetime import timedelta
from ipaddress import ip_address
from time import monotonic

import pytest
from dateline_shared.addresses import parse_allowances
from dateline_shared.loopback import WebServer, serving
from dateline_shared.outbound import ForbiddenAddressError, Limits, RefusedResponseError, UnreachableError, send

LOOPBACK = parse_allowances("127.0.0.1/32")
SHORT = Limits(total=timedelta(milliseconds=400), max_bytes=1000)


@pytest.fixture
def web_server() -> Iterator[WebServer]:
    with serving() as server:
        yield server


def _send(url: str, body: bytes = b"{}", *, limits: Limits = SHORT, **headers: str):
    return send(url, body, headers={name.replace("_", "-"): value for name, value in headers.items()}, limits=limits, allow=LOOPBACK)


def test_body_and_headers_arrive_as_they_were_given(web_server: WebServer) -> None:
    web_server.serve("/in?box=1", b"thanks", Content_Type="video/mp4")
    body = "Grüße".encode() * 20_000

    answer = _send(web_server.url("/in?box=1"), body, Content_Type="application/cloudevents+json", webhook_id="abc")

    assert (answer.status, answer.body) == (200, b"thanks")
    assert web_server.bodies == [body]
    [(path, sent)] = web_server.requests
    assert (path, sent["Content-Type"], sent["webhook-id"], sent["Content-Length"]) == ("/in?box=1", "application/cloudevents+json", "abc", str(len(body)))
    assert sent["User-Agent"].startswith("Dateline/")
    assert not {"Cookie", "Authorization", "Transfer-Encoding"} & sent.keys()


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_an_answer_and_is_not_followed(web_server: WebServer, status: int) -> None:
    web_server.serve("/a", b"over there", status=status, Location=web_server.url("/b"))

    answer = _send(web_server.url("/a"))

    assert (answer.status, answer.body, web_server.paths) == (status, b"over there", ["/a"])


def test_of_a_long_answer_the_beginning_is_read(web_server: WebServer) -> None:
    web_server.serve_endlessly("/long", b"x" * 700, head=b"HTTP/1.1 500 Oops\r\n\r\n")

    assert _send(web_server.url("/long"), limits=Limits(max_bytes=1000)).body == b"x" * 1000


def test_a_body_that_comes_too_late_or_broken_takes_nothing_from_its_status(web_server: WebServer) -> None:
    web_server.serve_endlessly("/slow", b"", every=0.05, head=b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nthank")
    web_server.serve_raw("/torn", b"HTTP/1.1 204 OK\r\nContent-Length: 100\r\n\r\n")

    began = monotonic()
    assert [(answer.status, answer.body) for path in ("/slow", "/torn") for answer in [_send(web_server.url(path))]] == [(200, b"thank"), (204, b"")]
    assert monotonic() - began < 5


def test_a_server_that_never_answers_is_left(web_server: WebServer) -> None:
    web_server.serve_endlessly("/silent", b"", every=0.05, head=b"")

    with pytest.raises(UnreachableError, match=r"took longer than 0\.4 s"):
        _send(web_server.url("/silent"))


def test_addresses_that_are_not_public_get_nothing(web_server: WebServer) -> None:
    with pytest.raises(ForbiddenAddressError):
        send(web_server.url("/"), b"{}", headers={})
    with pytest.raises(ForbiddenAddressError):
        send("http://inside.example.org/", b"{}", headers={}, resolve=lambda host, port: [ip_address("10.0.0.1")])
    with pytest.raises(RefusedResponseError, match="password"):
        _send(f"http://user:secret@127.0.0.1:{web_server.port}/")
    assert web_server.connections == 0


def test_proxies_of_the_environment_are_not_used(web_server: WebServer, monkeypatch: pytest.MonkeyPatch) -> None:
    with serving() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy"):
            monkeypatch.setenv(name, proxy.url(""))
        web_server.serve("/", b"direct")

        assert _send(web_server.url("/")).body == b"direct"
        assert proxy.connections == 0
