"""Installed packages and where they come from."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property

import msgspec

from wardround.facts import NOT_COLLECTED, Listing, Reading, Unread


class Package(msgspec.Struct, frozen=True, omit_defaults=True):
    """One installed package. ``version`` as its manager writes it: [epoch:]version[-revision].

    ``source`` and ``source_version`` name the source package where it is another one.
    """

    name: str
    version: str
    architecture: str = ""
    source: str = ""
    source_version: str = ""
    line: int = 0


class State(msgspec.Struct, frozen=True, omit_defaults=True):
    """A package in another state than installed: ``hold``, or unpacked, half-configured … as dpkg(1) calls it."""

    name: str
    state: str
    line: int = 0


class Packages(msgspec.Struct, frozen=True, omit_defaults=True, dict=True):
    """``manager``: dpkg, rpm or other; ``installed``: only what is wholly installed; ``states``: the rest.

    rpm keeps no such states: there ``states`` is empty.
    """

    manager: Reading[str] | Unread = NOT_COLLECTED
    installed: Listing[Package] | Unread = NOT_COLLECTED
    states: Listing[State] | Unread = NOT_COLLECTED

    @cached_property
    def by_name(self) -> dict[str, list[Package]]:
        """Name -> the installed packages of that name (several architectures); empty where packages were not read."""
        found: dict[str, list[Package]] = {}
        for package in () if isinstance(self.installed, Unread) else self.installed.items:
            found.setdefault(package.name, []).append(package)
        return found

    def named(self, names: Collection[str]) -> list[Package]:
        """The installed packages of those names; none where packages were not read."""
        return [p for name in sorted(names) for p in self.by_name.get(name, ())]
