"""From verdicts to the answer of a clause: a failure refutes, only sufficient passes everywhere conform."""

from __future__ import annotations

from collections.abc import Collection, Iterable

import msgspec

from wardround.catalogues import Clause
from wardround.results import Tally
from wardround.verdicts import Basis, Conformity, Outcome, Severity

Judged = tuple[str, str, Outcome, Severity]


class ClauseResult(msgspec.Struct, frozen=True):
    """The answer of one clause over the assets judged, with the verdicts behind it."""

    clause: str
    outcome: Conformity
    basis: Basis
    failed: Tally = Tally()
    passed: Tally = Tally()
    unknown: Tally = Tally()
    not_applicable: Tally = Tally()


def clause_result(clause: Clause, judged: Iterable[Judged], assets: Collection[str] | None = None) -> ClauseResult:
    """The answer that these verdicts (asset, check, outcome, severity) give to a clause.

    ``assets`` is the scope; without it the scope is every asset with a verdict, linked or not. An asset in
    scope without verdicts keeps the clause from conforming. A clause without linked verdicts is not verified.
    """
    everything = list(judged)
    scope = {asset for asset, *_ in everything} if assets is None else set(assets)
    relevant = [v for v in everything if v[0] in scope and clause.speaks(v[1])]

    def counted(outcome: Outcome) -> Tally:
        hits = [check for _, check, word, _ in relevant if word is outcome]
        return Tally(len(hits), tuple(sorted(set(hits))))

    failed, passed, unknown, absent = (
        counted(o) for o in (Outcome.FAIL, Outcome.PASS, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE)
    )
    critical = any(word is Outcome.FAIL and severity is Severity.CRITICAL for _, _, word, severity in relevant)
    if failed.count:
        outcome = Conformity.NOT if critical or not passed.count else Conformity.PARTIAL
    elif _all_sufficient_pass(clause, relevant, scope):
        outcome = Conformity.CONFORM
    elif relevant and absent.count == len(relevant) and {v[0] for v in relevant} == scope:
        outcome = Conformity.NOT_APPLICABLE
    else:
        outcome = Conformity.NOT_VERIFIED
    told = failed.count + passed.count + absent.count
    basis = Basis.MEASURED if told else Basis.NONE
    return ClauseResult(clause.id, outcome, basis, failed, passed, unknown, absent)


def _all_sufficient_pass(clause: Clause, relevant: Iterable[Judged], scope: Collection[str]) -> bool:
    """Whether every sufficient check has, on every asset in scope, only passes."""
    words: dict[tuple[str, str], set[Outcome]] = {}
    for asset, check, word, _ in relevant:
        words.setdefault((asset, check), set()).add(word)
    wanted = [(asset, check) for asset in scope for check in clause.sufficient]
    return bool(wanted) and all(words.get(pair) == {Outcome.PASS} for pair in wanted)
