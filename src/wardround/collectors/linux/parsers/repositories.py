"""Where packages come from: sources.list(5) in both its styles, and the .repo files of yum, dnf and zypper."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wardround.collectors.linux.raw import Block
from wardround.facts import Setting
from wardround.facts.linux.patches import Repository

_ONE_LINE = re.compile(r"\s*deb\s+(?:\[([^\]]*)\]\s*)?(\S+)\s+(\S+)")
_YES = frozenset({"yes", "true", "1", "on"})
_NO = frozenset({"no", "false", "0", "off"})
MAX_FIELD = 65536
_ADDRESS_KEYS = ("baseurl", "mirrorlist", "metalink")


def _joined(field: tuple[int, str], more: str) -> tuple[int, str]:
    """A field with a line that goes on; a signing key stands in one, so its end does not matter."""
    line, text = field
    return (line, f"{text} {more}") if len(text) < MAX_FIELD else field


def apt(block: Block) -> Iterator[Repository]:
    """The enabled repositories of one file of apt."""
    return _stanzas(block) if block.name.endswith(".sources") else _lines(block)


def _lines(block: Block) -> Iterator[Repository]:
    for line, text in block.rows:
        if m := _ONE_LINE.match(text):
            options = dict(word.partition("=")[::2] for word in (m[1] or "").lower().split())
            loose = options.get("trusted") in _YES or options.get("allow-insecure") in _YES
            yield Repository(f"{m[2]} {m[3]}", (m[2],), not loose, line)


def _stanzas(block: Block) -> Iterator[Repository]:
    fields: dict[str, tuple[int, str]] = {}
    last = ""
    for line, text in [*block.rows, (0, "")]:
        if text.startswith("#"):
            continue
        if not text.strip():
            if fields:
                yield from _stanza(fields)
            fields, last = {}, ""
        elif text[0].isspace() and last:
            fields[last] = _joined(fields[last], text.strip())
        else:
            key, _, value = text.partition(":")
            last = key.strip().lower()
            fields[last] = (line, value.strip())


def _stanza(fields: dict[str, tuple[int, str]]) -> Iterator[Repository]:
    def value(name: str) -> str:
        return fields.get(name, (0, ""))[1]

    if value("enabled").lower() in _NO or "deb" not in value("types").split():
        return
    loose = next((k for k in ("trusted", "allow-insecure") if value(k).lower() in _YES), "")
    addresses = tuple(value("uris").split())
    line = fields[loose or "uris"][0] if loose or "uris" in fields else 0
    yield Repository(f"{' '.join(addresses)} {value('suites')}", addresses, not loose, line)


def ini(block: Block) -> Iterator[tuple[str, int, dict[str, tuple[int, str]]]]:
    """The sections of an INI file as yum writes it: (name, line, key -> (line, value)); keys in lower case."""
    name, at, fields, last = "", 0, {}, ""  # type: str, int, dict[str, tuple[int, str]], str
    for line, text in block.rows:
        plain = text.strip()
        if not plain or plain[0] in "#;":
            continue
        if plain.startswith("[") and "]" in plain:
            if name:
                yield name, at, fields
            name, at, fields, last = plain[1 : plain.index("]")], line, {}, ""
        elif text[0].isspace() and last:
            fields[last] = _joined(fields[last], plain)
        elif "=" in plain:
            key, _, value = plain.partition("=")
            last = key.strip().lower()
            fields[last] = (line, value.strip())
    if name:
        yield name, at, fields


def yum(block: Block, checked: bool) -> Iterator[Repository]:
    """The enabled repositories of one .repo file; ``checked`` is the default of gpgcheck that the program takes."""
    for name, at, fields in ini(block):
        if name == "main" or fields.get("enabled", (0, "1"))[1].lower() in _NO:
            continue
        line, value = fields.get("gpgcheck", (at, "1" if checked else "0"))
        addresses = tuple(a for k in _ADDRESS_KEYS if k in fields for a in re.split(r"[\s,]+", fields[k][1]) if a)
        yield Repository(name, addresses, value.lower() in _YES, line)


def main_settings(block: Block, prefix: str) -> Iterator[Setting]:
    """The settings of a main section, as ``dnf.gpgcheck``."""
    for name, _, fields in ini(block):
        if name in ("main", "commands"):
            yield from (Setting(f"{prefix}.{key}", value, line) for key, (line, value) in fields.items())
