"""Listening ports against the approved list."""

from __future__ import annotations

from wardround.checks import Given, check, expected, none_of
from wardround.expectations import Port
from wardround.facts.linux import LinuxFacts
from wardround.facts.linux.ports import Listener
from wardround.verdicts import Verdict


def _approves(port: Port, listener: Listener) -> bool:
    if (port.port, port.protocol) != (listener.port, listener.protocol.rstrip("6")):
        return False
    return not port.program or port.program == listener.program.rsplit("/", 1)[-1]


@check("linux.ports.unapproved")
def unapproved(host: LinuxFacts, given: Given) -> Verdict:
    approved = expected(given.expect.lists.ports, "ports")
    return none_of(
        host.ports.listeners,
        lambda s: not s.local_only and not any(_approves(p, s) for p in approved),
        lambda s: f"{s.protocol}/{s.port} {s.program or '?'}",
        approved=[f"{p.protocol}/{p.port} ({p.by or '?'})" for p in approved] or ["-"],
    )
