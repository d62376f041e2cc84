"""What starts with the system and did not come as an enabled package unit."""

from __future__ import annotations

import msgspec

from wardround.facts import NOT_COLLECTED, Listing, Unread
from wardround.facts.linux.lines import Line


class Autostart(msgspec.Struct, frozen=True, omit_defaults=True):
    """``units``: Exec and User lines of local unit files; ``rc_local``: its commands; ``suspicious``: lines of start

    scripts and periodic jobs that fetch and run, or open a connection from the shell.
    """

    units: Listing[Line] | Unread = NOT_COLLECTED
    rc_local: Listing[Line] | Unread = NOT_COLLECTED
    suspicious: Listing[Line] | Unread = NOT_COLLECTED
