"""PAM service files (pam.d(5)) with `@include`, `include` and `substack` resolved, and the files of their modules."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache

from wardround.collectors.linux.parsers.accounts import settings
from wardround.collectors.linux.raw import Section
from wardround.facts import Listing, Reason, Setting, Unread
from wardround.facts.linux.pam import Pam, Rule

#: Where a service file may lie, the one that wins first.
FOLDERS = ("/etc/pam.d/", "/usr/etc/pam.d/", "/usr/lib/pam.d/")
KINDS = ("auth", "account", "password", "session")
MAX_DEPTH = 8
#: A service of a real host reads some ten files, a host has under a hundred services.
MAX_READS, MAX_SERVICES = 200, 1000
#: Finding brackets in them takes time by the square of their length.
MAX_ARGUMENTS = 2048
_RULE = re.compile(r"-?(\w+)\s+(\[[^\]]*\]|\S+)\s+(\S+)\s*(.*)")
_ARGUMENT = re.compile(r"\[((?:\\.|[^\]\\])*+)\]|(\S+)")
Row = tuple[int, str]


def joined(rows: list[Row]) -> list[Row]:
    """Rows with a backslash at the end joined to the next one, comments off; the line number of the first is kept."""
    found: list[Row] = []
    held: Row | None = None
    for line, text in rows:
        line, text = (held[0], held[1] + text) if held else (line, text)
        if text.endswith("\\"):
            held = (line, text[:-1] + " ")
            continue
        held = None
        text = text.partition("#")[0].strip()
        if text:
            found.append((line, text))
    if held and held[1].partition("#")[0].strip():
        found.append((held[0], held[1].strip()))
    return found


@lru_cache(4096)  # the same few lines stand on every host of a distribution
def _said(text: str) -> tuple[str, str, str, tuple[str, ...]] | None:
    """Kind, control, module or file, arguments; None for a line of another shape."""
    m = _RULE.fullmatch(text)
    if not m or m[1].lower() not in KINDS or len(m[4]) > MAX_ARGUMENTS:
        return None
    return m[1].lower(), m[2].lower(), m[3], tuple(a or b for a, b in _ARGUMENT.findall(m[4]))


class _Stack:
    """Collects the rules of one service; ``gaps`` says what an include could not give."""

    def __init__(self, section: Section, service: str, rows: Callable[[str], list[Row]]) -> None:
        self.section, self.service, self.rows = section, service, rows
        self.rules: list[Rule] = []
        self.gaps: list[Unread] = []
        self.reads = 0

    def read(self, name: str, kinds: tuple[str, ...], depth: int = 0, line: int = 0) -> None:
        places = [name] if name.startswith("/") else [folder + name for folder in FOLDERS]
        path = next((p for p in places if p in self.section.blocks), "")
        self.reads += 1
        if self.reads > MAX_READS:  # files that include each other: the number of reads grows with every turn
            self.gaps = [*self.gaps[:MAX_READS], Unread("truncated", f"{self.service}: {name}", line)]
            return
        if not path or depth > MAX_DEPTH:
            missing = self.section.missing(places[0])
            self.gap(missing.reason, missing.detail, line or missing.line)
            return
        self.gaps += (Unread(g.reason, f"{self.service}: {g.detail}", g.line) for g in self.section.gaps(path))
        for at, text in self.rows(path):
            if text.startswith("@include"):
                self.read(text.split()[-1], kinds, depth + 1, at)
            else:
                self.rule(path, at, text, kinds, depth)

    def gap(self, reason: Reason, detail: str, line: int) -> None:
        self.gaps.append(Unread(reason, f"{self.service}: {detail}", line))

    def rule(self, path: str, at: int, text: str, kinds: tuple[str, ...], depth: int) -> None:
        said = _said(text)
        if said is None:
            self.gap("error", f"{path}: a line of another shape", at)
            return
        kind, control, what, arguments = said
        if kind not in kinds:
            return
        if control in ("include", "substack"):
            self.read(what, (kind,), depth + 1, at)
            return
        module = what.rsplit("/", 1)[-1].removesuffix(".so")
        self.rules.append(Rule(self.service, kind, control, module, arguments, path, at))


def _rules(section: Section) -> Listing[Rule] | Unread:
    services = [n.rsplit("/", 1)[-1] for p in FOLDERS for n in section.blocks if n.startswith(p)]
    if not services:
        return section.missing(FOLDERS[0])
    rules: list[Rule] = []
    hidden = [m for m in section.misses if m.reason == "denied" and m.detail.startswith(FOLDERS)]
    gaps = [Unread(m.reason, f"{m.detail.rsplit('/', 1)[-1]}: {m.detail}", m.line) for m in hidden]
    gaps += section.gaps("/etc/pam.d ") if section.closed else section.gaps()
    rows = cache(lambda path: joined(section.blocks[path].rows))  # most services include the same few files
    if len(services) > MAX_SERVICES:
        gaps.append(Unread("truncated", FOLDERS[0], section.line))
    for service in list(dict.fromkeys(services))[:MAX_SERVICES]:
        stack = _Stack(section, service, rows)
        stack.read(service, KINDS)
        rules += stack.rules
        gaps += stack.gaps
    return Listing(tuple(rules), tuple(dict.fromkeys(gaps)), section.line)


def _assignment(text: str) -> tuple[str, str] | None:
    """`name = value` or a bare name (a flag), as pwquality.conf(5) and faillock.conf(5) have them."""
    text = text.partition("#")[0].strip()
    if not text:
        return None
    name, _, value = text.partition("=")
    return name.strip(), value.strip()


def _configured(section: Section, name: str) -> Listing[Setting] | Unread:
    """pwquality.conf(5): the files of NAME.d come first and NAME overrides them; /usr/etc only where /etc has none."""
    if not section.ran:
        return section.missing(name)
    own, vendor = f"/etc/security/{name}", f"/usr/etc/security/{name}"
    main = section.blocks.get(own) or section.blocks.get(vendor)
    blocks = [*section.under(f"{own}.d/"), *([main] if main else [])]
    return Listing(settings(blocks, _assignment), section.gaps(own, vendor), main.line if main else section.line)


def parse(section: Section) -> Pam:
    """The rules of every service; the detail of a gap begins with the service that it concerns."""
    return Pam(
        rules=_rules(section),
        pwquality=_configured(section, "pwquality.conf"),
        faillock=_configured(section, "faillock.conf"),
        pwhistory=_configured(section, "pwhistory.conf"),
    )
