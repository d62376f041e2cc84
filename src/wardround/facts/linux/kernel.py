"""The kernel: settings in force from /proc/sys, what sysctl files say, weaknesses of the processor, lockdown."""

from __future__ import annotations

import msgspec

from wardround.facts import NOT_COLLECTED, Listing, Reading, Setting, Unread


class Configured(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of a sysctl file. ``name`` with dots; globs and exclusions of systemd are left out."""

    name: str
    value: str
    file: str
    line: int = 0


class Kernel(msgspec.Struct, frozen=True, omit_defaults=True):
    """``settings``: sysctl names with dots, values as the kernel prints them.

    ``configured``: lines of sysctl files in the order in which they take effect (sysctl.d(5)), so that of two lines
    with one name the later counts; ``elsewhere``: lines of files that another program may apply (ufw, sysctl.conf).
    ``lockdown``: none, integrity or confidentiality; ``vulnerabilities``: as the kernel words them.
    """

    settings: Listing[Setting] | Unread = NOT_COLLECTED
    configured: Listing[Configured] | Unread = NOT_COLLECTED
    elsewhere: Listing[Configured] | Unread = NOT_COLLECTED
    lockdown: Reading[str] | Unread = NOT_COLLECTED
    vulnerabilities: Listing[Setting] | Unread = NOT_COLLECTED
