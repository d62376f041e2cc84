"""/proc/self/mountinfo (proc_pid_mountinfo(5)) and fstab(5); both write odd bytes of a path as octal."""

from __future__ import annotations

import re

from wardround.collectors.linux.raw import Block, Section
from wardround.facts import Listing, Unread
from wardround.facts.linux.mounts import Mount, Mounts, Planned


def _path(text: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda m: chr(int(m[1], 8)), text)


def _mount(line: int, text: str) -> Mount | None:
    left, dash, right = text.partition(" - ")
    before, after = left.split(" "), right.split(" ")
    if not dash or len(before) < 6 or len(after) < 3:
        return None
    options, device_options = tuple(before[5].split(",")), tuple(after[2].split(","))
    return Mount(_path(before[4]), _path(after[1]), after[0], options, device_options, before[2], line)


def _mounted(section: Section, block: Block) -> Listing[Mount]:
    rows = [(n, _mount(n, text)) for n, text in block.rows]
    odd = tuple(Unread("error", "mountinfo: a line of another shape", n) for n, row in rows if row is None)
    return Listing(tuple(r for _, r in rows if r), section.gaps(block.name) + odd, block.line)


def _planned(section: Section) -> Listing[Planned] | Unread:
    block = section.block("/etc/fstab")
    if isinstance(block, Unread):
        return Listing((), (), block.line) if block.reason == "absent" else block
    items = []
    for line, text in block.rows:
        words = text.split()
        if len(words) >= 4 and not words[0].startswith("#"):
            items.append(Planned(_path(words[1]), words[0], words[2], tuple(words[3].split(",")), line))
    return Listing(tuple(items), section.gaps(block.name), block.line)


def parse(section: Section) -> Mounts:
    """Mounts in force and planned; without an fstab nothing is planned."""
    block = section.block("/proc/self/mountinfo")
    return Mounts(
        mounted=block if isinstance(block, Unread) else _mounted(section, block),
        planned=_planned(section),
    )
