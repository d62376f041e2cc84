"""chrony.conf(5), ntp.conf(5), timesyncd.conf(5); chronyc(1) tracking, ntpq(8) peers, timedatectl(1)."""

from __future__ import annotations

from collections.abc import Iterator

from wardround.collectors.linux.raw import Block, Section
from wardround.facts import NOT_COLLECTED, Listing, Reading, Unread
from wardround.facts.linux.time import Time, TimeServer

_FILES = {"/etc/chrony": "chrony", "/etc/ntp": "ntp", "/etc/systemd/timesyncd": "timesyncd"}


def _servers(block: Block, program: str) -> Iterator[TimeServer]:
    """A clock in the host itself (127.127.x.y of ntp.conf) is no server."""
    for line, text in block.rows:
        at = f"{block.name}:{line - block.line}"
        words = text.split()
        if program == "timesyncd":
            key, _, value = text.partition("=")
            if key.strip() in ("NTP", "FallbackNTP"):
                yield from (TimeServer(program, name, at, line) for name in value.split())
        elif len(words) > 1 and words[0].lower() in ("server", "pool", "peer") and not words[1].startswith("127.127."):
            yield TimeServer(program, words[1], at, line)


def _chrony(text: str) -> bool | None:
    key, _, value = text.partition(":")
    return None if key.strip() != "Leap status" else value.strip() == "Normal"


def _ntpq(text: str) -> bool | None:
    return True if text[:1] in ("*", "o") else None


def _timedate(text: str) -> bool | None:
    key, _, value = text.partition("=")
    return None if key != "NTPSynchronized" else value == "yes"


_SOURCES = {
    "chronyc -h 127.0.0.1 -n tracking": _chrony,
    "ntpq -pn": _ntpq,
    "timedatectl show -p NTPSynchronized": _timedate,
}


def _synchronised(section: Section) -> Reading[bool] | Unread:
    """One source that says yes suffices; none that answers is unknown."""
    if mark := section.blocks.get("timesyncd"):
        return Reading(True, mark.line)
    said: list[Reading[bool]] = []
    why: Unread = section.missing("time synchronisation")
    for name, read in _SOURCES.items():
        block = section.block(name)
        if isinstance(block, Unread):
            why = block if block.reason == "error" and name in section.blocks else why
            continue
        found = [Reading(value, line) for line, text in block.rows if (value := read(text)) is not None]
        said += found or [Reading(False, block.line)]
    return next((r for r in said if r.value), said[0] if said else Unread("absent", why.detail, why.line))


def parse(section: Section) -> Time:
    """Servers by program, and whether the clock follows."""
    if not section.ran:
        return Time(NOT_COLLECTED, NOT_COLLECTED)
    servers = [
        server
        for prefix, program in _FILES.items()
        for block in section.under(prefix)
        for server in _servers(block, program)
    ]
    return Time(
        servers=Listing(tuple(servers), section.gaps("/etc/"), section.line), synchronised=_synchronised(section)
    )
