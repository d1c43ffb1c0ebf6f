"""The guarded HTTP client against real servers on loopback."""

import gzip
import tracemalloc
import zlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from ipaddress import ip_address
from threading import Event

import brotli
import pytest
from dateline_shared.addresses import Address, parse_allowances
from dateline_shared.loopback import WebServer, serving
from dateline_shared.media import may_be_page
from dateline_shared.outbound import ForbiddenAddressError, Limits, OutboundSettings, Redirect, RefusedResponseError, UnreachableError, fetch, user_agent

LOOPBACK = parse_allowances("127.0.0.1/32")
SHORT = Limits(total=timedelta(milliseconds=400))


@pytest.fixture
def web_server() -> Iterator[WebServer]:
    with serving() as server:
        yield server


def test_a_response_comes_whole_and_unpacked(web_server: WebServer):
    web_server.serve("/feed", b"<rss/>" * 1000, zipped=True, ETag='"1"', Content_Type="text/xml")

    response = fetch(web_server.url("/feed"), allow=LOOPBACK, headers={"User-Agent": user_agent("ops@example.org"), "Accept": "text/xml"})

    assert (response.status, response.body, response.url) == (200, b"<rss/>" * 1000, web_server.url("/feed"))
    assert (response.headers["etag"], response.headers["content-type"]) == ('"1"', "text/xml")
    [(_, sent)] = web_server.requests
    assert sent["User-Agent"].startswith("Dateline/")
    assert sent["User-Agent"].endswith(" (+ops@example.org)")
    assert sent["Accept"] == "text/xml"


def test_every_status_is_an_answer(web_server: WebServer):
    assert fetch(web_server.url("/nothing"), allow=LOOPBACK).status == 404


def test_the_body_of_a_failure_is_not_read(web_server: WebServer):
    web_server.serve_endlessly("/gone", b"x" * 65536, head=b"HTTP/1.1 410 Gone\r\nContent-Type: video/mp4\r\n\r\n")

    response = fetch(web_server.url("/gone"), allow=LOOPBACK)

    assert (response.status, response.body) == (410, b"")


@pytest.mark.parametrize(
    ("coding", "pack"), [("br", brotli.compress), ("deflate", zlib.compress), ("gzip, br", lambda body: brotli.compress(gzip.compress(body)))]
)
def test_what_is_accepted_is_unpacked(web_server: WebServer, coding: str, pack: Callable[[bytes], bytes]):
    web_server.serve("/packed", pack(b"<rss/>" * 1000), Content_Encoding=coding)

    assert fetch(web_server.url("/packed"), allow=LOOPBACK).body == b"<rss/>" * 1000
    assert web_server.requests[0][1]["Accept-Encoding"] == "gzip, br, deflate"


def test_a_coding_that_was_not_asked_for_is_refused(web_server: WebServer):
    web_server.serve("/zstd", b"(\xb5/\xfd", Content_Encoding="zstd")

    with pytest.raises(RefusedResponseError, match="packed as 'zstd'"):
        fetch(web_server.url("/zstd"), allow=LOOPBACK)


def test_redirects_are_followed_and_told(web_server: WebServer):
    web_server.serve("/a", status=301, Location="/b")
    web_server.serve("/b", status=302, Location=web_server.url("/c"))
    web_server.serve("/c", b"here")

    response = fetch(web_server.url("/a"), allow=LOOPBACK)

    assert (response.body, response.url) == (b"here", web_server.url("/c"))
    assert response.redirects == (Redirect(301, web_server.url("/b")), Redirect(302, web_server.url("/c")))


def test_a_circle_of_redirects_ends(web_server: WebServer):
    web_server.serve("/round", status=302, Location="/round")

    with pytest.raises(RefusedResponseError, match="redirects"):
        fetch(web_server.url("/round"), allow=LOOPBACK, limits=Limits(max_redirects=3))
    assert len(web_server.requests) == 4


