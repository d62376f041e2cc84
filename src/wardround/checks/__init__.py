"""Checks: pure functions of facts, expectations and a date. A family is ``family.py`` beside ``family.yaml``.

The YAML holds each check's card; the Python judges. Importing this package loads every family of a kind.
"""

from __future__ import annotations

import fnmatch
import importlib
import pkgutil
from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

import msgspec
import yaml

from wardround.errors import WardroundError
from wardround.expectations import Expectations, Name
from wardround.facts import Listing, Reading, Unread
from wardround.intel.lookup import Intel
from wardround.verdicts import Outcome, Scalar, Severity, Verdict
from wardround.wording import Template, catalogue

T = TypeVar("T")


class Given(msgspec.Struct, frozen=True):
    """What a check may know besides the facts: what is expected, the date it judges for, and the intel bundle."""

    expect: Expectations
    as_of: date
    intel: Intel | None = None

    def days_since(self, seconds: int) -> int:
        """Whole days from a file's time (seconds since 1970, UTC) to the date judged for; negative when it is later."""
        return self.as_of.toordinal() - date(1970, 1, 1).toordinal() - seconds // 86400


class Card(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What people read of a check, in both languages, and the examples that are its tests.

    ``fresh_for`` is in days. ``says``: message key -> sentence; ``pass`` and ``fail`` at least.
    ``examples``: pass, fail and unknown, each {facts, expect, as_of}, facts given by section.
    """

    title: Template
    why: Template
    remedy: Template
    severity: Severity
    says: dict[str, Template]
    examples: dict[str, dict[str, Any]]
    fresh_for: int = 30


Judge = Callable[[Any, Given], Verdict]
_JUDGES: dict[str, Judge] = {}


class Cannot(Exception):
    """Raised inside a check by :func:`need`: the answer cannot be known. Becomes an *unknown* verdict."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.says)
        self.verdict = verdict


def check(check_id: str) -> Callable[[Judge], Judge]:
    """Registers the judge of a card: ``@check("linux.family.name")``. Raises ValueError when taken."""

    def register(judge: Judge) -> Judge:
        if check_id in _JUDGES:
            raise ValueError(f"{check_id} is registered twice")
        _JUDGES[check_id] = judge
        return judge

    return register


def unknown(unread: Unread) -> Verdict:
    """The *unknown* verdict of a thing not read."""
    lines = (unread.line,) if unread.line else ()
    return Verdict(Outcome.UNKNOWN, f"unknown.{unread.reason}", {"detail": unread.detail or "-"}, lines)


def need(field: T | Unread) -> T:
    """The value of a field, or the end of the check: what was not read is *unknown*."""
    if isinstance(field, Unread):
        raise Cannot(unknown(field))
    return field


def expected(value: T | None, what: str) -> T:
    """The approved list of that name, or the end of the check: nothing to compare with is *unknown*."""
    if value is None:
        raise Cannot(Verdict(Outcome.UNKNOWN, "unknown.no_expectation", {"detail": what}))
    return value


def approves(names: Sequence[Name], text: str) -> bool:
    """Whether an approved list has that name, or a pattern such as ``/opt/his/*`` that fits it."""
    return any(text == n.name or fnmatch.fnmatchcase(text, n.name) for n in names)


def lines_of(*evidence: Any) -> tuple[int, ...]:
    """The line numbers of facts, in order, at most 50: the appendix stays readable."""
    flat: list[int] = []
    for item in evidence:
        rows = item if isinstance(item, (list, tuple)) else [item]
        flat += [row.line for row in rows if getattr(row, "line", 0)]
    return tuple(dict.fromkeys(flat))[:50]


def passed(*evidence: Any, says: str = "pass", **args: Scalar) -> Verdict:
    """A pass with its evidence."""
    return Verdict(Outcome.PASS, says, args, lines_of(*evidence))


def failed(*evidence: Any, says: str = "fail", **args: Scalar) -> Verdict:
    """A fail with its evidence; the arguments name the offending things."""
    return Verdict(Outcome.FAIL, says, args, lines_of(*evidence))


def not_applicable(*evidence: Any, says: str = "not_applicable", **args: Scalar) -> Verdict:
    """The thing judged is not on this asset, and that was seen."""
    return Verdict(Outcome.NOT_APPLICABLE, says, args, lines_of(*evidence))


def not_seen(listing: Listing[Any] | Unread, says: str) -> Verdict:
    """Nothing of the kind is among these rows: not applicable when they are all there, else unknown."""
    rows = need(listing)
    return not_applicable(rows, says=says) if rows.complete else unknown(rows.gaps[0])


def undecided(*evidence: Any, says: str, **args: Scalar) -> Verdict:
    """All was read and still it cannot be told; ``says`` names why."""
    return Verdict(Outcome.UNKNOWN, says, args, lines_of(*evidence))


def none_of(
    listing: Listing[T] | Unread, bad: Callable[[T], bool], name: Callable[[T], str], **args: Scalar
) -> Verdict:
    """Fails naming the bad rows; passes only when the listing is complete; else unknown.

    The card's ``fail`` may use {found} (the names) and {count}; ``pass`` may use {count} (rows looked at).
    """
    rows = need(listing)
    found = [row for row in rows.items if bad(row)]
    return none_found(found, name, rows.gaps, rows, **{"count": len(rows.items), **args})


def none_found(
    found: Sequence[T], name: Callable[[T], str], gaps: Sequence[Unread], *looked_at: Any, **args: Scalar
) -> Verdict:
    """Fails naming the rows found ({found}, {count}); without any passes only where nothing was left unread."""
    if found:
        args |= {"found": [name(row) for row in found], "count": len(found)}
        return Verdict(Outcome.FAIL, "fail", args, lines_of(list(found)))
    return unknown(gaps[0]) if gaps else Verdict(Outcome.PASS, "pass", args, lines_of(*looked_at))


def setting(listing: Listing[Any] | Unread, name: str) -> Reading[str] | None:
    """The value of a named setting, None where the complete listing does not have it; else unknown."""
    rows = need(listing)
    for row in rows.items:
        if row.name == name:
            return Reading(row.value, row.line)
    if not rows.complete:
        raise Cannot(unknown(rows.gaps[0]))
    return None


@cache
def cards(kind: str) -> dict[str, Card]:
    """Every card of a kind by check id, in the order of families and cards.

    Raises ValueError when a judge has no card or a card no judge.
    """
    package = importlib.import_module(f"{__name__}.{kind}")
    found: dict[str, Card] = {}
    for module in sorted(m.name for m in pkgutil.iter_modules(package.__path__)):
        text = files(package).joinpath(f"{module}.yaml").read_text("utf-8")
        entries = msgspec.convert(yaml.load(text, Loader=yaml.CSafeLoader), dict[str, Card])
        importlib.import_module(f"{__name__}.{kind}.{module}")
        found.update(entries)
    judges = {i for i in _JUDGES if i.startswith(f"{kind}.")}
    if judges != found.keys():
        raise ValueError(f"judge without card or card without judge: {sorted(judges ^ found.keys())}")
    return found


def judge(
    kind: str, facts: Any, given: Given, collected: datetime | None, only: Sequence[str] = ()
) -> dict[str, Verdict]:
    """Every check of a kind on one observation's facts.

    An observation older than a card's ``fresh_for`` is *unknown: stale*; one from after the date judged for is
    *unknown: later*, with a day of grace, as one day is UTC and the other local; a check that breaks is our bug.
    """
    results = {}
    age = (given.as_of - collected.date()).days if collected else 0
    for check_id, card in cards(kind).items():
        if only and check_id not in only:
            continue
        if collected and age < -1:
            later: dict[str, Scalar] = {"collected": collected.date().isoformat(), "as_of": given.as_of.isoformat()}
            results[check_id] = Verdict(Outcome.UNKNOWN, "unknown.later", later)
            continue
        if collected and age > card.fresh_for:
            args: dict[str, Scalar] = {"collected": collected.date().isoformat(), "days": card.fresh_for}
            results[check_id] = Verdict(Outcome.UNKNOWN, "unknown.stale", args)
            continue
        results[check_id] = judge_one(check_id, facts, given)
    return results


def judge_one(check_id: str, facts: Any, given: Given) -> Verdict:
    """One check; never raises."""
    try:
        return _JUDGES[check_id](facts, given)
    except Cannot as cannot:
        return cannot.verdict
    except WardroundError as error:  # a part of the intel bundle, read only now, is damaged
        return Verdict(Outcome.UNKNOWN, "unknown.error", {"detail": error.where})
    except Exception as error:  # a broken check must not pass, nor take the others with it
        detail = f"{check_id}: {type(error).__name__}: {error}"
        return Verdict(Outcome.UNKNOWN, "unknown.our_bug", {"detail": detail})


def template(check_id: str, verdict: Verdict) -> Template:
    """The sentence of a verdict: the card's, or a shared one. Raises KeyError when neither has it."""
    card = cards(check_id.split(".", 1)[0]).get(check_id)
    if card and verdict.says in card.says:
        return card.says[verdict.says]
    return catalogue()[verdict.says]
