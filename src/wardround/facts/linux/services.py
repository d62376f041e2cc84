"""Services: the units of systemd, or the start links of an older init, with what is running and what starts at boot."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property

import msgspec

from wardround.facts import NOT_COLLECTED, Listing, Reading, Unread


class Unit(msgspec.Struct, frozen=True, omit_defaults=True):
    """One unit. ``name`` keeps its suffix (``ssh.service``); an init script is named ``NAME.service`` too.

    ``active`` is systemd's ActiveState, or "unknown" under an older init; ``enabled`` its UnitFileState (``enabled``,
    ``disabled``, ``masked``, ``static`` …), "" where it has none.
    """

    name: str
    active: str = "unknown"
    enabled: str = ""
    line: int = 0

    @property
    def wanted(self) -> bool:
        """Runs now or at the next boot."""
        return self.active in ("active", "activating", "reloading") or self.enabled in ("enabled", "enabled-runtime")


class Services(msgspec.Struct, frozen=True, omit_defaults=True, dict=True):
    """``init``: systemd, sysvinit, openrc or other; ``units``: every service, socket and timer unit."""

    init: Reading[str] | Unread = NOT_COLLECTED
    units: Listing[Unit] | Unread = NOT_COLLECTED

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for place, unit in enumerate(() if isinstance(self.units, Unread) else self.units.items):
            places.setdefault(unit.name, []).append(place)
        return places

    def named(self, names: Collection[str]) -> list[Unit]:
        """The units of those full names, in the order of the record; none where units were not read."""
        if isinstance(self.units, Unread):
            return []
        rows = self.units.items
        return [rows[place] for place in sorted({p for name in names for p in self._places.get(name, ())})]
