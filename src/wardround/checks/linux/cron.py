"""Scheduled jobs: who may plan them, what they run, and who could change what they run."""

from __future__ import annotations

import re

from wardround.checks import (
    Given,
    approves,
    check,
    expected,
    failed,
    need,
    none_of,
    not_applicable,
    passed,
    unknown,
)
from wardround.facts import Listing
from wardround.facts.linux import LinuxFacts
from wardround.facts.linux.cron import Job
from wardround.facts.linux.places import Dated
from wardround.verdicts import Verdict

SYSTEM_PLACES = (
    "/etc/crontab",
    "/etc/anacrontab",
    "/etc/cron.d",
    "/etc/cron.hourly",
    "/etc/cron.daily",
    "/etc/cron.weekly",
    "/etc/cron.monthly",
)
USER_TABLES = "/var/spool/cron"
#: A line that fetches code and runs it, or opens a connection from the shell itself.
FETCHES = re.compile(
    r"(curl|wget|fetch|lwp-download)\b[^#]*\|\s*(sudo\s+)?(\S*/)?(ba|da|z|k|a)?sh\b|/dev/(tcp|udp)/"
    r"|base64\s+(-d|--decode)[^#]*\|\s*(\S*/)?(ba|da|z|k)?sh\b|(ba|da|z)?sh\s+<\(\s*(curl|wget)"
    r"|(curl|wget)\b[^#]*(&&|;)\s*(ba|da|z)?sh\s+\S"
)
_WORD = re.compile(r"(?:^|[\s;&|(\"'=`])(/[^\s;&|)\"'`<>]+)")
_RED_HAT = ("rhel", "fedora", "centos", "openeuler", "kylin", "anolis", "rocky", "almalinux", "ol")


def _shown(file: Dated) -> str:
    return f"{file.path} ({file.mode:o}, uid {file.uid})"


def _job(job: Job) -> str:
    return f"{job.file}: {job.user} {job.schedule} {job.command}"


@check("linux.cron.system_modes")
def system_modes(host: LinuxFacts, given: Given) -> Verdict:
    return none_of(
        host.places.under(*SYSTEM_PLACES), lambda f: f.kind != "l" and (f.uid != 0 or bool(f.mode & 0o022)), _shown
    )


@check("linux.cron.user_modes")
def user_modes(host: LinuxFacts, given: Given) -> Verdict:
    """Tables are mode 0600; a table of another name than its owner's runs as the name, so the owner must fit."""
    accounts = need(host.accounts.users)
    uids = {a.name: a.uid for a in accounts.items}

    def bad(f: Dated) -> bool:
        return f.kind == "f" and (bool(f.mode & 0o077) or f.uid not in (0, uids.get(f.name, 0)))

    return none_of(host.places.under(USER_TABLES), bad, _shown)


@check("linux.cron.approved")
def approved(host: LinuxFacts, given: Given) -> Verdict:
    names = expected(given.expect.lists.cron, "cron")

    def bad(job: Job) -> bool:
        return not (approves(names, job.command) or approves(names, job.file))

    return none_of(host.cron.jobs, bad, _job)


@check("linux.cron.at_reboot")
def at_reboot(host: LinuxFacts, given: Given) -> Verdict:
    jobs = need(host.cron.jobs)
    found = [j for j in jobs.items if j.schedule == "@reboot"]
    names = expected(given.expect.lists.cron, "cron") if found else ()
    if bad := [j for j in found if not (approves(names, j.command) or approves(names, j.file))]:
        return failed(bad, found=[_job(j) for j in bad])
    return passed(found or jobs, count=len(found)) if jobs.complete else unknown(jobs.gaps[0])


@check("linux.cron.fetches")
def fetches(host: LinuxFacts, given: Given) -> Verdict:
    return none_of(host.cron.jobs, lambda j: bool(FETCHES.search(j.command)), _job)


