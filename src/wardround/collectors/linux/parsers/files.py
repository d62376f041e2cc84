"""Lines `kind mode uid gid device:inode size path` of find; \\001 stands for a line break in a name."""

from __future__ import annotations

import re

from wardround.collectors.linux.raw import Block, Section
from wardround.facts import Listing, Reading, Setting, Unread
from wardround.facts.linux.files import File, Files, LeftOut

WALK = "the walk of the file system"
CAPABLE = "getcap -r /usr/bin /usr/sbin /usr/local /usr/lib /opt"
_FILE = re.compile(r"(\S) ([0-7]{1,5}) (\d{1,18}) (\d{1,18}) (\d+:\d+) (\d{1,18}) (.*)", re.S)
#: `/usr/bin/ping cap_net_raw=ep`, and `/usr/bin/ping = cap_net_raw+ep` of libcap before 2.41.
_CAPABLE = re.compile(r"(.+?) (?:= )?(cap_\S*|=\S*)")


def _whole(block: Block) -> tuple[Unread, ...]:
    """The probe ends each list with a code; without one its tools failed and an empty list means nothing."""
    return () if block.code == 0 else (Unread("error", f"{block.name}: the list has no end", block.line),)


def _files(section: Section, names: tuple[str, ...], gaps: tuple[Unread, ...]) -> Listing[File] | Unread:
    """The files of those blocks, each path once: two file systems both show the folder where they meet."""
    items: dict[str, File] = {}
    odd: list[Unread] = []
    first = 0
    for name in names:
        block = section.block(name)
        if isinstance(block, Unread):
            return block
        first = first or block.line
        odd += _whole(block)
        for line, text in block.rows:
            m = _FILE.fullmatch(text)
            if not m:
                odd.append(Unread("error", f"{name}: a line of another shape", line))
                continue
            path = m[7].replace("\x01", "\n")
            items.setdefault(path, File(path, int(m[2], 8), int(m[3]), int(m[4]), m[1], m[5], int(m[6]), line))
    return Listing(tuple(items.values()), gaps + tuple(odd), first)


def _settings(
    section: Section, name: str, gaps: tuple[Unread, ...] = (), *, ends: bool = False
) -> Listing[Setting] | Unread:
    block = section.block(name)
    if isinstance(block, Unread):
        return block
    gaps += _whole(block) if ends else ()
    return Listing(tuple(Setting(text, "", line) for line, text in block.rows), gaps, block.line)


def _left_out(section: Section) -> Listing[LeftOut] | Unread:
    block = section.block("left out")
    if isinstance(block, Unread):
        return block
    rows = [(line, text.split(" ", 2)) for line, text in block.rows]
    return Listing(tuple(LeftOut(w[2], w[0], w[1], n) for n, w in rows if len(w) == 3), (), block.line)


def _capable(section: Section) -> Listing[Setting] | Unread:
    block = section.block(CAPABLE)
    if isinstance(block, Unread):
        return block
    found = [(line, _CAPABLE.fullmatch(text)) for line, text in block.rows]
    return Listing(tuple(Setting(m[1], m[2], line) for line, m in found if m), (), block.line)


def _account_sources(section: Section) -> Reading[str] | Unread:
    block = section.block("/etc/nsswitch.conf")
    if isinstance(block, Unread):
        return Reading("files") if block.reason == "absent" else block
    for line, text in block.rows:
        if text.startswith("passwd:"):
            return Reading(" ".join(text.partition("#")[0].split()[1:]), line)
    return Reading("files", block.line)


def _lent_ids(section: Section) -> Listing[Setting] | Unread:
    block = section.block("/etc/subuid")
    if isinstance(block, Unread):
        return Listing() if block.reason == "absent" else block
    rows = [(line, text.split(":")) for line, text in block.rows]
    return Listing(tuple(Setting(w[0], f"{w[1]} {w[2]}", n) for n, w in rows if len(w) == 3), (), block.line)


def parse(section: Section) -> Files:
    """Named files, and the walk with what it could not enter or left out."""
    absent = next((m for m in section.misses if m.detail.startswith(WALK)), None)
    walk = None if "walk" in section.blocks else absent or section.missing(WALK)
    cut = () if section.closed else (Unread("truncated", "files", section.line),)
    points = _settings(section, "points", cut)
    left_out = _left_out(section)
    return Files(
        named=_files(section, ("named", "folders"), section.gaps("/") if section.closed else cut),
        shells=_files(section, ("shells",), cut),
        walked=walk or _files(section, ("walk",), section.gaps("the walk") if section.closed else cut),
        points=walk or points,
        left_out=walk or left_out,
        open_keys=_settings(section, "keys", cut, ends=True),
        capable=walk or _capable(section),
        account_sources=_account_sources(section),
        lent_ids=_lent_ids(section),
    )
