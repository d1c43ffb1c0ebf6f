"""No spelling, name, answer of the resolver or redirect leads a fetch to an address that is not public: shown by what is connected to.

The resolver here believes everything: it reads every form that any system's resolver is known to read. What it finds goes to a
connector that writes down whom it was asked to connect to, or to real sockets, with canaries on both loopback addresses.
"""

import contextlib
import socket
import unicodedata
from collections.abc import Iterator
from contextlib import ExitStack
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import unquote

import httpcore2
import pytest
from dateline_shared.addresses import Address, parse_allowances
from dateline_shared.loopback import WebServer, serving
from dateline_shared.outbound import FetchError, ForbiddenAddressError, RefusedResponseError, fetch, send
from hypothesis import given, settings
from hypothesis import strategies as st

FORBIDDEN_V4 = [
    "0.0.0.0/8",
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "168.63.129.16/32",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.0.0.0/24",
    "192.0.2.0/24",
    "192.168.0.0/16",
    "198.18.0.0/15",
    "198.51.100.0/24",
    "203.0.113.0/24",
    "224.0.0.0/4",
    "240.0.0.0/4",
]
FORBIDDEN_V6 = [
    "::/8",
    "64:ff9b::/96",
    "64:ff9b:1::/48",
    "100::/64",
    "2001::/23",
    "2001:db8::/32",
    "2002::/16",
    "3fff::/20",
    "5f00::/16",
    "fc00::/7",
    "fe80::/10",
    "fec0::/10",
    "ff00::/8",
]
PUBLIC = ["1.1.1.0/24", "8.0.0.0/9", "93.184.0.0/16", "172.32.0.0/11", "198.20.0.0/16", "2606:4700::/32", "2a00::/12", "2400::/16"]


def _drawn(networks: list[str]) -> st.SearchStrategy[Address]:
    return st.sampled_from(networks).flatmap(lambda network: st.ip_addresses(network=network))


forbidden_v4 = _drawn(FORBIDDEN_V4)
forbidden_v6 = _drawn(FORBIDDEN_V6)
public = _drawn(PUBLIC)

DIGITS = str.maketrans("0123456789", "０１２３４５６７８９")
CIRCLED = str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨")


def spellings_of_v4(address: IPv4Address) -> list[str]:
    """The ways in which a resolver, a parser or a browser somewhere lets one write an address."""
    n, (a, b, c, d) = int(address), address.packed
    numeric = [
        f"{a}.{b}.{c}.{d}",
        f"{n}",
        f"{n:#x}",
        f"{n:#X}",
        f"0{n:o}",
        f"{a:#x}.{b:#x}.{c:#x}.{d:#x}",
        f"0{a:o}.0{b:o}.0{c:o}.0{d:o}",
        f"000{a:o}.{b}.{c:#x}.{d}",
        f"{a}.{n & 0xFFFFFF}",
        f"{a:#x}.{b}.{n & 0xFFFF}",
    ]
    dotted = numeric[0]
    inside_v6 = [f"::ffff:{dotted}", f"::{dotted}", f"64:ff9b::{dotted}", f"0:0:0:0:0:FFFF:{n >> 16:X}:{n & 0xFFFF:x}", f"2002:{n >> 16:x}:{n & 0xFFFF:x}::1"]
    return [
        *numeric,
        *(f"{text}." for text in numeric),
        dotted.translate(DIGITS),
        dotted.translate(CIRCLED),
        dotted.replace(".", "。"),
        dotted.replace(".", "%2e"),
        "".join(f"%{ord(letter):02x}" for letter in dotted),
        *(f"[{text}]" for text in inside_v6),
    ]


def spellings_of_v6(address: IPv6Address) -> list[str]:
    return [f"[{address}]", f"[{address.exploded}]", f"[{address.exploded.upper()}]", f"[{address}%251]", f"[{address}%1]"]