@check("linux.cron.from_temporary")
def from_temporary(host: LinuxFacts, given: Given) -> Verdict:
    """Only what stands where a program may stand: the first word of a command, or a script given to a shell."""
    start = r"(?:^|[;&|]\s*)(?:\w+=\S*\s+)*(?:\S*(?:sh|python[\d.]*|perl|php)\s+(?:-\S+\s+)*)?"
    pattern = re.compile(start + r"/(?:tmp|var/tmp|dev/shm)/\S+")
    return none_of(host.cron.jobs, lambda j: bool(pattern.search(j.command)), _job)


def _runs(job: Job, files: dict[str, Dated]) -> list[Dated]:
    """The programs and scripts that a job names, and their directories, as far as they are files here."""
    words = [w.rstrip(",") for w in _WORD.findall(job.command)]
    paths = [w for w in words if w in files and files[w].kind == "f" and files[w].mode & 0o111]
    paths += [w for w in words if w in files and files[w].kind == "f" and w.endswith((".sh", ".py", ".pl", ".php"))]
    return [files[p] for path in dict.fromkeys(paths) for p in (path, path.rsplit("/", 1)[0]) if p in files]


def _by_job(host: LinuxFacts) -> tuple[Listing[Job], dict[str, Dated], Verdict | None]:
    jobs = need(host.cron.jobs)
    programs = need(host.places.named(*(word for job in jobs.items for word in _WORD.findall(job.command))))
    gaps = jobs.gaps + programs.gaps
    return jobs, {f.path: f for f in programs.items}, unknown(gaps[0]) if gaps else None


@check("linux.cron.writable_program")
def writable_program(host: LinuxFacts, given: Given) -> Verdict:
    jobs, files, gap = _by_job(host)
    bad = [(j, f) for j in jobs.items for f in _runs(j, files) if f.others_write]
    if bad:
        return failed([j for j, _ in bad], [f for _, f in bad], found=[f"{_shown(f)} ← {_job(j)}" for j, f in bad])
    return gap or passed(jobs, count=len(jobs.items))


@check("linux.cron.foreign_program")
def foreign_program(host: LinuxFacts, given: Given) -> Verdict:
    jobs, files, gap = _by_job(host)
    bad = [
        (j, f)
        for j in jobs.items
        if j.user == "root"
        for f in _runs(j, files)
        if f.uid != 0 or (f.gid != 0 and f.mode & 0o020)
    ]
    if bad:
        return failed([j for j, _ in bad], [f for _, f in bad], found=[f"{_shown(f)} ← {_job(j)}" for j, f in bad])
    return gap or passed(jobs, count=len(jobs.items))


def _limited(host: LinuxFacts, tool: str, absent: str) -> Verdict:
    """crontab(1), at(1): NAME.allow alone lists who may; without it NAME.deny lists who may not; without both, only

    root may, except that Debian's cron then lets everybody.
    """
    program = f"/usr/bin/{'crontab' if tool == 'cron' else 'at'}"
    places = need(host.places.under(f"/etc/{tool}.allow", f"/etc/{tool}.deny", program))
    files = {f.path: f for f in places.items}
    allow, deny = files.get(f"/etc/{tool}.allow"), files.get(f"/etc/{tool}.deny")
    if allow:
        return passed(allow, found=allow.path)
    if not places.complete:
        return unknown(places.gaps[0])
    if program not in files:
        return not_applicable(places, says=absent)
    if deny:
        return failed(deny, found=deny.path)
    like = {need(host.system.os_id).value, *str(getattr(host.system.os_like, "value", "")).split()}
    return passed(places, says="root_only") if tool == "at" or like & set(_RED_HAT) else failed(places, found="-")


@check("linux.cron.cron_allow")
def cron_allow(host: LinuxFacts, given: Given) -> Verdict:
    return _limited(host, "cron", "not_applicable.no_cron")


@check("linux.cron.at_allow")
def at_allow(host: LinuxFacts, given: Given) -> Verdict:
    return _limited(host, "at", "not_applicable.no_at")
