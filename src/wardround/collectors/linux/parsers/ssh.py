"""`sshd -T`, and sshd_config(5) with its Include and Match lines."""

from __future__ import annotations

import fnmatch
import re

from wardround.collectors.linux.raw import Section
from wardround.facts import Listing, Reading, Setting, Unread
from wardround.facts.linux.ssh import FileSetting, Ssh

MAIN = "/etc/ssh/sshd_config"
_DEEPEST = 16
_MOST_FILES = 200
_LINE = re.compile(r"([A-Za-z0-9]+)(?:\s*=|(?=\s))(.*)")
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


class _Reader:
    """Reads sshd_config with its includes; ``gaps`` says where it gave up, as files may include each other."""

    def __init__(self, section: Section) -> None:
        self.section = section
        self.rows: list[FileSetting] = []
        self.gaps: list[Unread] = []
        self._read = 0

    def read(self, file: str, condition: str = "", depth: int = 0) -> None:
        """Settings in the order in which sshd reads them. A Match ends with its file."""
        block = self.section.blocks.get(file)
        if block is None:
            return
        self._read += 1
        if depth > _DEEPEST or self._read > _MOST_FILES:
            self.gaps = [Unread("truncated", f"{file}: Include", block.line)]
            return
        here = condition
        for line, text in block.rows:
            m = _LINE.fullmatch(text.strip())
            if not m:
                continue
            name, value = m[1].lower(), m[2].strip()
            if name == "match":
                here = value if value.lower() != "all" else condition
            elif name == "include":
                self._include(value, here, depth + 1)
            else:
                self.rows.append(FileSetting(name, value.strip('"'), here, f"{file}:{line - block.line}", line))

    def _include(self, value: str, condition: str, depth: int) -> None:
        for pattern in value.split():
            for included in _include(self.section, pattern) if self._read <= _MOST_FILES else ():
                self.read(included, condition, depth)


def _from_files(rows: list[FileSetting], version: Reading[str] | Unread, why: Unread) -> Listing[Setting] | Unread:
    """What the file says where `sshd -T` would not run as root; the list stays incomplete, so nothing else passes."""
    m = re.match(r"OpenSSH_(\d{1,9})\.(\d{1,9})", "" if isinstance(version, Unread) else version.value)
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
    reader = _Reader(section)
    reader.read(MAIN)
    rows, gaps = reader.rows, (*section.gaps("/etc/ssh"), *reader.gaps)
    if not isinstance(effective, Unread):
        items = tuple(Setting(*text.partition(" ")[::2], line) for line, text in effective.rows)
        options = Listing(items, (), effective.line)
    elif effective.reason == "error" and not isinstance(main, Unread) and not gaps:
        options = _from_files(rows, version, effective)
    else:
        options = effective
    return Ssh(
        present=present if isinstance(present, Unread) else Reading(present.value == "yes", present.line),
        version=version,
        options=options,
        lines=main if isinstance(main, Unread) else Listing(tuple(rows), gaps, main.line),
    )
