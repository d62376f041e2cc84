"""/sys/kernel/security, /sys/fs/selinux (selinux(8)) and apparmor's profiles, one `name (mode)` a line."""

from __future__ import annotations

import re

from wardround.collectors.linux.raw import Section
from wardround.facts import Listing, Reading, Setting, Unread
from wardround.facts.linux.lsm import Lsm


def _flag(section: Section, on: str, *names: str) -> Reading[bool] | Unread:
    blocks = [section.block(name) for name in names]
    for block in blocks:
        if not isinstance(block, Unread) and block.rows:
            return Reading(block.text.strip() == on, block.rows[0][0])
    return next((b for b in blocks if isinstance(b, Unread) and b.reason != "absent"), Unread("absent", names[0]))


def _text(section: Section, name: str) -> Reading[str] | Unread:
    block = section.block(name)
    if isinstance(block, Unread):
        return block
    return Reading(block.text.strip(), block.rows[0][0]) if block.rows else Unread("error", name, block.line)


def _config(section: Section) -> Reading[str] | Unread:
    block = section.block("/etc/selinux/config")
    if isinstance(block, Unread):
        return block
    for line, text in block.rows:
        key, _, value = text.partition("=")
        if key.strip() == "SELINUX":
            return Reading(value.strip().lower(), line)
    return Unread("absent", "SELINUX=", block.line)


def _profiles(section: Section) -> Listing[Setting] | Unread:
    name = "/sys/kernel/security/apparmor/profiles"
    block = section.block(name)
    if isinstance(block, Unread):
        return block
    rows = [(n, re.fullmatch(r"(.+) \((\w+)\)", text)) for n, text in block.rows]
    return Listing(tuple(Setting(m[1], m[2], n) for n, m in rows if m), section.gaps(name), block.line)


def parse(section: Section) -> Lsm:
    """What the kernel enforces now."""
    return Lsm(
        active=_text(section, "/sys/kernel/security/lsm"),
        selinux=_flag(section, "1", "/sys/fs/selinux/enforce", "/selinux/enforce"),
        selinux_config=_config(section),
        apparmor=_flag(section, "Y", "/sys/module/apparmor/parameters/enabled"),
        profiles=_profiles(section),
    )
