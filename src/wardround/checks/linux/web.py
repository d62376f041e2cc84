"""Web servers on this host: with what rights they run, what they tell, what lies in their folders."""

from __future__ import annotations

import fnmatch
import re

from wardround.checks import Given, check, failed, need, not_seen, passed, undecided, unknown
from wardround.facts import Listing, Unread
from wardround.facts.linux import LinuxFacts
from wardround.facts.linux.lines import Line
from wardround.facts.linux.places import Dated
from wardround.facts.linux.processes import Process
from wardround.verdicts import Verdict

NGINX = ("nginx", "openresty", "tengine")
APACHE = ("httpd", "apache2")
SERVERS = (*NGINX, *APACHE, "lighttpd", "caddy")
ROOTS = ("/var/www", "/srv/www", "/usr/share/nginx/html")
LEFTOVERS = (
    ("*.sql", "*.sql.*", "*.dmp", "*.dmp.*", "*.dump", "*.dump.*", "*.bak", "*.bkp", "*.old", "*.swp", "*~", ".env")
)
_ARCHIVE = re.compile(r".*(www|web|back|bak|html|site|root|db|data)[^/]*\.(zip|rar|7z|tgz|tar\.(gz|xz|zst))", re.I)
_OLD_TLS = {"sslv2", "sslv3", "tlsv1", "tlsv1.0", "tlsv1.1"}


def _alive(host: LinuxFacts, names: tuple[str, ...] = SERVERS) -> list[Process]:
    """The processes of those servers; by program file, so that a Java service named httpd does not count twice."""
    return host.processes.named(names)


def _none(host: LinuxFacts) -> Verdict:
    return not_seen(host.processes.names, "not_applicable.no_web")


@check("linux.web.root_workers")
def root_workers(host: LinuxFacts, given: Given) -> Verdict:
    """The first process opens the port as root and starts workers; those that answer requests must not be root."""
    alive = _alive(host)
    if not alive:
        return _none(host)
    pids = {p.pid for p in alive}
    workers = [p for p in alive if p.parent in pids] or alive
    if bad := [p for p in workers if p.uid == 0]:
        return failed(bad, found=[f"{p.program} ({p.pid})" for p in bad])
    processes = need(host.processes.names)
    return passed(workers, count=len(workers)) if processes.complete else unknown(processes.gaps[0])


#: Included files that the probe reads too, or that hold nothing of these settings.
_KNOWN_INCLUDE = re.compile(
    r"(/etc/nginx/|/usr/local/nginx/conf/|/etc/httpd/|/etc/apache2/)?"
    r"(conf\.d|default\.d|sites-enabled|conf-enabled|mods-enabled|modules-enabled|conf\.modules\.d)/\*(\.conf|\.load)?"
    r"|(/etc/nginx/)?(mime\.types|\w+_params|fastcgi\.conf)|/usr/share/nginx/modules/\*\.conf|ports\.conf"
)


def _elsewhere(row: Line) -> bool:
    """An include of files that the probe does not read."""
    words = _words(row)
    included = words[0].lower() in ("include", "includeoptional") and len(words) > 1
    return included and not _KNOWN_INCLUDE.fullmatch(words[1].strip("\"'"))


def _settings(host: LinuxFacts) -> Listing[Line] | None:
    """The lines of those servers that run; None where neither nginx nor Apache does."""
    rows: list[Line] = []
    gaps: list[Unread] = []
    running = [(NGINX, "nginx"), (APACHE, "apache")]
    running = [(names, field) for names, field in running if _alive(host, names)]
    for _, field in running:
        listing: Listing[Line] = need(getattr(host.servers, field))
        rows += listing.items
        gaps += [Unread("not_collected", row.text, row.line) for row in listing.items if _elsewhere(row)]
        gaps += listing.gaps if listing.items or listing.gaps else [Unread("absent", f"{field} *.conf")]
    return Listing(tuple(rows), tuple(gaps)) if running else None


def _words(row: Line) -> list[str]:
    return row.text.rstrip("; ").replace(",", " ").split()


def _is_bad_tls(row: Line) -> bool:
    """nginx lists what it speaks; Apache's SSLProtocol adds and takes away from all."""
    words = [w.lower() for w in _words(row)]
    if words[0] == "ssl_protocols":
        return bool(_OLD_TLS & set(words[1:]))
    if words[0] != "sslprotocol":
        return False
    spoken: set[str] = set()
    for word in words[1:]:
        name = word.lstrip("+-")
        some = {"tlsv1", "tlsv1.1", "tlsv1.2", "tlsv1.3"} if name == "all" else {name}
        spoken = spoken - some if word.startswith("-") else spoken | some
    return bool(_OLD_TLS & spoken)


