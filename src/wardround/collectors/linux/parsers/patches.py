"""Upkeep: running and installed kernels, restart flags, repositories, dates, libraries that are gone from the disk."""

from __future__ import annotations

import re

from wardround.collectors.linux.parsers import repositories
from wardround.collectors.linux.raw import Section
from wardround.facts import NOT_COLLECTED, Listing, Reading, Setting, Unread
from wardround.facts.linux.patches import Held, Kernel, Mapped, Patches, Repository, Since
from wardround.facts.numbers import is_whole

_BUILDS = (
    ("/proc/version_signature", re.compile(r"Ubuntu (\d\S*)")),
    ("/proc/version", re.compile(r" Debian (\d\S*)")),
)
_KERNEL = re.compile(r"/boot/(?:vmlinu[xz]|Image)-(.+)|(?:/usr)?/lib/modules/([^/]+)/vmlinuz")
_NO_KERNEL = re.compile(r"0-rescue.*|.*\.(?:old|bak|orig|rpmsave|dpkg-\w+)|.*\s.*")
_SHELL = re.compile(r"(\w+)='([^']*)'")
_SHELL_COMMAND = "apt-config shell"
_FLAG = "/run/reboot-required"
_MAIN = {
    "/etc/yum.conf": "dnf",
    "/etc/dnf/dnf.conf": "dnf",
    "/etc/zypp/zypp.conf": "zypp",
}
_YES = frozenset({"yes", "true", "1", "on"})


def parse(section: Section) -> Patches:
    """Everything of the section."""
    if not section.ran:
        return Patches()
    settings = _settings(section)
    return Patches(
        build=_build(section),
        kernels=_kernels(section),
        reboot_required=_flag(section),
        core=_core(section),
        repositories=_repositories(section, settings),
        settings=settings,
        lists=_date(section, "lists"),
        changed=_date(section, "changed"),
        held=_held(section, settings),
        deleted=_deleted(section),
    )


def _build(section: Section) -> Reading[str] | Unread:
    for name, pattern in _BUILDS:
        block = section.blocks.get(name)
        for line, text in block.rows if block else []:
            if m := pattern.search(text):
                return Reading(m[1], line)
    return Unread("absent", "/proc/version")


def _kernels(section: Section) -> Listing[Kernel] | Unread:
    block = section.block("kernels")
    if isinstance(block, Unread):
        return block
    found: dict[str, Kernel] = {}
    for line, text in block.rows:
        m = _KERNEL.fullmatch(text)
        release = (m[1] or m[2]) if m else ""
        if release and not _NO_KERNEL.fullmatch(release):
            found.setdefault(release, Kernel(release, line))
    return Listing(tuple(found.values()), section.gaps("/boot", "kernels"), block.line)


def _flag(section: Section) -> Reading[bool] | Unread:
    block = section.blocks.get(_FLAG)
    if block:
        return Reading(True, block.rows[0][0] if block.rows else block.line)
    missing = section.missing(_FLAG)
    return Reading(False, missing.line) if missing.reason == "absent" else missing


def _core(section: Section) -> Listing[Since] | Unread:
    block = section.blocks.get("core")
    if block is None:
        return Unread("absent", "rpm")
    items = []
    for line, text in block.rows:
        at, _, name = text.partition(" ")
        if is_whole(at) and name:
            items.append(Since(name, int(at), line))
    return Listing(tuple(items), section.gaps("core"), block.line)


def _date(section: Section, name: str) -> Reading[int] | Unread:
    """The denied folder comes first: a date of the rest would look older or newer than the truth."""
    gaps = section.gaps(name)
    block = section.blocks.get(name)
    m = re.match(r"\d{1,12}", block.text) if block else None
    if gaps:
        return gaps[0]
    if not block or not m:
        return Unread(
            "absent",
            "/var/lib/apt/lists, /var/cache/dnf" if name == "lists" else "/var/lib/dpkg/info",
            block.line if block else 0,
        )
    return Reading(int(m[0]), block.rows[0][0])


def _settings(section: Section) -> Listing[Setting] | Unread:
    items: list[Setting] = []
    gaps: list[Unread] = []
    for block in section.under(_SHELL_COMMAND):
        items += [Setting(m[1], m[2].lower(), line) for line, text in block.rows if (m := _SHELL.fullmatch(text))]
        if block.code:
            gaps.append(Unread("error", f"{_SHELL_COMMAND}: exit code {block.code}", block.line))
    for name, prefix in _MAIN.items():
        block_ = section.blocks.get(name)
        items += repositories.main_settings(block_, prefix) if block_ else ()
    return Listing(tuple(items), (*gaps, *section.gaps(*_MAIN)), section.line)


def _value(settings: Listing[Setting], name: str) -> Setting | None:
    return next((s for s in settings.items if s.name == name), None)


def _repositories(section: Section, settings: Listing[Setting] | Unread) -> Listing[Repository] | Unread:
    """dnf and yum check no signatures unless told to (gpgcheck, default 0: yum.conf(5)); zypper does (zypp.conf)."""
    if isinstance(settings, Unread):
        return settings
    dnf, zypp = _value(settings, "dnf.gpgcheck"), _value(settings, "zypp.gpgcheck")
    found: list[Repository] = []
    for block in section.blocks.values():
        if block.name.startswith("/etc/apt/sources.list"):
            found += repositories.apt(block)
        elif block.name.startswith("/etc/yum.repos.d/"):
            found += repositories.yum(block, bool(dnf and dnf.value.lower() in _YES))
        elif block.name.startswith("/etc/zypp/repos.d/"):
            found += repositories.yum(block, not (zypp and zypp.value.lower() not in _YES))
    places = ("/etc/apt/", "/etc/yum.repos.d", "/etc/yum.conf", "/etc/dnf/dnf.conf", "/etc/zypp/")
    return Listing(tuple(found), section.gaps(*places), section.line)


def _held(section: Section, settings: Listing[Setting] | Unread) -> Listing[Held] | Unread:
    if isinstance(settings, Unread):
        return settings
    found = []
    for name in ("dnf.exclude", "dnf.excludepkgs"):
        if (row := _value(settings, name)) is not None:
            found += [Held(word, row.line) for word in re.split(r"[\s,]+", row.value) if word]
    for block in section.blocks.values():
        if block.name.endswith("/versionlock.list"):
            found += [Held(t.strip(), n) for n, t in block.rows if t.strip() and not t.strip().startswith(("#", "!"))]
    places = ("/etc/yum.conf", "/etc/dnf/dnf.conf", "/etc/dnf/plugins", "/etc/yum/pluginconf.d")
    return Listing(tuple(found), section.gaps(*places), section.line)


def _deleted(section: Section) -> Listing[Mapped] | Unread:
    block = section.block("deleted")
    if isinstance(block, Unread):
        return block
    items = []
    for line, text in block.rows:
        if m := re.fullmatch(r"/proc/(\d{1,9})/maps (/.*) \(deleted\)", text):
            items.append(Mapped(int(m[1]), m[2], line))
    return Listing(tuple(items), section.gaps("deleted") or (() if section.closed else (NOT_COLLECTED,)), block.line)
