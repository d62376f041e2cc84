"""Verdicts -> the answer of every clause of every catalogue, and the scores drawn from them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache

from wardround.catalogues import NAMES, Catalogue, Clause, linked, load, scores
from wardround.catalogues.outcomes import Judged as Row
from wardround.catalogues.outcomes import clause_result
from wardround.expectations import Evaluation
from wardround.results import CatalogueAnswers, ClauseAnswer, HighRiskCase, Judged, NoteText, ScoreLine
from wardround.verdicts import Conformity
from wardround.wording import LANGUAGES

Links = Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]
#: Editions that are computed from answers; that of 2025 only repeats what an evaluation body found.
COMPUTED = {2015: scores.score_2015, 2021: scores.score_2021}


@cache
def _links(name: str, known: tuple[str, ...]) -> Links:
    """Clause id -> the known checks that are sufficient for it, and those that speak for a part."""
    return {clause.id: linked(clause.id, known) for clause in load(name).clauses}


def answers(
    verdicts: Iterable[Judged], assets: Collection[str], known: Iterable[str], evaluation: Evaluation | None
) -> tuple[CatalogueAnswers, ...]:
    """All catalogues over the assets in scope. ``known`` are the checks of this program.

    An asset in scope without verdicts keeps a clause from conforming.
    """
    by_check: dict[str, list[Row]] = defaultdict(list)
    for v in verdicts:
        by_check[v.check].append((v.asset, v.check, v.outcome, v.severity))
    ids = tuple(sorted(known))
    return tuple(_catalogue(load(name), _links(name, ids), by_check, sorted(set(assets)), evaluation) for name in NAMES)


def _catalogue(
    catalogue: Catalogue,
    links: Links,
    by_check: Mapping[str, Sequence[Row]],
    assets: Sequence[str],
    evaluation: Evaluation | None,
) -> CatalogueAnswers:
    found, objects = [], []
    for clause in catalogue.clauses:
        sufficient, partial = links[clause.id]
        rows = [row for check in (*sufficient, *partial) for row in by_check.get(check, ())]
        answer = _answer(clause, sufficient, partial, rows, assets)
        found.append(answer)
        objects.append((clause, _objects(clause, answer, rows, assets)))
    lines = _scores(catalogue.name, objects, assets, evaluation) if catalogue.name.startswith("mlps") else ()
    return CatalogueAnswers(catalogue.name, dict(catalogue.title), tuple(found), tuple(lines))


def _answer(
    clause: Clause, sufficient: tuple[str, ...], partial: tuple[str, ...], rows: Sequence[Row], assets: Sequence[str]
) -> ClauseAnswer:
    result = clause_result(clause, rows, assets)
    risk = clause.high_risk
    return ClauseAnswer(
        id=clause.id,
        kind=clause.kind,
        text=dict(clause.text),
        outcome=result.outcome,
        basis=result.basis,
        level=clause.level,
        category=dict(clause.category),
        point=dict(clause.point),
        high_risk=HighRiskCase(risk.clause, risk.from_level) if risk else None,
        sufficient=sufficient,
        partial=partial,
        failed=result.failed,
        passed=result.passed,
        unknown=result.unknown,
        not_applicable=result.not_applicable,
    )


def _objects(clause: Clause, answer: ClauseAnswer, rows: Sequence[Row], assets: Sequence[str]) -> list[Conformity]:
    """The answer of each object of a score: each host for a technical clause with checks, else the whole."""
    if clause.kind != "technical" or not answer.linked or not assets:
        return [answer.outcome]
    mine: dict[str, list[Row]] = {asset: [] for asset in assets}
    for row in rows:
        mine[row[0]].append(row)
    return [clause_result(clause, of_asset, [asset]).outcome for asset, of_asset in mine.items()]


def _scores(
    name: str,
    objects: Sequence[tuple[Clause, list[Conformity]]],
    assets: Sequence[str],
    evaluation: Evaluation | None,
) -> Iterable[ScoreLine]:
    scope = scores.Note("scores.scope", {"count": len(assets)})
    for edition, compute in COMPUTED.items():
        yield _line(compute([scores.item(edition, clause, outcomes) for clause, outcomes in objects]), (scope,))
    entered = evaluation if evaluation and name == f"mlps{evaluation.level}" else None
    rate, hidden = (entered.rate, entered.major_hidden_risk) if entered else (None, None)
    yield _line(scores.conclude_2025(rate, hidden))


def _line(score: scores.Score, more: tuple[scores.Note, ...] = ()) -> ScoreLine:
    notes = [NoteText(n.says, *(n.text(lang) for lang in LANGUAGES)) for n in (*more, *score.notes)]
    return ScoreLine(
        edition=score.edition,
        lower=score.lower,
        upper=score.upper,
        verified=score.verified,
        applicable=score.applicable,
        coverage=round(score.coverage, 4),
        conclusion=score.conclusion,
        notes=tuple(notes),
    )
