"""auditctl -s and -l of audit 1.x to 4.x, and auditd.conf(5)."""

from __future__ import annotations

import re

from wardround.collectors.linux.raw import Section
from wardround.facts import Listing, Reading, Setting, Unread
from wardround.facts.linux.audit import Audit, Rule

_LIST = re.compile(r"(?:^|\s)-[aA]\s+(\w+),(\w+)")
_OLD_LIST = re.compile(r"^LIST_RULES:\s+(\w+),(\w+)")
_LISTS = ("task", "exit", "user", "exclude", "filesystem", "io_uring", "entry")
_PATH = re.compile(r"(?:^-w\s+|\b(?:path|dir|watch)=)(\S+)")
_ACCESS = re.compile(r"(?:^-w\s.*-p\s+|\bperm=)([rwxa]+)")
_CALLS = re.compile(r"(?:-S\s+|syscall=)(\S+)")
_FIELD = re.compile(r"(?:-F\s+|\s)([a-z_0-9]+(?:=|!=|>=|<=|>|<)\S+)")


def _rule(text: str, line: int) -> Rule | None:
    m = _LIST.search(text) or _OLD_LIST.search(text)
    if not m and not text.startswith("-w "):
        return None
    words = {m[1], m[2]} if m else {"exit", "always"}
    where = next((w for w in _LISTS if w in words), "exit")
    access = _ACCESS.search(text)
    calls = tuple(call for group in _CALLS.findall(text) for call in group.split(",") if not call.isdigit())
    fields = tuple(f for f in _FIELD.findall(text) if not f.startswith(("path=", "dir=", "watch=", "syscall=")))
    paths = tuple(p.rstrip("/") or "/" for p in _PATH.findall(text))
    return Rule(text, where, "never" in words, paths, access[1] if access else "rwxa", calls, fields, line)


def _rules(section: Section) -> Listing[Rule] | Unread:
    block = section.block("auditctl -l")
    if isinstance(block, Unread):
        return block
    items, gaps = [], list(section.gaps("auditctl -l"))
    for line, text in block.rows:
        rule = _rule(text.strip(), line)
        if rule:
            items.append(rule)
        elif text.strip() and text.strip() != "No rules":
            gaps.append(Unread("error", "auditctl -l: a line of another shape", line))
    return Listing(tuple(items), tuple(gaps), block.line)


def _status(section: Section) -> Listing[Setting] | Unread:
    block = section.block("auditctl -s")
    if isinstance(block, Unread):
        return block
    items = []
    for line, text in block.rows:
        if text.startswith("AUDIT_STATUS:"):  # audit 1.x and early 2.x: all on one line
            items += [Setting(k, v, line) for k, v in re.findall(r"(\w+)=(\S+)", text)]
        else:
            name, _, value = text.partition(" ")
            items.append(Setting(name, value.split(" ")[0], line))
    return Listing(tuple(items), section.gaps("auditctl -s"), block.line)


def _config(section: Section) -> Listing[Setting] | Unread:
    block = section.block("/etc/audit/auditd.conf")
    if isinstance(block, Unread):
        return block
    pairs = [(text.partition("="), line) for line, text in block.rows if text.strip() and text.strip()[0] != "#"]
    items = tuple(Setting(p[0].strip().lower(), p[2].strip(), line) for p, line in pairs)
    return Listing(items, section.gaps("/etc/audit/auditd.conf"), block.line)


def parse(section: Section) -> Audit:
    """Audit as the kernel has it now, and the daemon's settings."""
    present = section.block("present")
    return Audit(
        present=present
        if isinstance(present, Unread)
        else Reading(present.text == "yes", present.rows[0][0] if present.rows else 0),
        status=_status(section),
        rules=_rules(section),
        config=_config(section),
    )
