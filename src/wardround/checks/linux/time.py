"""The clock: logs of several hosts can be laid side by side only when their clocks agree."""

from __future__ import annotations

from wardround.checks import Given, check, expected, failed, need, passed, unknown
from wardround.checks.presence import PROGRAMS, Seen, look, unsure
from wardround.facts import Unread
from wardround.facts.linux import LinuxFacts
from wardround.verdicts import Verdict

_SERVICES = ("chrony", "ntp", "timesyncd")


def _running(host: LinuxFacts) -> dict[str, Seen]:
    seen = {name: look(host, PROGRAMS[name]) for name in _SERVICES}
    return {name: one for name, one in seen.items() if one.found}


@check("linux.time.service")
def service(host: LinuxFacts, given: Given) -> Verdict:
    running = _running(host)
    if running:
        found = [text for seen in running.values() for text in seen.found]
        return passed([row for seen in running.values() for row in seen.evidence], found=found)
    gap = look(host, PROGRAMS["chrony"]).gap
    return unknown(gap) if gap else failed(need(host.services.units))


@check("linux.time.one_service")
def one_service(host: LinuxFacts, given: Given) -> Verdict:
    running = _running(host)
    evidence = [row for seen in running.values() for row in seen.evidence]
    if len(running) > 1:
        return failed(evidence, found=list(running))
    gap = look(host, PROGRAMS["chrony"]).gap
    if gap:
        return unknown(gap)
    return passed(evidence, need(host.services.units), found=list(running) or ["-"])


@check("linux.time.synchronised")
def synchronised(host: LinuxFacts, given: Given) -> Verdict:
    state = host.time.synchronised
    if isinstance(state, Unread) and state.reason == "absent":
        return unsure("unknown.no_time_service", state, "chronyc, ntpq, timedatectl")
    state = need(state)
    return (passed if state.value else failed)(state)


@check("linux.time.servers")
def servers(host: LinuxFacts, given: Given) -> Verdict:
    """Only the files of a service in use count, where that is known."""
    approved = {entry.name for entry in expected(given.expect.lists.time_servers, "time_servers")}
    rows = need(host.time.servers)
    running = _running(host)
    asked = [s for s in rows.items if not running or s.program in running]
    bad = [s for s in asked if s.address not in approved]
    if bad and not running and (gap := look(host, PROGRAMS["chrony"]).gap):
        return unknown(gap)
    if bad:
        return failed(bad, found=[f"{s.address} ({s.at})" for s in bad], approved=sorted(approved) or ["-"])
    if not rows.complete:
        return unknown(rows.gaps[0])
    if not asked:
        return failed(rows, says="none", approved=sorted(approved) or ["-"])
    return passed(asked, found=[s.address for s in asked])
