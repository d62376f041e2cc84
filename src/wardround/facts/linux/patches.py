"""Upkeep of a host: kernels, pending restarts, repositories, how fresh the lists and the last change are."""

from __future__ import annotations

import msgspec

from wardround.facts import NOT_COLLECTED, Listing, Reading, Setting, Unread


class Kernel(msgspec.Struct, frozen=True, omit_defaults=True):
    """A kernel that lies on the disk and can be started: its release as `uname -r` would print it."""

    release: str
    line: int = 0


class Repository(msgspec.Struct, frozen=True, omit_defaults=True):
    """One enabled place that packages come from. ``verified``: package signatures are checked for it.

    ``addresses`` without user names, passwords and queries.
    """

    name: str
    addresses: tuple[str, ...] = ()
    verified: bool = True
    line: int = 0


class Held(msgspec.Struct, frozen=True, omit_defaults=True):
    """A name or pattern that yum or dnf leaves out of updates (``exclude``, versionlock); dpkg's are package states."""

    name: str
    line: int = 0


class Mapped(msgspec.Struct, frozen=True, omit_defaults=True):
    """A process that still runs a library whose file was replaced or removed."""

    pid: int
    library: str
    line: int = 0


class Since(msgspec.Struct, frozen=True, omit_defaults=True):
    """A package and when it was installed, in seconds since 1970."""

    name: str
    at: int
    line: int = 0


class Patches(msgspec.Struct, frozen=True, omit_defaults=True):
    """``build`` is the running kernel's own package version where it names one (Debian, Ubuntu).

    ``reboot_required``: Debian's flag file; ``core``: install times of the packages that need a restart (rpm);
    ``lists`` and ``changed``: seconds since 1970 of the newest package list and of the newest package put in place.
    ``settings``: apt's effective ones, lower case, and ``dnf.*`` of the main section.
    """

    build: Reading[str] | Unread = NOT_COLLECTED
    kernels: Listing[Kernel] | Unread = NOT_COLLECTED
    reboot_required: Reading[bool] | Unread = NOT_COLLECTED
    core: Listing[Since] | Unread = NOT_COLLECTED
    repositories: Listing[Repository] | Unread = NOT_COLLECTED
    settings: Listing[Setting] | Unread = NOT_COLLECTED
    lists: Reading[int] | Unread = NOT_COLLECTED
    changed: Reading[int] | Unread = NOT_COLLECTED
    held: Listing[Held] | Unread = NOT_COLLECTED
    deleted: Listing[Mapped] | Unread = NOT_COLLECTED
