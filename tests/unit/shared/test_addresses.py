"""Which addresses may be fetched from: the decision, over all addresses."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

import pytest
from dateline_shared.addresses import Address, Allowance, is_public, may_connect, parse_allowances
from hypothesis import given
from hypothesis import strategies as st

ADDRESSES = st.ip_addresses()  # drawn from the special-purpose ranges, too
PORTS = st.integers(1, 65535)


@given(ADDRESSES)
def test_a_public_address_is_nothing_else(address: Address):
    kinds = address.is_loopback, address.is_private, address.is_link_local, address.is_multicast, address.is_reserved, address.is_unspecified

    assert not (is_public(address) and any(kinds))


@given(st.ip_addresses(v=4))
def test_an_ipv4_address_in_the_clothes_of_ipv6_is_refused(address: IPv4Address):
    inner = int(address)
    mapped = IPv6Address((0xFFFF << 32) | inner)
    compatible = IPv6Address(inner)
    nat64 = IPv6Address((0x64FF9B << 96) | inner)
    local_nat64 = IPv6Address((0x64FF9B0001 << 80) | inner)
    six_to_four = IPv6Address((0x2002 << 112) | (inner << 80) | 1)
    teredo = IPv6Address((0x20010000 << 96) | (inner ^ 0xFFFFFFFF))

    assert not any(map(is_public, (mapped, compatible, nat64, local_nat64, six_to_four, teredo)))


@pytest.mark.parametrize(
    "text",
    [
        "169.254.169.254",
        "100.100.100.200",
        "168.63.129.16",
        "192.0.0.192",
        "fd00:ec2::254",
        "fe80::a9fe:a9fe",
        "::1",
        "::",
        "0.0.0.0",
        "255.255.255.255",
        "ff0e::1",
    ],
)
def test_metadata_loopback_and_broadcast_are_refused(text: str):
    assert not is_public(ip_address(text))


@pytest.mark.parametrize("text", ["1.1.1.1", "93.184.215.14", "172.15.255.255", "172.32.0.0", "2606:4700::1111", "2a00:1450:4001::1"])
def test_the_internet_is_public(text: str):
    assert is_public(ip_address(text))


@given(ADDRESSES, PORTS, PORTS)
def test_an_allowance_opens_its_network_at_its_port_and_nothing_more(address: Address, allowed_port: int, port: int):
    allowance = Allowance(network=ip_network(address), port=allowed_port)

    assert may_connect(address, allowed_port, [allowance])
    assert may_connect(address, port, [allowance]) == (is_public(address) or port == allowed_port)


@given(st.ip_addresses(network="127.0.0.0/8"), ADDRESSES, PORTS)
def test_an_allowance_without_a_port_opens_all_ports_of_its_network(inside: IPv4Address, any_address: Address, port: int):
    allow = parse_allowances("127.0.0.0/8")

    assert may_connect(inside, port, allow)
    assert may_connect(any_address, port, allow) == (is_public(any_address) or any_address in IPv4Network("127.0.0.0/8"))


def test_allowances_are_read():
    read = parse_allowances(" 127.0.0.1/32:8000, fd00::/8 ,::1/128:80,")

    assert read == (
        Allowance(IPv4Network("127.0.0.1/32"), 8000),
        Allowance(IPv6Network("fd00::/8")),
        Allowance(IPv6Network("::1/128"), 80),
    )


@pytest.mark.parametrize("text", ["localhost", "127.0.0.1", "127.0.0.1:80", "127.0.0.1/8", "10.0.0.0/33", "10.0.0.0/8:0", "10.0.0.0/8:99999"])
def test_an_unclear_allowance_is_refused(text: str):
    with pytest.raises(ValueError, match=rf"'{text}' (is not CIDR|names a port)"):
        parse_allowances(text)
