"""USB storage: locked, not attached, not remembered, not mounted by itself."""

from __future__ import annotations

from wardround.checks import Cannot, Given, check, failed, need, none_of, not_applicable, passed, unknown
from wardround.facts import Unread
from wardround.facts.linux import LinuxFacts
from wardround.facts.linux.modules import Module
from wardround.facts.linux.usb import STORAGE
from wardround.verdicts import Verdict

STOPPED = ("install", "kernel")


def _module(host: LinuxFacts, name: str) -> Module:
    need(host.modules.seldom)
    found = host.modules.named(name)
    if found is None:
        raise Cannot(unknown(Unread("not_collected", name)))
    return found


def _driver_state(storage: Module, uas: Module) -> str:
    """``closed``, ``unknown``, or the way in: fail.loaded, fail.builtin, fail.uas, fail.

    uas depends on usb_storage, and a blacklist does not hold for a module loaded as a dependency (modprobe.d(5)).
    """
    if storage.loaded or uas.loaded:
        return "fail.loaded"
    if storage.home == "builtin":
        return "fail.builtin"
    if storage.home == "absent" or storage.rule in STOPPED:
        return "closed"
    if "unknown" in (storage.home, storage.rule):
        return "unknown"
    if storage.rule == "none":
        return "fail"
    if uas.home == "absent" or uas.rule in ("blacklist", *STOPPED):
        return "closed"
    return "unknown" if "unknown" in (uas.home, uas.rule) else "fail.uas"


def _guarded(host: LinuxFacts) -> bool | Unread:
    """usbguard runs, refuses unknown devices, and no rule of it lets in any storage."""
    rules = host.usb.guard_open
    if isinstance(host.usb.guard, Unread) or isinstance(rules, Unread) or rules.items or not rules.complete:
        return False
    if host.usb.guard.value not in ("block", "reject"):
        return False
    if host.processes.named({"usbguard-daemon"}):
        return True
    if any(u.active == "active" for u in host.services.named({"usbguard.service"})):
        return True
    return next((x for x in (host.services.units, host.processes.names) if isinstance(x, Unread)), False)


@check("linux.usb.storage_locked")
def storage_locked(host: LinuxFacts, given: Given) -> Verdict:
    bus = need(host.usb.bus)
    if not bus.value:
        return not_applicable(bus, says="not_applicable.no_usb")
    guarded = _guarded(host)
    if guarded is True:
        return passed(host.usb.guard, says="pass.guard")
    ports = host.usb.new_devices
    if not isinstance(ports, Unread) and ports.items and all(p.value in ("0", "2") for p in ports.items):
        return passed(list(ports.items), says="pass.not_authorised")
    storage, uas = _module(host, "usb_storage"), _module(host, "uas")
    state = _driver_state(storage, uas)
    if state == "unknown":
        return unknown(Unread("absent", "modprobe, /lib/modules", storage.line))
    if state == "closed":
        return passed([storage, uas])
    return unknown(guarded) if isinstance(guarded, Unread) else failed([storage, uas], says=state)


@check("linux.usb.storage_attached")
def storage_attached(host: LinuxFacts, given: Given) -> Verdict:
    """Approved exceptions are named vendor:product; none given means none approved."""
    bus = need(host.usb.bus)
    if not bus.value:
        return not_applicable(bus, says="not_applicable.no_usb")
    approved = {a.name.lower() for a in given.expect.lists.usb_storage or ()}
    return none_of(
        host.usb.devices,
        lambda d: STORAGE in d.classes and d.name.lower() not in approved,
        lambda d: f"{d.name} {d.title}".strip(),
        approved=sorted(approved) or ["-"],
    )


@check("linux.usb.storage_used")
def storage_used(host: LinuxFacts, given: Given) -> Verdict:
    bus = need(host.usb.bus)
    if not bus.value:
        return not_applicable(bus, says="not_applicable.no_usb")
    return none_of(host.usb.remembered, lambda row: True, lambda row: row.value)


MOUNTING_UNITS = ("udisks2.service", "autofs.service", "usbmount@.service", "devmon@.service")
#: The kernel's short names end after 15 characters.
MOUNTING_PROGRAMS = ("gvfs-udisks2-volume-monitor", "gvfs-udisks2-vo", "udisksd", "udiskie", "devmon", "automount")


@check("linux.usb.automount")
def automount(host: LinuxFacts, given: Given) -> Verdict:
    units = [u for u in host.services.named(MOUNTING_UNITS) if u.wanted]
    programs = host.processes.named(MOUNTING_PROGRAMS)
    if units or programs:
        return failed([*units, *programs], found=[*(u.name for u in units), *(p.program for p in programs)])
    services, running = need(host.services.units), need(host.processes.running)
    if gaps := services.gaps + running.gaps:
        return unknown(gaps[0])
    return passed([services, running])
