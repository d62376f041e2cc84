"""Which of two package versions is newer: Debian's order (deb-version(7)) and rpm's (rpm-version(7), rpmvercmp)."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from itertools import zip_longest

Compare = Callable[[str, str], int]

_DEB_PARTS = re.compile(r"([^0-9]*)([0-9]*)")
_RPM_PARTS = re.compile(r"[0-9]+|[a-zA-Z]+|~|\^")


def _sign(a: object, b: object) -> int:
    return (a > b) - (a < b)  # type: ignore[operator]  # two ints or two strings


def _number(digits: str) -> tuple[int, str]:
    """A run of digits as something that compares like its number, however long a hostile package makes it."""
    plain = digits.lstrip("0")
    return len(plain), plain


def _deb_letters(text: str) -> list[int]:
    """Weights of a part without digits: ~ before the end of the part, the end before letters, letters before the rest.

    The end is the 0 that closes the list.
    """
    return [-1 if c == "~" else ord(c) if c.isalpha() else ord(c) + 256 for c in text] + [0]


@lru_cache(50_000)
def _deb_key(text: str) -> tuple[tuple[list[int], tuple[int, str]], ...]:
    return tuple((_deb_letters(m[1]), _number(m[2])) for m in _DEB_PARTS.finditer(text) if m[0])


_NOTHING: tuple[list[int], tuple[int, str]] = ([0], (0, ""))


def _deb_part(a: str, b: str) -> int:
    for left, right in zip_longest(_deb_key(a), _deb_key(b), fillvalue=_NOTHING):
        if left != right:
            return 1 if left > right else -1
    return 0


def _epoch(version: str) -> tuple[tuple[int, str], str]:
    head, colon, rest = version.partition(":")
    return (_number(head), rest) if colon and head.isdecimal() else ((0, ""), version)


@lru_cache(200_000)
def debian(a: str, b: str) -> int:
    """-1, 0 or 1 as ``a`` is older than, equal to or newer than ``b`` ([epoch:]upstream[-revision])."""
    (epoch_a, rest_a), (epoch_b, rest_b) = _epoch(a.strip()), _epoch(b.strip())
    if epoch_a != epoch_b:
        return _sign(epoch_a, epoch_b)
    upstream_a, _, revision_a = rest_a.rpartition("-") if "-" in rest_a else (rest_a, "", "")
    upstream_b, _, revision_b = rest_b.rpartition("-") if "-" in rest_b else (rest_b, "", "")
    return _deb_part(upstream_a, upstream_b) or _deb_part(revision_a, revision_b)


def rpm_part(a: str, b: str) -> int:
    """rpmvercmp: one version or release against another.

    Runs of digits and of letters are compared in turn, digits being newer than letters; ``~`` is older than the end
    of the text, ``^`` newer than the end but older than anything else.
    """
    if a == b:
        return 0
    for left, right in zip_longest(_RPM_PARTS.findall(a), _RPM_PARTS.findall(b)):
        if left == right:
            continue
        if "~" in (left, right):
            return -1 if left == "~" else 1
        if "^" in (left, right):
            return _caret(left, right)
        if left is None or right is None:
            return -1 if left is None else 1
        if left.isdigit() != right.isdigit():
            return 1 if left.isdigit() else -1
        order = _sign(_number(left), _number(right)) if left.isdigit() else _sign(left, right)
        if order:
            return order
    return 0


def _caret(left: str | None, right: str | None) -> int:
    if left == "^":
        return 1 if right is None else -1
    return -1 if left is None else 1


@lru_cache(200_000)
def rpm(a: str, b: str) -> int:
    """-1, 0 or 1 for two versions [epoch:]version[-release]; a release is compared only where both have one."""
    (epoch_a, rest_a), (epoch_b, rest_b) = _epoch(a.strip()), _epoch(b.strip())
    if epoch_a != epoch_b:
        return _sign(epoch_a, epoch_b)
    version_a, _, release_a = rest_a.partition("-")
    version_b, _, release_b = rest_b.partition("-")
    order = rpm_part(version_a, version_b)
    return order or (rpm_part(release_a, release_b) if release_a and release_b else 0)


#: package manager (facts.linux.packages) -> its order
ORDERS: dict[str, Compare] = {"dpkg": debian, "rpm": rpm}


def newest(versions: list[str], order: Compare) -> str:
    """The newest of some versions, "" for none."""
    best = ""
    for version in versions:
        if version and (not best or order(version, best) > 0):
            best = version
    return best
