"""Who the host is: names, platform, kernel, clock, and with what rights the probe ran."""

from __future__ import annotations

import msgspec

from wardround.facts import NOT_COLLECTED, Reading, Unread


class System(msgspec.Struct, frozen=True, omit_defaults=True):
    """Platform fields follow os-release(5); ``clock`` is seconds since 1970 as the host believes."""

    hostname: Reading[str] | Unread = NOT_COLLECTED
    os_id: Reading[str] | Unread = NOT_COLLECTED
    os_like: Reading[str] | Unread = NOT_COLLECTED
    os_version: Reading[str] | Unread = NOT_COLLECTED
    os_name: Reading[str] | Unread = NOT_COLLECTED
    kernel: Reading[str] | Unread = NOT_COLLECTED
    machine: Reading[str] | Unread = NOT_COLLECTED
    uid: Reading[int] | Unread = NOT_COLLECTED
    clock: Reading[int] | Unread = NOT_COLLECTED
    uptime_seconds: Reading[int] | Unread = NOT_COLLECTED
