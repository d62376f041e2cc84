"""Whole numbers in the text of a target, which may hold digits of any script and any length."""

from __future__ import annotations

import re

#: Nothing that a system counts is longer; what is, is no number of its kind.
MAX_DIGITS = 18
#: The end of the year 9999 (UTC), the last that a date may have, in seconds since 1970.
MAX_SECONDS = 253_402_300_799
_WHOLE = re.compile(rf"[0-9]{{1,{MAX_DIGITS}}}")
_INTEGER = re.compile(rf"[+-]?[0-9]{{1,{MAX_DIGITS}}}")


def is_whole(text: str) -> bool:
    """Whether it is a number of ASCII digits that a system may have meant: ``²`` and 5,000 nines are none."""
    return _WHOLE.fullmatch(text) is not None


def whole(text: str, default: int) -> int:
    """The number of ASCII digits, the default where it is none."""
    return int(text) if is_whole(text) else default


def integer(text: str) -> int:
    """A number with or without a sign. Raises ValueError where it is none: ``1_0`` and `` 1`` are not."""
    if not _INTEGER.fullmatch(text):
        raise ValueError(text[:40])
    return int(text)
