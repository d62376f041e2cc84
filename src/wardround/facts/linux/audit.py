"""The kernel's audit: its state and rules in force (auditctl(8)), and the daemon's settings (auditd.conf(5))."""

from __future__ import annotations

import msgspec

from wardround.facts import NOT_COLLECTED, Listing, Reading, Setting, Unread


class Rule(msgspec.Struct, frozen=True, omit_defaults=True):
    """One rule in force. ``paths`` are watched for ``access`` (letters of r, w, x, a); ``calls`` are system calls.

    ``never`` marks a rule that keeps events out; ``where`` is the list it stands in (exit, task, user …).
    """

    text: str
    where: str = "exit"
    never: bool = False
    paths: tuple[str, ...] = ()
    access: str = "rwxa"
    calls: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    line: int = 0


class Audit(msgspec.Struct, frozen=True, omit_defaults=True):
    """``present``: auditctl or auditd is installed; ``status``: auditctl -s; ``config``: auditd.conf."""

    present: Reading[bool] | Unread = NOT_COLLECTED
    status: Listing[Setting] | Unread = NOT_COLLECTED
    rules: Listing[Rule] | Unread = NOT_COLLECTED
    config: Listing[Setting] | Unread = NOT_COLLECTED
