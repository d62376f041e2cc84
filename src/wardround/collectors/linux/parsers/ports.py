"""Listening sockets from /proc/net/{tcp,tcp6,udp,udp6} (proc_net(5)) and the programs that hold them."""

from __future__ import annotations

import ipaddress
import re
import struct

from wardround.collectors.linux.raw import Block, Section
from wardround.facts import Listing, Reading, Unread
from wardround.facts.linux.ports import Listener, Ports

_LISTENING = {"tcp": "0A", "tcp6": "0A", "udp": "07", "udp6": "07"}
_FD = re.compile(r"/proc/(\d+)/fd/\d+ socket:\[(\d+)\]")
_EXE = re.compile(r"/proc/(\d+)/exe (.+)")


def _address(text: str) -> str:
    """The kernel prints each 32-bit word in host order (little-endian on every platform we meet)."""
    words = [struct.pack("<I", int(text[i : i + 8], 16)) for i in range(0, len(text), 8)]
    return str(ipaddress.ip_address(b"".join(words)))


def _programs(section: Section) -> dict[str, str]:
    def matches(name: str, pattern: re.Pattern[str]) -> list[re.Match[str]]:
        block = section.blocks.get(name)
        return [m for _, text in (block.rows if block else []) if (m := pattern.match(text))]

    exe = {m[1]: m[2] for m in matches("programs", _EXE)}
    return {m[2]: exe[m[1]] for m in matches("sockets", _FD) if m[1] in exe}


def _listener(protocol: str, row: tuple[int, str], programs: dict[str, str]) -> Listener | None:
    f = row[1].split()
    if len(f) < 10 or f[3] != _LISTENING[protocol]:
        return None
    host, _, port = f[1].partition(":")
    return Listener(protocol, _address(host), int(port, 16), int(f[7]), programs.get(f[9], ""), row[0])


def parse(section: Section) -> Ports:
    """All listeners. IPv6 tables may be absent where IPv6 is off; the IPv4 ones may not."""
    first = section.block("/proc/net/tcp")
    if isinstance(first, Unread):
        return Ports(listeners=first)
    programs = _programs(section)
    items: list[Listener] = []
    gaps = list(section.gaps("/proc/net"))
    for protocol in _LISTENING:
        block = section.block(f"/proc/net/{protocol}")
        if isinstance(block, Unread):
            gaps += [block] if block.reason != "absent" else []
            continue
        items += _rows(protocol, block, programs, gaps)
    held = section.block("programs")
    unseen = section.gaps("/proc/PID")
    seen = unseen[0] if unseen else held if isinstance(held, Unread) else Reading(True, held.line)
    return Ports(listeners=Listing(tuple(items), tuple(gaps), first.line), programs=seen)


def _rows(protocol: str, block: Block, programs: dict[str, str], gaps: list[Unread]) -> list[Listener]:
    found = []
    for row in block.rows[1:]:
        try:
            listener = _listener(protocol, row, programs)
        except (ValueError, struct.error):
            gaps.append(Unread("error", f"{block.name}: a line of another shape", row[0]))
            continue
        if listener:
            found.append(listener)
    return found
