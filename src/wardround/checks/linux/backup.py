"""Backups: whether something makes them, how old the newest is, and who may read it."""

from __future__ import annotations

import re
from statistics import median

from wardround.checks import Given, check, failed, need, not_applicable, passed, undecided, unknown
from wardround.facts import Listing, Unread
from wardround.facts.linux import LinuxFacts
from wardround.facts.linux.places import Dated
from wardround.verdicts import Verdict

PLACES = (
    "/backup",
    "/backups",
    "/data/backup",
    "/data/backups",
    "/home/backup",
    "/opt/backup",
    "/srv/backup",
    "/var/backup",
    "/var/backups",
    "/var/lib/pgsql/backups",
    "/mnt/backup",
    "/u01/backup",
)
#: Debian's own copies of package lists and account files are no backup of the hospital's data.
_SYSTEM = re.compile(r"/var/backups/(dpkg|apt|alternatives|passwd|group|shadow|gshadow)\b.*")
_JOB = re.compile(
    r"\b(borg(matic)?|restic|duplicity|rsnapshot|rsync|rclone|pg_dump(all)?|pg_basebackup|pgbackrest|barman|wal-g|mysqldump"
    r"|mariadb-dump|mydumper|mysqlpump|(xtra|maria|inno)backup(ex)?|mongodump|redis-cli\b.*\b(bgsave|--rdb)|expdp|exp|rman|dexp"
    r"|sys_dump|gs_dump|tar\s+\S*[cz]\S*|dump|xfsdump|backup\S*|\S*[_-]backup\S*|\S*/bak\S*)(?=\s|$|;)"
)
_AGENTS = (
    ("borgmatic.timer", "restic.timer", "barman.timer", "pgbackrest.timer", "rsnapshot.timer", "amanda.socket")
    + ("bacula-fd.service", "bareos-fd.service", "veeamservice.service", "nsrexecd.service", "networker.service")
    + ("netbackup.service", "simpana.service", "commvault.service", "urbackupclientbackend.service")
    + ("duplicati.service", "backuppc.service")
)
_AGENT_PROGRAMS = (
    ("bacula-fd", "bareos-fd", "veeamservice", "nsrexecd", "bpcd", "vnetd", "cvd", "urbackupclientb", "dsmcad")
)
LOOKED = ("cron", "systemd", *PLACES)
_DATABASES = (
    ("mysqld", "mariadbd", "postgres", "postmaster", "mongod", "tnslsnr", "sqlservr", "dmserver", "kingbase", "gaussdb")
)
#: Jobs that only clear or look at backups.
_NO_BACKUP = re.compile(r"(?:test\s.*&&\s*)?(?:\S*/)?(find|rm|ls|du|chmod|chown|logrotate)\b")


def _dumps(host: LinuxFacts) -> Listing[Dated]:
    listing = need(host.places.under(*PLACES))
    rows = tuple(f for f in listing.items if f.kind == "f" and not _SYSTEM.fullmatch(f.path))
    return Listing(rows, listing.gaps, listing.line)


@check("linux.backup.scheduled")
def scheduled(host: LinuxFacts, given: Given) -> Verdict:
    """A host without a database may be backed up from outside: without a trace it is unknown, with one it fails."""
    jobs, processes = need(host.cron.jobs), need(host.processes.names)
    found = [j for j in jobs.items if _JOB.search(j.command) and not _NO_BACKUP.match(j.command)]
    units = [u for u in host.services.named(_AGENTS) if u.wanted]
    agents = host.processes.named(_AGENT_PROGRAMS)
    if found or units or agents:
        names = [j.command for j in found] + [u.name for u in units] + [p.program for p in agents]
        return passed(found, units, agents, found=names)
    services = host.services.units
    gaps = jobs.gaps + processes.gaps + ((services,) if isinstance(services, Unread) else services.gaps)
    if gaps:
        return unknown(gaps[0])
    databases = host.processes.named(_DATABASES)
    if databases:
        return failed(databases, jobs, found=sorted({p.program for p in databases}), looked=list(LOOKED[:2]))
    return undecided(jobs, says="unknown.no_trace", looked=list(LOOKED[:2]))


@check("linux.backup.age")
def age(host: LinuxFacts, given: Given) -> Verdict:
    """By the host's own clock at the time of collection."""
    limit = given.expect.limit("backup_hours")
    dumps, clock = _dumps(host), need(host.system.clock)
    if not dumps.items:
        return unknown(dumps.gaps[0]) if dumps.gaps else undecided(dumps, says="unknown.no_trace", looked=list(PLACES))
    newest = max(dumps.items, key=lambda f: f.modified)
    hours = (clock.value - newest.modified) // 3600
    if hours < -1:
        return unknown(Unread("error", f"{newest.path}: {hours} h", newest.line))
    if hours <= limit:
        return passed(newest, hours=max(hours, 0), limit=limit, found=newest.path)
    return unknown(dumps.gaps[0]) if dumps.gaps else failed(newest, hours=hours, limit=limit, found=newest.path)


def _series(path: str) -> str:
    """Backups of one thing differ in the digits of their names only."""
    return re.sub(r"\d+", "#", path)


@check("linux.backup.size")
def size(host: LinuxFacts, given: Given) -> Verdict:
    """The newest of each series is not empty, nor under half of the usual size of its series."""
    dumps = _dumps(host)
    if not dumps.items:
        return unknown(dumps.gaps[0]) if dumps.gaps else undecided(dumps, says="unknown.no_trace", looked=list(PLACES))
    series: dict[str, list[Dated]] = {}
    for f in sorted(dumps.items, key=lambda f: f.modified):
        series.setdefault(_series(f.path), []).append(f)
    bad = []
    for rows in series.values():
        usual = median([f.size for f in rows[:-1]]) if len(rows) > 2 else 0
        if rows[-1].size == 0 or rows[-1].size * 2 < usual:
            bad.append((rows[-1], int(usual)))
    if bad:
        return failed([f for f, _ in bad], found=[f"{f.path}: {f.size} ({usual or '-'})" for f, usual in bad])
    return unknown(dumps.gaps[0]) if dumps.gaps else passed([rows[-1] for rows in series.values()], count=len(series))


@check("linux.backup.modes")
def modes(host: LinuxFacts, given: Given) -> Verdict:
    listing = need(host.places.under(*PLACES))
    dumps = _dumps(host)
    bad = [f for f in dumps.items if f.mode & 0o006]
    if bad:
        return failed(bad, found=[f"{f.path} ({f.mode:o})" for f in bad])
    if dumps.gaps:
        return unknown(dumps.gaps[0])
    if not dumps.items:
        return not_applicable(listing, says="not_applicable.no_backup")
    return passed(dumps.items[:10], count=len(dumps.items))
