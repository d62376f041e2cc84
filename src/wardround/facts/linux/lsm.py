"""Mandatory access control: what is in force, and what SELinux's file says for the next start."""

from __future__ import annotations

import msgspec

from wardround.facts import NOT_COLLECTED, Listing, Reading, Setting, Unread


class Lsm(msgspec.Struct, frozen=True, omit_defaults=True):
    """``active``: the kernel's own list of security modules; ``selinux``: enforcing in force, absent where it is off.

    ``selinux_config``: SELINUX= of its file; ``apparmor``: whether the module is on; ``profiles``: profile -> mode.
    """

    active: Reading[str] | Unread = NOT_COLLECTED
    selinux: Reading[bool] | Unread = NOT_COLLECTED
    selinux_config: Reading[str] | Unread = NOT_COLLECTED
    apparmor: Reading[bool] | Unread = NOT_COLLECTED
    profiles: Listing[Setting] | Unread = NOT_COLLECTED
