"""Kernel modules that a server rarely needs, and the modules loaded now."""

from __future__ import annotations

from typing import Literal

import msgspec

from wardround.facts import NOT_COLLECTED, Listing, Reading, Unread

Home = Literal["loadable", "builtin", "absent", "unknown"]
Rule = Literal["none", "blacklist", "install", "kernel", "unknown"]


class Module(msgspec.Struct, frozen=True, omit_defaults=True):
    """One module by its name with underscores.

    ``home``: where this kernel has it; ``rule``: how modprobe.d(5) stops it (``blacklist`` stops only loading by
    alias, ``install`` also by name; ``kernel`` is the kernel's own module_blacklist=).
    """

    name: str
    home: Home = "unknown"
    rule: Rule = "unknown"
    loaded: bool = False
    line: int = 0


class Loaded(msgspec.Struct, frozen=True, omit_defaults=True):
    """One module that is loaded now."""

    name: str
    line: int = 0


class Modules(msgspec.Struct, frozen=True, omit_defaults=True):
    """``seldom``: every module that the probe asks for by name; ``signed_only``: unsigned ones are refused."""

    seldom: Listing[Module] | Unread = NOT_COLLECTED
    loaded: Listing[Loaded] | Unread = NOT_COLLECTED
    signed_only: Reading[bool] | Unread = NOT_COLLECTED

    def named(self, name: str) -> Module | None:
        """The module of that name, None where it was not asked for."""
        rows = () if isinstance(self.seldom, Unread) else self.seldom.items
        return next((m for m in rows if m.name == name), None)
