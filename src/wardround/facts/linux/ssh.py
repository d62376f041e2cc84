"""The SSH server as it would really behave: `sshd -T`, not its file."""

from __future__ import annotations

import msgspec

from wardround.facts import NOT_COLLECTED, Listing, Reading, Setting, Unread


class Ssh(msgspec.Struct, frozen=True, omit_defaults=True):
    """``present`` tells whether an sshd program is there; ``options`` are effective, names in lower case."""

    present: Reading[bool] | Unread = NOT_COLLECTED
    options: Listing[Setting] | Unread = NOT_COLLECTED
