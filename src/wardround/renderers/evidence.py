"""Verdicts -> problems and groups with numbered evidence: one check over many assets is one entry."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import count

from wardround.renderers.report import Case, Cause, Checked, Group, Problem, Ref, Step
from wardround.renderers.steps import STEPS, step_of
from wardround.results import Evidence, Judged, Results
from wardround.verdicts import Outcome
from wardround.wording import MAX_LISTED, detail, printable, say

#: What documents show of one verdict or problem; the XLSX holds every row.
MAX_REFS, MAX_REFS_IN_ORDER, MAX_CASES, MAX_NAMES, MAX_SENTENCE = 10, 2, 100, 200, 4000

#: Columns of a sentence on the first page; a Chinese character takes two.
MAX_BRIEF = 84

#: Letters of the codes that rows have in a report.
CODES = {Outcome.FAIL: "F", Outcome.UNKNOWN: "U", Outcome.PASS: "P", Outcome.NOT_APPLICABLE: "N"}


def place(kind: str, key: str) -> str:
    """An anchor for a check or clause id: plain letters, whatever the id holds."""
    if re.fullmatch(r"[\w.-]{1,100}", key, re.ASCII):
        return f"{kind}-{key}"
    return f"{kind}-{hashlib.sha256(key.encode()).hexdigest()[:16]}"


def on_assets(names: Iterable[str], lang: str, inspected: int = 0) -> str:
    """Assets as one phrase: the name of one, that it is all of those inspected, or how many with the first of them."""
    known = list(dict.fromkeys(printable(n) for n in names))
    if len(known) == 1:
        return known[0]
    if len(known) == inspected:
        return say("report.all_assets", lang, count=len(known))
    return say("report.many_assets", lang, count=len(known), names=known)


def columns(text: str) -> int:
    """How wide a text is, in letters; a Chinese character takes two."""
    return len(text) if text.isascii() else sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def brief(text: str, most: int) -> str:
    """As much of a sentence as fits into so many columns, with … where it goes on."""
    used = 0
    for at, char in enumerate(text):
        used += columns(char)
        if used > most:
            return text[:at].rstrip() + "…"
    return text


class Gathering:
    """Gathers the verdicts of a result in one language and numbers each line of evidence where it is first shown."""

    def __init__(self, results: Results, lang: str) -> None:
        self.results = results
        self.lang = lang
        self._inspected = len({v.asset for v in results.verdicts})
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

    def steps(self) -> tuple[Step, ...]:
        """Unknown verdicts by what to do about them; under a step, the checks that say the same of the same assets."""
        said: dict[tuple[str, str], list[Judged]] = {}
        for v in self.results.verdicts:
            if v.outcome is Outcome.UNKNOWN:
                said.setdefault((v.check, self._sentence(v)), []).append(v)
        causes: dict[str, dict[tuple[str, tuple[str, ...]], list[list[Judged]]]] = {}
        for (_, says), rows in said.items():
            same = causes.setdefault(step_of(rows[0].says), {})
            same.setdefault((says, tuple(v.asset for v in rows)), []).append(rows)
        numbers = count(1)
        return tuple(self._step(s, list(causes[s].values()), numbers) for s in STEPS if s in causes)

    def _step(self, key: str, causes: Sequence[Sequence[Sequence[Judged]]], numbers: Iterator[int]) -> Step:
        rows = [v for cause in causes for same in cause for v in same]
        named = (str(v.says.args["detail"]) for v in rows if v.says.args.get("detail", "-") != "-")
        found = list(dict.fromkeys(detail(name, self.lang) for name in named)) or ["—"]
        return Step(
            key=key,
            anchor=self.settle(place("step", key)),
            title=say(f"step.{key}", self.lang),
            how=say(f"step.{key}.how", self.lang, found=found),
            on=self._on(rows),
            count=len(rows),
            causes=tuple(self._cause(cause, numbers) for cause in causes),
        )

    def _cause(self, cause: Sequence[Sequence[Judged]], numbers: Iterator[int]) -> Cause:
        first = cause[0][0]
        refs = self._take(first.asset, first.evidence, MAX_REFS)
        every = {e.id for same in cause for v in same for e in v.evidence}
        checks = []
        for same in cause:
            check, code = same[0].check, f"{CODES[Outcome.UNKNOWN]}{next(numbers)}"
            anchor = self.settle(place("unknown", check), code)
            checks.append(Checked(code, anchor, self.text(check, "title"), printable(check)))
        on = self._on(cause[0])
        return Cause(on, self._sentence(first), tuple(checks), refs, len(every) - len({r.id for r in refs}))

    def _sentence(self, verdict: Judged) -> str:
        return printable(verdict.says.zh if self.lang == "zh" else verdict.says.en, MAX_SENTENCE)

    def _on(self, rows: Iterable[Judged]) -> str:
        return on_assets((v.asset for v in rows), self.lang, self._inspected)

    def _take(self, asset: str, evidence: Sequence[Evidence], most: int) -> tuple[Ref, ...]:
        for e in evidence[:most]:
            if e.id not in self._refs:
                texts = (printable(t) for t in (e.id, asset, e.where, e.text))
                self._refs[e.id] = Ref(len(self._refs) + 1, *texts)
        return tuple(self._refs[e.id] for e in evidence[:most])

    def _problem(self, number: int, check: str, failed: Sequence[Judged], touched: Sequence[str]) -> Problem:
        severity = failed[0].severity.value
        code = f"{CODES[Outcome.FAIL]}{number}"
        cases = self._cases(failed)
        return Problem(
            code=code,
            anchor=self.settle(place("fail", check), code),
            check=printable(check),
            severity=severity,
            severity_label=say(f"severity.{severity}", self.lang),
            title=self.text(check, "title"),
            why=self.text(check, "why"),
            remedy=self.text(check, "remedy"),
            on=self._on(failed),
            cases=tuple(cases[:MAX_CASES]),
            cases_left=max(0, len(cases) - MAX_CASES),
            clauses=tuple((printable(c), place("clause", c)) for c in touched),
            brief=brief(self._sentence(failed[0]), MAX_BRIEF),
            on_brief=brief(self._on(failed), MAX_BRIEF // 2),
            first_step=brief(self.text(check, "remedy"), 150),
        )

    def _cases(self, failed: Sequence[Judged]) -> list[Case]:
        """What was found, once for all assets of which the same is said."""
        same: dict[tuple[str, tuple[str, ...]], list[Judged]] = {}
        for v in failed:
            found = v.says.args.get("found")
            names = tuple(found) if isinstance(found, list) and len(found) > MAX_LISTED else ()
            same.setdefault((self._sentence(v), names), []).append(v)
        return [self._case(says, names, rows) for (says, names), rows in same.items()]

    def _case(self, says: str, names: tuple[str, ...], rows: Sequence[Judged]) -> Case:
        each = MAX_REFS if len(rows) == 1 else MAX_REFS_IN_ORDER
        refs = tuple(r for v in rows[:MAX_REFS] for r in self._take(v.asset, v.evidence, each))[:MAX_REFS]
        kept = tuple(printable(n) for n in names[:MAX_NAMES])
        left = sum(len(v.evidence) for v in rows) - len(refs)
        return Case(self._on(rows), says, kept, len(names) - len(kept), refs, left)

    def _group(self, code: str, check: str, says: str, rows: Sequence[Judged]) -> Group:
        first = rows[0]
        refs = self._take(first.asset, first.evidence, MAX_REFS_IN_ORDER)
        anchor = self.settle(place(first.outcome.value, check), code)
        on = self._on(rows)
        left = sum(len(v.evidence) for v in rows) - len(refs)
        return Group(code, anchor, printable(check), self.text(check, "title"), on, says, refs, left)
