"""Database servers on this host: with what rights they run, who reaches them, who gets in."""

from __future__ import annotations

import re
from collections.abc import Callable

from wardround.checks import Given, check, failed, need, not_applicable, not_seen, passed, unknown
from wardround.facts import Listing, Unread
from wardround.facts.linux import LinuxFacts
from wardround.facts.linux.lines import Line
from wardround.facts.linux.ports import Listener
from wardround.facts.linux.processes import Process
from wardround.verdicts import Verdict

#: program -> ports it listens on unless told otherwise
SERVERS: dict[str, tuple[int, ...]] = {
    "mysqld": (3306, 33060),
    "mariadbd": (3306,),
    "postgres": (5432,),
    "postmaster": (5432,),
    "redis-server": (6379,),
    "valkey-server": (6379,),
    "mongod": (27017,),
    "mongos": (27017,),
    "sqlservr": (1433,),
    "tnslsnr": (1521,),
    "db2sysc": (50000,),
    "dmserver": (5236,),
    "kingbase": (54321,),
    "gaussdb": (5432, 26000),
    "oscar": (2003,),
    "clickhouse-server": (8123, 9000),
    "influxd": (8086,),
    "memcached": (11211,),
    "irisdb": (1972,),
    "cache": (1972,),
}
_BY_NAME = re.compile(r"ora_pmon_\w+")
DATA = ("/var/lib/mysql", "/var/lib/pgsql", "/var/lib/redis", "/var/lib/mongodb", "/var/lib/mongo")
_TABLES = re.compile(r"\.(ibd|frm|myd|rdb|aof|wt)$|/ibdata\d+$", re.I)
_LOOPBACK = re.compile(r"(127\.|::1|localhost|-::1|/)")


def _servers(host: LinuxFacts) -> list[Process]:
    rows = need(host.processes.names).items
    return [p for p in rows if p.program in SERVERS or p.name in SERVERS or _BY_NAME.match(p.name)]


def _absent(host: LinuxFacts) -> Verdict:
    return not_seen(host.processes.names, "not_applicable.no_database")


@check("linux.databases.root")
def root(host: LinuxFacts, given: Given) -> Verdict:
    found = _servers(host)
    if not found:
        return _absent(host)
    if bad := [p for p in found if p.uid == 0]:
        return failed(bad, found=[f"{p.program} ({p.pid})" for p in bad])
    processes = need(host.processes.names)
    return passed(found, found=sorted({p.program for p in found})) if processes.complete else unknown(processes.gaps[0])


@check("linux.databases.exposed")
def exposed(host: LinuxFacts, given: Given) -> Verdict:
    """Who may reach a database is an approval of its port; without one, only this host may."""
    found = _servers(host)
    if not found:
        return _absent(host)
    programs = {p.program for p in found} | {p.name for p in found}
    ports = {port for name in programs & SERVERS.keys() for port in SERVERS[name]}
    allowed = {p.port for p in given.expect.lists.ports or ()}

    def open_(s: Listener) -> bool:
        name = s.program.rsplit("/", 1)[-1]
        ours = name in SERVERS if name else s.port in ports
        return ours and not s.local_only and s.port not in allowed

    listeners = need(host.ports.listeners)
    if bad := [s for s in listeners.items if open_(s)]:
        shown = [f"{s.program.rsplit('/', 1)[-1] or '?'} {s.address} {s.protocol}/{s.port}" for s in bad]
        return failed(bad, found=shown)
    return passed(listeners, found, found=sorted(programs)) if listeners.complete else unknown(listeners.gaps[0])


@check("linux.databases.data_modes")
def data_modes(host: LinuxFacts, given: Given) -> Verdict:
    """A folder that others may pass through (mode 0751, for the socket) is closed as long as its files are."""
    listing = need(host.places.under(*DATA))
    roots = [f for f in listing.items if f.path in DATA]
    bad = [f for f in roots if f.mode & 0o006]
    plain = [f for f in listing.items if f.kind == "f"]
    bad += [f for f in plain if f.others_write or (_TABLES.search(f.path) and f.mode & 0o004)]
    if bad:
        return failed(bad, found=[f"{f.path} ({f.mode:o})" for f in bad])
    if not roots and listing.complete:
        return not_applicable(listing, says="not_applicable.no_database")
    shut = {r.path for r in roots}  # what nobody else may enter is a gap for a plain user, and just what is wanted
    hidden = [g for g in listing.gaps if g.detail not in shut]
    return unknown(hidden[0]) if hidden else passed(roots, count=len(roots))


