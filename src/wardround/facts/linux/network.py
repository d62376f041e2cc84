"""Interfaces, addresses, routes, name servers and proxies."""

from __future__ import annotations

import msgspec

from wardround.facts import NOT_COLLECTED, Listing, Unread


class Interface(msgspec.Struct, frozen=True, omit_defaults=True):
    """One network interface. ``kind``: ethernet, wireless, mobile, tunnel, bridge, virtual or loopback."""

    name: str
    kind: str = "ethernet"
    up: bool = False
    promiscuous: bool = False
    in_bridge: bool = False
    driver: str = ""
    line: int = 0


class Address(msgspec.Struct, frozen=True, omit_defaults=True):
    """One address with its prefix length, as in 10.1.2.3/24; ``scope`` as ip(8) prints it."""

    interface: str
    address: str
    scope: str = "global"
    line: int = 0


class Gateway(msgspec.Struct, frozen=True, omit_defaults=True):
    """One default route over IPv4."""

    interface: str
    address: str
    line: int = 0


class Named(msgspec.Struct, frozen=True, omit_defaults=True):
    """An address that a file names; ``at`` is FILE:LINE on the target."""

    value: str
    at: str = ""
    line: int = 0


class Network(msgspec.Struct, frozen=True, omit_defaults=True):
    """How the host is connected."""

    interfaces: Listing[Interface] | Unread = NOT_COLLECTED
    addresses: Listing[Address] | Unread = NOT_COLLECTED
    gateways: Listing[Gateway] | Unread = NOT_COLLECTED
    name_servers: Listing[Named] | Unread = NOT_COLLECTED
    proxies: Listing[Named] | Unread = NOT_COLLECTED
