"""Where logs go and how long they stay: syslog daemons, the journal, logrotate."""

from __future__ import annotations

import msgspec

from wardround.facts import NOT_COLLECTED, Listing, Setting, Unread
from wardround.facts.linux.lines import Line


class Rotation(msgspec.Struct, frozen=True, omit_defaults=True):
    """How logrotate treats ``files`` (patterns): ``keep`` old ones, one each ``days``; 0 days where size decides.

    ``max_age`` in days, -1 where not set. Directives before the blocks hold for those after them (logrotate(8)).
    """

    files: tuple[str, ...]
    keep: int = 0
    days: int = 0
    max_age: int = -1
    line: int = 0


class Logging(msgspec.Struct, frozen=True, omit_defaults=True):
    """``syslog``: lines of rsyslog and syslog-ng; ``journald``: settings as merged from its drop-ins."""

    syslog: Listing[Line] | Unread = NOT_COLLECTED
    journald: Listing[Setting] | Unread = NOT_COLLECTED
    upload: Listing[Setting] | Unread = NOT_COLLECTED
    rotations: Listing[Rotation] | Unread = NOT_COLLECTED
