"""Home directories: who owns them, what lies open in them, and which keys may log in."""

from __future__ import annotations

import msgspec

from wardround.facts import NOT_COLLECTED, Listing, Unread
from wardround.facts.linux.files import File


class Key(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of an authorized_keys file (sshd(8)). ``fingerprint`` as ``ssh-keygen -l`` prints it: SHA256:…

    ``bits`` is the size of an RSA or DSA modulus, 0 for other kinds.
    """

    file: str
    type: str
    fingerprint: str
    bits: int = 0
    comment: str = ""
    line: int = 0


class PrivateKey(msgspec.Struct, frozen=True, omit_defaults=True):
    """A private key in a home; of its content only whether a passphrase protects it."""

    path: str
    encrypted: bool
    line: int = 0


class Homes(msgspec.Struct, frozen=True, omit_defaults=True):
    """``folders``: homes of accounts that may log in, ``missing`` the ones that are not there (kind "-").

    ``entries``: names that begin with a dot, and everything in .ssh, links followed.
    """

    folders: Listing[File] | Unread = NOT_COLLECTED
    missing: Listing[File] | Unread = NOT_COLLECTED
    entries: Listing[File] | Unread = NOT_COLLECTED
    keys: Listing[Key] | Unread = NOT_COLLECTED
    private_keys: Listing[PrivateKey] | Unread = NOT_COLLECTED
