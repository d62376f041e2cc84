"""The kernel's audit: running, watching what matters, and not losing what it saw."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wardround.checks import (
    Cannot,
    Given,
    check,
    failed,
    need,
    none_of,
    not_applicable,
    passed,
    setting,
    undecided,
    unknown,
)
from wardround.facts import Reading, Unread
from wardround.facts.linux import LinuxFacts
from wardround.facts.linux.audit import Rule
from wardround.facts.linux.places import Dated
from wardround.facts.numbers import is_whole, whole
from wardround.verdicts import Verdict

#: check id -> (what must be watched: paths of which one suffices, system calls of which one suffices)
WATCHED: dict[str, tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]] = {
    "linux.audit.identity": (
        (("/etc/passwd",), ()),
        (("/etc/group",), ()),
        (("/etc/shadow",), ()),
        (("/etc/gshadow",), ()),
    ),
    "linux.audit.sudoers": ((("/etc/sudoers",), ()), (("/etc/sudoers.d",), ())),
    "linux.audit.time": ((("/etc/localtime",), ()), ((), ("adjtimex", "clock_adjtime")), ((), ("clock_settime",))),
    "linux.audit.logins": (
        (("/var/log/lastlog", "/var/run/faillock", "/run/faillock", "/var/log/faillog", "/var/log/btmp"), ()),
        (("/var/log/wtmp", "/var/run/utmp", "/run/utmp"), ()),
    ),
    "linux.audit.modules": (
        ((), ("init_module", "finit_module")),
        ((), ("delete_module",)),
    ),
    "linux.audit.permissions": (
        ((), ("chmod", "fchmodat", "fchmod")),
        ((), ("chown", "fchownat", "fchown", "lchown")),
    ),
    "linux.audit.deletion": (((), ("unlink", "unlinkat", "rename", "renameat")),),
}
#: What narrows a rule to a part of events that is still the whole of what matters here.
_HARMLESS = re.compile(r"(arch|key|perm|filetype)=.*|auid(>=|!=|>).*|(euid|egid)=0|(uid|euid|gid|egid)!=\w+")
_32_BIT = re.compile(r"arch=(b32|i386|.*40000003.*|1073741827)")
_KEEP_WRITING = ("ignore", "suspend")


def _effective(host: LinuxFacts) -> Sequence[Rule]:
    """The rules that can fire: none while auditing is off or while a task rule keeps every process out."""
    rules = need(host.audit.rules)
    enabled = setting(host.audit.status, "enabled")
    blind = any(r.never and r.where == "task" for r in rules.items)
    return () if blind or (enabled and enabled.value == "0") else rules.items


def _fires(rule: Rule) -> bool:
    return rule.where == "exit" and not rule.never and all(_HARMLESS.fullmatch(f) for f in rule.fields)


def _sees_path(rules: Sequence[Rule], path: str, access: str = "w") -> Rule | None:
    """The first rule about the path decides, as in the kernel."""
    for rule in rules:
        if any(path == p or path.startswith(p.rstrip("/") + "/") for p in rule.paths) and access in rule.access:
            return rule if _fires(rule) else None
    return None


def _sees_call(rules: Sequence[Rule], call: str) -> Rule | None:
    for rule in rules:
        whole = (call in rule.calls or "all" in rule.calls) and not rule.paths
        if whole and _fires(rule) and not any(_32_BIT.fullmatch(f) for f in rule.fields):
            return rule
    return None


def _register(check_id: str, wanted: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]) -> None:
    @check(check_id)
    def watched(host: LinuxFacts, given: Given) -> Verdict:
        rules = _effective(host)
        seen, missing = [], []
        for paths, calls in wanted:
            found = [r for p in paths if (r := _sees_path(rules, p))]
            found += [r for c in calls if (r := _sees_call(rules, c))]
            seen += found[:1]
            missing += [] if found else [" / ".join((*paths, *calls))]
        listing = need(host.audit.rules)
        if missing:
            return failed(listing, setting(host.audit.status, "enabled"), found=missing, count=len(missing))
        if not listing.complete:
            return unknown(listing.gaps[0])
        return passed(seen, count=len(seen))


for _id, _row in WATCHED.items():
    _register(_id, _row)


@check("linux.audit.privileged")
def privileged(host: LinuxFacts, given: Given) -> Verdict:
    rules = _effective(host)
    by_call = _sees_call(rules, "execve")
    programs = [r for p in ("/usr/bin/sudo", "/usr/bin/su") if (r := _sees_path(rules, p, "x"))]
    if by_call or len(programs) == 2:
        return passed(by_call, programs)
    return failed(need(host.audit.rules), setting(host.audit.status, "enabled"))


@check("linux.audit.running")
def running(host: LinuxFacts, given: Given) -> Verdict:
    present = need(host.audit.present)
    processes = need(host.processes.names)
    if found := host.processes.named(("auditd",)):
        return passed(found)
    status = host.audit.status
    if not isinstance(status, Unread) and (pid := setting(status, "pid")) and pid.value not in ("0", ""):
        others = [p for p in processes.items if str(p.pid) == pid.value]
        return passed(pid, others, says="other", found=others[0].program if others else pid.value)
    if not processes.complete:
        return unknown(processes.gaps[0])
    return failed(present, processes) if present.value else failed(present, says="absent")


@check("linux.audit.at_boot")
def at_boot(host: LinuxFacts, given: Given) -> Verdict:
    present = need(host.audit.present)
    if not present.value:
        return not_applicable(present, says="not_applicable.no_auditd")
    units = need(host.services.units)
    found = host.services.named(("auditd.service",))
    if any(u.enabled in ("enabled", "static", "alias", "generated") for u in found):
        return passed(found)
    if not found and not units.complete:
        return unknown(units.gaps[0])
    return failed(found or units, found=found[0].enabled if found and found[0].enabled else "-")


def _status(host: LinuxFacts, name: str) -> Reading[str]:
    found = setting(host.audit.status, name)
    if found is None:
        raise Cannot(unknown(Unread("error", f"auditctl -s: {name}")))
    return found


@check("linux.audit.enabled")
def enabled(host: LinuxFacts, given: Given) -> Verdict:
    found = _status(host, "enabled")
    return (passed if found.value in ("1", "2") else failed)(found, value=found.value)


@check("linux.audit.immutable")
def immutable(host: LinuxFacts, given: Given) -> Verdict:
    found = _status(host, "enabled")
    return (passed if found.value == "2" else failed)(found, value=found.value)


@check("linux.audit.suppressed")
def suppressed(host: LinuxFacts, given: Given) -> Verdict:
    return none_of(host.audit.rules, lambda r: r.never and not r.paths and len(r.fields) == 0, lambda r: r.text)


@check("linux.audit.lost")
def lost(host: LinuxFacts, given: Given) -> Verdict:
    found = _status(host, "lost")
    if not is_whole(found.value):
        return unknown(Unread("error", "auditctl -s: lost", found.line))
    return (failed if int(found.value) else passed)(found, value=found.value)


@check("linux.audit.disk_full")
def disk_full(host: LinuxFacts, given: Given) -> Verdict:
    """auditd treats an action that is not set as ignore (auditd-config.c, clear_config)."""
    present = need(host.audit.present)
    if not present.value:
        return not_applicable(present, says="not_applicable.no_auditd")
    names = ("space_left_action", "admin_space_left_action", "disk_full_action")
    found = [(name, setting(host.audit.config, name)) for name in names]
    bad = [f"{n} = {s.value.lower() if s else 'ignore'}" for n, s in found if not s or s.value.lower() in _KEEP_WRITING]
    seen = [s for _, s in found if s]
    if bad:
        return failed(seen or need(host.audit.config), found=bad)
    return passed(seen, found=[f"{n} = {s.value.lower()}" for n, s in found if s])


def _logs(host: LinuxFacts) -> list[Dated]:
    """The audit logs; unknown where they stand elsewhere or may not be seen."""
    place = setting(host.audit.config, "log_file")
    if place and not place.value.startswith("/var/log/audit/"):
        raise Cannot(unknown(Unread("not_collected", place.value, place.line)))
    listing = need(host.places.under("/var/log/audit"))
    if not listing.complete:
        raise Cannot(unknown(listing.gaps[0]))
    return [f for f in listing.items if f.kind == "f" and f.name.startswith("audit.log")]


@check("linux.audit.retention")
def retention(host: LinuxFacts, given: Given) -> Verdict:
    """Judged by the logs that are there; a young host is unknown, one that overwrites too early fails."""
    present = need(host.audit.present)
    if not present.value:
        return not_applicable(present, says="not_applicable.no_auditd")
    limit = given.expect.limit("log_days")
    logs = sorted(_logs(host), key=lambda f: f.modified)
    if not logs:
        return unknown(Unread("absent", "/var/log/audit/audit.log"))
    days = given.days_since(logs[0].modified)
    action = setting(host.audit.config, "max_log_file_action")
    keep = setting(host.audit.config, "num_logs")
    if days >= limit:
        return passed(logs[0], days=days, limit=limit)
    most = whole(keep.value, 0) if keep else 0
    if action and action.value.lower() == "rotate" and most and len(logs) >= most:
        return failed(action, keep, logs[0], days=days, limit=limit, count=len(logs))
    return undecided(logs[0], says="unknown.young", days=days, limit=limit)


def _shown(file: Dated) -> str:
    return f"{file.path} ({file.mode:o}, uid {file.uid})"


@check("linux.audit.log_modes")
def log_modes(host: LinuxFacts, given: Given) -> Verdict:
    present = need(host.audit.present)
    if not present.value:
        return not_applicable(present, says="not_applicable.no_auditd")
    _logs(host)
    listing = host.places.under("/var/log/audit")
    if not need(listing).items:
        return unknown(Unread("absent", "/var/log/audit"))
    return none_of(listing, lambda f: bool(f.mode & 0o027) or f.uid != 0, _shown)


@check("linux.audit.config_modes")
def config_modes(host: LinuxFacts, given: Given) -> Verdict:
    present = need(host.audit.present)
    if not present.value:
        return not_applicable(present, says="not_applicable.no_auditd")
    return none_of(
        host.places.under("/etc/audit"),
        lambda f: f.kind != "l" and (bool(f.mode & 0o027) or f.uid != 0) and not (f.kind == "d" and not f.mode & 0o022),
        _shown,
    )
