"""How the machine starts: command line, boot loader, rescue shells, Ctrl-Alt-Del, Secure Boot."""

from __future__ import annotations

import msgspec

from wardround.facts import NOT_COLLECTED, Listing, Reading, Setting, Unread


class RescueUnit(msgspec.Struct, frozen=True, omit_defaults=True):
    """A unit that gives a shell when the start fails: the program that starts it, and whether it skips the password."""

    name: str
    command: str = ""
    skips_password: bool = False
    line: int = 0


class Boot(msgspec.Struct, frozen=True, omit_defaults=True):
    """``loader``: lines of the boot loader's files about passwords, hashes hidden; ``loader_files``: files that exist.

    ``rescue``: units of systemd; ``old_init``: lines of inittab(5) and /etc/sysconfig/init.
    ``ctrl_alt_del``: where the target's link leads ("" where it is no link); ``burst``: CtrlAltDelBurstAction.
    ``firmware``: efi or other; ``secure_boot``: the firmware's own variable.
    """

    command_line: Reading[str] | Unread = NOT_COLLECTED
    loader: Listing[Setting] | Unread = NOT_COLLECTED
    loader_files: Listing[Setting] | Unread = NOT_COLLECTED
    systemd: Reading[bool] | Unread = NOT_COLLECTED
    rescue: Listing[RescueUnit] | Unread = NOT_COLLECTED
    old_init: Listing[Setting] | Unread = NOT_COLLECTED
    ctrl_alt_del: Reading[str] | Unread = NOT_COLLECTED
    burst: Reading[str] | Unread = NOT_COLLECTED
    firmware: Reading[str] | Unread = NOT_COLLECTED
    secure_boot: Reading[bool] | Unread = NOT_COLLECTED
