"""Network programs that a server seldom needs, and data stores that answer anyone: in use only where approved."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from wardround.checks import Given, check, failed, need, not_applicable, passed, unknown
from wardround.checks.presence import PROGRAMS, Seen, in_use, only_where_approved, shown, unsure
from wardround.facts import Listing, Unread
from wardround.facts.linux import LinuxFacts
from wardround.facts.linux.legacy import Configured
from wardround.facts.numbers import whole
from wardround.verdicts import Verdict

#: check id -> the program that should be in use only where the hospital's list of services names it
NEEDLESS: dict[str, str] = {
    "linux.services.discovery": "avahi",
    "linux.services.printing": "cups",
    "linux.services.bluetooth": "bluetooth",
    "linux.services.modem": "ModemManager",
    "linux.services.automount": "autofs",
    "linux.services.dhcp_server": "dhcpd",
    "linux.services.dns_server": "dns",
    "linux.services.mail_server": "mail",
    "linux.services.desktop": "desktop",
    "linux.services.remote_desktop": "remote desktop",
    "linux.services.web_proxy": "squid",
    "linux.services.directory": "ldap",
    "linux.services.admin_page": "web administration",
    "linux.services.file_sharing": "samba",
}
for _id, _name in NEEDLESS.items():
    only_where_approved(_id, PROGRAMS[_name])


Lines = Sequence[Configured]


def _redis(rows: Lines, host: LinuxFacts) -> bool:
    if any(r.name == "user" and r.value == "nopass" for r in rows):
        return False
    return any(r.name == "aclfile" or (r.name in ("requirepass", "user") and r.value == "set") for r in rows)


def _mongodb(rows: Lines, host: LinuxFacts) -> bool:
    good = {("authorization", "enabled"), ("auth", "true")}
    return any((r.name, r.value.lower()) in good or (r.name == "keyfile" and r.value) for r in rows)


def _elasticsearch(rows: Lines, host: LinuxFacts) -> bool:
    """Security is on by default since 8.0; an older one must say so."""
    said = [r.value.lower() for r in rows if r.name == "xpack.security.enabled"]
    if said:
        return said[-1] == "true"
    versions = [p.version.split(":")[-1].split(".")[0] for p in host.packages.named({"elasticsearch"})]
    return bool(versions) and all(whole(v, 0) >= 8 for v in versions)


def _memcached(rows: Lines, host: LinuxFacts) -> bool:
    return any("-S" in r.value.replace('"', " ").split() for r in rows)


def _bound_to_itself(rows: Lines) -> bool:
    """The settings name addresses, and all of these are this host's own."""
    said = [r.value for r in rows if r.name in ("bind", "bindip", "bind_ip", "network.host")]
    said += [m[1] for r in rows if r.name == "options" and (m := re.search(r"-l\s*(\S+)", r.value))]
    words = [word for value in said for word in re.split(r"[\s,\[\]\"]+", value) if word]
    return bool(words) and all(re.match(r"-?(127\.|::1$|localhost$|_local_$)", word) for word in words)


#: check id -> the store, whose settings, and whether these make it ask who is there
STORES: dict[str, tuple[str, str, Callable[[Lines, LinuxFacts], bool]]] = {
    "linux.services.redis_password": ("Redis", "redis", _redis),
    "linux.services.mongodb_authorization": ("MongoDB", "mongodb", _mongodb),
    "linux.services.elasticsearch_security": ("Elasticsearch", "elasticsearch", _elasticsearch),
    "linux.services.memcached_password": ("memcached", "memcached", _memcached),
}


def _register_store(check_id: str, name: str, files: str, asks: Callable[[Lines, LinuxFacts], bool]) -> None:
    @check(check_id)
    def asks_who(host: LinuxFacts, given: Given) -> Verdict:
        seen = in_use(host, PROGRAMS[name])
        rows: Listing[Configured] = need(host.legacy.configured([files]))
        if asks(rows.items, host):
            return passed([r for r in rows.items if r.name], seen.evidence, found=seen.found)
        if rows.gaps:
            return unknown(rows.gaps[0])
        local = bool(seen.listeners) or _bound_to_itself(rows.items)
        nobody_knows = isinstance(host.ports.listeners, Unread) and not seen.listeners
        if (local or nobody_knows) and not seen.reachable:
            return unknown(seen.gap) if seen.gap else passed(seen.evidence, says="local", found=seen.found)
        return _open(seen, rows)


def _open(seen: Seen, rows: Listing[Configured]) -> Verdict:
    """Without its file nobody knows its settings."""
    if not rows.items:
        return unsure("unknown.no_settings", seen.evidence, seen.found[0])
    return failed(seen.evidence, list(rows.items[:5]), found=seen.found, file=rows.items[0].at)


for _store, _how in STORES.items():
    _register_store(_store, *_how)


@check("linux.services.docker_api")
def docker_api(host: LinuxFacts, given: Given) -> Verdict:
    """2375 is Docker without TLS; whoever reaches it is root."""
    listed = need(host.ports.listeners)
    bad = [s for s in listed.items if s.port == 2375 and s.protocol.startswith("tcp")]
    if bad:
        return failed(bad, found=[shown(s) for s in bad])
    if not listed.complete:
        return unknown(listed.gaps[0])
    return passed(listed)


@check("linux.services.mail_relay")
def mail_relay(host: LinuxFacts, given: Given) -> Verdict:
    """Postfix relays for every address in mynetworks (postconf(5))."""
    in_use(host, PROGRAMS["mail"])
    rows = need(host.legacy.configured(["postfix"]))
    if rows.gaps:
        return unknown(rows.gaps[0])
    if not rows.items:
        return not_applicable(says="not_applicable.not_in_use", name="Postfix")
    wide = [r for r in rows.items if r.name == "mynetworks" and ("0.0.0.0/0" in r.value or "::/0" in r.value)]
    return failed(wide, found=[f"{r.at} mynetworks {r.value}" for r in wide]) if wide else passed(list(rows.items))
