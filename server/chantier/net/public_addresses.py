"""Which internet addresses are public: reachable by anybody, the same for everybody."""

from __future__ import annotations

import ipaddress

_V6_PUBLIC = ipaddress.IPv6Network("2000::/3")
"""The IPv6 addresses that are allocated to networks: https://www.iana.org/assignments/ipv6-address-space"""
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""IPv4 behind a translator, last four bytes: https://www.rfc-editor.org/rfc/rfc6052"""
_NOT_PUBLIC = tuple(
    ipaddress.ip_network(network)
    for network in (
        # Older releases of Python count some of these as global.
        *("192.0.0.0/24", "192.88.99.0/24", "100.64.0.0/10", "198.18.0.0/15"),
        *("2001::/23", "2001:db8::/32", "3fff::/20"),
    )
)


def is_public(address: str) -> bool:
    """Whether an address is public; of IPv4 embedded in IPv6, the inner one decides."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = _embedded_ipv4(found)
        if inner is None and found not in _V6_PUBLIC:
            return False
        found = inner or found
    refused = found.is_multicast or any(found in network for network in _NOT_PUBLIC)
    return found.is_global and not refused


def _embedded_ipv4(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour
