"""Settings of web and database servers that bear on safety, line by line from their files."""

from __future__ import annotations

import msgspec

from wardround.facts import NOT_COLLECTED, Listing, Unread
from wardround.facts.linux.lines import Line


class Servers(msgspec.Struct, frozen=True, omit_defaults=True):
    """One listing a program; empty and complete where it has no file."""

    nginx: Listing[Line] | Unread = NOT_COLLECTED
    apache: Listing[Line] | Unread = NOT_COLLECTED
    postgres: Listing[Line] | Unread = NOT_COLLECTED
    redis: Listing[Line] | Unread = NOT_COLLECTED
    mongodb: Listing[Line] | Unread = NOT_COLLECTED
    mysql: Listing[Line] | Unread = NOT_COLLECTED
