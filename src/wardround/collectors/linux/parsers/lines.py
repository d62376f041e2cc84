"""Blocks of configuration text as lines, without comments."""

from __future__ import annotations

from wardround.collectors.linux.raw import Section
from wardround.facts import NOT_COLLECTED, Listing, Unread
from wardround.facts.linux.lines import Line


def lines(section: Section, *prefixes: str, comments: str = "#") -> Listing[Line] | Unread:
    """The lines of every block whose name starts so; empty and complete where there is no such file."""
    if not section.ran:
        return NOT_COLLECTED
    items = [
        Line(block.name, text.strip(), line)
        for block in section.blocks.values()
        if block.name.startswith(prefixes)
        for line, text in block.rows
        if text.strip() and text.strip()[0] not in comments
    ]
    return Listing(tuple(items), section.gaps(*prefixes), section.line)