@check("linux.web.tls")
def tls(host: LinuxFacts, given: Given) -> Verdict:
    rows = _settings(host)
    if rows is None:
        return _none(host)
    stated = [r for r in rows.items if re.match(r"ssl_?protocols?\b", r.text, re.I)]
    if bad := [r for r in stated if _is_bad_tls(r)]:
        return failed(bad, found=[f"{r.file}: {r.text}" for r in bad])
    if rows.gaps:
        return unknown(rows.gaps[0])
    if not stated:
        return undecided(rows.items[:5], says="unknown.not_set", name="ssl_protocols / SSLProtocol")
    return passed(stated, count=len(stated))


@check("linux.web.version")
def version(host: LinuxFacts, given: Given) -> Verdict:
    """server_tokens is on and ServerTokens is Full unless set."""
    rows = _settings(host)
    if rows is None:
        return _none(host)
    bad: list[Line | str] = []
    good = {"nginx": r"server_tokens\s+off", "apache": r"ServerTokens\s+(Prod\w*|\"Prod\w*\")"}
    names = {"nginx": "server_tokens", "apache": "ServerTokens"}
    for field, known in (("nginx", NGINX), ("apache", APACHE)):
        if not _alive(host, known):
            continue
        own: Listing[Line] = need(getattr(host.servers, field))
        stated = [r for r in own.items if re.match(names[field] + r"\b", r.text, re.I)]
        bad += [r for r in stated if not re.match(good[field], r.text, re.I)]
        bad += [] if stated or own.gaps or not own.items else [f"{names[field]} ({field})"]
    if bad:
        return failed([b for b in bad if isinstance(b, Line)], found=[b if isinstance(b, str) else b.text for b in bad])
    return unknown(rows.gaps[0]) if rows.gaps else passed(rows.items[:5])


def _lists(row: Line) -> bool:
    """autoindex on; Options with Indexes, or All, not taken away."""
    words = [w.lower() for w in _words(row)]
    if words[0] == "autoindex":
        return "on" in words[1:2]
    return words[0] == "options" and bool({"indexes", "+indexes", "all"} & set(words[1:]))


@check("linux.web.listing")
def listing(host: LinuxFacts, given: Given) -> Verdict:
    rows = _settings(host)
    if rows is None:
        return _none(host)
    if bad := [r for r in rows.items if _lists(r)]:
        return failed(bad, found=[f"{r.file}: {r.text}" for r in bad])
    return unknown(rows.gaps[0]) if rows.gaps else passed(rows.items[:5])


def _unread_settings(host: LinuxFacts) -> list[Unread]:
    """The settings that could not be read: other folders may stand in them."""
    fields = (host.servers.nginx, host.servers.apache)
    return [gap for rows in fields for gap in ([rows] if isinstance(rows, Unread) else rows.gaps)]


def _roots(host: LinuxFacts) -> tuple[str, ...]:
    """The usual folders and those that the settings name."""
    named = []
    for field in ("nginx", "apache"):
        rows = getattr(host.servers, field)
        for row in () if isinstance(rows, Unread) else rows.items:
            words = _words(row)
            if words[0].lower() in ("root", "alias", "documentroot") and len(words) > 1:
                named.append(words[1].strip('"').rstrip("/"))
    return tuple(dict.fromkeys([*ROOTS, *(n for n in named if n.startswith("/") and len(n) > 1)]))


@check("linux.web.leftovers")
def leftovers(host: LinuxFacts, given: Given) -> Verdict:
    if not _alive(host):
        return _none(host)

    def left(f: Dated) -> bool:
        named = any(fnmatch.fnmatchcase(f.name.lower(), pattern) for pattern in LEFTOVERS) or _ARCHIVE.fullmatch(f.name)
        return (f.kind == "f" and bool(named)) or (f.kind == "d" and f.name in (".git", ".svn"))

    seen = need(host.places.under(*_roots(host)))
    if bad := [f for f in seen.items if left(f)]:
        return failed(bad, found=[f.path for f in bad])
    gaps = [*seen.gaps, *_unread_settings(host)]
    return unknown(gaps[0]) if gaps else passed(seen, looked=list(_roots(host)))


@check("linux.web.writable")
def writable(host: LinuxFacts, given: Given) -> Verdict:
    if not _alive(host):
        return _none(host)
    walked = need(host.files.walked)
    roots = tuple(r + "/" for r in _roots(host))
    bad = [f for f in walked.items if f.mode & 0o002 and f.kind in "fd" and f"{f.path}/".startswith(roots)]
    if bad:
        return failed(bad, found=[f"{f.path} ({f.mode:o})" for f in bad])
    gaps = [*walked.gaps, *_unread_settings(host)]
    return unknown(gaps[0]) if gaps else passed(walked, looked=list(_roots(host)))
