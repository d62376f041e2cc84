"""Accounts: passwd(5), shadow(5) without hashes, group(5)."""

from __future__ import annotations

import msgspec

from wardround.facts import NOT_COLLECTED, Listing, Unread


class Account(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of /etc/passwd."""

    name: str
    uid: int
    gid: int
    home: str
    shell: str
    comment: str = ""
    line: int = 0

    @property
    def can_log_in(self) -> bool:
        """A shell that is not one of the refusing programs; an empty field means /bin/sh (passwd(5))."""
        return self.shell.rsplit("/", 1)[-1] not in ("nologin", "false", "sync", "shutdown", "halt", "true")


class Secret(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of /etc/shadow; ``scheme`` is the kind of hash, never the hash.

    ``scheme``: "" empty password, "locked", "none" (no valid hash), or the crypt(5) prefix, as "y", "6", "des".
    Days follow shadow(5); -1 where the field is empty.
    """

    name: str
    scheme: str
    changed: int = -1
    minimum: int = -1
    maximum: int = -1
    warn: int = -1
    inactive: int = -1
    expires: int = -1
    line: int = 0


class Group(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of /etc/group."""

    name: str
    gid: int
    members: tuple[str, ...] = ()
    line: int = 0


class Accounts(msgspec.Struct, frozen=True, omit_defaults=True):
    """Local accounts, their password fields and groups."""

    users: Listing[Account] | Unread = NOT_COLLECTED
    secrets: Listing[Secret] | Unread = NOT_COLLECTED
    groups: Listing[Group] | Unread = NOT_COLLECTED
