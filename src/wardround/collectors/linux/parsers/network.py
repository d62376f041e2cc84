"""Interfaces from /sys/class/net, addresses from ip(8), routes from /proc/net/route, resolv.conf(5), proxies."""

from __future__ import annotations

import ipaddress
import re
import struct

from wardround.collectors.linux.raw import Block, Section
from wardround.facts import NOT_COLLECTED, Listing, Unread
from wardround.facts.linux.network import Address, Gateway, Interface, Named, Network

#: No address is longer; the search for a host in it takes time by the square of its length.
MAX_PROXY = 2048
_UP, _PROMISCUOUS = 0x1, 0x100  # netdevice(7)
#: ARPHRD_ numbers of if_arp.h that are tunnels: ppp, ipip, ip6tnl, sit, gre, ip6gre, none (tun, WireGuard)
_TUNNELS = frozenset({"512", "768", "769", "776", "778", "823", "65534"})
_DRIVEN_MOBILE = frozenset(
    {"rndis_host", "cdc_ether", "cdc_ncm", "cdc_mbim", "qmi_wwan", "ipheth", "huawei_cdc_ncm", "sierra_net", "hso"}
)
#: Bridges and pairs that container and virtual machine software makes for itself.
_VIRTUAL = re.compile(
    r"(docker|veth|virbr|vnet|cni|flannel|cali|tunl|lxcbr|lxdbr|kube-|nodelocaldns|podman|dummy|ifb|vmnet|br-[0-9a-f]{12}).*"
)
_HEX = re.compile(r"[0-9A-Fa-f]{1,8}")
_ADDRESS = re.compile(r"\d+:\s+(\S+)\s+inet6? (\S+)(?: peer \S+)?(?: brd \S+)?.*?scope (\S+)")


def _marks(section: Section) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    block = section.blocks.get("marks")
    for _, text in block.rows if block else []:
        name, _, mark = text.rpartition(" ")
        found.setdefault(name, set()).add(mark)
    return found


def _drivers(section: Section) -> dict[str, str]:
    block = section.blocks.get("drivers")
    rows = [re.match(r"([^/]+)/device/driver -> .*/(\S+)$", text) for _, text in (block.rows if block else [])]
    return {m[1]: m[2] for m in rows if m}


def _kind(name: str, device: str, uevent: str, marks: set[str], driver: str) -> str:
    """From what the kernel says of it; a name decides only for the bridges of container software."""
    if device == "772":
        return "loopback"
    if marks & {"wireless", "phy80211"} or "DEVTYPE=wlan" in uevent:
        return "wireless"
    if "DEVTYPE=wwan" in uevent or driver in _DRIVEN_MOBILE or name.startswith(("wwan", "ppp")):
        return "mobile"
    if _VIRTUAL.fullmatch(name):
        return "virtual"
    if "tun_flags" in marks or "DEVTYPE=wireguard" in uevent or device in _TUNNELS:
        return "tunnel"
    return "bridge" if "bridge" in marks else "ethernet"


def _interfaces(section: Section) -> Listing[Interface]:
    marks, drivers = _marks(section), _drivers(section)
    items, gaps = [], list(section.gaps("/sys/class/net"))
    for block in section.under("/sys/class/net/"):
        name, _, file = block.name.removeprefix("/sys/class/net/").partition("/")
        if file != "flags" or not block.rows:
            continue
        try:
            flags = int(block.text[:20], 16)
        except ValueError:
            gaps.append(Unread("error", block.name, block.line))
            continue
        device = section.blocks.get(f"/sys/class/net/{name}/type", block).text
        event = section.blocks.get(f"/sys/class/net/{name}/uevent")
        uevent = " ".join(text for _, text in event.rows) if event else ""
        mine, driver = marks.get(name, set()), drivers.get(name, "")
        items.append(
            Interface(
                name,
                _kind(name, device, uevent, mine, driver),
                bool(flags & _UP),
                bool(flags & _PROMISCUOUS),
                "brport" in mine,
                driver,
                block.rows[0][0],
            )
        )
    if not items:
        gaps.append(Unread("absent", "/sys/class/net", section.line))
    return Listing(tuple(items), tuple(gaps), section.line)


def _addresses(section: Section) -> Listing[Address] | Unread:
    block = section.block("ip -o addr")
    if isinstance(block, Unread):
        return block
    items, gaps = [], list(section.gaps("ip -o addr"))
    for line, text in block.rows:
        m = _ADDRESS.match(text)
        try:
            if m and ipaddress.ip_interface(m[2]):
                items.append(Address(m[1].split("@")[0], m[2], m[3], line))
        except ValueError:
            gaps.append(Unread("error", "ip -o addr: a line of another shape", line))
    return Listing(tuple(items), tuple(gaps), block.line)


def _gateways(section: Section) -> Listing[Gateway] | Unread:
    block = section.block("/proc/net/route")
    if isinstance(block, Unread):
        return block
    items, gaps = [], list(section.gaps("/proc/net/route"))
    for line, text in block.rows:
        f = text.split()
        if len(f) <= 7 or f[1] != "00000000" or f[7] != "00000000":
            continue
        if not (_HEX.fullmatch(f[2]) and _HEX.fullmatch(f[3])):
            gaps.append(Unread("error", "/proc/net/route: a line of another shape", line))
        elif int(f[3], 16) & 1:
            items.append(Gateway(f[0], str(ipaddress.ip_address(struct.pack("<I", int(f[2], 16)))), line))
    return Listing(tuple(items), tuple(gaps), block.line)


def _name_servers(section: Section) -> Listing[Named] | Unread:
    """Behind an address of the host itself stands a resolver of its own; systemd-resolved says whom it asks."""
    first = section.block("/etc/resolv.conf")
    if isinstance(first, Unread):
        return Listing((), (), section.line) if first.reason == "absent" else first
    behind = section.blocks.get("/run/systemd/resolve/resolv.conf")
    items = [
        Named(words[1], f"{block.name}:{line - block.line}", line)
        for block in filter(None, (first, behind))
        for line, text in block.rows
        if len(words := text.split()) > 1 and words[0] == "nameserver"
    ]
    gaps = list(section.gaps("/etc/resolv.conf", "/run/systemd/resolve"))
    if behind is None and (own := [n for n in items if n.value.startswith(("127.", "::1"))]):
        gaps.append(Unread("not_collected", "/run/systemd/resolve/resolv.conf", own[0].line))
    return Listing(tuple(items), tuple(gaps), first.line)


def _proxies(block: Block | Unread, gaps: tuple[Unread, ...]) -> Listing[Named] | Unread:
    if isinstance(block, Unread):
        return block
    items = []
    for line, text in block.rows:
        at, _, setting = text.partition(" ")
        if len(setting) > MAX_PROXY:
            gaps += (Unread("error", f"{at}: a line of another shape", line),)
            continue
        m = re.search(r"(?:://|(?i:proxy)\s*=\s*)[\"']?(?:\*\*\*@)?(\[[^\]]+\]|[^/:\s\"';]+)(?!\S*://)", setting)
        if m:
            items.append(Named(m[1].strip("[]"), at, line))
    return Listing(tuple(items), gaps, block.line)


def parse(section: Section) -> Network:
    """How the host is connected, as its kernel and files say."""
    if not section.ran:
        return Network(*[NOT_COLLECTED] * 5)
    return Network(
        interfaces=_interfaces(section),
        addresses=_addresses(section),
        gateways=_gateways(section),
        name_servers=_name_servers(section),
        proxies=_proxies(section.block("proxies"), section.gaps("/etc/")),
    )
