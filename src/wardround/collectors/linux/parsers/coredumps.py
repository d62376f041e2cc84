"""limits.conf(5) and coredump.conf(5): the main file first, then drop-ins in the order of their names."""

from __future__ import annotations

from wardround.collectors.linux.raw import Block, Section
from wardround.facts import Listing, Reading, Setting, Unread
from wardround.facts.linux.coredumps import CoreDumps

MAIN = ("/usr/lib/systemd/coredump.conf", "/etc/systemd/coredump.conf")
DROPS = ("/usr/lib/systemd/coredump.conf.d/", "/run/systemd/coredump.conf.d/", "/etc/systemd/coredump.conf.d/")


def _blocks(section: Section) -> list[Block]:
    """The administrator's main file hides the distribution's; a drop-in hides those of its name in weaker folders."""
    main = [section.blocks[name] for name in MAIN if name in section.blocks][-1:]
    drops = {b.name.rsplit("/", 1)[-1]: b for folder in DROPS for b in section.under(folder)}
    return main + [drops[name] for name in sorted(drops)]


def _option(section: Section, name: str, default: str) -> Reading[str] | Unread:
    gaps = section.gaps("/usr/lib/systemd", "/run/systemd", "/etc/systemd")
    if gaps:
        return gaps[0]
    found = Reading(default, section.line)
    for block in _blocks(section):
        for line, text in block.rows:
            key, _, value = text.partition("=")
            if key.strip() == name:
                found = Reading(value.strip() or default, line)
    return found


def parse(section: Section) -> CoreDumps:
    """What becomes of a dump; options not given have the defaults of coredump.conf(5)."""
    if not section.ran:
        return CoreDumps()
    rows = []
    for block in section.under("/etc/security/limits"):
        for line, text in block.rows:
            words = text.partition("#")[0].split()
            if len(words) == 4 and words[2] == "core":
                rows.append(Setting(f"{words[0]} {words[1]}", words[3], line))
    return CoreDumps(
        limits=Listing(tuple(rows), section.gaps("/etc/security"), section.line),
        storage=_option(section, "Storage", "external"),
        size=_option(section, "ProcessSizeMax", "-"),
    )
