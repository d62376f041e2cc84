"""Traces of an intrusion, seen with the host's own eyes: each is a sign to look at, and a clean result no proof."""

from __future__ import annotations

import re

from wardround.checks import Given, check, failed, need, none_of, passed, unknown
from wardround.facts import Unread
from wardround.facts.linux import LinuxFacts
from wardround.facts.linux.processes import Process
from wardround.verdicts import Verdict

_TEMPORARY = re.compile(r"/(tmp|var/tmp|dev/shm|run/user/\d+)/|/memfd:|/dev/shm/")
#: Names that only the kernel gives its threads; a program that shows one has put on a mask.
_KERNEL_NAME = re.compile(
    r"\[?(kworker/|ksoftirqd/|kthreadd\b|migration/|rcu_(sched|bh|preempt|gp)\b|kswapd\d|watchdog/\d|khugepaged\b"
    r"|kdevtmpfs\b|jbd2/|kauditd\b|cpuhp/|kcompactd\d|ksmd\b|kintegrityd\b|kblockd\b|scsi_eh_|netns\b\]|khungtaskd\b"
    r"|oom_reaper\b|writeback\b\]|crypto\b\]|bioset\b\]|kthrotld\b|md\b\]|ata_sff\b|kstrp\b|ext4-rsv-conver|xfsaild/)"
)
_REVERSE_SHELL = re.compile(
    r"/dev/(tcp|udp)/\S"
    r"|\b(nc|ncat|netcat)\b.*\s(-\w*[ec]\w*|--exec|--sh-exec)\s+\S*sh\b"
    r"|\bsocat\b.*\bexec:\S*sh\b"
    r"|\bmkfifo\b.*\|.*\b(nc|ncat|netcat|telnet|openssl s_client)\b"
    r"|\b(python[\d.]*|perl|ruby|php|lua)\s+-\w*[cer]\w*\s.*\bsocket\b.*(dup2|/bin/(ba|da)?sh|exec|pty\.spawn)",
    re.I,
)
_MINER = re.compile(
    r"stratum\d?\+?(tcp|ssl|tls)?://|\bxmrig\b|\bxmr-stak\b|\bminerd\b|\bcpuminer\b|--donate-level"
    r"|--coin[= ]\w*(xmr|monero)|\bcryptonight\b|\bnanominer\b|\bccminer\b|\bethminer\b|\bkinsing\b|\bkdevtmpfsi\b",
    re.I,
)
#: Programs whose work needs a raw or packet socket.
_MAY_LISTEN_RAW = frozenset(
    ("dhclient", "dhcpcd", "udhcpc", "dhcpd", "dnsmasq", "NetworkManager", "systemd-networkd", "wpa_supplicant", "iwd")
    + ("hostapd", "lldpd", "lldpad", "ladvd", "keepalived", "vrrpd", "corosync", "teamd", "ping", "ping6", "arpwatch")
    + ("radvd", "bird", "zebra", "ospfd", "ospf6d", "avahi-daemon", "pppoe", "pppd")
)


def _shown(p: Process) -> str:
    return f"{p.pid} {p.program} (uid {p.uid}) {p.exe or p.command}"[:160]


def _commanded(p: Process) -> str:
    return f"{p.pid} (uid {p.uid}, {p.exe or '?'}) {p.command}"[:240]


@check("linux.intrusion.preload_file")
def preload_file(host: LinuxFacts, given: Given) -> Verdict:
    return none_of(host.intrusion.preload, lambda row: True, lambda row: row.text)


@check("linux.intrusion.preload_environment")
def preload_environment(host: LinuxFacts, given: Given) -> Verdict:
    processes = need(host.processes.names)
    by_pid = {p.pid: p for p in processes.items}
    return none_of(
        host.intrusion.environ,
        lambda v: True,
        lambda v: f"{v.pid} {by_pid[v.pid].program if v.pid in by_pid else '?'} ({v.name})",
    )


@check("linux.intrusion.deleted_program")
def deleted_program(host: LinuxFacts, given: Given) -> Verdict:
    return none_of(host.processes.running, lambda p: p.deleted and bool(_TEMPORARY.match(p.exe)), _shown)


@check("linux.intrusion.stale_program")
def stale_program(host: LinuxFacts, given: Given) -> Verdict:
    return none_of(host.processes.running, lambda p: p.deleted and not _TEMPORARY.match(p.exe), _shown)


@check("linux.intrusion.temporary_program")
def temporary_program(host: LinuxFacts, given: Given) -> Verdict:
    return none_of(host.processes.running, lambda p: not p.deleted and bool(_TEMPORARY.match(p.exe)), _shown)


