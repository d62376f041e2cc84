"""Traces of an intrusion, as far as a look from inside the host can show them."""

from __future__ import annotations

import msgspec

from wardround.facts import NOT_COLLECTED, Listing, Unread
from wardround.facts.linux.lines import Line


class Variable(msgspec.Struct, frozen=True, omit_defaults=True):
    """A process that has the environment variable ``name``; its value is never read."""

    pid: int
    name: str
    line: int = 0


class Holder(msgspec.Struct, frozen=True, omit_defaults=True):
    """A raw or packet socket; ``pid`` is 0 where its holder could not be told."""

    inode: str
    kind: str
    pid: int = 0
    line: int = 0


class Altered(msgspec.Struct, frozen=True, omit_defaults=True):
    """A file that differs from its package; ``flags`` as rpm -V and dpkg -V print them, ``config`` for settings."""

    path: str
    flags: str
    config: bool = False
    line: int = 0


class Intrusion(msgspec.Struct, frozen=True, omit_defaults=True):
    """``preload``: lines of /etc/ld.so.preload; ``hidden_modules``: live under /sys/module, not in /proc/modules."""

    preload: Listing[Line] | Unread = NOT_COLLECTED
    environ: Listing[Variable] | Unread = NOT_COLLECTED
    hidden_modules: Listing[Line] | Unread = NOT_COLLECTED
    sockets: Listing[Holder] | Unread = NOT_COLLECTED
    altered: Listing[Altered] | Unread = NOT_COLLECTED
