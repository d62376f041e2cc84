"""The packet filter in force: base chains and the chains they lead to, of nftables and of iptables alike."""

from __future__ import annotations

from typing import Literal

import msgspec

from wardround.facts import NOT_COLLECTED, Listing, Unread

Match = Literal["any", "only", "not"]


class Rule(msgspec.Struct, frozen=True, omit_defaults=True):
    """One rule. A field that is empty or "any" sets no condition; ``other`` says that there are more conditions.

    ``verdict``: accept, drop, reject, return, jump, goto, "" (goes on), or "?" (cannot be told);
    ``source``: only some addresses, or all but some; ``ports``: destination ports as (first, last).
    """

    text: str
    verdict: str = ""
    target: str = ""
    families: tuple[str, ...] = ()
    interface: str = ""
    source: Match = "any"
    protocols: tuple[str, ...] = ()
    ports: tuple[tuple[int, int], ...] = ()
    states: tuple[str, ...] = ()
    other: bool = False
    line: int = 0


class Chain(msgspec.Struct, frozen=True, omit_defaults=True):
    """One chain. ``hook`` is "" unless packets enter here; ``families``: ip, ip6; ``table`` with its family."""

    table: str
    name: str
    families: tuple[str, ...]
    hook: str = ""
    kind: str = "filter"
    policy: str = "accept"
    rules: tuple[Rule, ...] = ()
    line: int = 0


class Firewall(msgspec.Struct, frozen=True, omit_defaults=True):
    """Every chain of the kernel's packet filter; a complete empty list means that nothing is filtered."""

    chains: Listing[Chain] | Unread = NOT_COLLECTED
