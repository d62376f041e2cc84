"""Catalogue answers and scores -> what a report says of them, in one language."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from wardround.renderers.evidence import Gathering, place
from wardround.renderers.report import CatalogueView, Category, ClauseRow, Figure, Link, ScoreView, Tallied
from wardround.results import CatalogueAnswers, ClauseAnswer, ScoreLine
from wardround.verdicts import Conformity, Outcome
from wardround.wording import catalogue as known
from wardround.wording import printable, say

#: Worst first, as a reader wants them.
ORDER = (
    Conformity.NOT,
    Conformity.PARTIAL,
    Conformity.NOT_VERIFIED,
    Conformity.CONFORM,
    Conformity.NOT_APPLICABLE,
)

#: Failed checks that a clause names by title; further ones by the code of their row.
MAX_TITLED = 4


def share(part: float) -> str:
    """A share as a whole per cent, rounded down, so that coverage is never flattered."""
    if 0 < part < 0.01:
        return "< 1 %"
    return f"{math.floor(part * 100 + 1e-9)} %"


def view(catalogue: CatalogueAnswers, gathered: Gathering) -> CatalogueView:
    """One catalogue, its clauses under their categories in the order in which they are asked."""
    lang = gathered.lang
    titles = [_category_title(a, catalogue, lang) for a in catalogue.answers]
    categories = []
    for title in dict.fromkeys(titles):
        mine = [a for a, of in zip(catalogue.answers, titles, strict=True) if of == title]
        categories.append(Category(title, _figures(mine, lang), tuple(_row(a, gathered) for a in mine)))
    anchor = gathered.settle(place("catalogue", catalogue.name))
    title = _words(catalogue.title, lang)
    return CatalogueView(anchor, title, _figures(catalogue.answers, lang, anchor), tuple(categories))


def _words(words: dict[str, str], lang: str) -> str:
    return printable(words.get(lang, ""), 1000)


def _category_title(answer: ClauseAnswer, catalogue: CatalogueAnswers, lang: str) -> str:
    if answer.category:
        return _words(answer.category, lang)
    kind = f"kind.{answer.kind}"
    return say(kind, lang) if kind in known() else _words(catalogue.title, lang)


def _figures(answers: Sequence[ClauseAnswer], lang: str, to: str = "") -> tuple[Figure, ...]:
    counts = [(o, sum(a.outcome is o for a in answers)) for o in ORDER]
    return tuple(Figure(o.value, say(f"conformity.{o}", lang), n, to) for o, n in counts if n)


def _row(answer: ClauseAnswer, gathered: Gathering) -> ClauseRow:
    lang = gathered.lang
    risk = answer.high_risk
    links = say("report.no_check", lang)
    if answer.linked:
        how = "report.sufficient" if answer.sufficient else "report.partly"
        spoken = say(how, lang, count=len(answer.sufficient or answer.partial))
        links = f"{say(f'basis.{answer.basis}', lang)} · {spoken}"
    return ClauseRow(
        anchor=gathered.settle(place("clause", answer.id)),
        id=printable(answer.id),
        point=_words(answer.point, lang),
        text=_words(answer.text, lang),
        outcome=answer.outcome.value,
        outcome_label=say(f"conformity.{answer.outcome}", lang),
        risk=say("report.high_risk", lang, clause=risk.clause, level=risk.from_level) if risk else "",
        measured=answer.linked,
        links=links,
        tallies=tuple(_tallies(answer, gathered)),
    )


def _tallies(answer: ClauseAnswer, gathered: Gathering) -> Iterable[Tallied]:
    rows = (
        (Outcome.FAIL, answer.failed, MAX_TITLED),
        (Outcome.UNKNOWN, answer.unknown, 0),
        (Outcome.PASS, answer.passed, 0),
        (Outcome.NOT_APPLICABLE, answer.not_applicable, 0),
    )
    for outcome, tally, titled in rows:
        if not tally.count:
            continue
        links = []
        for check in tally.checks:
            to, code = gathered.way(place(outcome.value, check))
            links.append(Link(code or printable(check), gathered.text(check, "title"), to))
        links.sort(key=lambda link: (len(link.code), link.code))
        label = say(f"outcome.{outcome}", gathered.lang)
        yield Tallied(outcome.value, label, tally.count, tuple(links[:titled]), tuple(links[titled:]))


def scores(catalogue: CatalogueAnswers, lang: str) -> Iterable[ScoreView]:
    """The scores of a catalogue, every one with its bounds and how much is verified."""
    for line in catalogue.scores:
        title = say("report.edition", lang, catalogue=_words(catalogue.title, lang), edition=line.edition)
        bounds = "—"
        if line.lower is not None and line.upper is not None:
            bounds = f"{line.lower:.2f} – {line.upper:.2f}" if line.lower != line.upper else f"{line.lower:.2f}"
        verified = {"share": share(line.coverage), "verified": line.verified, "applicable": line.applicable}
        yield ScoreView(
            title=title,
            range=bounds,
            lower=line.lower,
            upper=line.upper,
            coverage=say("report.coverage_of", lang, **verified) if line.applicable else "—",
            conclusion=_conclusion(line, lang),
            notes=tuple(printable(n.zh if lang == "zh" else n.en, 1000) for n in line.notes),
            to=place("catalogue", catalogue.name),
        )


def _conclusion(line: ScoreLine, lang: str) -> str:
    if line.conclusion:
        return say(f"conclusion.{line.conclusion}", lang)
    if line.edition == 2025:
        return say("report.conclusion_rate" if line.lower is None else "report.conclusion_unsaid", lang)
    return say("report.conclusion_open", lang)
