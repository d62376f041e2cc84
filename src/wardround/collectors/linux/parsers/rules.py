"""One rule of nft(8) or iptables(8): what it asks of a packet and what it does with it.

A condition that is not understood is never dropped: it sets ``other``, and whoever judges takes the worse case.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Any

from wardround.facts.linux.firewall import Rule
from wardround.facts.numbers import is_whole

_NAMES = {"ssh": 22, "telnet": 23, "http": 80, "https": 443, "ms-wbt-server": 3389, "webmin": 10000, "rfb": 5900}
_NUMBERS = {"6": "tcp", "17": "udp", "1": "icmp", "58": "icmpv6", "ipv6-icmp": "icmpv6"}
_EVERYWHERE = ("0.0.0.0/0", "::/0", "0.0.0.0/0.0.0.0")
#: nft(8) breaks its sets over lines; no rule of one line is longer.
MAX_RULE = 4096
_VERDICTS = ("accept", "drop", "reject", "return")


def _ports(text: str) -> tuple[tuple[int, int], ...]:
    found = []
    for part in re.split(r"[,\s]+", text.strip("{} ")):
        first, _, last = part.replace(":", "-").partition("-") if part not in _NAMES else (part, "", "")
        first, last = str(_NAMES.get(first, first)), str(_NAMES.get(last or first, last or first))
        if is_whole(first) and is_whole(last):
            found.append((int(first), int(last)))
    return tuple(found) or ((0, 65535),)


def _all_but(ports: tuple[tuple[int, int], ...]) -> tuple[tuple[int, int], ...]:
    rest, at = [], 0
    for first, last in sorted(ports):
        if first > at:
            rest.append((at, first - 1))
        at = last + 1
    return (*rest, (at, 65535)) if at <= 65535 else tuple(rest)


_VALUE = r"(?P<not>!= )?(?P<value>\{[^}]*\}|\"[^\"]*\"|\S+)"
_NFT = {
    "interface": re.compile(rf"\b(?:meta )?iif(?:name)? {_VALUE}"),
    "source": re.compile(rf"\b(?:ip6?|ether) saddr {_VALUE}"),
    "ports": re.compile(rf"\b(?P<protocol>tcp|udp|th|sctp|dccp) dport {_VALUE}"),
    "protocols": re.compile(rf"\b(?:meta l4proto|ip protocol|ip6 nexthdr) {_VALUE}"),
    "states": re.compile(rf"\bct (?:state|status) {_VALUE}"),
}
#: Statements that ask nothing of the packet.
_NOISE = re.compile(
    r'comment "[^"]*"|counter( packets \d+ bytes \d+)?|log( prefix "[^"]*"| level \w+| flags [\w ,]+?| group \d+'
    r"| snaplen \d+| queue-threshold \d+)*|reject with [\w -]+|meta nfproto ipv[46]|# handle \d+"
)
_ONE_FAMILY = re.compile(r"\b(?:nfproto ipv([46])|(ip6?) (?:saddr|daddr|protocol|nexthdr|hoplimit|ttl)\b)")


def _nft_conditions(text: str) -> tuple[dict[str, Any], str]:
    found: dict[str, Any] = {}
    for name, pattern in _NFT.items():
        while m := pattern.search(text):
            text = text[: m.start()] + text[m.end() :]
            _nft_condition(found, name, m)
    return found, " ".join(text.split())


def _nft_condition(found: dict[str, Any], name: str, m: re.Match[str]) -> None:
    value, inverted = m["value"].strip('"'), bool(m["not"])
    words = tuple(w.strip('"') for w in re.split(r"[,\s]+", value.strip("{} ")) if w)
    if name == "interface":
        found["interface"] = "other" if inverted else "lo" if set(words) == {"lo"} else ",".join(words)
    elif name == "source":
        if not set(words) & set(_EVERYWHERE):
            found["source"] = "not" if inverted else "only"
    elif name == "ports":
        ports = _ports(value)
        found["ports"] = _all_but(ports) if inverted else ports
        if m["protocol"] != "th":
            found["protocols"] = (m["protocol"],)
    elif inverted:
        found["other"] = True
    else:
        found[name] = tuple(_NUMBERS.get(w, w) for w in words)


def nft(text: str, line: int) -> Iterator[Rule]:
    """A line of a chain; a verdict map becomes one rule an entry. One too long to be read is the worst case."""
    if len(text) > MAX_RULE or text.count("vmap") > 1:
        yield Rule(text, "?", line=line)
        return
    plain = _NOISE.sub(lambda m: "reject" if m[0].startswith("reject") else " ", text)
    if m := re.match(r"(.*?)\s*vmap \{(.*)\}", plain):
        for entry in m[2].split(","):
            key, _, verdict = entry.strip().rpartition(" : ")
            yield from nft(f"{m[1]} {key} {verdict}", line)
        return
    verdict, target = "", ""
    families: tuple[str, ...] = ()
    if family := _ONE_FAMILY.search(text):
        families = ("ip6",) if family[1] == "6" or family[2] == "ip6" else ("ip",)
    if " vmap " in f" {plain} ":
        yield Rule(text, "?", line=line)
        return
    if m := re.search(r"\b(jump|goto) (\S+)\s*$", plain):
        verdict, target, plain = m[1], m[2], plain[: m.start()]
    elif m := re.search(r"\b(accept|drop|reject|return|queue)\b[^\"]*$", plain):
        verdict, plain = ("?" if m[1] == "queue" else m[1]), plain[: m.start()]
    found, rest = _nft_conditions(plain)
    if rest:
        if m := re.match(r"(icmp|icmpv6|tcp|udp) ", rest):
            found.setdefault("protocols", (m[1],))
        found["other"] = True
    yield Rule(text, verdict, target, families, line=line, **found)


#: Options that ask nothing of the packet.
_SKIP = frozenset(
    {"-m", "--match", "--comment", "--reject-with", "--log-prefix", "--log-level", "--log-ip-options", "--log-uid",
     "--log-tcp-options", "--log-tcp-sequence", "--nflog-group", "--nflog-prefix", "--set-xmark"}
)  # fmt: skip


def iptables(text: str, line: int) -> Rule:
    """What follows ``-A CHAIN`` in iptables-save(8)."""
    try:
        words = shlex.split(text)
    except ValueError:
        return Rule(text, "?", line=line)
    found: dict[str, Any] = {}
    verdict, target, at, inverted = "", "", 0, False
    while at < len(words):
        word, at = words[at], at + 1
        if word == "!":
            inverted = True
            continue
        first = at
        while at < len(words) and words[at][:1] not in ("-", "!"):
            at += 1
        value = words[first] if first < at else ""
        if word in ("-j", "-g", "--jump", "--goto"):
            verdict, target = _jump(value, word)
        elif word not in _SKIP:
            _iptables_condition(found, word, value, inverted)
        inverted = False
    return Rule(text, verdict, target, line=line, **found)


def _jump(value: str, word: str) -> tuple[str, str]:
    """Targets that let the packet go on are none; any other name is a chain."""
    if value.lower() in _VERDICTS:
        return value.lower(), ""
    if value in ("LOG", "NFLOG", "ULOG", "AUDIT", "CONNMARK", "MARK", "SET", "TRACE", "CT"):
        return "", ""
    if value in ("NFQUEUE", "QUEUE"):
        return "?", ""
    return ("goto" if word in ("-g", "--goto") else "jump"), value


def _iptables_condition(found: dict[str, Any], word: str, value: str, inverted: bool) -> None:
    if word in ("-i", "--in-interface"):
        found["interface"] = "other" if inverted else value
    elif word in ("-s", "--source", "--src-range"):
        if value not in _EVERYWHERE:
            found["source"] = "not" if inverted else "only"
    elif word in ("--dport", "--dports", "--destination-port"):
        ports = _ports(value)
        found["ports"] = _all_but(ports) if inverted else ports
    elif word in ("-p", "--protocol") and not inverted:
        if value != "all":
            found["protocols"] = (_NUMBERS.get(value, value),)
    elif word in ("--state", "--ctstate") and not inverted:
        found["states"] = tuple(value.lower().split(","))
    else:
        found["other"] = True
        if word == "--match-set":
            found["source"] = "not" if inverted else "only"
