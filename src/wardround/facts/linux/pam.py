"""PAM: for each service the rules that apply to it, includes resolved (pam.d(5))."""

from __future__ import annotations

from collections.abc import Collection
from functools import cached_property

import msgspec

from wardround.facts import NOT_COLLECTED, Listing, Setting, Unread


class Rule(msgspec.Struct, frozen=True, omit_defaults=True):
    """One rule of a service. ``module`` without folder and ``.so``; ``file`` is where the line really stands."""

    service: str
    kind: str
    control: str
    module: str
    arguments: tuple[str, ...] = ()
    file: str = ""
    line: int = 0

    def argument(self, name: str) -> str | None:
        """The value of ``name=value``, "" of a bare ``name``, None without; the last one counts."""
        found = None
        for argument in self.arguments:
            key, _, value = argument.partition("=")
            if key == name:
                found = value
        return found


class Pam(msgspec.Struct, frozen=True, omit_defaults=True, dict=True):
    """``rules``: of every service in the order they run. The other fields: what the modules read from their files,
    the value in force last and alone; a file that is not there leaves an empty, complete list. The detail of a gap of
    ``rules`` begins with its service and a colon.
    """

    rules: Listing[Rule] | Unread = NOT_COLLECTED
    pwquality: Listing[Setting] | Unread = NOT_COLLECTED
    faillock: Listing[Setting] | Unread = NOT_COLLECTED
    pwhistory: Listing[Setting] | Unread = NOT_COLLECTED

    def gaps(self, *services: str) -> tuple[Unread, ...]:
        """What could not be read of those services' rules."""
        if isinstance(self.rules, Unread):
            return (self.rules,)
        named = tuple(f"{service}: " for service in services)
        return tuple(g for g in self.rules.gaps if g.reason == "truncated" or g.detail.startswith(named))

    def has(self, service: str) -> bool:
        """Whether there are rules of that name, or it is known that they could not be read."""
        return service in self._by_service or bool(self.gaps(service))

    def of(self, service: str, kind: str, modules: Collection[str] = ()) -> list[Rule]:
        """The rules of a service and kind, of those modules only where some are named."""
        rows = self._by_service.get(service, ())
        return [r for r in rows if r.kind == kind and (not modules or r.module in modules)]

    @cached_property
    def _by_service(self) -> dict[str, list[Rule]]:
        found: dict[str, list[Rule]] = {}
        for rule in () if isinstance(self.rules, Unread) else self.rules.items:
            found.setdefault(rule.service, []).append(rule)
        return found
