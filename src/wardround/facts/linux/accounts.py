"""Accounts: passwd(5), shadow(5) without hashes, group(5)."""

from __future__ import annotations

import msgspec

from wardround.facts import NOT_COLLECTED, Listing, Reading, Setting, Unread


class Account(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of /etc/passwd. ``password``: "x" in shadow, "" none asked for, else the kind of hash as in Secret."""

    name: str
    uid: int
    gid: int
    home: str
    shell: str
    comment: str = ""
    password: str = "x"
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

    @property
    def usable(self) -> bool:
        """Some password opens this account, be it the empty one."""
        return self.scheme not in ("none", "locked")


class Group(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of /etc/group."""

    name: str
    gid: int
    members: tuple[str, ...] = ()
    line: int = 0


class Login(msgspec.Struct, frozen=True, omit_defaults=True):
    """The last log-in of an account: ``at`` in seconds since 1970, 0 for never."""

    name: str
    at: int = 0
    line: int = 0


class Accounts(msgspec.Struct, frozen=True, omit_defaults=True):
    """Local accounts, their password fields and groups.

    ``users`` and ``groups`` have a gap where the host also takes accounts from a directory. ``compat``: lines that
    begin with + or - (nsswitch.conf(5), compat mode), named by file. ``defs``: login.defs(5), names as there.
    ``lastlog``: lastlog(8); ``recent``: the newest line of each name in wtmp, which begins at ``recent_since``.
    """

    users: Listing[Account] | Unread = NOT_COLLECTED
    secrets: Listing[Secret] | Unread = NOT_COLLECTED
    groups: Listing[Group] | Unread = NOT_COLLECTED
    compat: Listing[Setting] | Unread = NOT_COLLECTED
    defs: Listing[Setting] | Unread = NOT_COLLECTED
    lastlog: Listing[Login] | Unread = NOT_COLLECTED
    recent: Listing[Login] | Unread = NOT_COLLECTED
    recent_since: Reading[int] | Unread = NOT_COLLECTED

    def administrators(self) -> dict[str, str]:
        """Account -> why it administers: uid 0, or a member of an administrators' group (also its primary group)."""
        users = () if isinstance(self.users, Unread) else self.users.items
        groups = () if isinstance(self.groups, Unread) else self.groups.items
        found = {u.name: "uid 0" for u in users if u.uid == 0}
        for group in groups:
            if group.name in ADMINISTRATORS:
                primary = [u.name for u in users if u.gid == group.gid]
                for name in (*group.members, *primary):
                    found.setdefault(name, group.name)
        return found


#: Groups that distributions give all rights through sudo or su.
ADMINISTRATORS = ("sudo", "wheel", "admin")
