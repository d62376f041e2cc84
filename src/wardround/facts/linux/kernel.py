"""Kernel settings in force, from /proc/sys."""

from __future__ import annotations

import msgspec

from wardround.facts import NOT_COLLECTED, Listing, Setting, Unread


class Kernel(msgspec.Struct, frozen=True, omit_defaults=True):
    """``settings``: sysctl names with dots, values as the kernel prints them."""

    settings: Listing[Setting] | Unread = NOT_COLLECTED