class Connector(httpcore2.NetworkBackend):
    """Connects to nobody, writes down to whom it should have, and gives one answer to all."""

    def __init__(self, answer: bytes = b"HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nhere") -> None:
        self.asked: list[Address] = []
        self._answer = answer

    def connect_tcp(self, host: str, port: int, *_: Any, **__: Any) -> httpcore2.NetworkStream:
        self.asked.append(ip_address(host))
        return httpcore2.MockStream([self._answer])


def believing(host: str, port: int) -> list[Address]:
    """The addresses of whatever any resolver would take for a number."""
    text = unicodedata.normalize("NFKC", unquote(host)).replace("。", ".").rstrip(".").partition("%")[0]
    return [ip_address(entry[4][0]) for entry in socket.getaddrinfo(text, port, type=socket.SOCK_STREAM, flags=socket.AI_NUMERICHOST)]


def _assert_refused(host: str) -> None:
    connector = Connector()
    with pytest.raises((ForbiddenAddressError, RefusedResponseError)):  # some forms are no address to the client already
        fetch(f"http://{host}/", resolve=believing, sockets=connector)
    with pytest.raises((ForbiddenAddressError, RefusedResponseError)):
        send(f"http://{host}/", b"{}", headers={}, resolve=believing, sockets=connector)
    assert connector.asked == []


@settings(deadline=None)
@given(address=forbidden_v4, data=st.data())
def test_an_ipv4_address_that_is_not_public_is_refused_in_every_spelling(address: IPv4Address, data: st.DataObject):
    _assert_refused(data.draw(st.sampled_from(spellings_of_v4(address))))


@settings(deadline=None)
@given(address=forbidden_v6, data=st.data())
def test_an_ipv6_address_that_is_not_public_is_refused_in_every_spelling(address: IPv6Address, data: st.DataObject):
    _assert_refused(data.draw(st.sampled_from(spellings_of_v6(address))))


@pytest.mark.parametrize(
    "host", spellings_of_v4(IPv4Address("169.254.169.254")) + spellings_of_v4(IPv4Address("127.0.0.1")) + spellings_of_v6(IPv6Address("::1"))
)
def test_metadata_and_loopback_are_refused_in_every_spelling(host: str):
    _assert_refused(host)


@settings(deadline=None)
@given(address=public, data=st.data())
def test_a_public_address_is_connected_to(address: Address, data: st.DataObject):
    forms = [f"[{address}]", f"[{address.exploded.upper()}]"] if isinstance(address, IPv6Address) else spellings_of_v4(address)[:3]
    connector = Connector()

    assert fetch(f"http://{data.draw(st.sampled_from(forms))}/", resolve=believing, sockets=connector).body == b"here"
    assert connector.asked == [address]


@settings(deadline=None)
@given(answer=st.lists(st.one_of(forbidden_v4, forbidden_v6, public), max_size=6), kept=st.sets(st.integers(0, 5)))
def test_of_an_answer_that_mixes_only_what_is_public_is_connected_to(answer: list[Address], kept: set[int]):
    connector = Connector()
    allowed = [address for n, address in enumerate(answer) if n in kept]
    networks = ",".join(f"{address}/{address.max_prefixlen}:80" for address in allowed)
    good = [address for address in answer if address in allowed or any(address in ip_network(each) for each in PUBLIC)]

    if good:
        fetch("http://mixed.example.org/", allow=parse_allowances(networks), resolve=lambda host, port: answer, sockets=connector)
    else:
        with pytest.raises(ForbiddenAddressError, match="DATELINE_FETCH_ALLOW"):
            fetch("http://mixed.example.org/", allow=parse_allowances(networks), resolve=lambda host, port: answer, sockets=connector)
    assert connector.asked == good[:1]


@settings(deadline=None)
@given(url=st.text(max_size=60).map("http://".__add__) | st.from_regex(r"https?://[^/]{0,40}[/?#].{0,40}", fullmatch=True))
def test_an_address_of_any_letters_is_answered_or_refused_in_our_words(url: str):
    connector = Connector()
    try:
        fetch(url, resolve=lambda host, port: [ip_address("93.184.215.14")], sockets=connector)
    except FetchError:
        pass
    else:
        send(url, b"{}", headers={}, resolve=lambda host, port: [ip_address("93.184.215.14")], sockets=connector)
        assert connector.asked == [ip_address("93.184.215.14")] * 2


