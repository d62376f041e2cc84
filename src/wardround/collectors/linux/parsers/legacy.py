"""inetd.conf(5), xinetd.conf(5), exports(5), rsyncd.conf(5), snmpd.conf(5), hosts.equiv(5), and single settings."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TypeVar

from wardround.collectors.linux.raw import Block, Section
from wardround.facts import NOT_COLLECTED, Listing
from wardround.facts.linux.legacy import (
    FILES,
    Community,
    Configured,
    Export,
    Legacy,
    Module,
    SuperServed,
    Trusted,
)

T = TypeVar("T")
#: More options than exports(5) knows, which every client of a line gets.
MAX_OPTIONS = 64
Row = tuple[str, int, str]  # FILE:LINE, line of the record, text

_TRUST = ("/etc/hosts.equiv", "/etc/ssh/shosts.equiv", "/root/.rhosts", "/root/.shosts", "trust files", "/home/")
_YES = frozenset({"yes", "true", "1", "on"})


def _rows(block: Block) -> Iterator[Row]:
    """Lines with content; a backslash at the end joins the next line, as exports(5) and rsyncd.conf(5) have it."""
    joined, first = "", 0
    for line, text in block.rows:
        first = first or line
        if text.endswith("\\"):
            joined += text[:-1]
            continue
        whole = (joined + text).strip()
        if whole and not whole.startswith("#"):
            yield f"{block.name}:{first - block.line}", first, whole
        joined, first = "", 0


def _inetd(block: Block) -> Iterator[SuperServed]:
    for at, line, text in _rows(block):
        words = text.split()
        if len(words) >= 6:
            yield SuperServed(words[0], words[6] if len(words) > 6 else words[5], at, line)


def _xinetd(block: Block) -> Iterator[SuperServed]:
    """``service NAME { … }``; without ``disable = yes`` it is served."""
    name, start, values = "", ("", 0), dict[str, str]()
    for at, line, text in _rows(block):
        if m := re.match(r"service\s+(\S+)", text):
            name, start, values = m[1], (at, line), {}
        elif "=" in text:
            key, _, value = text.partition("=")
            values[key.strip(" +-\t")] = value.strip()
        elif text.startswith("}") and name:
            if values.get("disable", "no").lower() != "yes":
                yield SuperServed(name, values.get("server", values.get("id", "")), *start)
            name = ""


def _exports(block: Block) -> Iterator[Export]:
    for at, line, text in _rows(block):
        m = re.match(r'("[^"]+"|\S+)\s*(.*)', text.split(" #")[0])
        if not m:
            continue
        path, common = m[1].strip('"'), ()
        clients = m[2].split() or ["*"]
        for client in clients:
            if client.startswith("-"):
                common = tuple(client[1:].split(",", MAX_OPTIONS)[:MAX_OPTIONS])
                continue
            host, _, options = client.partition("(")
            yield Export(path, host or "*", (*common, *filter(None, options.rstrip(")").split(","))), at, line)


def _modules(block: Block) -> Iterator[Module]:
    """A module inherits what stands before the first one."""
    common: dict[str, str] = {}
    here, name, start = common, "", ("", 0)

    def module() -> Module:
        allowed = here.get("hosts allow", "").split()
        return Module(
            name,
            bool(here.get("auth users")),
            bool(allowed) and "*" not in allowed,
            here.get("read only", "yes").lower() not in _YES,
            *start,
        )

    for at, line, text in _rows(block):
        if m := re.fullmatch(r"\[(.+)\]", text):
            if name:
                yield module()
            name, start, here = m[1], (at, line), dict(common)
        elif "=" in text:
            key, _, value = text.partition("=")
            here[" ".join(key.lower().split())] = value.strip()
    if name:
        yield module()


def _communities(block: Block) -> Iterator[Community]:
    for at, line, text in _rows(block):
        words = text.split()
        if re.fullmatch(r"r[ow]community6?", words[0]) and len(words) > 2:
            yield Community(words[1], words[2], words[0].startswith("rw"), at, line)
        elif words[0].startswith("com2sec") and len(words) > 3:
            yield Community(words[3], words[2], False, at, line)


def _trusted(block: Block) -> Iterator[Trusted]:
    of_users = not block.name.startswith("/")
    for at, line, text in _rows(block):
        if not text.startswith("-"):
            yield Trusted("" if of_users else text, text if of_users else at, line)


def _settings(block: Block) -> Iterator[Configured]:
    program = next((p for p, prefixes in FILES.items() if block.name.startswith(prefixes)), "")
    if not program:
        return
    yield Configured(program, at=block.name, line=block.line)
    section = ""
    for at, line, text in _rows(block):
        if m := re.fullmatch(r"\[(.+)\]", text):
            section = m[1]
            continue
        if program == "samba":
            name, _, value = text.partition("=")
        elif program == "memcached":
            name, value = "options", text
        else:
            name, value = re.split(r"\s*[=:]\s*|\s+", text + " ", maxsplit=1)
        yield Configured(program, name.strip().lower(), value.strip().strip("\"'"), section, at, line)


def _all(section: Section, prefixes: tuple[str, ...], read: Callable[[Block], Iterator[T]]) -> Listing[T]:
    items = [item for block in section.blocks.values() if block.name.startswith(prefixes) for item in read(block)]
    return Listing(tuple(items), section.gaps(*prefixes), section.line)


def parse(section: Section) -> Legacy:
    """Everything that these files let in; a file that is not there lets nothing in."""
    if not section.ran:
        return Legacy(*[NOT_COLLECTED] * 6)
    plain = _all(section, ("/etc/inetd.conf",), _inetd)
    extended = _all(section, ("/etc/xinetd",), _xinetd)
    return Legacy(
        inetd=Listing((*plain.items, *extended.items), (*plain.gaps, *extended.gaps), section.line),
        exports=_all(section, ("/etc/exports", "/var/lib/nfs/etab"), _exports),
        modules=_all(section, ("/etc/rsyncd",), _modules),
        communities=_all(section, ("/etc/snmp/",), _communities),
        trusted=_all(section, _TRUST, _trusted),
        settings=_all(section, tuple(p for prefixes in FILES.values() for p in prefixes), _settings),
    )
