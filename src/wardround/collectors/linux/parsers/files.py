"""Lines `kind mode uid gid path` of the probe's `find -printf`; \\001 stands for a line break in a name."""

from __future__ import annotations

import re

from wardround.collectors.linux.raw import Section
from wardround.facts import Listing, Unread
from wardround.facts.linux.files import File, Files

_FILE = re.compile(r"(\S) ([0-7]{1,5}) (\d+) (\d+) (.*)", re.S)


def _files(section: Section, name: str, gaps: tuple[Unread, ...]) -> Listing[File] | Unread:
    block = section.block(name)
    if isinstance(block, Unread):
        return block
    items, odd = [], []
    for line, text in block.rows:
        m = _FILE.fullmatch(text)
        if m:
            items.append(File(m[5].replace("\x01", "\n"), int(m[2], 8), int(m[3]), int(m[4]), m[1], line))
        else:
            odd.append(Unread("error", f"{name}: a line of another shape", line))
    return Listing(tuple(items), gaps + tuple(odd), block.line)


def parse(section: Section) -> Files:
    """Named files, and the walk with what it could not enter or left out."""
    walk = section.missing("the walk of the file system") if "walk" not in section.blocks else None
    return Files(
        named=_files(section, "named", section.gaps("/")),
        walked=walk or _files(section, "walk", section.gaps()),
    )
