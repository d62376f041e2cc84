"""Mounts in force, from /proc/self/mountinfo, and planned, from fstab(5)."""

from __future__ import annotations

import msgspec

from wardround.facts import NOT_COLLECTED, Listing, Unread


class Mount(msgspec.Struct, frozen=True, omit_defaults=True):
    """One mount. ``options`` are those of the mount, ``device_options`` those of the file system behind it."""

    point: str
    source: str
    kind: str
    options: tuple[str, ...] = ()
    device_options: tuple[str, ...] = ()
    device: str = ""
    line: int = 0


class Planned(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of /etc/fstab."""

    point: str
    source: str
    kind: str
    options: tuple[str, ...] = ()
    line: int = 0


class Mounts(msgspec.Struct, frozen=True, omit_defaults=True):
    """``mounted`` in the order of the kernel: of two mounts on one point the later is seen."""

    mounted: Listing[Mount] | Unread = NOT_COLLECTED
    planned: Listing[Planned] | Unread = NOT_COLLECTED

    def at(self, point: str) -> Mount | None:
        """What is mounted there and seen; None where nothing is, or where mounts were not read."""
        rows = () if isinstance(self.mounted, Unread) else self.mounted.items
        return next((m for m in reversed(rows) if m.point == point and m.kind != "autofs"), None)