def _with_settings(
    check_id: str, program: tuple[str, ...], field: str, bad: Callable[[Listing[Line], list[Process]], list]
) -> None:
    """A check over one program's settings: not applicable without the program, unknown without its files."""

    @check(check_id)
    def settings_are(host: LinuxFacts, given: Given) -> Verdict:
        alive = host.processes.named(program)
        processes = need(host.processes.names)
        rows: Listing[Line] = need(getattr(host.servers, field))
        if not alive and not processes.complete:
            return unknown(processes.gaps[0])
        if not alive:
            return not_applicable(processes, says="not_applicable.no_server", what=program[0])
        if found := bad(rows, alive):
            return failed(found, found=[_text(x) for x in found])
        elsewhere = [Unread("not_collected", r.text, r.line) for r in rows.items if r.text.startswith("include")]
        if gaps := [*rows.gaps, *elsewhere]:
            return unknown(gaps[0])
        if not rows.items:
            return unknown(Unread("absent", f"{program[0]} *.conf"))
        return passed(rows.items[:5], alive)


def _text(row: Line | Process) -> str:
    return f"{row.file}: {row.text or '-'}" if isinstance(row, Line) else f"{row.pid} {row.command}"


def _option(rows: Listing[Line], name: str) -> Line | None:
    found = [r for r in rows.items if re.match(rf"{name}\b", r.text, re.I)]
    return found[-1] if found else None


def _redis_open(rows: Listing[Line], alive: list[Process]) -> list:
    """Without a password, whoever reaches the port is master: bad unless it is bound to this host, or left protected.

    Protected mode is on by default, but an address given with bind switched it off before release 6.2.
    """
    if _option(rows, "requirepass") or any("--requirepass" in p.command for p in alive):
        return []
    protected, bind = _option(rows, "protected-mode"), _option(rows, "bind")
    if bind and all(_LOOPBACK.match(address) for address in bind.text.split()[1:]):
        return []
    if bind is None and (protected is None or protected.text.split()[-1] != "no"):
        return []
    return [r for r in (protected, bind) if r]


def _trusting(rows: Listing[Line], alive: list[Process]) -> list:
    """pg_hba.conf: host lines with trust for others than this host."""
    own = re.compile(r"(127\.|::1|localhost|samehost)")
    split = [(row, row.text.split()) for row in rows.items]
    return [r for r, f in split if f[0].startswith("host") and "trust" in f[4:] and not own.match(f[3])]


def _skipping(rows: Listing[Line], alive: list[Process]) -> list:
    option = re.compile(r"skip[-_]grant[-_]tables(?!\s*=\s*(0|off))", re.I)
    found: list[Line | Process] = [r for r in rows.items if option.match(r.text)]
    return found + [p for p in alive if re.search(r"--skip[-_]grant[-_]tables\b", p.command)]


def _unauthorised(rows: Listing[Line], alive: list[Process]) -> list:
    """mongod.conf: security.authorization is disabled unless it says otherwise."""
    on = any(re.match(r"authorization:\s*[\"']?enabled", r.text) for r in rows.items)
    on = on or any("--auth" in p.command or "--keyFile" in p.command for p in alive)
    return [] if on or rows.gaps or not rows.items else list(alive)


_with_settings("linux.databases.redis_password", ("redis-server", "valkey-server"), "redis", _redis_open)
_with_settings("linux.databases.postgres_trust", ("postgres", "postmaster"), "postgres", _trusting)
_with_settings("linux.databases.mysql_grants", ("mysqld", "mariadbd"), "mysql", _skipping)
_with_settings("linux.databases.mongodb_login", ("mongod",), "mongodb", _unauthorised)
