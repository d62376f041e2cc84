"""Listening sockets, from /proc/net, with the program behind them where the probe may see it."""

from __future__ import annotations

import msgspec

from wardround.facts import NOT_COLLECTED, Listing, Reading, Unread


class Listener(msgspec.Struct, frozen=True, omit_defaults=True):
    """One listening socket. ``program`` is "" where it could not be told."""

    protocol: str
    address: str
    port: int
    uid: int = 0
    program: str = ""
    line: int = 0

    @property
    def local_only(self) -> bool:
        """Bound to a loopback address, so that no other host reaches it."""
        return self.address.startswith("127.") or self.address in ("::1",) or self.address.startswith("::ffff:127.")


class Ports(msgspec.Struct, frozen=True, omit_defaults=True):
    """All listeners over TCP and UDP, IPv4 and IPv6; ``programs``: whether those of every user could be seen."""

    listeners: Listing[Listener] | Unread = NOT_COLLECTED
    programs: Reading[bool] | Unread = NOT_COLLECTED
