"""Which network addresses a fetch may connect to: public ones, and what DATELINE_FETCH_ALLOW names.

The ranges are those of IANA's special-purpose registries (RFC 6890 and its updates, read in 2026). They are written out because
what the standard library calls global differs between releases and counts multicast, NAT64 and 6to4 in.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_network
from typing import Final

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_NOT_PUBLIC_V4: Final = tuple(
    IPv4Network(network)
    for network in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT; some clouds' metadata
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # a cloud's platform address, answered inside its machines only
        "169.254.0.0/16",  # link-local; most clouds' metadata
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments
        "192.0.2.0/24",  # documentation
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
# Outside of global unicast lie loopback, mapped and compatible IPv4, NAT64, unique local, link-local and multicast.
_GLOBAL_UNICAST_V6: Final = IPv6Network("2000::/3")
_NOT_PUBLIC_V6: Final = tuple(
    IPv6Network(network)
    for network in (
        "2001::/23",  # protocol assignments: Teredo, ORCHID
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: an IPv4 address in disguise
        "3fff::/20",  # documentation
    )
)


@dataclass(frozen=True, slots=True)
class Allowance:
    """Addresses that may be fetched from although they are not public; on one port, or on all."""

    network: Network
    port: int | None = None


def parse_allowances(text: str) -> tuple[Allowance, ...]:
    """Read `CIDR[:port]`, comma separated: `127.0.0.0/8:8000, fd00::/8`. Raises ValueError with what to write instead."""
    return tuple(_parse_allowance(part.strip()) for part in text.split(",") if part.strip())


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_V4)
    return address in _GLOBAL_UNICAST_V6 and not any(address in network for network in _NOT_PUBLIC_V6)


def may_connect(address: Address, port: int, allow: Iterable[Allowance] = ()) -> bool:
    """Whether a fetch may connect there."""
    return is_public(address) or any(address in allowance.network and allowance.port in (None, port) for allowance in allow)


def _parse_allowance(text: str) -> Allowance:
    match = re.fullmatch(r"(?P<network>[^/\s]+/\d{1,3})(?::(?P<port>\d{1,5}))?", text)
    if not match:
        raise ValueError(f"{text!r} is not CIDR[:port]; write for example 127.0.0.1/32:8000 or fd00::/8")
    port = int(match["port"]) if match["port"] else None
    if port is not None and not 0 < port < 65536:
        raise ValueError(f"{text!r} names a port outside of 1 to 65535")
    try:
        return Allowance(network=ip_network(match["network"]), port=port)
    except ValueError as error:
        raise ValueError(f"{text!r} is not CIDR[:port]: {error}") from error
