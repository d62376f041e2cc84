"""Lines `kind mode uid gid size mtime path` of the probe's `find -printf`."""

from __future__ import annotations

import re

from wardround.collectors.linux.raw import Section
from wardround.facts import Listing, Unread
from wardround.facts.linux.places import Dated, Places

_FILE = re.compile(r"(\S) ([0-7]{1,5}) (\d{1,18}) (\d{1,18}) (\d{1,18}) (-?\d{1,18})(?:\.\d+)? (/.*)")


def _files(section: Section, name: str) -> Listing[Dated] | Unread:
    block = section.block(name)
    if isinstance(block, Unread):
        return block
    seen: dict[str, Dated] = {}
    gaps = list(section.gaps())
    for line, text in block.rows:
        m = _FILE.fullmatch(text)
        if not m:
            gaps.append(Unread("error", f"{name}: a line of another shape", line))
            continue
        numbers = int(m[3]), int(m[4]), int(m[5]), int(m[6])
        seen.setdefault(m[7], Dated(m[7], int(m[2], 8), *numbers, m[1], line))
    return Listing(tuple(seen.values()), tuple(gaps), block.line)


def parse(section: Section) -> Places:
    """Files in watched places. Every host has some of them: none at all means that find has no -printf."""
    files = _files(section, "files")
    if isinstance(files, Listing) and not files.items:
        unread = Unread("error", "find -printf", files.line)
        return Places(unread, unread)
    return Places(files, _files(section, "programs"))
