"""Statements of shell start files, banners, securetty, and the desktop defaults of dconf and GSettings."""

from __future__ import annotations

import re

from wardround.collectors.linux.parsers.homes import files
from wardround.collectors.linux.raw import Block, Section
from wardround.facts import Listing, Setting, Unread
from wardround.facts.linux.session import Session, Text

BANNERS = ("/etc/issue", "/etc/issue.net", "/etc/motd")
DCONF, SCHEMAS = "/etc/dconf/db/", "/usr/share/glib-2.0/schemas/"


def _statements(line: int, text: str) -> list[Setting]:
    text = text.partition(": ")[2]
    word = text.split(None, 1)[0] if text.split() else ""
    if word == "umask":
        return [Setting("umask", text.split()[-1].strip("\"'"), line)]
    if text.startswith("PATH="):
        return [Setting("PATH", text[5:].strip().strip("\"'"), line)]
    if word == "unset":
        return [Setting("TMOUT", "unset", line)]
    found = []
    if m := re.search(r"TMOUT=(.*)", text):
        found.append(Setting("TMOUT", m[1].strip("\"'"), line))
    if word == "readonly" or (word in ("declare", "typeset") and re.search(r"\s-\w*r", text)):
        found.append(Setting("TMOUT readonly", text, line))
    return found


def _starts(section: Section) -> Listing[Setting] | Unread:
    if not section.ran:
        return section.missing("shell start files")
    blocks = list(section.under("starts "))
    rows = [s for block in blocks for line, text in block.rows for s in _statements(line, text)]
    return Listing(tuple(rows), section.gaps("/etc/profile", "/etc/bash", "/etc/environment", "/root"), section.line)


def _texts(section: Section) -> Listing[Text] | Unread:
    if not section.ran:
        return section.missing(BANNERS[0])
    blocks = [b for name in BANNERS if (b := section.blocks.get(name))]
    items = [Text(b.name, "\n".join(t for _, t in b.rows), b.rows[0][0] if b.rows else b.line) for b in blocks]
    return Listing(tuple(items), section.gaps(*BANNERS), section.line)


def _names(section: Section, name: str) -> Listing[Setting] | Unread:
    block = section.block(name)
    if isinstance(block, Unread):
        return block
    rows = [(line, text.strip()) for line, text in block.rows]
    items = [Setting(text, "", line) for line, text in rows if text and not text.startswith("#")]
    return Listing(tuple(items), section.gaps(name) if name.startswith("/") else (), block.line)


def _keyfile(block: Block) -> list[Setting]:
    """`[schema]` then `key=value` (dconf(7)); a schema override writes the schema with dots."""
    found, schema = [], ""
    for line, text in block.rows:
        text = text.strip()
        if text.startswith("["):
            schema = text.strip("[]").partition(":")[0].replace(".", "/")
        elif "=" in text and not text.startswith("#"):
            key, _, value = text.partition("=")
            found.append(Setting(f"{schema}/{key.strip()}", value.strip(), line))
    return found


def _desktop(section: Section) -> tuple[Listing[Setting] | Unread, Listing[Setting] | Unread]:
    if not section.ran:
        trouble = section.missing("desktop defaults")
        return trouble, trouble
    keyfiles = [*section.under(SCHEMAS), *(b for b in section.under(DCONF) if "/locks/" not in b.name)]
    merged = {s.name: s for block in keyfiles for s in _keyfile(block)}
    locks = [
        Setting(text.strip().strip("/"), "", line)
        for block in section.under(DCONF)
        if "/locks/" in block.name
        for line, text in block.rows
        if text.strip().startswith("/")
    ]
    gaps = section.gaps(DCONF, SCHEMAS)
    return Listing(tuple(merged.values()), gaps, section.line), Listing(tuple(locks), gaps, section.line)


def parse(section: Section) -> Session:
    """What a log-in would get, as far as files tell."""
    desktop, locks = _desktop(section)
    return Session(
        starts=_starts(section),
        folders=files(section, "folders", section.gaps("/root")),
        banners=_texts(section),
        root_terminals=_names(section, "/etc/securetty"),
        displays=_names(section, "displays"),
        desktop=desktop,
        locks=locks,
    )
