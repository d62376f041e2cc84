"""ld.so.preload, environments, modules, raw sockets, and rpm -Va or dpkg --verify."""

from __future__ import annotations

import re

from wardround.collectors.linux.parsers.lines import lines
from wardround.collectors.linux.raw import Section
from wardround.facts import NOT_COLLECTED, Listing, Unread
from wardround.facts.linux.intrusion import Altered, Holder, Intrusion, Variable
from wardround.facts.linux.lines import Line

_ENVIRON = re.compile(r"/proc/(\d{1,9})/environ:(LD_\w+)")
_MODULE = re.compile(r"/sys/module/([^/*]+)/initstate")
_HOLDER = re.compile(r"/proc/(\d{1,9})/fd/\d+ socket:\[(\d+)\]")
_ALTERED = re.compile(r"(missing|[?.A-Z0-9]{8,9})\s+(?:([cdglr])\s+)?(/.*)")


def _environ(section: Section) -> Listing[Variable] | Unread:
    block = section.block("environ")
    if isinstance(block, Unread):
        return block
    found = [Variable(int(m[1]), m[2], n) for n, text in block.rows if (m := _ENVIRON.fullmatch(text))]
    return Listing(tuple(found), section.gaps("/proc/*/environ"), block.line)


def _hidden_modules(section: Section) -> Listing[Line] | Unread:
    """A live module has initstate in /sys; a built-in one has not. The kernel writes - as _ in both places."""
    live = section.block("sys_modules")
    if isinstance(live, Unread):
        return live
    names = [(line, m[1]) for line, text in live.rows if (m := _MODULE.fullmatch(text))]
    table = section.block("/proc/modules")
    if isinstance(table, Unread):  # a kernel without loadable modules has neither
        return table if names or table.reason != "absent" else Listing((), section.gaps("/proc/modules"), live.line)
    known = {text.split(" ", 1)[0] for _, text in table.rows}
    hidden = [Line("/sys/module", name, line) for line, name in names if name not in known]
    return Listing(tuple(hidden), section.gaps("/proc/modules"), live.line)


def _sockets(section: Section) -> Listing[Holder] | Unread:
    holders = section.blocks.get("holders")
    pids = {m[2]: int(m[1]) for _, text in (holders.rows if holders else []) if (m := _HOLDER.match(text))}
    items, gaps = [], list(section.gaps("/proc/net"))
    for name, column in (("raw", 9), ("raw6", 9), ("packet", 8)):
        block = section.block(f"/proc/net/{name}")
        if isinstance(block, Unread):
            gaps += [block] if name == "raw" or block.reason != "absent" else []
            continue
        for line, text in block.rows[1:]:
            f = text.split()
            if len(f) > column:
                items.append(Holder(f[column], name, pids.get(f[column], 0), line))
    if not section.ran:
        return NOT_COLLECTED
    return Listing(tuple(items), tuple(gaps), section.line)


def _altered(section: Section) -> Listing[Altered] | Unread:
    block = section.block("verify")
    if isinstance(block, Unread):
        return section.missing("package verification") if "verify" not in section.blocks else block
    items, gaps = [], list(section.gaps("package verification", "dpkg or rpm"))
    for line, text in block.rows:
        m = _ALTERED.fullmatch(text)
        if m:
            path = m[3].partition(" (")[0] if m[3].endswith(")") else m[3]
            items.append(Altered(path, m[1], m[2] == "c", line))
        elif not text.startswith("Unsatisfied dependencies"):
            gaps.append(Unread("error", "package verification: a line of another shape", line))
    return Listing(tuple(items), tuple(gaps), block.line)


def parse(section: Section) -> Intrusion:
    """Traces; an absent ld.so.preload is an empty one (ld.so(8))."""
    return Intrusion(
        preload=lines(section, "/etc/ld.so.preload"),
        environ=_environ(section),
        hidden_modules=_hidden_modules(section),
        sockets=_sockets(section),
        altered=_altered(section),
    )
