"""Running processes, as the kernel shows them under /proc."""

from __future__ import annotations

from collections.abc import Collection

import msgspec

from wardround.facts import NOT_COLLECTED, Listing, Unread


class Process(msgspec.Struct, frozen=True, omit_defaults=True):
    """One process. ``exe`` is "" where the link could not be read (kernel thread, or not permitted).

    ``deleted`` says that the running program's file is gone from the disk; ``command`` has blanks for NULs.
    """

    pid: int
    name: str
    uid: int = 0
    parent: int = 0
    exe: str = ""
    command: str = ""
    deleted: bool = False
    line: int = 0

    @property
    def program(self) -> str:
        """The file name of the program, or the kernel's short name where the file is not known."""
        return self.exe.rsplit("/", 1)[-1] if self.exe else self.name


class Processes(msgspec.Struct, frozen=True, omit_defaults=True):
    """All processes that the probe could see; gaps say which part it could not."""

    running: Listing[Process] | Unread = NOT_COLLECTED

    def named(self, names: Collection[str]) -> list[Process]:
        """The processes whose program or short name is among those; none where processes were not read."""
        rows = () if isinstance(self.running, Unread) else self.running.items
        return [p for p in rows if p.program in names or p.name in names]
