"""passwd(5), group(5), shadow(5), login.defs(5) and last log-ins. The probe has put the kind of a hash in its place."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import TypeVar

from wardround.collectors.linux.raw import Block, Section
from wardround.facts import Listing, Reading, Setting, Unread
from wardround.facts.linux.accounts import Account, Accounts, Group, Login, Secret
from wardround.facts.numbers import integer

T = TypeVar("T")
FILES = ("/etc/passwd", "/etc/shadow", "/etc/group")
DEFS = ("/etc/login.defs", "/usr/etc/login.defs")
REMOTE = ("ldap", "nis", "nisplus", "winbind", "hesiod")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DATE = re.compile(
    r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) (\w{3}) +(\d{1,2}) (\d\d):(\d\d):(\d\d)(?: ([+-])(\d\d)(\d\d))? (\d{4})"
)


def _rows(section: Section, name: str, make: Callable[[list[str], int], T]) -> Listing[T] | Unread:
    block = section.block(name)
    if isinstance(block, Unread):
        return block
    items, gaps = [], list(section.gaps(name))
    for line, text in block.rows:
        if not text.strip() or text.startswith(("#", "+", "-")):
            continue
        try:
            items.append(make(text.split(":"), line))
        except (ValueError, IndexError):
            gaps.append(Unread("error", f"{name}: a line of another shape", line))
    return Listing(tuple(items), tuple(gaps), block.line)


def _days(field: str) -> int:
    return integer(field) if field else -1


def _account(f: list[str], line: int) -> Account:
    return Account(f[0], integer(f[2]), integer(f[3]), f[5], f[6], f[4], f[1], line)


def _secret(f: list[str], line: int) -> Secret:
    scheme = "none" if f[1] == "x" else f[1]
    return Secret(f[0], scheme, _days(f[2]), _days(f[3]), _days(f[4]), _days(f[5]), _days(f[6]), _days(f[7]), line)


def _group(f: list[str], line: int) -> Group:
    return Group(f[0], integer(f[2]), tuple(m for m in f[3].split(",") if m), line)


def elsewhere(section: Section, database: str) -> tuple[Unread, ...]:
    """A gap for each directory that the name service asks besides the files. sss counts only where SSSD is set up."""
    block = section.block("/etc/nsswitch.conf")
    if isinstance(block, Unread):
        return () if block.reason == "absent" else (block,)
    joined = "sssd" in section.blocks or any(m.detail.startswith("/etc/sssd") for m in section.misses)
    for line, text in block.rows:
        key, _, rest = text.partition("#")[0].partition(":")
        if key.strip() != database:
            continue
        asked = [w for w in rest.split() if w in REMOTE]
        if "sss" in rest.split() and joined:
            asked.append("sss")
        return tuple(Unread("not_collected", f"{database}: {word} (nsswitch.conf)", line) for word in asked)
    return ()


def _and_elsewhere(listing: Listing[T] | Unread, gaps: tuple[Unread, ...]) -> Listing[T] | Unread:
    return listing if isinstance(listing, Unread) else Listing(listing.items, listing.gaps + gaps, listing.line)


def _compat(section: Section) -> Listing[Setting] | Unread:
    """The name only: what stands behind it may be a hash."""
    first = section.block(FILES[0])
    if isinstance(first, Unread):
        return first
    blocks = [b for name in FILES if not isinstance(b := section.block(name), Unread)]
    items = [
        Setting(block.name, text.split(":", 1)[0], line)
        for block in blocks
        for line, text in block.rows
        if text.startswith(("+", "-"))
    ]
    gaps = tuple(m for m in section.misses if m.detail in FILES) + section.gaps(*FILES)
    return Listing(tuple(items), tuple(dict.fromkeys(gaps)), first.line)


def settings(blocks: list[Block], split: Callable[[str], tuple[str, str] | None]) -> tuple[Setting, ...]:
    """The settings of files read one after another: the last value of each name, and its line."""
    found: dict[str, Setting] = {}
    for block in blocks:
        for line, text in block.rows:
            pair = split(text)
            if pair:
                found[pair[0]] = Setting(*pair, line)
    return tuple(found.values())


def _definition(text: str) -> tuple[str, str] | None:
    words = text.split(None, 1)
    if len(words) < 2 or words[0].startswith("#"):
        return None
    return words[0], words[1].strip().strip('"')


def _defs(section: Section) -> Listing[Setting] | Unread:
    main = [b for name in reversed(DEFS) if not isinstance(b := section.block(name), Unread)]
    if not main:
        return section.block(DEFS[0])  # type: ignore[return-value]  # no block: it is Unread
    blocks = [*main, *section.under("/etc/login.defs.d/")]
    return Listing(settings(blocks, _definition), section.gaps("/etc/login.defs", DEFS[1]), blocks[0].line)


def moment(text: str) -> int | None:
    """Seconds since 1970 of the first date that lastlog(8) or last(1) wrote in a row; without a zone taken as UTC."""
    m = _DATE.search(text)
    if not m or m[1] not in _MONTHS:
        return None
    zone = timezone(timedelta(hours=int(m[7]), minutes=int(m[8])) * (-1 if m[6] == "-" else 1)) if m[6] else UTC
    try:
        at = datetime(int(m[9]), _MONTHS.index(m[1]) + 1, int(m[2]), int(m[3]), int(m[4]), int(m[5]), tzinfo=zone)
    except ValueError:
        return None
    return int(at.timestamp())


def _lastlog(section: Section) -> Listing[Login] | Unread:
    block = section.block("lastlog")
    if isinstance(block, Unread) and block.reason == "absent" and "lastlog2" in section.blocks:
        block = section.block("lastlog2")
    if isinstance(block, Unread):
        return block
    items, gaps = [], []
    for line, text in block.rows[1:]:
        at = 0 if "**Never logged in**" in text else moment(text)
        if at is None:
            gaps.append(Unread("error", "lastlog: a line of another shape", line))
        else:
            items.append(Login(text.split(None, 1)[0], at, line))
    return Listing(tuple(items), tuple(gaps), block.line)


def _recent(section: Section) -> tuple[Listing[Login] | Unread, Reading[int] | Unread]:
    block = section.block("last")
    if isinstance(block, Unread):
        return block, block
    dated = [(t.split(None, 1)[0], at, n) for n, t in block.rows if t.strip() and (at := moment(t)) is not None]
    since = next((Reading(at, n) for name, at, n in dated if name == "wtmp"), None)
    if since is None:
        trouble = Unread("error", "last", block.line)
        return trouble, trouble
    items = [Login(*row) for row in dated if row[0] not in ("wtmp", "reboot", "shutdown", "runlevel")]
    return Listing(tuple(items), section.gaps("last"), block.line), since


def parse(section: Section) -> Accounts:
    """Local accounts as the files have them; a line of another shape is a gap, not a guess."""
    recent, since = _recent(section)
    return Accounts(
        users=_and_elsewhere(_rows(section, "/etc/passwd", _account), elsewhere(section, "passwd")),
        secrets=_rows(section, "/etc/shadow", _secret),
        groups=_and_elsewhere(_rows(section, "/etc/group", _group), elsewhere(section, "group")),
        compat=_compat(section),
        defs=_defs(section),
        lastlog=_lastlog(section),
        recent=recent,
        recent_since=since,
    )
