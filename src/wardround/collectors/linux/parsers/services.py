"""Units from systemctl(1), or the start links of an older init (sysvinit, upstart, openrc)."""

from __future__ import annotations

import re

from wardround.collectors.linux.raw import Block, Section
from wardround.facts import Listing, Reading, Unread
from wardround.facts.linux.services import Services, Unit

_STATES = frozenset({"active", "inactive", "activating", "deactivating", "failed", "reloading", "maintenance"})
_LINK = re.compile(r"/etc/(?:rc\.d/)?(?:rc[2-5]\.d/S\d\d|init\.d/|rc\.d/init\.d/|runlevels/[^/]+/)([\w@.+-]+)")
_NOT_SERVICES = frozenset({"README", "skeleton", "functions", "rc", "rcS", "halt", "single", "killall", "reboot"})


def _active(block: Block) -> dict[str, tuple[str, int]]:
    """Lines ``[mark] NAME LOAD ACTIVE SUB DESCRIPTION``; a failed unit may have a mark before it."""
    found = {}
    for line, text in block.rows:
        words = text.replace("●", " ").replace("*", " ", 1).split()
        if len(words) >= 4 and words[2] in _STATES:
            found[words[0]] = (words[2], line)
    return found


def _unit_files(block: Block) -> dict[str, tuple[str, int]]:
    """Lines ``NAME [STATE [PRESET]]``; of one name the last line counts."""
    rows = [(line, text.split()) for line, text in block.rows if text.strip()]
    kinds = (".service", ".socket", ".timer")
    return {w[0]: (w[1] if len(w) > 1 else "", line) for line, w in rows if w[0].endswith(kinds)}


def _links(section: Section) -> dict[str, tuple[str, int]]:
    """Start links make a script enabled; a script without one is disabled."""
    found: dict[str, tuple[str, int]] = {}
    rows = [row for name in ("links", "upstart") if name in section.blocks for row in section.blocks[name].rows]
    for line, text in rows:
        path, _, state = text.partition(" ")
        if path.startswith("/etc/init/"):
            found[path[len("/etc/init/") :].removesuffix(".conf") + ".service"] = (state, line)
        elif (m := _LINK.fullmatch(path)) and m[1] not in _NOT_SERVICES:
            enabled = "init.d" not in path
            if enabled or f"{m[1]}.service" not in found:
                found[f"{m[1]}.service"] = ("enabled" if enabled else "disabled", line)
    return found


def _units(active: dict[str, tuple[str, int]], enabled: dict[str, tuple[str, int]]) -> list[Unit]:
    names = sorted(active.keys() | enabled.keys())
    nothing = ("", 0)
    return [
        Unit(
            n,
            active[n][0] if n in active else ("inactive" if active else "unknown"),
            enabled.get(n, nothing)[0],
            active.get(n, enabled.get(n, nothing))[1],
        )
        for n in names
    ]


def _command(section: Section, words: str) -> Block | Unread:
    name = next((n for n in section.blocks if n.startswith("systemctl") and words in n), "systemctl")
    return section.block(name)


def parse(section: Section) -> Services:
    """Units of the running systemd; else what starts at boot, with ``active`` unknown."""
    init = section.block("init")
    if isinstance(init, Unread):
        return Services(init=init, units=init)
    kind = Reading(init.text, init.rows[0][0] if init.rows else 0)
    gaps = list(section.gaps())
    if init.text == "systemd":
        running, files = _command(section, "list-units"), _command(section, "list-unit-files")
        if isinstance(running, Unread):
            return Services(init=kind, units=running)
        if isinstance(files, Unread):
            return Services(init=kind, units=files)
        units = _units(_active(running), _unit_files(files))
        return Services(init=kind, units=Listing(tuple(units), tuple(gaps), running.line))
    enabled = _links(section)
    if links := section.blocks.get("unit links"):
        enabled |= _unit_files(links)
    if not enabled:
        gaps.append(Unread("absent", "/etc/systemd/system, /etc/rc3.d, /etc/runlevels", init.line))
    return Services(init=kind, units=Listing(tuple(_units({}, enabled)), tuple(gaps), init.line))
