"""Files under /proc/sys and /sys as the kernel prints them, and sysctl files as sysctl.d(5) orders them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from wardround.collectors.linux.raw import Block, Section
from wardround.facts import Listing, Reading, Setting, Unread
from wardround.facts.linux.kernel import Configured, Kernel

ROOT = "/proc/sys/"
CPU = "/sys/devices/system/cpu/vulnerabilities/"
LOCKDOWN = "/sys/kernel/security/lockdown"
#: Folders of sysctl files, strongest first: a file hides those of its name in later folders (sysctl.d(5)).
FOLDERS = ("/etc/sysctl.d/", "/run/sysctl.d/", "/usr/local/lib/sysctl.d/", "/usr/lib/sysctl.d/", "/lib/sysctl.d/")
ELSEWHERE = ("/etc/sysctl.conf", "/etc/ufw/sysctl.conf")
#: A slash and a dot mean the same here, for /proc/sys/net/ipv4/conf/eth0.100 is written either way (sysctl.d(5)).
_NAME = re.compile(r"[A-Za-z0-9_./-]+")


def _lines(blocks: Iterable[Block]) -> tuple[Configured, ...]:
    found = []
    for block in blocks:
        for line, text in block.rows:
            name, given, value = text.partition("=")
            name = name.strip().removeprefix("-").lstrip()
            if given and _NAME.fullmatch(name):
                found.append(Configured(name.replace("/", "."), " ".join(value.split()), block.name, line))
    return tuple(found)


def _in_order(section: Section) -> list[Block]:
    chosen: dict[str, Block] = {}
    for folder in FOLDERS:
        for block in section.under(folder):
            chosen.setdefault(block.name[len(folder) :], block)
    return [chosen[name] for name in sorted(chosen)]


def _settings(section: Section, root: str) -> Listing[Setting] | Unread:
    """Every file under root. None at all means that the kernel's own tree is not there to be read."""
    items = [
        Setting(b.name[len(root) :].replace("/", "."), b.text.strip(), b.rows[0][0])
        for b in section.under(root)
        if b.rows
    ]
    gaps = section.gaps(root)
    if not items:
        return gaps[0] if gaps else Unread("absent", root)
    return Listing(tuple(items), gaps, section.line)


def _lockdown(section: Section) -> Reading[str] | Unread:
    block = section.block(LOCKDOWN)
    if isinstance(block, Unread):
        return block
    m = re.search(r"\[(\w+)\]", block.text)
    return Reading(m[1], block.rows[0][0]) if m else Unread("error", LOCKDOWN, block.line)


def parse(section: Section) -> Kernel:
    """The kernel in force; a setting that this kernel does not have is simply not listed."""
    if not section.ran:
        return Kernel()
    other = [section.blocks[name] for name in ELSEWHERE if name in section.blocks]
    return Kernel(
        settings=_settings(section, ROOT),
        configured=Listing(_lines(_in_order(section)), section.gaps(*FOLDERS), section.line),
        elsewhere=Listing(_lines(other), section.gaps(*ELSEWHERE), section.line),
        lockdown=_lockdown(section),
        vulnerabilities=_settings(section, CPU),
    )
