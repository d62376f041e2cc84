"""The section that password guessing adds to a record: rows `name:scheme:candidates tried:kind of word`."""

from __future__ import annotations

from wardround.collectors.linux.raw import Section
from wardround.facts import Listing, Unread
from wardround.facts.linux.passwords import Passwords, Tried
from wardround.facts.numbers import is_whole


def parse(section: Section) -> Passwords:
    """Every miss is a gap here, also an unknown scheme: an account not fully tried never passes."""
    block = section.blocks.get("tried")
    if block is None:
        return Passwords(section.misses[0] if section.misses else section.missing("tried"))
    items, gaps = [], [*section.misses, *(() if section.closed else section.gaps("passwords"))]
    for line, text in block.rows:
        f = text.rsplit(":", 3)
        if len(f) == 4 and is_whole(f[2]):
            items.append(Tried(f[0], f[1], int(f[2]), f[3], line))
        else:
            gaps.append(Unread("error", "tried: a line of another shape", line))
    return Passwords(Listing(tuple(items), tuple(gaps), block.line))
