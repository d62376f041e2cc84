"""The packet filter: what it would do with a new packet from a stranger.

A packet is led through the chains as the kernel would lead it. Where a condition cannot be told the worse case counts:
an accepting rule matches, a refusing one does not.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from wardround.checks import Cannot, Given, check, failed, need, not_applicable, passed, unknown
from wardround.checks.presence import shown
from wardround.facts import Unread
from wardround.facts.linux import LinuxFacts
from wardround.facts.linux.firewall import Chain, Rule
from wardround.facts.linux.ports import Listener
from wardround.verdicts import Verdict

_DEEPEST = 20
#: Ports by which a host is administered.
ADMIN_PORTS = frozenset({22, 23, 3389, 5900, 5901, 9090, 10000})
#: Units that load rules at boot.
_LOADERS = (
    "firewalld",
    "ufw",
    "nftables",
    "iptables",
    "netfilter-persistent",
    "shorewall",
    "ferm",
    "iptables-persistent",
)
LOADERS = frozenset(f"{name}.service" for name in _LOADERS)


Outcome = tuple[str, Rule | Chain]


class Packet(msgspec.Struct, frozen=True):
    """The first packet of a stranger. Port -1 is one that no rule names."""

    family: str
    protocol: str
    port: int


def _matches(rule: Rule, packet: Packet) -> str:
    """no, yes, or maybe, where a condition cannot be told of a stranger's packet."""
    if rule.families and packet.family not in rule.families:
        return "no"
    if rule.interface == "lo" or rule.source == "only":
        return "no"
    if rule.protocols and packet.protocol not in rule.protocols:
        return "no"
    if rule.ports and not any(first <= packet.port <= last for first, last in rule.ports):
        return "no"
    if rule.states and "new" not in rule.states:
        return "no"
    return "maybe" if rule.other or rule.interface else "yes"


def _outcomes(chains: dict[str, Chain], chain: Chain, packet: Packet, depth: int = 0) -> list[Outcome]:
    """Everything that may become of the packet in a chain; verdict "" is: the chain ends without one."""
    if depth > _DEEPEST:
        return [("?", chain)]
    found: list[Outcome] = []
    for rule in chain.rules:
        match = _matches(rule, packet)
        if match == "no" or not rule.verdict:
            continue
        ends, falls = _rule_outcomes(chains, rule, packet, depth)
        found += ends
        if match == "yes" and not (falls and rule.verdict == "jump"):
            return [*found, ("", chain)] if falls else found
        if falls and rule.verdict != "jump":
            found.append(("", chain))
    return [*found, ("", chain)]


def _rule_outcomes(chains: dict[str, Chain], rule: Rule, packet: Packet, depth: int) -> tuple[list[Outcome], bool]:
    """What a matching rule may lead to, and whether it may give the packet back to the chain before."""
    if rule.verdict == "return":
        return [], True
    if rule.verdict not in ("jump", "goto"):
        return [(rule.verdict, rule)], False
    if rule.target not in chains:
        return [("?", rule)], False
    below = _outcomes(chains, chains[rule.target], packet, depth + 1)
    return [o for o in below if o[0]], any(not o[0] for o in below)


def _base(chains: Sequence[Chain], base: Chain, packet: Packet) -> Outcome:
    """The worst that one base chain may do: accept, else what cannot be told, else refuse."""
    reachable = {c.name: c for c in chains if c.table == base.table}
    found = [
        (verdict or base.policy, what if verdict else base) for verdict, what in _outcomes(reachable, base, packet)
    ]
    return min(found, key=lambda o: ("accept", "?").index(o[0]) if o[0] in ("accept", "?") else 2)


def _input(chains: Sequence[Chain], packet: Packet) -> Outcome | None:
    """What the whole filter does: each base chain must let the packet in. None where no base chain sees it."""
    bases = [c for c in chains if c.hook == "input" and c.kind == "filter" and packet.family in c.families]
    found = [_base(chains, base, packet) for base in bases]
    order = ("drop", "reject", "?", "accept")
    return min(found, key=lambda o: order.index(o[0]), default=None)


