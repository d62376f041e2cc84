"""Running processes, as the kernel shows them under /proc."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property

import msgspec

from wardround.facts import NOT_COLLECTED, Listing, Unread

#: Detail of the gap that leaves every process listed and named, only the program file of some unread.
PROGRAM_FILES = "/proc/*/exe"

#: How many characters of a program's name the kernel keeps.
COMM = 15


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
        """The file name of the program, or the kernel's name where the file is not known.

        The kernel keeps 15 characters (proc(5), comm); the rest is taken from the command line where that agrees.
        """
        if self.exe:
            return self.exe.rsplit("/", 1)[-1]
        said = self.command.split(" ", 1)[0].rsplit("/", 1)[-1]
        return said if len(self.name) == COMM and said.startswith(self.name) else self.name


class Processes(msgspec.Struct, frozen=True, omit_defaults=True, dict=True):
    """All processes that the probe could see; gaps say which part it could not.

    ``hidden``: processes that the kernel knows and /proc does not list, or that a mount covers.
    """

    running: Listing[Process] | Unread = NOT_COLLECTED
    hidden: Listing[Process] | Unread = NOT_COLLECTED

    @cached_property
    def names(self) -> Listing[Process] | Unread:
        """The same processes, for a question that names and command lines answer: unread program files are no gap."""
        if isinstance(self.running, Unread):
            return self.running
        gaps = tuple(g for g in self.running.gaps if g.detail != PROGRAM_FILES)
        return Listing(self.running.items, gaps, self.running.line)

    def named(self, names: Collection[str]) -> list[Process]:
        """The processes whose program or short name is among those; none where processes were not read."""
        if isinstance(self.running, Unread):
            return []
        rows = self.running.items
        return [rows[place] for place in sorted({p for name in names for p in self._places.get(name, ())})]

    @cached_property
    def with_file(self) -> list[Process]:
        """The processes whose program file is known (no kernel threads)."""
        return [] if isinstance(self.running, Unread) else [p for p in self.running.items if p.exe]

    @cached_property
    def _places(self) -> dict[str, list[int]]:
        places: dict[str, list[int]] = {}
        for place, process in enumerate(() if isinstance(self.running, Unread) else self.running.items):
            for name in {process.program, process.name}:
                places.setdefault(name, []).append(place)
        return places
