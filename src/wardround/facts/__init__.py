"""Facts: what may be said of a target. A field is a value or an :class:`Unread` with its reason.

Line numbers are 1-based positions in the raw observation; they are the evidence of a verdict.
"""

from __future__ import annotations

from typing import Generic, Literal, TypeVar

import msgspec

T = TypeVar("T")

#: ``our_bug``: the parser of that section broke, which is a fault of Wardround.
Reason = Literal["denied", "absent", "truncated", "not_collected", "error", "our_bug"]


class Unread(msgspec.Struct, frozen=True, tag="unread", omit_defaults=True):
    """What could not be read, and why: it never becomes a pass."""

    reason: Reason = "not_collected"
    detail: str = ""
    line: int = 0


class Reading(msgspec.Struct, Generic[T], frozen=True, tag="read", omit_defaults=True):
    """One value and the line that shows it."""

    value: T
    line: int = 0


class Listing(msgspec.Struct, Generic[T], frozen=True, tag="list", omit_defaults=True):
    """Many rows of one kind. ``gaps`` names what could not be read: with gaps it is not complete."""

    items: tuple[T, ...] = ()
    gaps: tuple[Unread, ...] = ()
    line: int = 0

    @property
    def complete(self) -> bool:
        """True when nothing is missing, so that the absence of a row means something."""
        return not self.gaps


class Setting(msgspec.Struct, frozen=True, omit_defaults=True):
    """One effective setting: name (lower case where the program ignores case), value, its line."""

    name: str
    value: str
    line: int = 0


NOT_COLLECTED = Unread()