@check("linux.intrusion.false_kernel_thread")
def false_kernel_thread(host: LinuxFacts, given: Given) -> Verdict:
    """A kernel thread has neither a program file nor a command line."""

    def masked(p: Process) -> bool:
        mask = _KERNEL_NAME.match(p.command) or (_KERNEL_NAME.match(p.name) and (p.exe or p.command))
        return bool(mask) and bool(p.exe or p.command)

    return none_of(host.processes.running, masked, lambda p: f"{p.pid} {p.command or p.name} = {p.exe or '?'}")


@check("linux.intrusion.reverse_shell")
def reverse_shell(host: LinuxFacts, given: Given) -> Verdict:
    return none_of(host.processes.names, lambda p: bool(_REVERSE_SHELL.search(p.command)), _commanded)


@check("linux.intrusion.miner")
def miner(host: LinuxFacts, given: Given) -> Verdict:
    def mines(p: Process) -> bool:
        return bool(_MINER.search(p.command) or _MINER.search(p.name) or _MINER.search(p.exe.rsplit("/", 1)[-1]))

    return none_of(host.processes.names, mines, _commanded)


@check("linux.intrusion.hidden_process")
def hidden_process(host: LinuxFacts, given: Given) -> Verdict:
    return none_of(host.processes.hidden, lambda p: True, lambda p: f"{p.pid} {p.name}")


@check("linux.intrusion.hidden_module")
def hidden_module(host: LinuxFacts, given: Given) -> Verdict:
    return none_of(host.intrusion.hidden_modules, lambda row: True, lambda row: row.text)


@check("linux.intrusion.device_files")
def device_files(host: LinuxFacts, given: Given) -> Verdict:
    """udev keeps its own few regular files under /dev; others have no business there."""
    usual = re.compile(r"/dev/(\.udev|\.mdadm|\.lxc|\.lxd-mounts|\.initramfs|\.blkid\.tab.*|\.systemd)(/.*)?")
    return none_of(
        host.places.under("/dev"), lambda f: f.kind == "f" and not usual.fullmatch(f.path), lambda f: f.path
    )


@check("linux.intrusion.raw_sockets")
def raw_sockets(host: LinuxFacts, given: Given) -> Verdict:
    sockets, processes = need(host.intrusion.sockets), need(host.processes.names)
    by_pid = {p.pid: p for p in processes.items}
    known = [(s, by_pid[s.pid]) for s in sockets.items if s.pid in by_pid]
    bad = [(s, p) for s, p in known if p.program not in _MAY_LISTEN_RAW]
    if bad:
        return failed([s for s, _ in bad], [p for _, p in bad], found=[f"{s.kind}: {_shown(p)}" for s, p in bad])
    if sockets.gaps:
        return unknown(sockets.gaps[0])
    if orphans := [s for s in sockets.items if s.pid not in by_pid]:
        return unknown(Unread("denied", f"/proc/*/fd ({orphans[0].kind} socket {orphans[0].inode})", orphans[0].line))
    return passed(sockets, count=len(sockets.items))


@check("linux.intrusion.package_files")
def package_files(host: LinuxFacts, given: Given) -> Verdict:
    """Contents that differ (rpm's and dpkg's 5) or files missing; settings may be edited, documentation left out."""
    ignored = re.compile(r"/usr/share/(doc|man|info|locale)/")

    def changed(flags: str) -> bool:
        return flags == "missing" or flags[2:3] == "5"

    return none_of(
        host.intrusion.altered,
        lambda a: not a.config and changed(a.flags) and not ignored.match(a.path),
        lambda a: f"{a.path} ({a.flags})",
    )


#: Size of one record of utmp(5) in bytes, by machine.
UTMP = {"x86_64": 384, "i686": 384, "aarch64": 400}


@check("linux.intrusion.failed_logins")
def failed_logins(host: LinuxFacts, given: Given) -> Verdict:
    limit = given.expect.limit("failed_logins")
    machine = need(host.system.machine)
    size = UTMP.get(machine.value)
    if size is None:
        return unknown(Unread("not_collected", f"utmp {machine.value}", machine.line))
    listing = need(host.places.under("/var/log/btmp"))
    found = [f for f in listing.items if f.path == "/var/log/btmp" and f.kind == "f"]
    if not found:
        return unknown(listing.gaps[0] if listing.gaps else Unread("absent", "/var/log/btmp"))
    count = found[0].size // size
    return (failed if count > limit else passed)(found, count=count, limit=limit)
