"""Owners and modes: files that must not be changed or read by others, and what the walk found anywhere."""

from __future__ import annotations

import fnmatch
import re
from functools import cache
from typing import NamedTuple

from wardround.checks import Given, check, failed, need, none_of, passed, unknown
from wardround.facts import Unread
from wardround.facts.linux import LinuxFacts
from wardround.facts.linux.files import File
from wardround.facts.numbers import is_whole
from wardround.verdicts import Scalar, Verdict


class Rule(NamedTuple):
    """``never``: permission bits that must not be set; ``owners`` and ``groups``: names allowed beside root.

    ``paths``: as fnmatch has them.
    """

    paths: tuple[str, ...]
    never: int
    owners: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()


LOGS = ("auth.log*", "secure*", "messages*", "syslog*", "cron", "cron.log*", "maillog*", "btmp*", "audit/audit.log*")
#: check -> rules; of several, the first whose path matches holds.
RULES: dict[str, tuple[Rule, ...]] = {
    "password_files": (
        Rule(("/etc/shadow*", "/etc/gshadow*", "/etc/security/opasswd"), 0o137, groups=("shadow",)),
        Rule(("/etc/passwd*", "/etc/group*"), 0o133),
    ),
    "sudoers": (Rule(("/etc/sudoers", "/etc/sudoers.d", "/etc/sudoers.d/*"), 0o022),),
    "cron": (Rule(("/etc/crontab", "/etc/anacrontab", "/etc/cron.*"), 0o022),),
    "ssh_host_keys": (Rule(("/etc/ssh/ssh_host_*_key",), 0o137, groups=("ssh_keys",)),),
    "root_home": (Rule(("/root",), 0o027),),
    "logs": (Rule(tuple(f"/var/log/{name}" for name in LOGS), 0o007, ("syslog",), ("adm", "utmp", "syslog")),),
    "program_folders": (
        Rule(("/", "/etc", "/usr", "/usr/local", "/boot", "/var", "/lib", "/usr/lib", "/bin", "/sbin"), 0o022),
        Rule(("/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin"), 0o022),
    ),
    "start_files": (
        Rule(("/etc/rc.local", "/etc/rc.d*", "/etc/init.d*", "/etc/inittab", "/etc/systemd/system*"), 0o022),
        Rule(("/etc/profile*", "/etc/bashrc", "/etc/bash.bashrc", "/etc/environment", "/etc/ld.so.*"), 0o022),
        Rule(("/etc/pam.d*", "/etc/security*", "/etc/hosts", "/etc/nsswitch.conf"), 0o022),
        Rule(("/etc/sysctl.*", "/etc/modprobe.d*", "/etc/udev/rules.d*", "/etc/ssh/sshd_config"), 0o022),
    ),
}


@cache
def _pattern(paths: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(fnmatch.translate(path) for path in paths))


@cache
def _stems(rules: tuple[Rule, ...]) -> tuple[str, ...]:
    """What a path begins with, to matter at all."""
    return tuple(path.partition("*")[0] for rule in rules for path in rule.paths)


def _rule(path: str, rules: tuple[Rule, ...]) -> Rule | None:
    return next((rule for rule in rules if _pattern(rule.paths).match(path)), None)


Names = dict[int, str] | Unread


def _may_be(number: int, names: Names, allowed: tuple[str, ...]) -> bool:
    """Whether the number has an allowed name; where names could not be read, it may have any."""
    return bool(allowed) and (isinstance(names, Unread) or names.get(number) in allowed)


def _breaks(file: File, rule: Rule, users: Names, groups: Names) -> bool:
    """Bits of the group do not count where the group is root's; a group that may read must be an allowed one."""
    if file.kind == "l":
        return False
    if file.uid != 0 and not _may_be(file.uid, users, rule.owners):
        return True
    never = rule.never & ~0o070 if file.gid == 0 else rule.never
    allowed = file.gid == 0 or not rule.groups or _may_be(file.gid, groups, rule.groups)
    return bool(file.mode & never) or not (allowed or not file.mode & 0o070)


def _by_number(host: LinuxFacts) -> tuple[Names, Names]:
    users, groups = host.accounts.users, host.accounts.groups
    return (
        users if isinstance(users, Unread) else {a.uid: a.name for a in users.items},
        groups if isinstance(groups, Unread) else {g.gid: g.name for g in groups.items},
    )


def _nameless(ours: list[tuple[File, Rule]], users: Names, groups: Names) -> list[Unread]:
    """The names that a rule asks for and that could not be read."""
    owners = isinstance(users, Unread) and any(f.uid and rule.owners for f, rule in ours)
    holders = isinstance(groups, Unread) and any(f.gid and rule.groups for f, rule in ours)
    return [names for names, asked in ((users, owners), (groups, holders)) if asked and isinstance(names, Unread)]


def _text(file: File) -> str:
    return f"{file.path} ({file.mode:o}, {file.uid}:{file.gid})"


