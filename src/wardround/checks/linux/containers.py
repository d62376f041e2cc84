"""Containers: no engine open to the network, no socket for everybody, no container that owns the host."""

from __future__ import annotations

import json
import re

from wardround.checks import Given, check, expected, failed, need, none_of, not_applicable, passed, unknown
from wardround.facts import Unread
from wardround.facts.linux import LinuxFacts
from wardround.facts.linux.containers import Container
from wardround.verdicts import Verdict


def _docker_here(host: LinuxFacts) -> bool:
    need(host.containers.tools)
    return host.containers.has("dockerd") or bool(host.processes.named({"dockerd"}))


def _checks_clients(host: LinuxFacts) -> bool:
    """TLS with certificates of clients, on the command line or in daemon.json (dockerd(8))."""
    commands = [p.command for p in host.processes.named({"dockerd"})]
    if any(re.search(r"--tlsverify(?!=false)\b", command) for command in commands):
        return True
    return any(row.name == "tlsverify" and row.value == "true" for row in need(host.containers.daemon).items)


@check("linux.containers.docker_network")
def docker_network(host: LinuxFacts, given: Given) -> Verdict:
    """The kernel's sockets tell. Docker's API without client certificates is root for everyone who reaches it."""
    if not _docker_here(host):
        return not_applicable(host.containers.tools, says="not_applicable.no_docker")
    listeners, running = need(host.ports.listeners), need(host.processes.running)
    swarm = (2377, 7946)
    open_ones = [
        s
        for s in listeners.items
        if s.program.rsplit("/", 1)[-1] == "dockerd" and not s.local_only and s.port not in swarm
    ]
    if open_ones and not _checks_clients(host):
        return failed(open_ones, found=[f"{s.protocol}/{s.port}" for s in open_ones])
    unnamed = [s for s in listeners.items if not s.program and s.port in (2375, 2376)]
    if gaps := listeners.gaps + running.gaps:
        return unknown(gaps[0])
    return unknown(Unread("denied", "/proc/*/fd", unnamed[0].line)) if unnamed else passed(open_ones or listeners)


SOCKETS = re.compile(r".*/(docker|podman|containerd|crio)\.sock")


@check("linux.containers.socket")
def socket(host: LinuxFacts, given: Given) -> Verdict:
    named = need(host.files.named)
    ours = [f for f in named.items if SOCKETS.fullmatch(f.path) and f.kind == "s"]
    bad = [f for f in ours if f.mode & 0o006 or f.uid != 0]
    if bad:
        return failed(bad, found=[f"{f.path} ({f.mode:o}, {f.uid}:{f.gid})" for f in bad])
    if gaps := tuple(g for g in named.gaps if g.reason != "denied" or g.detail.startswith(("/run", "/var/run"))):
        return unknown(gaps[0])
    if not ours:
        return not_applicable(named, says="not_applicable.no_socket")
    return passed(ours, count=len(ours))


@check("linux.containers.docker_group")
def docker_group(host: LinuxFacts, given: Given) -> Verdict:
    """Members of the group docker are root (docs.docker.com, post-installation)."""
    groups, users = need(host.accounts.groups), need(host.accounts.users)
    group = next((g for g in groups.items if g.name == "docker"), None)
    if group is None:
        return unknown(groups.gaps[0]) if groups.gaps else not_applicable(groups, says="not_applicable.no_docker")
    primary = [a.name for a in users.items if a.gid == group.gid]
    members = list(dict.fromkeys([*group.members, *primary]))
    if not members:
        gaps = groups.gaps + users.gaps
        return unknown(gaps[0]) if gaps else passed(group)
    approved = {a.name for a in expected(given.expect.lists.administrators, "administrators")}
    bad = [name for name in members if name not in approved]
    if bad:
        return failed(group, found=bad)
    return unknown(users.gaps[0]) if users.gaps else passed(group)


#: Folders of the host that make a container root of it.
PRECIOUS = re.compile(r"(/(etc|root|boot|proc|sys|dev|usr|lib|lib64|bin|sbin|var|home)?|(/var)?/run|.*/docker\.sock)/?")
STRONG = frozenset({"ALL", "SYS_ADMIN", "SYS_PTRACE", "SYS_MODULE", "SYS_RAWIO", "DAC_READ_SEARCH", "BPF"})


def _owns_the_host(box: Container) -> list[str]:
    found = ["privileged"] if box.privileged else []
    found += ["pid=host"] if box.host_pid else []
    found += [b for b in box.binds if PRECIOUS.fullmatch(b.split(":")[0])]
    return found + [c for c in box.added if c.upper().removeprefix("CAP_") in STRONG]


@check("linux.containers.privileged")
def privileged(host: LinuxFacts, given: Given) -> Verdict:
    """Containers of Docker, running or not; where its data lies elsewhere, or Podman is in use, they were not read."""
    boxes = host.containers.docker
    elsewhere = [r for r in need(host.containers.daemon).items if r.name in ("data-root", "graph")]
    if isinstance(boxes, Unread) and boxes.reason == "absent" and not elsewhere and not _docker_here(host):
        if host.containers.has("podman") or host.containers.has("containerd") or host.containers.has("crio"):
            return unknown(Unread("not_collected", "podman, containerd, crio"))
        return not_applicable(host.containers.tools, says="not_applicable.no_docker")
    verdict = none_of(boxes, lambda b: bool(_owns_the_host(b)), lambda b: f"{b.ident}: {' '.join(_owns_the_host(b))}")
    if verdict.says == "pass" and elsewhere:
        return unknown(Unread("not_collected", f"daemon.json data-root {json.loads(elsewhere[0].value)}"))
    return verdict


@check("linux.containers.kubelet_anonymous")
def kubelet_anonymous(host: LinuxFacts, given: Given) -> Verdict:
    """The option of the command line wins over the file; without a file kubelet's own default is to let anybody in."""
    running, tools = need(host.processes.running), need(host.containers.tools)
    kubelets = host.processes.named({"kubelet"})
    if not kubelets:
        if not running.complete:
            return unknown(running.gaps[0])
        return not_applicable(tools, says="not_applicable.no_kubelet")
    options = [m[1] for p in kubelets if (m := re.search(r"--anonymous-auth(?:=(\w+))?", p.command))]
    if options:
        return (passed if options[0] == "false" else failed)(kubelets)
    anonymous = host.containers.anonymous
    if isinstance(anonymous, Unread) and anonymous.reason == "absent" and "--config" not in kubelets[0].command:
        return failed(kubelets)
    found = need(anonymous)
    return (failed if found.value else passed)([found, *kubelets])
