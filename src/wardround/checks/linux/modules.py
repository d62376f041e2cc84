"""Kernel modules that a server rarely needs: closed, or not in this kernel."""

from __future__ import annotations

from wardround.checks import Given, check, failed, need, not_applicable, passed, setting, unknown
from wardround.facts import Unread
from wardround.facts.linux import LinuxFacts
from wardround.facts.linux.modules import Module
from wardround.verdicts import Verdict

GROUPS: dict[str, frozenset[str]] = {
    "protocols": frozenset({"dccp", "sctp", "rds", "tipc", "n_hdlc", "ax25", "netrom", "rose", "x25", "decnet"}),
    "file_systems": frozenset({"cramfs", "freevxfs", "jffs2", "hfs", "hfsplus", "udf", "minix", "sysv", "ufs", "affs"}),
    "memory_ports": frozenset({"firewire_core", "firewire_ohci", "firewire_sbp2", "thunderbolt"}),
}


def _unsure(module: Module) -> bool:
    return not module.loaded and (module.home == "unknown" or (module.home == "loadable" and module.rule == "unknown"))


def _open(module: Module) -> str:
    """How the module's code can run: loaded, builtin, loadable, or "" where it cannot."""
    if module.loaded:
        return "loaded"
    if module.home == "builtin":
        return "builtin"
    return "loadable" if module.home == "loadable" and module.rule == "none" else ""


def _which(modules: list[Module], how: str) -> list[str]:
    return [m.name for m in modules if _open(m) == how] or ["-"]


def _register(group: str, names: frozenset[str]) -> None:
    @check(f"linux.modules.{group}")
    def closed(host: LinuxFacts, given: Given) -> Verdict:
        rows = need(host.modules.seldom)
        ours = [m for m in rows.items if m.name in names]
        found = [m for m in ours if _open(m)]
        if found:
            loaded, builtin, loadable = (_which(found, how) for how in ("loaded", "builtin", "loadable"))
            return failed(found, loaded=loaded, builtin=builtin, loadable=loadable)
        if unsure := [m for m in ours if _unsure(m)]:
            return unknown(Unread("absent", "/lib/modules, modprobe", unsure[0].line))
        if not rows.complete or not ours:
            return unknown(rows.gaps[0] if rows.gaps else Unread("not_collected", group))
        if all(m.home == "absent" for m in ours):
            return not_applicable(rows, says="not_applicable.no_module", found=[m.name for m in ours])
        return passed(ours, found=[m.name for m in ours if m.home != "absent"])


for _group, _names in GROUPS.items():
    _register(_group, _names)


@check("linux.modules.blocked_yet_loaded")
def blocked_yet_loaded(host: LinuxFacts, given: Given) -> Verdict:
    rows = need(host.modules.seldom)
    need(host.modules.loaded)
    blocked = [m for m in rows.items if m.rule in ("blacklist", "install", "kernel")]
    found = [m for m in blocked if m.loaded]
    if found:
        return failed(found, found=[m.name for m in found])
    if unsure := [m for m in rows.items if m.rule == "unknown" and m.loaded]:
        return unknown(Unread("absent", "modprobe", unsure[0].line))
    if not rows.complete:
        return unknown(rows.gaps[0])
    return passed(blocked or rows, count=len(blocked))


@check("linux.modules.signatures")
def signatures(host: LinuxFacts, given: Given) -> Verdict:
    """sig_enforce, lockdown (which implies it), or no loading of modules at all (kernel.modules_disabled)."""
    loaded = need(host.modules.loaded)
    disabled = setting(host.kernel.settings, "kernel.modules_disabled")
    lockdown, signed = host.kernel.lockdown, host.modules.signed_only
    if disabled is None and not loaded.items:
        return not_applicable(loaded, says="not_applicable.no_modules")
    if disabled is not None and disabled.value == "1":
        return passed(disabled, says="pass.closed")
    if not isinstance(lockdown, Unread) and lockdown.value != "none":
        return passed(lockdown)
    if isinstance(signed, Unread) and signed.reason == "absent":
        return failed(loaded)
    found = need(signed)
    return (passed if found.value else failed)(found)
