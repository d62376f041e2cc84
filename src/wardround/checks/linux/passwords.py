"""Weak passwords: who was guessed, and by what kind of word. Only where somebody asked for it."""

from __future__ import annotations

from wardround.checks import Cannot, Given, check, need, none_found, not_applicable
from wardround.facts import Listing, Unread
from wardround.facts.linux import LinuxFacts
from wardround.facts.linux.passwords import Tried
from wardround.verdicts import Outcome, Verdict


def _tried(host: LinuxFacts) -> Listing[Tried]:
    """What was tried, or the end of the check; passwords are not tried without being asked for."""
    tried = host.passwords.tried
    if isinstance(tried, Unread) and tried.reason == "not_collected" and not tried.line:
        raise Cannot(Verdict(Outcome.UNKNOWN, "unknown.guess_not_asked"))
    return need(tried)


def _shown(tried: Tried) -> str:
    return f"{tried.name} ({tried.guessed})"


def _judged(tried: Listing[Tried], rows: list[Tried], gaps: tuple[Unread, ...]) -> Verdict:
    if not rows and not gaps:
        return not_applicable(tried, says="not_applicable.no_hash")
    found = [row for row in rows if row.guessed]
    count = min((row.count for row in rows if not row.guessed), default=0)
    return none_found(found, _shown, gaps, tried, rows=len(rows), tries=count)


@check("linux.passwords.guessable")
def guessable(host: LinuxFacts, given: Given) -> Verdict:
    tried = _tried(host)
    return _judged(tried, list(tried.items), tried.gaps)


@check("linux.passwords.administrator_guessable")
def administrator_guessable(host: LinuxFacts, given: Given) -> Verdict:
    tried, users, groups = _tried(host), need(host.accounts.users), need(host.accounts.groups)
    administrators = host.accounts.administrators()
    rows = [row for row in tried.items if row.name in administrators]
    return _judged(tried, rows, (*tried.gaps, *users.gaps, *groups.gaps))
