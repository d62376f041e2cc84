"""The SSH server as it would really behave: `sshd -T`, not its file."""

from __future__ import annotations

import msgspec

from wardround.facts import NOT_COLLECTED, Listing, Reading, Setting, Unread


class FileSetting(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of sshd_config(5). ``condition`` is that of its Match block, "" where it holds for all.

    ``at`` is FILE:LINE on the target.
    """

    name: str
    value: str
    condition: str = ""
    at: str = ""
    line: int = 0


class Ssh(msgspec.Struct, frozen=True, omit_defaults=True):
    """``present``: an sshd program is there; ``options``: effective, names in lower case; ``lines``: its files.

    ``version`` as in ``OpenSSH_9.2p1``. Where `sshd -T` would not run, ``options`` come from the files and from the
    defaults of that version, and have a gap.
    """

    present: Reading[bool] | Unread = NOT_COLLECTED
    version: Reading[str] | Unread = NOT_COLLECTED
    options: Listing[Setting] | Unread = NOT_COLLECTED
    lines: Listing[FileSetting] | Unread = NOT_COLLECTED
