"""Metadata of files where logs, jobs, start scripts, virus signatures, backups and web pages live."""

from __future__ import annotations

from functools import cached_property

import msgspec

from wardround.facts import NOT_COLLECTED, Listing, Unread


class Dated(msgspec.Struct, frozen=True, omit_defaults=True):
    """One file with owner, mode, size in bytes and time of last change (seconds since 1970). ``kind`` as find's %y."""

    path: str
    mode: int
    uid: int = 0
    gid: int = 0
    size: int = 0
    modified: int = 0
    kind: str = "f"
    line: int = 0

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rsplit("/", 1)[-1]

    @property
    def others_write(self) -> bool:
        """Anyone may write it; a directory with the sticky bit (as /tmp) does not count, a link has no mode."""
        return bool(self.mode & 0o002) and self.kind != "l" and not (self.kind == "d" and self.mode & 0o1000)


def _below(path: str, place: str) -> bool:
    return path == place or path.startswith(place.rstrip("/") + "/")


class Places(msgspec.Struct, frozen=True, omit_defaults=True, dict=True):
    """``files``: what stands in those places; ``programs``: paths that jobs and units name, and their directories."""

    files: Listing[Dated] | Unread = NOT_COLLECTED
    programs: Listing[Dated] | Unread = NOT_COLLECTED

    def named(self, *paths: str) -> Listing[Dated] | Unread:
        """The programs of those paths and their directories, with only the gaps that may hide one of them."""
        if isinstance(self.programs, Unread):
            return self.programs
        near = {p for path in paths for p in (path, path.rsplit("/", 1)[0])}
        items = tuple(f for f in self.programs.items if f.path in near)
        gaps = tuple(
            g for g in self.programs.gaps if not g.detail.startswith("/") or any(_below(p, g.detail) for p in near)
        )
        return Listing(items, gaps, self.programs.line)

    @cached_property
    def by_path(self) -> dict[str, Dated]:
        """Path -> file; empty where the files were not read."""
        return {} if isinstance(self.files, Unread) else {f.path: f for f in self.files.items}

    def under(self, *places: str) -> Listing[Dated] | Unread:
        """The files at or below those paths, with only the gaps that may hide one of them."""
        if isinstance(self.files, Unread):
            return self.files
        exactly, above = set(places), tuple(place.rstrip("/") + "/" for place in places)
        items = tuple(f for f in self.files.items if f.path in exactly or f.path.startswith(above))
        gaps = tuple(
            g
            for g in self.files.gaps
            if not g.detail.startswith("/") or any(_below(g.detail, p) or _below(p, g.detail) for p in places)
        )
        return Listing(items, gaps, self.files.line)
