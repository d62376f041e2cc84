"""`sshd -T`, and sshd_config(5) with its Include and Match lines."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterator

from wardround.collectors.linux.raw import Section
from wardround.facts import Listing, Reading, Setting, Unread
from wardround.facts.linux.ssh import FileSetting, Ssh

MAIN = "/etc/ssh/sshd_config"
_DEEPEST = 16
_LINE = re.compile(r"\s*([A-Za-z0-9]+)(?:\s*=\s*|\s+)(.*?)\s*")
#: What sshd 8.2 to 9.9 does without a line in its file: only options whose default is the same in all of these.
_DEFAULTS = {
    "permitrootlogin": "prohibit-password", "permitemptypasswords": "no", "maxauthtries": "6", "logingracetime": "120",
    "clientaliveinterval": "0", "clientalivecountmax": "3", "x11forwarding": "no", "allowtcpforwarding": "yes",
    "gatewayports": "no", "hostbasedauthentication": "no", "ignorerhosts": "yes", "permituserenvironment": "no",
    "strictmodes": "yes", "loglevel": "INFO", "banner": "none", "maxsessions": "10", "maxstartups": "10:30:100",
    "usepam": "no", "passwordauthentication": "yes", "kbdinteractiveauthentication": "yes",
    "authenticationmethods": "any", "protocol": "2",
}  # fmt: skip


def _include(section: Section, pattern: str) -> list[str]:
    pattern = pattern.strip('"')
    full = pattern if pattern.startswith("/") else f"/etc/ssh/{pattern}"
    return sorted(n for n in section.blocks if n.startswith("/") and fnmatch.fnmatchcase(n, full))


def _walk(section: Section, file: str, condition: str = "", depth: int = 0) -> Iterator[FileSetting]:
    """Settings in the order in which sshd reads them. A Match ends with its file."""
    block = section.blocks.get(file)
    if block is None or depth > _DEEPEST:
        return
    here = condition
    for line, text in block.rows:
        m = _LINE.fullmatch(text)
        if not m:
            continue
        name, value = m[1].lower(), m[2]
        if name == "match":
            here = value if value.lower() != "all" else condition
        elif name == "include":
            for pattern in value.split():
                for included in _include(section, pattern):
                    yield from _walk(section, included, here, depth + 1)
        else:
            yield FileSetting(name, value.strip('"'), here, f"{file}:{line - block.line}", line)


def _from_files(rows: list[FileSetting], version: Reading[str] | Unread, why: Unread) -> Listing[Setting] | Unread:
    """What the file says where `sshd -T` would not run as root; the list stays incomplete, so nothing else passes."""
    m = re.match(r"OpenSSH_(\d+)\.(\d+)", "" if isinstance(version, Unread) else version.value)
    if not m or not (8, 2) <= (int(m[1]), int(m[2])) <= (9, 9):
        return why
    found: dict[str, Setting] = {}
    for row in rows:
        if not row.condition:
            found.setdefault(row.name, Setting(row.name, row.value, row.line))
    for name, value in _DEFAULTS.items():
        found.setdefault(name, Setting(name, value))
    return Listing(tuple(found.values()), (why,), why.line)


def _reading(section: Section, name: str) -> Reading[str] | Unread:
    block = section.block(name)
    if isinstance(block, Unread):
        return block
    return Reading(block.text, block.rows[0][0]) if block.rows else Unread("error", name, block.line)


def parse(section: Section) -> Ssh:
    """Whether sshd is there, how it would behave, and what its files say in which order."""
    present, version = _reading(section, "present"), _reading(section, "version")
    options: Listing[Setting] | Unread
    effective = section.block("sshd -T")
    main = section.block(MAIN)
    rows = list(_walk(section, MAIN))
    if not isinstance(effective, Unread):
        items = tuple(Setting(*text.partition(" ")[::2], line) for line, text in effective.rows)
        options = Listing(items, (), effective.line)
    elif effective.reason == "error" and not isinstance(main, Unread) and not section.gaps("/etc/ssh"):
        options = _from_files(rows, version, effective)
    else:
        options = effective
    return Ssh(
        present=present if isinstance(present, Unread) else Reading(present.value == "yes", present.line),
        version=version,
        options=options,
        lines=main if isinstance(main, Unread) else Listing(tuple(rows), section.gaps("/etc/ssh"), main.line),
    )
