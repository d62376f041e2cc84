"""Whose password was guessed, and by what kind of word. Neither hash nor word is ever part of this."""

from __future__ import annotations

import msgspec

from wardround.facts import NOT_COLLECTED, Listing, Unread


class Tried(msgspec.Struct, frozen=True, omit_defaults=True):
    """One account. ``guessed``: "" not guessed, else the kind of word: empty, user, host, hospital or common."""

    name: str
    scheme: str
    count: int
    guessed: str = ""
    line: int = 0


class Passwords(msgspec.Struct, frozen=True, omit_defaults=True):
    """``tried``: every account with a usable hash; a gap where not all candidates could be tried."""

    tried: Listing[Tried] | Unread = NOT_COLLECTED
