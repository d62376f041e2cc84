"""dpkg-query(1) and rpm(8): one package a line, fields between bars."""

from __future__ import annotations

import re
from collections.abc import Callable

from wardround.collectors.linux.raw import Block, Section
from wardround.facts import Listing, Reading, Unread
from wardround.facts.linux.packages import Package, Packages, State

#: name-version-release.src.rpm
_SOURCE_RPM = re.compile(r"(.+)-([^-]+-[^-]+)\.(?:no)?src\.rpm")
Row = tuple[Package | None, State | None]


def _dpkg(f: list[str], line: int) -> Row:
    """Fields Package, Version, Architecture, source:Package, source:Version, Status (want, error flag, state)."""
    name, version, architecture, source, source_version, status = f
    want, _, state = status.split()
    if state in ("config-files", "not-installed"):
        return None, None
    if state != "installed":
        return None, State(name, state, line)
    package = Package(
        name,
        version,
        architecture,
        source if source != name else "",
        source_version if source_version != version else "",
        line,
    )
    return package, State(name, "hold", line) if want == "hold" else None


def _rpm(f: list[str], line: int) -> Row:
    """Fields NAME, EPOCH:VERSION-RELEASE, ARCH, SOURCERPM, INSTALLTIME; an epoch of 0 is left out."""
    name, version, architecture, source_rpm, _ = f
    if name == "gpg-pubkey":  # a key that rpm keeps as if it were a package
        return None, None
    m = _SOURCE_RPM.fullmatch(source_rpm)
    source, source_version = (m[1], m[2]) if m and m[1] != name else ("", "")
    return Package(name, version.removeprefix("0:"), architecture, source, source_version, line), None


MANAGERS: dict[str, tuple[str, Callable[[list[str], int], Row]]] = {
    "dpkg": ("dpkg-query -W", _dpkg),
    "rpm": ("rpm -qa", _rpm),
}


def parse(section: Section) -> Packages:
    """Installed packages, and those in another state; a line of another shape is a gap."""
    manager = section.block("manager")
    if isinstance(manager, Unread):
        return Packages(manager, manager, manager)
    name = Reading(manager.text, manager.rows[0][0] if manager.rows else 0)
    if name.value not in MANAGERS:
        unread = Unread("absent", "dpkg, rpm", manager.line)
        return Packages(name, unread, unread)
    command, row = MANAGERS[name.value]
    found = next(section.under(command), None)
    block = section.block(found.name if found else command)
    if isinstance(block, Unread):
        return Packages(name, block, block)
    return _packages(name, block, row, section.gaps(command))


def _packages(
    manager: Reading[str], block: Block, make: Callable[[list[str], int], Row], gaps: tuple[Unread, ...]
) -> Packages:
    installed, states, odd = [], [], list(gaps)
    for line, text in block.rows:
        try:
            package, state = make(text.split("|"), line)
        except ValueError:
            odd.append(Unread("error", f"{block.name.split(' ')[0]}: a line of another shape", line))
            continue
        installed += [package] if package else []
        states += [state] if state else []
    if not block.rows:
        odd.append(Unread("error", f"{block.name.split(' ')[0]}: no package at all", block.line))
    return Packages(
        manager,
        Listing(tuple(installed), tuple(odd), block.line),
        Listing(tuple(states), tuple(odd), block.line),
    )
