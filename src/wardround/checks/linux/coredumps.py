"""Memory dumps of crashed programs are not kept: they hold patients' data and passwords."""

from __future__ import annotations

from wardround.checks import Given, check, failed, need, passed, setting, unknown
from wardround.facts import Unread
from wardround.facts.linux import LinuxFacts
from wardround.verdicts import Verdict


@check("linux.coredumps.kept")
def kept(host: LinuxFacts, given: Given) -> Verdict:
    """core(5): a pipe ignores limits, except that of a program that keeps nothing; a file obeys them."""
    pattern = setting(host.kernel.settings, "kernel.core_pattern")
    if pattern is None:
        return unknown(Unread("absent", "kernel.core_pattern"))
    program = pattern.value[1:].split(" ")[0].rsplit("/", 1)[-1] if pattern.value.startswith("|") else ""
    if program in ("false", "true"):
        return passed(pattern, found=pattern.value)
    if program == "systemd-coredump":
        storage, size = need(host.coredumps.storage), need(host.coredumps.size)
        off = storage.value == "none" or size.value == "0"
        text = f"Storage={storage.value}, ProcessSizeMax={size.value}"
        return (passed if off else failed)([storage, size], found=text)
    if program:
        return failed(pattern, found=pattern.value)
    limits = need(host.coredumps.limits)
    closed = [r for r in limits.items if r.name in ("* hard", "* -") and r.value == "0"]
    raised = [r for r in limits.items if r.name.split()[1] in ("hard", "-") and r.value != "0"]
    if raised or (not closed and limits.complete):
        return failed([pattern, *raised], found=[f"{r.name} core {r.value}" for r in raised] or pattern.value)
    return passed(closed, found=[f"{r.name} core 0" for r in closed]) if limits.complete else unknown(limits.gaps[0])
