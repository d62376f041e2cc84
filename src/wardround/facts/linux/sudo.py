"""sudo: who may run what as whom, as sudoers(5) says after includes and aliases."""

from __future__ import annotations

import msgspec

from wardround.facts import NOT_COLLECTED, Listing, Reading, Setting, Unread
from wardround.facts.linux.files import File


class Grant(msgspec.Struct, frozen=True, omit_defaults=True):
    """One user (or %group, #uid, +netgroup) and one command with its tags. ``negated``: ``!command``."""

    who: str
    command: str
    runas: str = "root"
    negated: bool = False
    no_password: bool = False
    no_exec: bool = False
    file: str = ""
    line: int = 0

    @property
    def program(self) -> str:
        """The path without arguments."""
        return self.command.split(" ", 1)[0]


class Sudo(msgspec.Struct, frozen=True, omit_defaults=True):
    """``defaults``: one row a Defaults parameter, name with its binding (``use_pty``, ``authenticate:bob``), value
    "on" or "off" for flags. ``files``: the sudoers files that are read and every folder above or included.
    """

    present: Reading[bool] | Unread = NOT_COLLECTED
    grants: Listing[Grant] | Unread = NOT_COLLECTED
    defaults: Listing[Setting] | Unread = NOT_COLLECTED
    files: Listing[File] | Unread = NOT_COLLECTED
