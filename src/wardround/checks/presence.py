"""Whether a network program is in use on a Linux host: what runs, listens, starts at boot, or inetd would start.

A program that is only installed is not in use. Nothing found in lists with gaps is unknown, not absent.
"""

from __future__ import annotations

from importlib.resources import files
from typing import Any

import msgspec
import yaml

from wardround.checks import Cannot, Given, check, failed, lines_of, need, not_applicable, passed, unknown
from wardround.expectations import Name
from wardround.facts import Unread
from wardround.facts.linux import LinuxFacts
from wardround.facts.linux.ports import Listener
from wardround.verdicts import Outcome, Verdict

#: Those that listen for others: inetd, xinetd, systemd's sockets, Docker, and a program that holds many in one file.
_HOLDERS = frozenset({"inetd", "xinetd", "systemd", "init", "busybox", "docker-proxy"})
_SUPER = frozenset({"inetd.service", "xinetd.service", "openbsd-inetd.service", "inetutils-inetd.service"})


class Program(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a network program shows itself, see programs.yaml. ``holders``: who else may hold its ports for it."""

    name: str = ""
    units: tuple[str, ...] = ()
    programs: tuple[str, ...] = ()
    ports: tuple[str, ...] = ()
    inetd: tuple[str, ...] = ()
    holders: tuple[str, ...] = ()
    exposed: bool = False


def _programs() -> dict[str, Program]:
    data = yaml.load(files("wardround.checks").joinpath("programs.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    return {name: msgspec.convert({"name": name, **row}, Program) for name, row in data.items()}


PROGRAMS = _programs()


class Seen(msgspec.Struct, frozen=True):
    """What was found of it: sentences for people, the facts behind them, its sockets, and what could not be read."""

    found: list[str]
    evidence: list[Any]
    listeners: list[Listener]
    gap: Unread | None

    @property
    def reachable(self) -> list[Listener]:
        """Its sockets that other hosts reach."""
        return [s for s in self.listeners if not s.local_only]


def shown(listener: Listener) -> str:
    """A socket for people: protocol, address, port, program."""
    host = f"[{listener.address}]" if ":" in listener.address else listener.address
    return f"{listener.protocol.rstrip('6')} {host}:{listener.port} {listener.program or '?'}"


def base(path: str) -> str:
    """The file name of a listener's program; the kernel marks a file that is gone."""
    return path.removesuffix(" (deleted)").rsplit("/", 1)[-1]


def _mine(listener: Listener, program: Program) -> bool:
    name = base(listener.program)
    if name in program.programs:
        return True
    at_home = f"{listener.protocol.rstrip('6')}/{listener.port}" in program.ports
    return at_home and (not name or name in _HOLDERS or name in program.holders)


def _super_served(host: LinuxFacts, program: Program) -> list[Any]:
    """Entries of inetd and xinetd count where one of these is in use; where that could not be read, _gap tells."""
    entries = host.legacy.inetd
    if isinstance(entries, Unread) or not program.inetd:
        return []
    in_use = any(u.wanted for u in host.services.named(_SUPER)) or bool(host.processes.named({"inetd", "xinetd"}))
    return [e for e in entries.items if in_use and (e.name in program.inetd or base(e.program) in program.programs)]


def look(host: LinuxFacts, program: Program) -> Seen:
    """Everything that shows the program in use."""
    listed = host.ports.listeners
    sockets = [] if isinstance(listed, Unread) else [s for s in listed.items if _mine(s, program)]
    sockets = [s for s in sockets if not (program.exposed and s.local_only)]
    found: list[str] = [shown(s) for s in sockets]
    evidence: list[Any] = list(sockets)
    if not program.exposed:
        names = {f"{name}.{kind}" for name in program.units for kind in ("service", "socket")}
        units = [u for u in host.services.named(names) if u.wanted]
        found += [f"{u.name} ({u.active}, {u.enabled or '-'})" for u in units]
        processes = host.processes.named(program.programs)
        found += [f"{p.program} (pid {p.pid})" for p in processes]
        served = _super_served(host, program)
        found += [f"{e.at} {e.name}" for e in served]
        evidence += [*units, *processes, *served]
    return Seen(list(dict.fromkeys(found)), evidence, sockets, _gap(host, program))


def _gap(host: LinuxFacts, program: Program) -> Unread | None:
    asked: list[Any] = [host.ports.listeners]
    if not program.exposed:
        asked += [host.services.units, *([host.legacy.inetd] if program.inetd else [])]
    for listing in asked:
        if isinstance(listing, Unread):
            return listing
        if listing.gaps:
            return listing.gaps[0]
    return None


def in_use(host: LinuxFacts, program: Program) -> Seen:
    """The same, for a check of its settings: not in use ends the check as *not applicable*, or unknown with gaps."""
    seen = look(host, program)
    if not seen.found:
        if seen.gap:
            raise Cannot(unknown(seen.gap))
        raise Cannot(not_applicable(need(host.ports.listeners), says="not_applicable.not_in_use", name=program.name))
    return seen


def unsure(says: str, evidence: Any, detail: str) -> Verdict:
    """An *unknown* verdict with a shared sentence of its own."""
    return Verdict(Outcome.UNKNOWN, says, {"detail": detail}, lines_of(evidence))


def approval(given: Given, program: Program) -> Name | None:
    """The hospital's own word that this service may run, by the name of the service, a unit or a program."""
    names = {program.name, *program.units, *program.programs, *(f"{u}.service" for u in program.units)}
    return next((entry for entry in given.expect.lists.services or () if entry.name in names), None)


def only_where_approved(check_id: str, program: Program) -> None:
    """Registers a check that the program is not in use, or that the hospital's list of services names it."""

    @check(check_id)
    def not_in_use(host: LinuxFacts, given: Given) -> Verdict:
        seen = look(host, program)
        if seen.found:
            if entry := approval(given, program):
                return passed(seen.evidence, says="approved", found=seen.found, by=entry.by or "?")
            return failed(seen.evidence, found=seen.found)
        return unknown(seen.gap) if seen.gap else passed(need(host.ports.listeners))
