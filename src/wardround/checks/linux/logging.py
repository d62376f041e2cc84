"""Logs: written, readable by few, kept long enough, and sent to another machine."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable

from wardround.checks import (
    Cannot,
    Given,
    approves,
    check,
    expected,
    failed,
    need,
    none_of,
    not_applicable,
    passed,
    setting,
    undecided,
    unknown,
)
from wardround.facts import Listing, Unread
from wardround.facts.linux import LinuxFacts
from wardround.facts.linux.lines import Line
from wardround.facts.linux.logging import Rotation
from wardround.facts.linux.places import Dated
from wardround.verdicts import Verdict

DAEMONS = ("rsyslogd", "syslog-ng", "syslogd", "systemd-journald", "systemd-journal", "metalog")
WRITERS = ("rsyslogd", "syslog-ng", "syslogd", "metalog")
#: The logs whose loss breaks an inquiry.
KEY_LOGS = tuple(f"/var/log/{n}" for n in ("auth.log", "secure", "messages", "syslog", "kern.log", "cron", "cron.log"))
_KEY = re.compile(f"(?:{'|'.join(map(re.escape, KEY_LOGS))})(?:[-.].*)?|/var/log/journal/.*\\.journal")
#: Fixed on the day a system is set up: its machine id and the directory that mkfs makes.
_BIRTH = ("/etc/machine-id", "/lost+found")
#: A rotated log may hold a month before its last line.
_MONTH = 31
_TARGET = (
    re.compile(r"^[^#]*?\s@{1,2}(?:\([^)]*\))?\[?([0-9A-Za-z_.:-]+?)\]?(?::\d+)?(?:;.*)?$"),
    re.compile(r":omrelp:([^:;\s]+)"),
    re.compile(r"om(?:fwd|relp)[\"'].*?\btarget\s*=\s*[\"']([^\"']+)"),
    re.compile(r"\btarget\s*=\s*[\"']([^\"']+)[\"'].*?om(?:fwd|relp)"),
    re.compile(r"\b(?:network|syslog|tcp6?|udp6?)\(\s*\"([^\"]+)\""),
)
_LOOPBACK = re.compile(r"localhost|127\.|::1$|0\.0\.0\.0$")
_RECEIVES = re.compile(
    r"^\$(?:UDPServerRun|InputTCPServerRun|InputRELPServerRun)\s|^input\(.*type=[\"']im(?:udp|tcp|ptcp|relp)"
    r"|^source\b.*\b(?:network|udp|tcp)\s*\("
)
_INCLUDE = re.compile(r"^\$IncludeConfig\s+(\S+)|^include\(.*?file\s*=\s*[\"']([^\"']+)|^@include\s+[\"']?([^\"'\s]+)")
_READ = ("/etc/rsyslog.d/*.conf", "/etc/rsyslog.d/", "/etc/syslog-ng/conf.d/*.conf", "conf.d/*.conf", "scl.conf")


def _syslog(host: LinuxFacts) -> Listing[Line]:
    """The lines that the running daemon reads: drop-ins only where the main file includes them; others are a gap."""
    rows = need(host.logging.syslog)
    included = [(i, next(g for g in m.groups() if g)) for i in rows.items if (m := _INCLUDE.search(i.text))]
    places = [place for _, place in included]
    drops = any("rsyslog.d" in p for p in places), any("conf.d" in p for p in places)
    items = [
        i
        for i in rows.items
        if ("/rsyslog.d/" not in i.file or drops[0]) and ("/syslog-ng/conf.d/" not in i.file or drops[1])
    ]
    elsewhere = [Unread("not_collected", place, i.line) for i, place in included if place not in _READ]
    return Listing(tuple(items), rows.gaps + tuple(elsewhere), rows.line)


def _statements(rows: Iterable[Line]) -> list[Line]:
    """rsyslog's action(...) and syslog-ng's destination may run over several lines: joined, with the first number."""
    joined: list[Line] = []
    for row in rows:
        open_ = joined and joined[-1].file == row.file and joined[-1].text.count("(") > joined[-1].text.count(")")
        if open_ and len(joined[-1].text) < 2000:
            joined[-1] = Line(row.file, f"{joined[-1].text} {row.text}", joined[-1].line)
        else:
            joined.append(row)
    return joined


def _carries_logins(text: str) -> bool:
    """A classic selector (rsyslog.conf(5)) must take in auth or authpriv; other forms are taken as they are."""
    selector = text.split()[0]
    if not re.fullmatch(r"[\w,*]+\.[\w=!*]+(;[\w,*]+\.[\w=!*]+)*", selector):
        return True
    taken: set[str] = set()
    for part in selector.split(";"):
        facilities, _, level = part.rpartition(".")
        named = {"auth", "authpriv"} if "*" in facilities else set(facilities.split(","))
        taken = taken - named if level == "none" else taken | named
    return bool(taken & {"auth", "authpriv"})


def _targets(host: LinuxFacts) -> list[Line]:
    """Where logs are sent, as lines whose text is the host."""
    found = []
    for row in _statements(_syslog(host).items):
        if not _carries_logins(row.text):
            continue
        found += [Line(row.file, m[1], row.line) for pattern in _TARGET if (m := pattern.search(row.text))][:1]
    upload = need(host.logging.upload)
    for s in upload.items:
        m = re.match(r"(?:https?://)?\[?([^/:\]]+)", s.value)
        if s.name == "url" and m and any(u.wanted for u in host.services.named(("systemd-journal-upload.service",))):
            found.append(Line("journal-upload.conf", m[1], s.line))
    return [t for t in found if not _LOOPBACK.match(t.text)]


@check("linux.logging.running")
def running(host: LinuxFacts, given: Given) -> Verdict:
    processes = need(host.processes.names)
    if found := host.processes.named(DAEMONS):
        return passed(found, found=sorted({p.program for p in found}))
    return failed(processes, looked=list(DAEMONS)) if processes.complete else unknown(processes.gaps[0])


@check("linux.logging.forwarded")
def forwarded(host: LinuxFacts, given: Given) -> Verdict:
    targets = _targets(host)
    writing = [p for p in host.processes.named((*WRITERS, "systemd-journal-upload")) if p]
    processes = need(host.processes.names)
    rows = _syslog(host)
    if targets and writing:
        return passed(targets, found=[t.text for t in targets])
    if gaps := (rows.gaps if not targets else ()) + processes.gaps:
        return unknown(gaps[0])
    return failed(targets or rows, processes) if not targets else failed(targets, says="stopped")


@check("linux.logging.log_server_approved")
def log_server_approved(host: LinuxFacts, given: Given) -> Verdict:
    rows = _syslog(host)
    targets = _targets(host)
    approved = expected(given.expect.lists.log_servers, "log_servers")
    if bad := [t for t in targets if not approves(approved, t.text)]:
        return failed(bad, found=[t.text for t in bad], approved=[n.name for n in approved] or ["-"])
    if rows.gaps:
        return unknown(rows.gaps[0])
    if not targets:
        return not_applicable(rows, says="not_applicable.no_forwarding")
    return passed(targets, found=[t.text for t in targets])


def _journal_kept(host: LinuxFacts) -> bool:
    storage = setting(host.logging.journald, "storage")
    value = storage.value.lower() if storage else "auto"
    places = need(host.places.under("/var/log/journal"))
    here = any(f.path == "/var/log/journal" and f.kind in "dl" for f in places.items)
    if value == "auto" and not here and not places.complete:
        raise Cannot(unknown(places.gaps[0]))
    return value == "persistent" or (value == "auto" and here)


@check("linux.logging.journal_persistent")
def journal_persistent(host: LinuxFacts, given: Given) -> Verdict:
    processes = need(host.processes.names)
    journal = host.processes.named(("systemd-journald", "systemd-journal"))
    if not journal and not processes.complete:
        return unknown(processes.gaps[0])
    if not journal:
        return not_applicable(processes, says="not_applicable.no_journal")
    storage = setting(host.logging.journald, "storage")
    if _journal_kept(host):
        return passed(storage, host.places.under("/var/log/journal"), value=storage.value if storage else "auto")
    if writers := host.processes.named(WRITERS):
        return passed(writers, says="syslog", found=writers[0].program)
    return failed(storage, need(host.logging.journald), journal, value=storage.value if storage else "auto")


def _keep_logs(host: LinuxFacts) -> Listing[Dated]:
    return need(host.places.under("/var/log"))


def _kept(rotation: Rotation, names: list[str]) -> str:
    age = f", maxage {rotation.max_age}" if rotation.max_age >= 0 else ""
    return f"{' '.join(names)}: {rotation.keep} × {rotation.days} d{age}"


@check("linux.logging.rotation")
def rotation(host: LinuxFacts, given: Given) -> Verdict:
    """What logrotate is told; a log that it does not name is never deleted by it."""
    limit = given.expect.limit("log_days")
    rows = need(host.logging.rotations)
    names = {r.line: [k for k in KEY_LOGS if any(fnmatch.fnmatchcase(k, f) for f in r.files)] for r in rows.items}
    key = [r for r in rows.items if names[r.line]]
    short = [r for r in key if 0 <= r.max_age < limit or (r.days and 0 <= r.keep * r.days < limit)]
    if short:
        return failed(short, found=[_kept(r, names[r.line]) for r in short], limit=limit)
    if not rows.complete:
        return unknown(rows.gaps[0])
    if not key and not host.processes.named(WRITERS):  # only the journal, which a size bounds (journald.conf(5))
        return undecided(need(host.processes.names), says="unknown.by_size", found=["journald"])
    if by_size := [r for r in key if not r.days and r.keep >= 0]:
        return undecided(by_size, says="unknown.by_size", found=[k for r in by_size for k in names[r.line]])
    return passed(key or rows, count=len(key), limit=limit)


@check("linux.logging.oldest")
def oldest(host: LinuxFacts, given: Given) -> Verdict:
    """The oldest log that is really there, against how long the host has stood."""
    limit = given.expect.limit("log_days")
    listing = _keep_logs(host)
    logs = [f for f in listing.items if f.kind == "f" and f.size and _KEY.fullmatch(f.path)]
    if not logs:
        return unknown(listing.gaps[0]) if listing.gaps else failed(listing, says="none")
    first = min(logs, key=lambda f: f.modified)
    days = given.days_since(first.modified)
    if days >= limit:
        return passed(first, days=days, limit=limit, found=first.path)
    if listing.gaps:
        return unknown(listing.gaps[0])
    born = [f for f in need(host.places.under(*_BIRTH)).items if f.path in _BIRTH]
    stood = max((given.days_since(f.modified) for f in born), default=0)
    if stood >= limit and days < limit - _MONTH:
        return failed(first, born, days=days, limit=limit, found=first.path, stood=stood)
    return undecided(first, born, says="unknown.young", days=max(days, 0), limit=limit)


@check("linux.logging.logins")
def logins(host: LinuxFacts, given: Given) -> Verdict:
    listing = _keep_logs(host)
    files = {f.path: f for f in listing.items if f.kind == "f"}
    newer = [f for f in need(host.places.under("/var/lib/wtmpdb")).items if f.kind == "f" and f.size]
    missing = [p for p in ("/var/log/wtmp", "/var/log/btmp") if p not in files]
    wtmp = files.get("/var/log/wtmp")
    if newer or (not missing and wtmp and wtmp.size):
        return passed(newer, [files[p] for p in ("/var/log/wtmp", "/var/log/btmp") if p in files])
    if not listing.complete:
        return unknown(listing.gaps[0])
    return failed(wtmp, listing, found=missing or ["/var/log/wtmp (0)"])


@check("linux.logging.modes")
def modes(host: LinuxFacts, given: Given) -> Verdict:
    def wide(f: Dated) -> bool:
        secret = _KEY.fullmatch(f.path) or f.path.startswith(("/var/log/btmp", "/var/log/audit/"))
        return f.kind == "f" and (f.others_write or (bool(secret) and bool(f.mode & 0o007)))

    return none_of(host.places.under("/var/log"), wide, lambda f: f"{f.path} ({f.mode:o})")


@check("linux.logging.create_mode")
def create_mode(host: LinuxFacts, given: Given) -> Verdict:
    processes = need(host.processes.names)
    if not host.processes.named(("rsyslogd",)):
        if processes.complete:
            return not_applicable(processes, says="not_applicable.no_rsyslog")
        return unknown(processes.gaps[0])
    rows = _syslog(host)
    pattern = re.compile(r"^\$FileCreateMode\s+0?([0-7]{3,4})|\bfileCreateMode\s*=\s*[\"']0?([0-7]{3,4})", re.I)
    found = [(row, int(m[1] or m[2], 8)) for row in rows.items if (m := pattern.search(row.text))]
    if bad := [(row, mode) for row, mode in found if mode & 0o027]:
        return failed([row for row, _ in bad], found=[f"{row.file}: {mode:04o}" for row, mode in bad])
    if not rows.complete:
        return unknown(rows.gaps[0])
    if not found:  # the default 0644 is narrowed by the umask of the unit on some distributions
        return undecided(rows, says="unknown.not_set", name="$FileCreateMode")
    return passed([row for row, _ in found], found=[f"{mode:04o}" for _, mode in found])


@check("linux.logging.reception")
def reception(host: LinuxFacts, given: Given) -> Verdict:
    """A host that should collect logs has port 514 in its approved list."""
    rows = _syslog(host)
    found = [row for row in _statements(rows.items) if _RECEIVES.search(row.text)]
    if found and any(p.port in (514, 601, 6514) for p in given.expect.lists.ports or ()):
        return passed(found, says="approved", found=[r.text for r in found])
    if found:
        return failed(found, found=[r.text for r in found])
    return passed(rows) if rows.complete else unknown(rows.gaps[0])