def _concerns(gap: Unread, pattern: str) -> bool:
    """Whether what could not be read hides files of that pattern; a cut list hides any."""
    if gap.reason != "denied" or not gap.detail.startswith("/"):
        return True
    stem, star, _ = pattern.partition("*")
    above = (stem.rstrip("/") + "/").startswith(gap.detail.rstrip("/") + "/")
    return above or (bool(star) and (gap.detail.startswith(stem) or stem.startswith(gap.detail)))


def _gaps_about(host: LinuxFacts, rules: tuple[Rule, ...]) -> list[Unread]:
    patterns = [p for rule in rules for p in rule.paths]
    return [gap for gap in need(host.files.named).gaps if any(_concerns(gap, p) for p in patterns)]


def _register(name: str, rules: tuple[Rule, ...]) -> None:
    @check(f"linux.files.{name}")
    def modes(host: LinuxFacts, given: Given) -> Verdict:
        users, groups = _by_number(host)
        near = [f for f in need(host.files.named).items if f.path.startswith(_stems(rules))]
        ours = [(f, rule) for f in near if (rule := _rule(f.path, rules))]
        bad = [f for f, rule in ours if _breaks(f, rule, users, groups)]
        if bad:
            return failed(bad, found=[_text(f) for f in bad], count=len(bad))
        if gaps := [*_nameless(ours, users, groups), *_gaps_about(host, rules)]:
            return unknown(gaps[0])
        if not ours:
            return unknown(Unread("absent", rules[0].paths[0]))
        return passed([f for f, _ in ours], count=len(ours))


for _name, _rules in RULES.items():
    _register(_name, _rules)


def _extent(host: LinuxFacts) -> dict[str, Scalar]:
    """What a pass speaks of: the places walked, with their inodes in use; nothing is claimed for those left out."""
    points, rows, inodes = host.files.points, host.files.left_out, host.disks.inodes
    walked = [] if isinstance(points, Unread) else [p.name for p in points.items]
    left_out = [] if isinstance(rows, Unread) else [f"{p.point} ({p.kind})" for p in rows.items]
    used = [] if isinstance(inodes, Unread) else [s.used for s in inodes.items if s.point in walked]
    return {"walked": walked or ["-"], "left_out": left_out or ["-"], "files": sum(used) if used else "?"}


@check("linux.files.world_writable")
def world_writable(host: LinuxFacts, given: Given) -> Verdict:
    return none_of(
        host.files.walked,
        lambda f: f.kind in ("f", "p") and bool(f.mode & 0o002),
        _text,
        **_extent(host),
    )


@check("linux.files.sticky")
def sticky(host: LinuxFacts, given: Given) -> Verdict:
    return none_of(
        host.files.walked,
        lambda f: f.kind == "d" and f.mode & 0o1002 == 0o002,
        _text,
        **_extent(host),
    )


#: Devices that a chroot has of its own and that give no rights. Mode 0 opens to root alone: whiteouts
#: of an overlay, and what systemd keeps in /run/systemd/inaccessible.
HARMLESS = frozenset({"null", "zero", "full", "random", "urandom", "tty", "console", "ptmx", "fuse"})


@check("linux.files.devices")
def devices(host: LinuxFacts, given: Given) -> Verdict:
    def odd(file: File) -> bool:
        name = file.path.rsplit("/", 1)[-1]
        own = file.kind == "c" and name in HARMLESS and "/dev/" in file.path
        return file.kind in ("b", "c") and file.mode != 0 and not own

    return none_of(host.files.walked, odd, _text, **_extent(host))


def _passing(number: int, host: LinuxFacts) -> bool:
    """A number that systemd gives out for a while, or that subuid(5) lends to containers of a user."""
    if 61184 <= number <= 65519:
        return True
    ranges = () if isinstance(host.files.lent_ids, Unread) else host.files.lent_ids.items
    pairs = [row.value.split() for row in ranges]
    whole = [(int(first), int(many)) for first, many in pairs if is_whole(first) and is_whole(many)]
    return any(first <= number < first + many for first, many in whole)


@check("linux.files.unowned")
def unowned(host: LinuxFacts, given: Given) -> Verdict:
    """Where accounts also come from a directory, a number without a local name says nothing."""
    known = {a.uid for a in need(host.accounts.users).items}
    named = {g.gid for g in need(host.accounts.groups).items}

    def stray(file: File) -> bool:
        user, group = file.uid not in known, file.gid not in named
        return (user and not _passing(file.uid, host)) or (group and not _passing(file.gid, host))

    verdict = none_of(host.files.walked, stray, _text, **_extent(host))
    sources = need(host.files.account_sources)
    elsewhere = set(sources.value.split()) & {"sss", "ldap", "winbind", "nis", "nisplus", "hesiod"}
    if elsewhere and verdict.outcome.value == "fail":
        return unknown(Unread("not_collected", f"passwd: {sources.value}", sources.line))
    return verdict


@check("linux.files.private_keys")
def private_keys(host: LinuxFacts, given: Given) -> Verdict:
    return none_of(host.files.open_keys, lambda row: True, lambda row: row.name)
