"""df(1), /sys/block, /proc/mdstat (md(4)), /proc/swaps, and error counters under /sys."""

from __future__ import annotations

import re

from wardround.collectors.linux.raw import Section
from wardround.facts import Listing, Setting, Unread
from wardround.facts.linux.disks import Array, Device, Disks, Space
from wardround.facts.numbers import whole

BLOCK = "/sys/block/"
_LINK = re.compile(r".* (\S+) -> (\S+)")
_ARRAY = re.compile(r"(md\w+) : \w+ (.*)")
_MEMBERS = re.compile(r"\[(\d{1,9})/(\d{1,9})\] \[[U_]+\]")


def _space(section: Section, name: str) -> Listing[Space] | Unread:
    block = section.blocks.get(name)
    if block is None:
        return section.missing(name)
    items = []
    for line, text in block.rows[1:]:
        words = text.split(None, 5)
        if len(words) == 6:
            percent = words[4].rstrip("%")
            used = whole(words[2], 0)
            items.append(Space(words[5], whole(percent, -1), used, line))
    gaps = (Unread("error", f"{name}: exit code {block.code}", block.line),) if block.code != 0 or not items else ()
    return Listing(tuple(items), gaps, block.line)


def _word(section: Section, name: str) -> str:
    block = section.blocks.get(name)
    return block.text.strip() if block else ""


def _devices(section: Section) -> Listing[Device] | Unread:
    block = section.block("ls -l /sys/block")
    if isinstance(block, Unread):
        return block
    below: dict[str, list[str]] = {}
    slaves = section.blocks.get("slaves")
    for _, text in slaves.rows if slaves else []:
        name, _, part = text.partition("/slaves/")
        below.setdefault(name, []).append(part)
    items = []
    for line, text in block.rows:
        m = _LINK.fullmatch(text)
        if not m:
            continue
        base = BLOCK + m[1]
        numbers = _word(section, f"{base}/dev"), _word(section, f"{base}/removable") == "1"
        mapping, title = _word(section, f"{base}/dm/uuid"), _word(section, f"{base}/dm/name")
        usb = bool(re.search(r"/usb\d+/", m[2]))
        items.append(Device(m[1], *numbers, usb, mapping, title, tuple(below.get(m[1], ())), line))
    return Listing(tuple(items), section.gaps(BLOCK), block.line)


def _arrays(section: Section) -> Listing[Array] | Unread:
    block = section.block("/proc/mdstat")
    if isinstance(block, Unread):
        return Listing() if block.reason == "absent" else block
    items: list[Array] = []
    for line, text in block.rows:
        if m := _ARRAY.match(text):
            bad = tuple(w.split("[")[0] for w in m[2].split() if w.endswith("(F)"))
            items.append(Array(m[1], failed=bad, line=line))
        elif items and (m := _MEMBERS.search(text)):
            last = items.pop()
            items.append(Array(last.name, int(m[1]), int(m[2]), last.failed, line))
    return Listing(tuple(items), section.gaps("/proc/mdstat"), block.line)


def _swaps(section: Section) -> Listing[Setting] | Unread:
    block = section.block("/proc/swaps")
    if isinstance(block, Unread):
        return Listing() if block.reason == "absent" else block
    rows = [(line, text.split()) for line, text in block.rows[1:]]
    items = tuple(Setting(w[0], w[1], n) for n, w in rows if len(w) > 1)
    return Listing(items, section.gaps("/proc/swaps"), block.line)


def _faults(section: Section) -> Listing[Setting] | Unread:
    """Each counter by itself; btrfs prints several in one file, one a line (name value)."""
    if not section.ran:
        return section.missing("faults")
    items = []
    for prefix in ("/sys/fs/ext4/", "/sys/devices/system/edac/", "/sys/fs/btrfs/"):
        for block in section.under(prefix):
            for line, text in block.rows:
                name, blank, value = text.strip().rpartition(" ")
                items.append(Setting(f"{block.name} {name}".strip() if blank else block.name, value, line))
    return Listing(tuple(items), section.gaps("/sys/fs/", "/sys/devices/system/edac"), section.line)


def parse(section: Section) -> Disks:
    """Disks as the kernel shows them; no /proc/mdstat means no software RAID in this kernel."""
    if not section.ran:
        return Disks()
    return Disks(
        space=_space(section, "df -kP"),
        inodes=_space(section, "df -iP"),
        devices=_devices(section),
        arrays=_arrays(section),
        swaps=_swaps(section),
        faults=_faults(section),
    )
