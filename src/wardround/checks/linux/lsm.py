"""Mandatory access control in force: SELinux enforcing, or AppArmor with enforced profiles."""

from __future__ import annotations

from wardround.checks import Given, check, failed, need, none_of, not_applicable, passed, unknown
from wardround.facts import Unread
from wardround.facts.linux import LinuxFacts
from wardround.verdicts import Verdict


@check("linux.lsm.enforcing")
def enforcing(host: LinuxFacts, given: Given) -> Verdict:
    """Where neither tells, a kernel that lists its modules (4.10 and later) can say that none is on."""
    selinux, apparmor = host.lsm.selinux, host.lsm.apparmor
    if not isinstance(selinux, Unread):
        return passed(selinux, says="pass.selinux") if selinux.value else failed(selinux, says="fail.permissive")
    if not isinstance(apparmor, Unread) and apparmor.value:
        profiles = need(host.lsm.profiles)
        enforced = [p for p in profiles.items if p.value == "enforce"]
        if enforced:
            return passed(apparmor, enforced, count=len(enforced))
        return failed(apparmor, says="fail.no_profile") if profiles.complete else unknown(profiles.gaps[0])
    if selinux.reason != "absent" or (isinstance(apparmor, Unread) and apparmor.reason != "absent"):
        return unknown(selinux if selinux.reason != "absent" else apparmor)  # type: ignore[arg-type]  # both Unread here
    return failed(need(host.lsm.active))


@check("linux.lsm.next_start")
def next_start(host: LinuxFacts, given: Given) -> Verdict:
    config = host.lsm.selinux_config
    if isinstance(config, Unread) and config.reason == "absent" and config.detail != "SELINUX=":
        return not_applicable(says="not_applicable.no_selinux")
    after = need(config)
    now = host.lsm.selinux
    if isinstance(now, Unread) and now.reason != "absent":
        return unknown(now)
    mode = "disabled" if isinstance(now, Unread) else "enforcing" if now.value else "permissive"
    return (passed if mode == after.value else failed)([now, after], now=mode, after=after.value)


@check("linux.lsm.complaining")
def complaining(host: LinuxFacts, given: Given) -> Verdict:
    apparmor = host.lsm.apparmor
    told = [field for field in (host.lsm.selinux, host.lsm.active) if not isinstance(field, Unread)]
    if isinstance(apparmor, Unread) and apparmor.reason == "absent" and told:
        return not_applicable(told, says="not_applicable.no_apparmor")
    if not need(apparmor).value:
        return not_applicable(apparmor, says="not_applicable.no_apparmor")
    loose = ("complain", "unconfined")
    return none_of(host.lsm.profiles, lambda p: p.value in loose, lambda p: f"{p.name} ({p.value})")
