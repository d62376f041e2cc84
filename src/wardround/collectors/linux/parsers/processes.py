"""Lines `pid parent uid TAB name TAB exe TAB command`; exe is "?" where the link could not be read."""

from __future__ import annotations

import re

from wardround.collectors.linux.raw import Block, Section
from wardround.facts import Listing, Unread
from wardround.facts.linux.processes import PROGRAM_FILES, Process, Processes
from wardround.facts.numbers import is_whole

_ROW = re.compile(r"(\d{1,18}) (\d{1,18}) (\d{1,18})\t([^\t]*)\t([^\t]*)\t([^\t]*)")
_GONE = " (deleted)"
_HIDEPID = re.compile(r"hidepid=([124]|noaccess|invisible|ptraceable)")


def _process(m: re.Match[str], line: int) -> Process:
    deleted = m[5].endswith(_GONE)
    exe = "" if m[5] == "?" else m[5].removesuffix(_GONE)
    return Process(int(m[1]), m[4], int(m[3]), int(m[2]), exe, m[6], deleted, line)


def _running(section: Section, table: Block) -> Listing[Process] | Unread:
    items, gaps = [], list(section.gaps())
    unread = 0
    for line, text in table.rows:
        m = _ROW.fullmatch(text)
        if not m:
            gaps.append(Unread("error", "/proc: a line of another shape", line))
            continue
        items.append(_process(m, line))
        if m[5] == "?":
            unread = unread or line
    if not items:
        return Unread("error", "/proc", table.line)
    if unread:
        gaps.append(Unread("denied", PROGRAM_FILES, unread))
    mounts = section.blocks.get("mounts")
    hides = [line for line, text in (mounts.rows if mounts else []) if _HIDEPID.search(text)]
    if hides and unread:  # with hidepid a plain user sees only own processes; root sees all
        gaps.append(Unread("denied", "/proc (hidepid)", hides[0]))
    return Listing(tuple(items), tuple(gaps), table.line)


def _hidden(section: Section) -> Listing[Process] | Unread:
    block = section.block("hidden")
    if isinstance(block, Unread):
        return block
    found = []
    for line, text in block.rows:
        pid, _, name = text.partition(" ")
        if is_whole(pid):
            found.append(Process(int(pid), name, line=line))
    mounts = section.blocks.get("mounts")
    for line, text in mounts.rows if mounts else []:
        m = re.fullmatch(r"\d+ \d+ \S+ \S+ /proc/(\d{1,18}) .*", text)
        if m:
            found.append(Process(int(m[1]), "?", line=line))
    return Listing(tuple(found), section.gaps(), block.line)


def parse(section: Section) -> Processes:
    """Running processes; what a plain user may not see is a gap."""
    table = section.block("table")
    if isinstance(table, Unread):
        return Processes(running=table, hidden=table)
    return Processes(running=_running(section, table), hidden=_hidden(section))
