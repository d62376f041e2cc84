"""sudo: who may become root without a second thought, and whether that leaves a trace."""

from __future__ import annotations

import re

from wardround.checks import (
    Cannot,
    Given,
    check,
    expected,
    failed,
    need,
    none_found,
    none_of,
    not_applicable,
    passed,
    unknown,
)
from wardround.facts import Listing, Setting, Unread
from wardround.facts.linux import LinuxFacts
from wardround.facts.linux.sudo import Grant
from wardround.verdicts import Verdict

#: Programs that start a shell or write any file for whoever may run them, and so stand for all rights.
SHELLS = frozenset(
    """
    sh bash dash zsh ksh csh tcsh fish busybox env su sudo screen tmux script vi vim view rvim nano ed emacs less
    more man most pg find awk gawk mawk sed perl python python2 python3 ruby lua php node expect tclsh gdb strace
    ltrace nmap tcpdump tar zip rsync scp sftp ssh ftp wget curl git make docker podman kubectl systemctl
    journalctl service crontab at cp mv dd tee chmod chown mount rpm yum dnf apt apt-get dpkg pip npm mysql psql
    sqlplus sqlite3 xargs nohup nice timeout watch start-stop-daemon capsh chroot unshare nsenter setarch taskset
    logsave openssl socat nc ncat
    """.split()  # noqa: SIM905
)
_VERSION = re.compile(r"(?:\d+:)?(\d+)\.(\d+)\.(\d+)")


def _grants(host: LinuxFacts) -> Listing[Grant]:
    """The grants, or the end of the check where sudo is not installed."""
    present = need(host.sudo.present)
    if not present.value:
        raise Cannot(not_applicable(present, says="not_applicable.no_sudo"))
    return need(host.sudo.grants)


def _shown(grant: Grant) -> str:
    return f"{grant.who}: {'!' if grant.negated else ''}{grant.command}"


def _defaults(host: LinuxFacts, name: str) -> list[Setting]:
    """All Defaults of that name: the general one and those bound to a user, host, command or target."""
    return [d for d in need(host.sudo.defaults).items if re.split(r"[@:!>]", d.name)[0] == name]


def _general(host: LinuxFacts, name: str) -> Setting | None:
    rows = [d for d in _defaults(host, name) if d.name == name]
    return rows[-1] if rows else None


@check("linux.sudo.no_password")
def no_password(host: LinuxFacts, given: Given) -> Verdict:
    grants = _grants(host)
    return none_of(grants, lambda g: g.no_password and not g.negated and g.who != "root", _shown)


@check("linux.sudo.authenticate")
def authenticate(host: LinuxFacts, given: Given) -> Verdict:
    grants = _grants(host)
    found = [d for d in _defaults(host, "authenticate") if d.value == "off"]
    return none_found(found, lambda d: f"!{d.name}", grants.gaps, grants)


def _people(host: LinuxFacts, who: str) -> set[str]:
    """The accounts behind a user of sudoers; a group that is not in /etc/group stays as it is."""
    if not who.startswith("%"):
        if who.startswith("#"):
            return {u.name for u in need(host.accounts.users).items if f"#{u.uid}" == who} or {who}
        return {who}
    groups = [g for g in need(host.accounts.groups).items if who in (f"%{g.name}", f"%#{g.gid}")]
    if not groups:
        return {who} if not need(host.accounts.groups).complete else set()
    users = need(host.accounts.users).items
    return {m for g in groups for m in (*g.members, *(u.name for u in users if u.gid == g.gid))}


@check("linux.sudo.everything")
def everything(host: LinuxFacts, given: Given) -> Verdict:
    """With targetpw or rootpw the grant of everything to everybody still asks for root's password."""
    grants = _grants(host)
    approved = expected(given.expect.lists.administrators, "administrators")
    names = {a.name for a in approved} | {"root"}
    root_asked = any((d := _general(host, name)) and d.value == "on" for name in ("targetpw", "rootpw"))
    found = []
    for grant in grants.items:
        if grant.command != "ALL" or grant.negated or (root_asked and grant.who == "ALL" and not grant.no_password):
            continue
        found += [(name, grant) for name in sorted(_people(host, grant.who) - names)]
    said = [f"{a.name} ({a.by or '?'})" for a in approved] or ["-"]
    if found:
        return failed([g for _, g in found], found=[f"{name} ({g.who})" for name, g in found], approved=said)
    gaps = (*grants.gaps, *need(host.accounts.groups).gaps, *need(host.accounts.users).gaps)
    return unknown(gaps[0]) if gaps else passed(grants, approved=said)


