"""passwd(5), group(5) and shadow(5); the probe has already put the kind of hash in place of the hash."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from wardround.collectors.linux.raw import Section
from wardround.facts import Listing, Unread
from wardround.facts.linux.accounts import Account, Accounts, Group, Secret

T = TypeVar("T")


def _rows(section: Section, name: str, make: Callable[[list[str], int], T]) -> Listing[T] | Unread:
    block = section.block(name)
    if isinstance(block, Unread):
        return block
    items, gaps = [], list(section.gaps(name))
    for line, text in block.rows:
        if not text.strip() or text.startswith(("#", "+", "-")):
            continue
        try:
            items.append(make(text.split(":"), line))
        except (ValueError, IndexError):
            gaps.append(Unread("error", f"{name}: a line of another shape", line))
    return Listing(tuple(items), tuple(gaps), block.line)


def _days(field: str) -> int:
    return int(field) if field else -1


def _account(f: list[str], line: int) -> Account:
    return Account(f[0], int(f[2]), int(f[3]), f[5], f[6], f[4], line)


def _secret(f: list[str], line: int) -> Secret:
    return Secret(f[0], f[1], _days(f[2]), _days(f[3]), _days(f[4]), _days(f[5]), _days(f[6]), _days(f[7]), line)


def _group(f: list[str], line: int) -> Group:
    return Group(f[0], int(f[2]), tuple(m for m in f[3].split(",") if m), line)


def parse(section: Section) -> Accounts:
    """Local accounts as the files have them; a line of another shape is a gap, not a guess."""
    return Accounts(
        users=_rows(section, "/etc/passwd", _account),
        secrets=_rows(section, "/etc/shadow", _secret),
        groups=_rows(section, "/etc/group", _group),
    )
