"""Verdicts -> problems and groups with numbered evidence: one check over many assets is one entry."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence

from wardround.renderers.report import Case, Group, Problem, Ref
from wardround.results import Evidence, Judged, Results
from wardround.verdicts import Outcome
from wardround.wording import MAX_LISTED, printable, say

#: What documents show of one verdict or problem; the XLSX holds every row.
MAX_REFS, MAX_REFS_IN_ORDER, MAX_CASES, MAX_NAMES, MAX_SENTENCE = 10, 2, 100, 200, 4000

#: Letters of the codes that rows have in a report.
CODES = {Outcome.FAIL: "F", Outcome.UNKNOWN: "U", Outcome.PASS: "P", Outcome.NOT_APPLICABLE: "N"}


def place(kind: str, key: str) -> str:
    """An anchor for a check or clause id: plain letters, whatever the id holds."""
    if re.fullmatch(r"[\w.-]{1,100}", key, re.ASCII):
        return f"{kind}-{key}"
    return f"{kind}-{hashlib.sha256(key.encode()).hexdigest()[:16]}"


def on_assets(names: Iterable[str], lang: str) -> str:
    """Assets as one phrase: the name of one, else how many with the first of them."""
    known = list(dict.fromkeys(printable(n) for n in names))
    return known[0] if len(known) == 1 else say("report.many_assets", lang, count=len(known), names=known)


class Gathering:
    """Gathers the verdicts of a result in one language and numbers each line of evidence where it is first shown."""

    def __init__(self, results: Results, lang: str) -> None:
        self.results = results
        self.lang = lang
        self._refs: dict[str, Ref] = {}
        self._places: dict[str, str] = {}

    @property
    def evidence(self) -> tuple[Ref, ...]:
        """Every line of evidence shown so far, in the order of its number."""
        return tuple(self._refs.values())

    def settle(self, anchor: str, code: str = "") -> str:
        """Takes a place in the report: the anchor itself, or with a number where it is taken already."""
        free = anchor if anchor not in self._places else f"{anchor}-{len(self._places)}"
        self._places[free] = code
        return free

    def way(self, anchor: str) -> tuple[str, str]:
        """The anchor and code of what stands there, else two empty ones: a link never leads nowhere."""
        return (anchor, self._places[anchor]) if anchor in self._places else ("", "")

    def text(self, check: str, field: str) -> str:
        """A text of a check's card (title, why, remedy), its id where the document has no card of it."""
        card = self.results.checks.get(check)
        return printable(getattr(card, field).get(self.lang, check) if card else check, MAX_SENTENCE)

    def problems(self) -> tuple[Problem, ...]:
        """Failed checks, worst first, each with all its assets."""
        by_check: dict[str, list[Judged]] = {}
        for v in self.results.problems:
            by_check.setdefault(v.check, []).append(v)
        touched: dict[str, list[str]] = {}
        for answer in (a for c in self.results.catalogues for a in c.answers):
            for check in answer.failed.checks:
                touched.setdefault(check, []).append(answer.id)
        rows = enumerate(by_check.items(), 1)
        return tuple(self._problem(n, check, failed, touched.get(check, ())) for n, (check, failed) in rows)

    def groups(self, outcome: Outcome) -> tuple[Group, ...]:
        """Verdicts of one outcome, those that say the same of one check together."""
        same: dict[tuple[str, str], list[Judged]] = {}
        for v in self.results.verdicts:
            if v.outcome is outcome:
                same.setdefault((v.check, self._sentence(v)), []).append(v)
        numbered = enumerate(same.items(), 1)
        return tuple(self._group(f"{CODES[outcome]}{n}", check, says, v) for n, ((check, says), v) in numbered)

    def _sentence(self, verdict: Judged) -> str:
        return printable(verdict.says.zh if self.lang == "zh" else verdict.says.en, MAX_SENTENCE)

    def _take(self, asset: str, evidence: Sequence[Evidence], most: int) -> tuple[Ref, ...]:
        for e in evidence[:most]:
            if e.id not in self._refs:
                texts = (printable(t) for t in (e.id, asset, e.where, e.text))
                self._refs[e.id] = Ref(len(self._refs) + 1, *texts)
        return tuple(self._refs[e.id] for e in evidence[:most])

    def _problem(self, number: int, check: str, failed: Sequence[Judged], touched: Sequence[str]) -> Problem:
        severity = failed[0].severity.value
        code = f"{CODES[Outcome.FAIL]}{number}"
        return Problem(
            code=code,
            anchor=self.settle(place("fail", check), code),
            check=printable(check),
            severity=severity,
            severity_label=say(f"severity.{severity}", self.lang),
            title=self.text(check, "title"),
            why=self.text(check, "why"),
            remedy=self.text(check, "remedy"),
            on=on_assets((v.asset for v in failed), self.lang),
            cases=tuple(self._case(v) for v in failed[:MAX_CASES]),
            cases_left=max(0, len(failed) - MAX_CASES),
            clauses=tuple((printable(c), place("clause", c)) for c in touched),
        )

    def _case(self, v: Judged) -> Case:
        refs = self._take(v.asset, v.evidence, MAX_REFS)
        found = v.says.args.get("found")
        names = [printable(n) for n in found] if isinstance(found, list) and len(found) > MAX_LISTED else []
        kept = tuple(names[:MAX_NAMES])
        left = len(names) - len(kept)
        return Case(printable(v.asset), self._sentence(v), kept, left, refs, len(v.evidence) - len(refs))

    def _group(self, code: str, check: str, says: str, rows: Sequence[Judged]) -> Group:
        first = rows[0]
        most = MAX_REFS if first.outcome is Outcome.UNKNOWN else MAX_REFS_IN_ORDER
        refs = self._take(first.asset, first.evidence, most)
        anchor = self.settle(place(first.outcome.value, check), code)
        on = on_assets((v.asset for v in rows), self.lang)
        left = sum(len(v.evidence) for v in rows) - len(refs)
        return Group(code, anchor, printable(check), self.text(check, "title"), on, says, refs, left)
