"""Connections of the host: one network, no way around the boundary, no way to the Internet that nobody approved."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable

from wardround.checks import Given, check, failed, need, none_of, passed, setting, unknown
from wardround.facts import Listing
from wardround.facts.linux import LinuxFacts
from wardround.facts.linux.network import Address, Interface
from wardround.verdicts import Verdict

_SHARED = ipaddress.ip_network("169.254.0.0/16")


def _approved(given: Given, *names: str) -> bool:
    """Whether the hospital's list of networks names one of these, or a network that holds one of these addresses."""
    for entry in given.expect.lists.networks or ():
        if entry.name in names:
            return True
        try:
            network = ipaddress.ip_network(entry.name, strict=False)
        except ValueError:
            continue
        for name in names:
            try:
                if ipaddress.ip_interface(name).ip in network:
                    return True
            except ValueError:
                continue
    return False


def _kinds(host: LinuxFacts) -> dict[str, str]:
    return {i.name: i.kind for i in need(host.network.interfaces).items}


def _outward(host: LinuxFacts) -> list[Address]:
    """IPv4 addresses by which other hosts know this one, without those of containers and of a server's own BMC."""
    kinds = _kinds(host)
    return [
        a
        for a in need(host.network.addresses).items
        if a.scope == "global"
        and ":" not in a.address
        and kinds.get(a.interface, "ethernet") not in ("virtual", "loopback")
        and ipaddress.ip_interface(a.address).ip not in _SHARED
    ]


def _networks(addresses: Iterable[Address]) -> list[str]:
    return sorted({str(ipaddress.ip_interface(a.address).network) for a in addresses})


def _shown(address: Address) -> str:
    return f"{address.address} ({address.interface})"


@check("linux.network.second_network")
def second_network(host: LinuxFacts, given: Given) -> Verdict:
    """With a list every address must lie in it; without one a second network fails."""
    listing, rows = need(host.network.addresses), _outward(host)
    listed = given.expect.lists.networks is not None
    bad = [a for a in rows if not _approved(given, a.address, a.interface)] if listed else rows
    if bad and (listed or len(_networks(rows)) > 1):
        return failed(bad, found=[_shown(a) for a in bad])
    for gaps in (listing.gaps, need(host.network.interfaces).gaps):
        if gaps:
            return unknown(gaps[0])
    return passed(rows or listing, found=_networks(rows) or ["-"])


def _interface(check_id: str, bad: Callable[[Interface], bool]) -> None:
    @check(check_id)
    def no_interface(host: LinuxFacts, given: Given) -> Verdict:
        return none_of(
            host.network.interfaces,
            lambda i: bad(i) and not _approved(given, i.name),
            lambda i: f"{i.name} ({i.kind}{', ' + i.driver if i.driver else ''})",
        )


_interface("linux.network.wireless", lambda i: i.kind == "wireless")
_interface("linux.network.tunnel", lambda i: i.kind == "tunnel" and i.up)
_interface("linux.network.promiscuous", lambda i: i.promiscuous and not i.in_bridge and i.kind != "virtual")


@check("linux.network.mobile")
def mobile(host: LinuxFacts, given: Given) -> Verdict:
    """A phone or stick on USB. A server's own BMC speaks over USB too, with a link-local address only."""
    used = {a.interface for a in _outward(host)}
    return none_of(
        host.network.interfaces,
        lambda i: i.kind == "mobile" and i.name in used and not _approved(given, i.name),
        lambda i: f"{i.name} ({i.driver or '?'})",
    )


@check("linux.network.default_routes")
def default_routes(host: LinuxFacts, given: Given) -> Verdict:
    rows = need(host.network.gateways)
    if len({(g.interface, g.address) for g in rows.items}) > 1:
        return failed(list(rows.items), found=[f"{g.address} ({g.interface})" for g in rows.items])
    if not rows.complete:
        return unknown(rows.gaps[0])
    return passed(list(rows.items) or rows, found=[f"{g.address} ({g.interface})" for g in rows.items] or ["-"])


@check("linux.network.forwarding")
def forwarding(host: LinuxFacts, given: Given) -> Verdict:
    """Container software needs forwarding; on a host with two networks it still joins them."""
    found = setting(host.kernel.settings, "net.ipv4.ip_forward")
    if found is None or found.value == "0":
        return passed(found)
    names = [i.name for i in need(host.network.interfaces).items if i.kind in ("virtual", "bridge") and i.up]
    networks = _networks(_outward(host))
    if names and len(networks) <= 1:
        return passed(found, says="containers", found=names)
    return failed(found, found=networks or ["-"])


def _foreign(value: str) -> bool:
    """An address of the Internet; a name cannot be told and counts as one."""
    try:
        return ipaddress.ip_address(value).is_global
    except ValueError:
        return True


@check("linux.network.public_dns")
def public_dns(host: LinuxFacts, given: Given) -> Verdict:
    return none_of(
        host.network.name_servers,
        lambda n: _foreign(n.value.split("%")[0]) and not _approved(given, n.value),
        lambda n: f"{n.value} ({n.at})",
    )


@check("linux.network.proxy")
def proxy(host: LinuxFacts, given: Given) -> Verdict:
    rows: Listing = need(host.network.proxies)
    return none_of(rows, lambda n: not _approved(given, n.value), lambda n: f"{n.value} ({n.at})")