HEADERS = st.sampled_from([b"Location: ", b"Content-Encoding: ", b"Content-Length: ", b"Content-Type: ", b"Transfer-Encoding: ", b"X: "])
TARGETS = st.sampled_from([b"http://127.0.0.1/", b"//[::1]/", b"http://user@93.184.215.14/", b"/next", b"gzip", b"br, gzip", b"chunked", b"-1", b"12"])


@settings(deadline=None, max_examples=300)
@given(
    status=st.sampled_from([b"200 OK", b"301 Moved", b"302 Found", b"304 Same", b"101 Switch", b"999 What"]),
    headers=st.lists(st.tuples(HEADERS, TARGETS | st.binary(max_size=30)), max_size=4),
    body=st.binary(max_size=60),
)
def test_an_answer_of_any_bytes_is_read_or_refused_in_our_words(status: bytes, headers: list[tuple[bytes, bytes]], body: bytes):
    connector = Connector(b"HTTP/1.1 " + status + b"\r\n" + b"".join(name + value + b"\r\n" for name, value in headers) + b"\r\n" + body)

    with contextlib.suppress(FetchError):
        fetch("http://any.example.org/", resolve=_outside_only, sockets=connector)
    with contextlib.suppress(FetchError):
        send("http://any.example.org/", b"{}", headers={}, resolve=_outside_only, sockets=connector)
    assert set(connector.asked) == {ip_address("93.184.215.14")}


def _outside_only(host: str, port: int) -> list[Address]:
    return [ip_address("93.184.215.14" if "example" in host else "127.0.0.1")]


@pytest.fixture
def canaries() -> Iterator[list[WebServer]]:
    with ExitStack() as stack:
        yield [stack.enter_context(serving(host)) for host in ("127.0.0.1", "::1")]


def test_canaries_see_no_connection(canaries: list[WebServer]):
    v4, v6 = canaries
    hosts = [*(f"{host}:{v4.port}" for host in spellings_of_v4(IPv4Address("127.0.0.1"))), f"localhost:{v4.port}", f"localhost:{v6.port}"]
    hosts += [f"{host}:{v6.port}" for host in spellings_of_v6(IPv6Address("::1"))]

    for host in hosts:
        with pytest.raises((ForbiddenAddressError, RefusedResponseError)):
            fetch(f"http://{host}/", resolve=_with_localhost)
        with pytest.raises((ForbiddenAddressError, RefusedResponseError)):
            send(f"http://{host}/", b"{}", headers={}, resolve=_with_localhost)
    with serving("127.1.0.7") as allowed:
        for n, host in enumerate(hosts):
            allowed.serve(f"/{n}", status=301 + n % 2, Location=f"http://{host}/".encode().decode("latin-1"))
            with pytest.raises((ForbiddenAddressError, RefusedResponseError)):
                fetch(allowed.url(f"/{n}"), allow=parse_allowances("127.1.0.0/16"), resolve=_with_localhost)
        assert len(allowed.requests) == len(hosts)

    assert [canary.connections for canary in canaries] == [0, 0]


def test_a_name_that_changes_its_address_gains_nothing(canaries: list[WebServer]):
    with serving("127.1.0.7") as allowed:
        allowed.serve("/", status=302, Location=f"http://rebinding.example.org:{canaries[0].port}/")
        answers = [[ip_address("127.1.0.7")], [ip_address("127.0.0.1"), ip_address("::1")]]

        with pytest.raises(ForbiddenAddressError):
            fetch(f"http://rebinding.example.org:{allowed.port}/", allow=parse_allowances("127.1.0.0/16"), resolve=lambda host, port: answers.pop(0))
        assert allowed.connections == 1

    assert answers == []  # asked once for each connection
    assert [canary.connections for canary in canaries] == [0, 0]


def _with_localhost(host: str, port: int) -> list[Address]:
    return [ip_address("127.0.0.1"), ip_address("::1")] if host == "localhost" else believing(host, port)
