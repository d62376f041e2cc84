"""Time services: where they ask, and whether the clock follows."""

from __future__ import annotations

import msgspec

from wardround.facts import NOT_COLLECTED, Listing, Reading, Unread


class TimeServer(msgspec.Struct, frozen=True, omit_defaults=True):
    """One server that a time service would ask. ``program``: chrony, ntp or timesyncd; ``at`` is FILE:LINE."""

    program: str
    address: str
    at: str = ""
    line: int = 0


class Time(msgspec.Struct, frozen=True, omit_defaults=True):
    """``synchronised``: a time service or the kernel says that the clock follows a server."""

    servers: Listing[TimeServer] | Unread = NOT_COLLECTED
    synchronised: Reading[bool] | Unread = NOT_COLLECTED