def _chains(host: LinuxFacts) -> Sequence[Chain]:
    rows = need(host.firewall.chains)
    if rows.gaps:
        raise Cannot(unknown(rows.gaps[0]))
    return rows.items


def _text(what: Rule | Chain) -> str:
    return what.text if isinstance(what, Rule) else f"{what.table} {what.name}: policy {what.policy}"


def _strangers(family: str) -> list[Packet]:
    return [Packet(family, protocol, -1) for protocol in ("tcp", "udp")]


def _denied(host: LinuxFacts, family: str) -> Verdict:
    """Passes where a stranger's packet to a port that no rule names is refused, over TCP and UDP."""
    chains = _chains(host)
    refused = []
    for packet in _strangers(family):
        found = _input(chains, packet)
        if found is None:
            return failed(need(host.firewall.chains), says="none")
        if found[0] == "?":
            return unknown(Unread("error", _text(found[1]), found[1].line))
        if found[0] == "accept":
            return failed(found[1], found=_text(found[1]))
        refused.append(found[1])
    return passed(refused, found=_text(refused[0]))


@check("linux.firewall.active")
def active(host: LinuxFacts, given: Given) -> Verdict:
    """A base chain for what comes in, with a rule or a refusing policy."""
    bases = [c for c in _chains(host) if c.hook == "input" and c.kind == "filter" and (c.rules or c.policy == "drop")]
    if not bases:
        return failed(need(host.firewall.chains))
    return passed(bases, found=[f"{c.table} {c.name}" for c in bases])


@check("linux.firewall.default_deny")
def default_deny(host: LinuxFacts, given: Given) -> Verdict:
    return _denied(host, "ip")


@check("linux.firewall.ipv6")
def ipv6(host: LinuxFacts, given: Given) -> Verdict:
    """Applies where the host has an address of its own over IPv6 besides loopback, the link's own included."""
    rows = need(host.network.addresses)
    mine = [a for a in rows.items if ":" in a.address and a.scope in ("global", "link", "site")]
    if not mine:
        return unknown(rows.gaps[0]) if rows.gaps else not_applicable(rows, says="not_applicable.no_ipv6")
    return _denied(host, "ip6")


def _open_admin(host: LinuxFacts, listener: Listener) -> Verdict | None:
    """None where strangers cannot reach that socket."""
    families = ("ip6", "ip") if listener.address == "::" else ("ip6",) if ":" in listener.address else ("ip",)
    for family in families:
        found = _input(_chains(host), Packet(family, "tcp", listener.port))
        if found and found[0] == "?":
            return unknown(Unread("error", _text(found[1]), found[1].line))
        if found is None:
            return failed(listener, says="none", found=shown(listener))
        if found[0] == "accept":
            return failed(listener, found[1], found=shown(listener), rule=_text(found[1]))
    return None


@check("linux.firewall.admin_ports")
def admin_ports(host: LinuxFacts, given: Given) -> Verdict:
    listening = need(host.ports.listeners)
    admin = [
        s
        for s in listening.items
        if not s.local_only and s.protocol.startswith("tcp") and (s.port in ADMIN_PORTS or s.program.endswith("/sshd"))
    ]
    verdicts = [v for s in admin if (v := _open_admin(host, s))]
    if verdicts:
        return min(verdicts, key=lambda v: v.outcome.value != "fail")
    if not listening.complete:
        return unknown(listening.gaps[0])
    if not admin:
        return not_applicable(listening, says="not_applicable.no_admin_port")
    return passed(admin, found=[shown(s) for s in admin])


@check("linux.firewall.at_boot")
def at_boot(host: LinuxFacts, given: Given) -> Verdict:
    units = need(host.services.units)
    loaders = [u for u in host.services.named(LOADERS) if u.enabled in ("enabled", "enabled-runtime")]
    if loaders:
        return passed(loaders, found=[u.name for u in loaders])
    return unknown(units.gaps[0]) if units.gaps else failed(units)