def test_an_allowance_for_another_port_does_not_help(web_server: WebServer):
    with pytest.raises(ForbiddenAddressError):
        fetch(web_server.url("/"), allow=parse_allowances(f"127.0.0.0/8:{web_server.port % 65535 + 1}"))
    assert web_server.requests == []


def test_a_redirect_to_a_forbidden_address_is_not_followed(web_server: WebServer):
    web_server.serve("/out", status=302, Location=f"http://127.0.0.2:{web_server.port}/secret")

    with pytest.raises(ForbiddenAddressError):
        fetch(web_server.url("/out"), allow=LOOPBACK)
    assert web_server.paths == ["/out"]


def test_the_address_that_was_checked_is_the_one_connected_to(web_server: WebServer):
    web_server.serve("/", b"here")
    answers: list[list[Address]] = [[ip_address("127.0.0.1")], [ip_address("127.0.0.2")]]

    response = fetch(f"http://rebinding.example.org:{web_server.port}/", allow=LOOPBACK, resolve=lambda host, port: answers.pop(0))

    assert response.body == b"here"
    assert len(answers) == 1  # asked once
    assert web_server.requests[0][1]["Host"] == f"rebinding.example.org:{web_server.port}"


def test_a_name_that_leads_inside_is_refused(web_server: WebServer):
    with pytest.raises(ForbiddenAddressError):
        fetch(f"http://inside.example.org:{web_server.port}/", resolve=lambda host, port: [ip_address("127.0.0.1"), ip_address("fd00::1")])
    assert web_server.requests == []


def test_of_several_addresses_the_next_is_tried(web_server: WebServer):
    web_server.serve("/", b"here")
    allow = parse_allowances("127.0.0.0/8")

    response = fetch(f"http://two.example.org:{web_server.port}/", allow=allow, resolve=lambda host, port: [ip_address("127.0.0.9"), ip_address("127.0.0.1")])

    assert response.body == b"here"


def test_a_large_body_is_refused(web_server: WebServer):
    web_server.serve("/large", b"x" * 200_000)

    with pytest.raises(RefusedResponseError, match="larger than 100000 bytes"):
        fetch(web_server.url("/large"), allow=LOOPBACK, limits=Limits(max_bytes=100_000))


