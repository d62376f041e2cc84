"""Listening ports: against the approved list, and against what may never face the network."""

from __future__ import annotations

from wardround.checks import Cannot, Given, check, expected, failed, need, none_of, passed, unknown
from wardround.checks.presence import shown, unsure
from wardround.expectations import Port
from wardround.facts import Unread
from wardround.facts.linux import LinuxFacts
from wardround.facts.linux.ports import Listener
from wardround.verdicts import Verdict

#: Ports behind which data or remote control lies, often without a password: local or approved, nothing else.
PRIVATE: dict[tuple[str, int], str] = {
    ("tcp", 1433): "SQL Server", ("tcp", 1521): "Oracle", ("tcp", 2181): "ZooKeeper", ("tcp", 2375): "Docker API",
    ("tcp", 2379): "etcd", ("tcp", 3306): "MySQL", ("tcp", 5236): "Dameng", ("tcp", 5432): "PostgreSQL",
    ("tcp", 5601): "Kibana", ("tcp", 5672): "AMQP", ("tcp", 5984): "CouchDB", ("tcp", 6379): "Redis",
    ("tcp", 7001): "WebLogic console", ("tcp", 8009): "AJP", ("tcp", 8086): "InfluxDB", ("tcp", 9042): "Cassandra",
    ("tcp", 9092): "Kafka", ("tcp", 9200): "Elasticsearch", ("tcp", 9300): "Elasticsearch", ("tcp", 10250): "kubelet",
    ("tcp", 11211): "memcached", ("udp", 11211): "memcached", ("tcp", 15672): "RabbitMQ", ("tcp", 27017): "MongoDB",
    ("tcp", 50000): "Db2", ("tcp", 50070): "HDFS", ("tcp", 54321): "Kingbase",
}  # fmt: skip
#: Ports that worms and ransomware go for; usually closed between network areas (MLPS: high-risk ports).
HIGH_RISK: dict[tuple[str, int], str] = {
    ("tcp", 135): "RPC", ("tcp", 137): "NetBIOS", ("udp", 137): "NetBIOS", ("udp", 138): "NetBIOS",
    ("tcp", 139): "NetBIOS", ("tcp", 445): "SMB", ("tcp", 593): "RPC", ("tcp", 3389): "RDP", ("tcp", 5900): "VNC",
}  # fmt: skip
#: Anyone, or a service that was broken into, may put a program there.
_LOOSE_PLACES = ("/tmp/", "/var/tmp/", "/dev/shm/", "/run/user/", "/home/", "/run/shm/", "memfd:", "/memfd:")
#: The kernel itself serves these (NFS, WireGuard): no program holds them.
_OF_THE_KERNEL = frozenset({("tcp", 2049), ("udp", 2049), ("tcp", 20049), ("udp", 51820)})


def _key(listener: Listener) -> tuple[str, int]:
    return (listener.protocol.rstrip("6"), listener.port)


def _approves(port: Port, listener: Listener) -> bool:
    if (port.protocol, port.port) != _key(listener):
        return False
    return not port.program or port.program == listener.program.rsplit("/", 1)[-1]


def _approved(given: Given, listener: Listener) -> bool:
    return any(_approves(p, listener) for p in given.expect.lists.ports or ())


@check("linux.ports.unapproved")
def unapproved(host: LinuxFacts, given: Given) -> Verdict:
    approved = expected(given.expect.lists.ports, "ports")
    return none_of(
        host.ports.listeners,
        lambda s: not s.local_only and not any(_approves(p, s) for p in approved),
        lambda s: f"{s.protocol}/{s.port} {s.program or '?'}",
        approved=[f"{p.protocol}/{p.port} ({p.by or '?'})" for p in approved] or ["-"],
    )


@check("linux.ports.not_listening")
def not_listening(host: LinuxFacts, given: Given) -> Verdict:
    approved = expected(given.expect.lists.ports, "ports")
    rows = need(host.ports.listeners)
    idle = [p for p in approved if not any(_approves(p, s) for s in rows.items)]
    if not idle:
        return passed(rows, count=len(approved))
    if not rows.complete:
        return unknown(rows.gaps[0])
    return failed(rows, found=[f"{p.protocol}/{p.port} {p.program} ({p.by or '?'})" for p in idle])


def _register(check_id: str, table: dict[tuple[str, int], str]) -> None:
    @check(check_id)
    def closed(host: LinuxFacts, given: Given) -> Verdict:
        return none_of(
            host.ports.listeners,
            lambda s: not s.local_only and _key(s) in table and not _approved(given, s),
            lambda s: f"{shown(s)} ({table[_key(s)]})",
        )


_register("linux.ports.private", PRIVATE)
_register("linux.ports.high_risk", HIGH_RISK)
_register("linux.ports.x11", {("tcp", port): "X11" for port in range(6000, 6064)})


def _programs(host: LinuxFacts) -> None:
    """Ends the check where programs could not be seen."""
    if isinstance(host.ports.programs, Unread):
        raise Cannot(unknown(host.ports.programs))


@check("linux.ports.program_place")
def program_place(host: LinuxFacts, given: Given) -> Verdict:
    """A kernel socket has no program; any other one without is unknown, never fine."""
    rows = need(host.ports.listeners)
    verdict = none_of(rows, lambda s: s.program.startswith(_LOOSE_PLACES), shown)
    unseen = [s for s in rows.items if not s.program and _key(s) not in _OF_THE_KERNEL]
    if verdict.says != "pass":
        return verdict
    _programs(host)
    if unseen:
        return unsure("unknown.no_program", unseen[0], shown(unseen[0]))
    return verdict


@check("linux.ports.replaced_program")
def replaced_program(host: LinuxFacts, given: Given) -> Verdict:
    verdict = none_of(host.ports.listeners, lambda s: s.program.endswith(" (deleted)"), shown)
    if verdict.says == "pass":
        _programs(host)
    return verdict
