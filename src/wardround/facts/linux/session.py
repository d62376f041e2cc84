"""What a log-in session gets: shell start files, banners, where root may log in, the screen lock."""

from __future__ import annotations

import msgspec

from wardround.facts import NOT_COLLECTED, Listing, Setting, Unread
from wardround.facts.linux.files import File


class Text(msgspec.Struct, frozen=True, omit_defaults=True):
    """One file of a few lines, as people read it."""

    path: str
    text: str
    line: int = 0


class Session(msgspec.Struct, frozen=True, omit_defaults=True):
    """``starts``: statements of shell start files in the order they are read, named by what they set: PATH, TMOUT,
    TMOUT readonly, umask (value as written). ``folders``: the folders on those paths. ``displays``: programs of a
    graphical log-in. ``desktop``: the administrator's defaults, ``schema/key`` -> value; ``locks``: keys that a user
    may not change.
    """

    starts: Listing[Setting] | Unread = NOT_COLLECTED
    folders: Listing[File] | Unread = NOT_COLLECTED
    banners: Listing[Text] | Unread = NOT_COLLECTED
    root_terminals: Listing[Setting] | Unread = NOT_COLLECTED
    displays: Listing[Setting] | Unread = NOT_COLLECTED
    desktop: Listing[Setting] | Unread = NOT_COLLECTED
    locks: Listing[Setting] | Unread = NOT_COLLECTED
