"""Files whose owner and mode matter: the ones named by path, and what one walk of the local disks found."""

from __future__ import annotations

import msgspec

from wardround.facts import NOT_COLLECTED, Listing, Reading, Setting, Unread


class File(msgspec.Struct, frozen=True, omit_defaults=True):
    """One file. ``mode`` is the octal permission number; owners are numeric; ``inode`` is device:inode."""

    path: str
    mode: int
    uid: int
    gid: int
    kind: str = "f"
    inode: str = ""
    size: int = 0
    line: int = 0

    @property
    def set_id(self) -> bool:
        """A program that runs with its owner's or group's rights."""
        return self.kind == "f" and bool(self.mode & 0o6000)

    @property
    def hidden(self) -> bool:
        """The file or a folder above it has a name that starts with a dot."""
        return "/." in self.path


class LeftOut(msgspec.Struct, frozen=True, omit_defaults=True):
    """A place that the walk did not enter: a network share, a device of another kind, or layers of containers."""

    point: str
    kind: str
    options: str = ""
    line: int = 0


class Files(msgspec.Struct, frozen=True, omit_defaults=True):
    """``named``: well-known files and those in well-known folders; ``shells``: shells and interpreters.

    ``walked``: set-id, world-writable, unowned and device files of the local file systems at ``points``;
    ``left_out``: what the walk did not enter. ``open_keys``: paths of private keys under /etc that everyone may read.
    ``capable``: programs with file capabilities, in program folders only. ``account_sources``: nsswitch's passwd line;
    ``lent_ids``: uid ranges of subuid(5) as "first count".
    """

    named: Listing[File] | Unread = NOT_COLLECTED
    shells: Listing[File] | Unread = NOT_COLLECTED
    walked: Listing[File] | Unread = NOT_COLLECTED
    points: Listing[Setting] | Unread = NOT_COLLECTED
    left_out: Listing[LeftOut] | Unread = NOT_COLLECTED
    open_keys: Listing[Setting] | Unread = NOT_COLLECTED
    capable: Listing[Setting] | Unread = NOT_COLLECTED
    account_sources: Reading[str] | Unread = NOT_COLLECTED
    lent_ids: Listing[Setting] | Unread = NOT_COLLECTED
