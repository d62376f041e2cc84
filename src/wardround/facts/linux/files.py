"""Files whose owner and mode matter: the ones named by path, and what one walk of the local disks found."""

from __future__ import annotations

import msgspec

from wardround.facts import NOT_COLLECTED, Listing, Unread


class File(msgspec.Struct, frozen=True, omit_defaults=True):
    """One file. ``mode`` is the octal permission number; owners are numeric."""

    path: str
    mode: int
    uid: int
    gid: int
    kind: str = "f"
    line: int = 0


class Files(msgspec.Struct, frozen=True, omit_defaults=True):
    """``named``: well-known files; ``walked``: set-id, world-writable and unowned files of the walk."""

    named: Listing[File] | Unread = NOT_COLLECTED
    walked: Listing[File] | Unread = NOT_COLLECTED
