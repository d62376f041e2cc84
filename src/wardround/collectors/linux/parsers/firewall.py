"""`nft list ruleset` (nft(8)) and `iptables-save`, both into the same chains and rules."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wardround.collectors.linux.parsers import rules
from wardround.collectors.linux.raw import Block, Section
from wardround.facts import Listing, Unread
from wardround.facts.linux.firewall import Chain, Firewall, Rule

_FAMILIES = {"ip": ("ip",), "ip6": ("ip6",), "inet": ("ip", "ip6")}
_TABLE = re.compile(r"table (\w+) (\S+) \{")
_CHAIN = re.compile(r"\s+chain (\S+) \{")
_HOOK = re.compile(r"\s+type (\w+) hook (\w+) .*?;(?:\s*policy (\w+);)?")
_POLICY = re.compile(r":(\S+) (\S+) \[")
#: iptables tables whose chains decide; nat and mangle seldom do.
_HOOKS = {"INPUT": "input", "FORWARD": "forward", "OUTPUT": "output"}


def _nft(block: Block) -> Iterator[Chain]:
    table = ""
    families: tuple[str, ...] = ()
    name, start, hook = "", 0, ("", "filter", "accept")
    found: list[Rule] = []
    for line, text in block.rows:
        if m := _TABLE.match(text):
            table, families = f"{m[1]} {m[2]}", _FAMILIES.get(m[1], ())
        elif m := _CHAIN.match(text):
            name, start, hook, found = m[1], line, ("", "filter", "accept"), []
        elif name and (m := _HOOK.match(text)):
            hook = (m[2], m[1], m[3] or "accept")
        elif name and text.strip() == "}":
            if families:
                yield Chain(table, name, families, hook[0], hook[1], hook[2], tuple(found), start)
            name = ""
        elif name and text.strip():
            found += rules.nft(text.strip(), line)


def _iptables(block: Block, family: str) -> Iterator[Chain]:
    table = ""
    chains: dict[str, tuple[str, int, list[Rule]]] = {}
    for line, text in block.rows:
        if text.startswith("*"):
            table, chains = text[1:].strip(), {}
        elif m := _POLICY.match(text):
            chains[m[1]] = (m[2].lower(), line, [])
        elif (m := re.match(r"-A (\S+) ?(.*)", text)) and m[1] in chains:
            chains[m[1]][2].append(rules.iptables(m[2], line))
        elif text.startswith("COMMIT") and table == "filter":
            for name, (policy, start, found) in chains.items():
                hook = _HOOKS.get(name, "") if policy != "-" else ""
                yield Chain(
                    f"{family} {table} (iptables)",
                    name,
                    (family,),
                    hook,
                    policy=policy if hook else "accept",
                    rules=tuple(found),
                    line=start,
                )


def parse(section: Section) -> Firewall:
    """All chains; what the kernel has no part for holds no rules, and that is seen too."""
    state = section.block("nf_tables in the kernel")
    if isinstance(state, Unread):
        return Firewall(chains=section.missing("nft list ruleset") if section.ran else state)
    chains: list[Chain] = []
    gaps = list(section.gaps())
    if state.text != "absent":
        ruleset = section.block("nft list ruleset")
        if isinstance(ruleset, Unread):
            saved = section.block("iptables-save")
            if isinstance(saved, Unread):
                return Firewall(chains=gaps[0] if gaps else ruleset)
        else:
            chains += _nft(ruleset)
    for name, family in (("iptables", "ip"), ("ip6tables", "ip6")):
        for suffix in ("-save", "-legacy-save"):
            if name + suffix in section.blocks:
                saved = section.block(name + suffix)
                if isinstance(saved, Unread):
                    gaps.append(saved)
                else:
                    chains += _iptables(saved, family)
    return Firewall(chains=Listing(tuple(chains), tuple(gaps), state.line))