def _limited(grants: Listing[Grant]) -> list[Grant]:
    """Grants of single commands: they mean to keep a user short of root."""
    return [g for g in grants.items if g.command.startswith(("/", "sudoedit")) and not g.negated and g.who != "root"]


@check("linux.sudo.shell_escapes")
def shell_escapes(host: LinuxFacts, given: Given) -> Verdict:
    grants = _grants(host)
    noexec = (d := _general(host, "noexec")) is not None and d.value == "on"

    def escapes(g: Grant) -> bool:
        base = re.sub(r"[\d.]+$", "", g.program.rsplit("/", 1)[-1])
        return (base in SHELLS or g.program.rsplit("/", 1)[-1] in SHELLS) and not (g.no_exec or noexec)

    return none_found([g for g in _limited(grants) if escapes(g)], _shown, grants.gaps, grants)


@check("linux.sudo.wildcards")
def wildcards(host: LinuxFacts, given: Given) -> Verdict:
    grants = _grants(host)
    found = [g for g in _limited(grants) if re.search(r"(?<!\\)[*?\[]", g.command) or g.program.endswith("/")]
    return none_found(found, _shown, grants.gaps, grants)


@check("linux.sudo.exclusions")
def exclusions(host: LinuxFacts, given: Given) -> Verdict:
    grants = _grants(host)
    everything_of = {(g.who, g.line) for g in grants.items if g.command == "ALL" and not g.negated}
    found = [g for g in grants.items if g.negated and (g.who, g.line) in everything_of]
    return none_found(found, _shown, grants.gaps, grants)


@check("linux.sudo.files")
def sudo_files(host: LinuxFacts, given: Given) -> Verdict:
    _grants(host)
    return none_of(
        host.sudo.files,
        lambda f: f.uid != 0 or bool(f.mode & 0o002) or bool(f.mode & 0o020 and f.gid != 0),
        lambda f: f"{f.path} ({f.mode:04o}, uid {f.uid})",
    )


@check("linux.sudo.terminal")
def terminal(host: LinuxFacts, given: Given) -> Verdict:
    """use_pty is on without being asked for since sudo 1.9.14."""
    grants = _grants(host)
    rows = _defaults(host, "use_pty")
    off = [d for d in rows if d.value == "off"]
    if off:
        return failed(off, version="-")
    if grants.gaps:
        return unknown(grants.gaps[0])
    if any(d.name == "use_pty" for d in rows):
        return passed(rows)
    package = next(iter(host.packages.named(("sudo", "sudo-ldap"))), None)
    version = _VERSION.match(package.version) if package else None
    if package is None or version is None:
        return unknown(Unread("not_collected", "sudo version"))
    modern = tuple(map(int, version.groups())) >= (1, 9, 14)
    return passed(package) if modern else failed(package, version=package.version)


@check("linux.sudo.logged")
def logged(host: LinuxFacts, given: Given) -> Verdict:
    """syslog is on without being asked for (sudoers(5))."""
    grants = _grants(host)
    file, syslog = _general(host, "logfile"), _general(host, "syslog")
    refused = [d for name in ("log_allowed", "log_denied") for d in _defaults(host, name) if d.value == "off"]
    silent = syslog is not None and syslog.value == "off" and (file is None or file.value == "off")
    found = [*refused, *([syslog] if silent and syslog else [])]
    return none_found(found, lambda d: f"!{d.name}", grants.gaps, grants)


@check("linux.sudo.timeout")
def timeout(host: LinuxFacts, given: Given) -> Verdict:
    """A negative value never asks again; the built-in default is 5 minutes, 15 in Debian and Ubuntu."""
    grants = _grants(host)
    limit = given.expect.limit("sudo_minutes")

    def minutes(value: str) -> float:
        if value == "off":
            return 0.0
        return float(value) if re.fullmatch(r"-?\d{1,18}(\.\d{1,18})?", value) else -1.0

    rows = _defaults(host, "timestamp_timeout")
    found = [d for d in rows if not 0 <= minutes(d.value) <= limit]
    if not found and not any(d.name == "timestamp_timeout" for d in rows) and limit < 15:
        return unknown(Unread("not_collected", "timestamp_timeout"))
    return none_found(found, lambda d: f"{d.name} = {d.value}", grants.gaps, rows or grants, limit=limit)
