"""Old services that send passwords in the clear or trust whoever asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from wardround.checks import Cannot, Given, check, failed, need, none_of, passed, unknown
from wardround.checks.presence import PROGRAMS, in_use, only_where_approved, unsure
from wardround.facts import Listing, Unread
from wardround.facts.linux import LinuxFacts
from wardround.facts.linux.legacy import Configured, Export
from wardround.facts.numbers import is_whole
from wardround.verdicts import Verdict

#: check id -> the program that should not be in use; the hospital's list of services may allow one
FORBIDDEN: dict[str, str] = {
    "linux.legacy.telnet": "telnet",
    "linux.legacy.r_commands": "rsh",
    "linux.legacy.ftp": "ftp",
    "linux.legacy.tftp": "tftp",
    "linux.legacy.finger": "finger",
    "linux.legacy.talk": "talk",
    "linux.legacy.nis": "nis",
    "linux.legacy.rpcbind": "rpcbind",
    "linux.legacy.small_services": "small services",
}
for _id, _name in FORBIDDEN.items():
    only_where_approved(_id, PROGRAMS[_name])


def _anonymous(rows: Listing[Configured], programs: set[str]) -> list[Configured]:
    """vsftpd lets anonymous in unless its file says NO (vsftpd.conf(5)); proftpd where an Anonymous block is."""
    found = [r for r in rows.items if r.program == "proftpd" and r.name == "<anonymous"]
    said = [r for r in rows.items if r.program == "vsftpd" and r.name == "anonymous_enable"]
    if said:
        return found + [r for r in said[-1:] if r.value.upper() in ("YES", "TRUE", "1")]
    return found + [r for r in rows.items if r.program == "vsftpd" and "vsftpd" in programs and not r.name]


@check("linux.legacy.ftp_anonymous")
def ftp_anonymous(host: LinuxFacts, given: Given) -> Verdict:
    seen = in_use(host, PROGRAMS["ftp"])
    rows = need(host.legacy.configured(["vsftpd", "proftpd"]))
    running = " ".join(seen.found)
    programs = {p for p in ("vsftpd", "proftpd") if p in running}
    if bad := _anonymous(rows, programs):
        return failed(bad, seen.evidence, found=[f"{r.at} {r.name} {r.value}".strip() for r in bad])
    if rows.gaps:
        return unknown(rows.gaps[0])
    if not programs or not programs <= {r.program for r in rows.items}:
        return unsure("unknown.no_settings", seen.evidence, seen.found[0])
    return passed([r for r in rows.items if r.name], found=seen.found)


def _of_all(host: LinuxFacts, name: str, rows: Any, bad: Callable[[Any], bool], label: Callable[[Any], str]) -> Verdict:
    """No bad row, where the program is in use at all."""
    in_use(host, PROGRAMS[name])
    return none_of(rows, bad, label)


def _export(row: Export) -> str:
    return f"{row.path} {row.client} ({row.at})"


@check("linux.legacy.nfs_everyone")
def nfs_everyone(host: LinuxFacts, given: Given) -> Verdict:
    wide = ("*", "0.0.0.0/0", "::/0", "0.0.0.0/0.0.0.0", "<world>")
    return _of_all(host, "nfs", host.legacy.exports, lambda e: e.client in wide, _export)


@check("linux.legacy.nfs_root")
def nfs_root(host: LinuxFacts, given: Given) -> Verdict:
    return _of_all(host, "nfs", host.legacy.exports, lambda e: "no_root_squash" in e.options, _export)


@check("linux.legacy.rsync_open")
def rsync_open(host: LinuxFacts, given: Given) -> Verdict:
    return _of_all(host, "rsync", host.legacy.modules, lambda m: not m.users, lambda m: f"[{m.name}] ({m.at})")


@check("linux.legacy.trusted_hosts")
def trusted_hosts(host: LinuxFacts, given: Given) -> Verdict:
    return none_of(host.legacy.trusted, lambda t: True, lambda t: f"{t.at} {t.text}".strip())


@check("linux.legacy.snmp_default_community")
def snmp_default_community(host: LinuxFacts, given: Given) -> Verdict:
    return _of_all(
        host,
        "snmpd",
        host.legacy.communities,
        lambda c: c.kind != "other" and not c.source.startswith(("127.", "localhost", "::1")),
        lambda c: f"{c.kind} {'rw' if c.write else 'ro'} {c.source} ({c.at})",
    )


@check("linux.legacy.snmp_clear_text")
def snmp_clear_text(host: LinuxFacts, given: Given) -> Verdict:
    return _of_all(
        host,
        "snmpd",
        host.legacy.communities,
        lambda c: not c.source.startswith(("127.", "localhost", "::1")),
        lambda c: f"{c.source} ({c.at})",
    )


def _samba(host: LinuxFacts) -> Listing[Configured]:
    """The settings of Samba, of `testparm` where it ran; ends the check where Samba is not in use or not readable."""
    seen = in_use(host, PROGRAMS["samba"])
    rows = need(host.legacy.configured(["samba"]))
    if not rows.items and rows.complete:
        raise Cannot(unsure("unknown.no_settings", seen.evidence, seen.found[0]))
    effective = tuple(r for r in rows.items if r.at.startswith("testparm"))
    return Listing(effective or rows.items, rows.gaps, rows.line)


@check("linux.legacy.samba_guest")
def samba_guest(host: LinuxFacts, given: Given) -> Verdict:
    yes = ("yes", "true", "1")
    return none_of(
        _samba(host),
        lambda r: r.name in ("guest ok", "public", "guest only") and r.value.lower() in yes,
        lambda r: f"[{r.section}] {r.name} = {r.value} ({r.at})",
    )


@check("linux.legacy.smb1")
def smb1(host: LinuxFacts, given: Given) -> Verdict:
    """SMB1 is off by default since Samba 4.11; an older one must set the least protocol."""
    rows = _samba(host)
    said = [r for r in rows.items if r.name in ("server min protocol", "min protocol")]
    if said:
        old = said[-1].value.upper() in ("CORE", "COREPLUS", "LANMAN1", "LANMAN2", "NT1")
        return (failed if old else passed)(said[-1], found=[f"{said[-1].name} = {said[-1].value} ({said[-1].at})"])
    if rows.gaps:
        return unknown(rows.gaps[0])
    found = host.packages.named({"samba"})
    if not found:
        return unknown(
            host.packages.installed if isinstance(host.packages.installed, Unread) else Unread("absent", "samba")
        )
    parts = found[0].version.split(":")[-1].split("-")[0].split(".")
    version = tuple(int(p) for p in parts[:2] if is_whole(p))
    return (passed if version >= (4, 11) else failed)(found, found=[f"samba {found[0].version}"])