def test_a_body_that_is_announced_as_large_is_refused_before_it_comes(web_server: WebServer):
    web_server.serve_raw("/large", b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n")

    with pytest.raises(RefusedResponseError, match="larger"):
        fetch(web_server.url("/large"), allow=LOOPBACK)


BOMB = 100_000_000  # bytes, 1000 times what comes over the wire and 20 times the limit


def _gzip_bomb(wbits: int = 16 + zlib.MAX_WBITS) -> bytes:
    packer = zlib.compressobj(9, wbits=wbits)
    return b"".join(packer.compress(bytes(1_000_000)) for _ in range(BOMB // 1_000_000)) + packer.flush()


def _brotli_bomb() -> bytes:
    packer = brotli.Compressor(quality=5)
    return b"".join(packer.process(bytes(1_000_000)) for _ in range(BOMB // 1_000_000)) + packer.finish()


@pytest.mark.parametrize(
    ("coding", "make"),
    [
        ("gzip", _gzip_bomb),
        ("deflate", lambda: _gzip_bomb(-zlib.MAX_WBITS)),
        ("br", _brotli_bomb),
        ("br, gzip", lambda: gzip.compress(_brotli_bomb())),
        ("gzip, gzip", lambda: gzip.compress(_gzip_bomb())),
    ],
)
def test_a_bomb_is_refused_before_it_fills_the_memory(web_server: WebServer, coding: str, make: Callable[[], bytes]):
    limits = Limits(total=timedelta(seconds=60))
    web_server.serve("/bomb", bomb := make(), Content_Encoding=coding)
    assert len(bomb) < BOMB / 900

    tracemalloc.start()
    try:
        with pytest.raises(RefusedResponseError, match="larger"):
            fetch(web_server.url("/bomb"), allow=LOOPBACK, limits=limits)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()

    assert peak < 1.2 * limits.max_bytes


def test_the_limit_holds_for_what_comes_over_the_wire_too(web_server: WebServer):
    head = b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n"
    web_server.serve_endlessly("/nothing", gzip.compress(b"") * 1000, head=head)  # unpacks to nothing at all

    with pytest.raises(RefusedResponseError, match="larger"):
        fetch(web_server.url("/nothing"), allow=LOOPBACK, limits=Limits(max_bytes=500_000))


@pytest.mark.parametrize("piece", [b"X-More: " + b"x" * 10_000 + b"\r\n", b"x" * 10_000], ids=["many", "long"])
def test_endless_headers_are_left(web_server: WebServer, piece: bytes):
    web_server.serve_endlessly("/headers", piece, head=b"HTTP/1.1 200 OK\r\n")

    with pytest.raises(UnreachableError):
        fetch(web_server.url("/headers"), allow=LOOPBACK)


def test_too_many_headers_are_refused(web_server: WebServer):
    web_server.serve_raw("/headers", b"HTTP/1.1 200 OK\r\n" + b"A: b\r\n" * 201 + b"\r\n")

    with pytest.raises(RefusedResponseError, match="200 headers"):
        fetch(web_server.url("/headers"), allow=LOOPBACK)


def test_a_type_that_is_not_wanted_is_refused_before_its_body_is_read(web_server: WebServer):
    web_server.serve_endlessly("/film", b"x", every=0.02, head=b"HTTP/1.1 200 OK\r\nContent-Type: video/mp4\r\n\r\n")
    web_server.serve("/feed", b"{}", Content_Type="application/json")

    with pytest.raises(RefusedResponseError, match="video/mp4"):
        fetch(web_server.url("/film"), allow=LOOPBACK)
    with pytest.raises(RefusedResponseError, match="application/json"):
        fetch(web_server.url("/feed"), allow=LOOPBACK, accept_types=may_be_page)
    assert fetch(web_server.url("/feed"), allow=LOOPBACK).body == b"{}"


def test_a_body_without_a_type_is_read(web_server: WebServer):
    web_server.serve("/page", b"<p>News")

    assert fetch(web_server.url("/page"), allow=LOOPBACK, accept_types=may_be_page).body == b"<p>News"


def test_an_endless_body_is_refused(web_server: WebServer):
    web_server.serve_endlessly("/endless", b"x" * 65536)

    with pytest.raises(RefusedResponseError, match="larger"):
        fetch(web_server.url("/endless"), allow=LOOPBACK, limits=Limits(max_bytes=1_000_000))


def test_the_body_of_a_redirect_is_not_read(web_server: WebServer):
    web_server.serve_endlessly("/away", b"x" * 65536, head=b"HTTP/1.1 302 Found\r\nLocation: /here\r\n\r\n")
    web_server.serve("/here", b"here")

    assert fetch(web_server.url("/away"), allow=LOOPBACK).body == b"here"


@pytest.mark.parametrize("head", [b"HTTP/1.1 200 OK\r\n\r\n", b"HTTP/1.1 200 OK\r\nX-Drip: "], ids=["body", "headers"])
def test_a_server_that_drips_bytes_is_left(web_server: WebServer, head: bytes):
    web_server.serve_endlessly("/drip", b"x", every=0.02, head=head)

    with pytest.raises(UnreachableError, match=r"longer than 0\.4 s"):
        fetch(web_server.url("/drip"), allow=LOOPBACK, limits=SHORT)


def test_a_silent_server_is_left(web_server: WebServer):
    web_server.serve_endlessly("/silence", b"", every=0.02, head=b"")

    with pytest.raises(UnreachableError):
        fetch(web_server.url("/silence"), allow=LOOPBACK, limits=SHORT)


def test_a_body_that_ends_too_early_is_a_failure(web_server: WebServer):
    web_server.serve_raw("/cut", b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this")

    with pytest.raises(UnreachableError):
        fetch(web_server.url("/cut"), allow=LOOPBACK)


def test_what_is_not_http_is_a_failure(web_server: WebServer):
    web_server.serve_raw("/noise", b"SSH-2.0-OpenSSH\r\n")

    with pytest.raises(UnreachableError):
        fetch(web_server.url("/noise"), allow=LOOPBACK)


def test_a_server_without_tls_is_a_failure(web_server: WebServer):
    with pytest.raises(UnreachableError, match="SSL"):
        fetch(web_server.url("/").replace("http:", "https:"), allow=LOOPBACK)


def test_a_damaged_gzip_body_is_a_failure(web_server: WebServer):
    web_server.serve("/damaged", b"not gzip at all", Content_Encoding="gzip")

    with pytest.raises(UnreachableError):
        fetch(web_server.url("/damaged"), allow=LOOPBACK)


def test_a_name_that_takes_too_long_to_resolve_is_left():
    left = Event()

    def resolve(host: str, port: int) -> list[Address]:
        left.wait(20)
        return [ip_address("127.0.0.1")]

    with pytest.raises(UnreachableError, match="could not be resolved in time"):
        fetch("http://slow.example.org/", limits=SHORT, resolve=resolve)
    left.set()


def test_a_name_that_does_not_resolve_is_a_failure():
    def no_such_name(host: str, port: int) -> list[Address]:
        raise OSError(-2, "Name or service not known")

    with pytest.raises(UnreachableError, match="Name or service not known"):
        fetch("http://nowhere.example.org/", resolve=no_such_name)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/",
        "file:///etc/passwd",
        "http://",
        "http:///path",
        "example.org",
        "http://" + "a" * 300 + ".org/",
        "http://[::1",
        "gopher://127.0.0.1:70/",
        "http://example.org:0/",
        "http://example.org:99999/",
        "http://example.org:-1/",
    ],
)
def test_what_is_no_web_address_is_refused(url: str):
    with pytest.raises(RefusedResponseError):
        fetch(url)


def test_a_redirect_to_another_scheme_is_refused(web_server: WebServer):
    web_server.serve("/file", status=302, Location="file:///etc/passwd")

    with pytest.raises(RefusedResponseError):
        fetch(web_server.url("/file"), allow=LOOPBACK)


def test_passwords_in_addresses_are_never_sent(web_server: WebServer):
    web_server.serve("/login", status=302, Location=f"http://reader:secret@127.0.0.1:{web_server.port}/feed")

    with pytest.raises(RefusedResponseError, match="password"):
        fetch(f"http://reader:secret@127.0.0.1:{web_server.port}/feed", allow=LOOPBACK)
    with pytest.raises(RefusedResponseError, match="password"):
        fetch(web_server.url("/login"), allow=LOOPBACK)
    assert web_server.paths == ["/login"]


def test_cookies_are_not_kept(web_server: WebServer):
    web_server.serve("/a", status=302, Location="/b", Set_Cookie="visitor=1")
    web_server.serve("/b", b"here")

    assert fetch(web_server.url("/a"), allow=LOOPBACK).body == b"here"
    assert {name.lower() for _, sent in web_server.requests for name in sent} == {"host", "user-agent", "accept", "accept-encoding"}


@pytest.mark.parametrize("contact", ["ops\n@example.org", "Büro", "me (really)"])
def test_a_contact_that_cannot_be_sent_is_refused(contact: str):
    with pytest.raises(ValueError, match="ASCII"):
        OutboundSettings(contact=contact)


def test_proxies_of_the_environment_are_not_used(web_server: WebServer, monkeypatch: pytest.MonkeyPatch):
    web_server.serve("/", b"here")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:9")

    assert fetch(web_server.url("/"), allow=LOOPBACK).body == b"here"
