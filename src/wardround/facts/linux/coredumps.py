"""Memory dumps of crashed programs: limits.conf(5) and coredump.conf(5)."""

from __future__ import annotations

import msgspec

from wardround.facts import NOT_COLLECTED, Listing, Reading, Setting, Unread


class CoreDumps(msgspec.Struct, frozen=True, omit_defaults=True):
    """``limits``: "domain type" -> value of the item core; ``storage`` and ``size``: what systemd-coredump keeps."""

    limits: Listing[Setting] | Unread = NOT_COLLECTED
    storage: Reading[str] | Unread = NOT_COLLECTED
    size: Reading[str] | Unread = NOT_COLLECTED
