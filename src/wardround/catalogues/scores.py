"""MLPS scores by edition, each with a lower and an upper bound: the unverified counts as nothing, or as full.

An item whose importance is not confirmed is weighted every way that the edition allows, so that the bounds
hold whichever weight the official template gives it. What rests on general knowledge is named in ``unconfirmed``.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec
import yaml

from wardround.catalogues import Clause
from wardround.verdicts import Conformity
from wardround.wording import fill

Importance = Literal["general", "important", "key"]
Risk = Literal["none", "low", "medium", "high"]

FULL: Mapping[int, Fraction] = {2015: Fraction(5), 2021: Fraction(1)}
WEIGHTS: Mapping[int, Mapping[str, Fraction]] = {
    2015: {"general": Fraction(1, 5), "important": Fraction(1, 2), "key": Fraction(1)},
    2021: {"general": Fraction(1), "important": Fraction(2), "key": Fraction(3)},
}


class Mark(msgspec.Struct, frozen=True):
    """What one object got for an item, between two bounds, in the edition's unit (2015: 0-5; 2021: 0-1)."""

    low: float
    high: float
    verified: bool = True


class Item(msgspec.Struct, frozen=True):
    """One item: a mark for each object that it was applied to. No mark: the item is not applicable."""

    clause: str
    kind: Literal["technical", "management"]
    marks: tuple[Mark, ...]
    importance: Importance | None = None


class Note(msgspec.Struct, frozen=True):
    """A caveat: a message of scores.yaml with its arguments."""

    says: str
    args: dict[str, str | int | float] = {}

    def text(self, lang: str) -> str:
        """The caveat as a sentence in ``en`` or ``zh``."""
        return fill(_messages()[self.says], lang, self.args)


class Score(msgspec.Struct, frozen=True):
    """A score, never one number while anything is open. ``conclusion`` is None unless every case agrees."""

    edition: int
    lower: float | None
    upper: float | None
    verified: int
    applicable: int
    conclusion: str | None
    notes: tuple[Note, ...] = ()

    @property
    def coverage(self) -> float:
        """Share of the applicable items that are verified, 0 when none applies."""
        return self.verified / self.applicable if self.applicable else 0.0

    @property
    def unconfirmed(self) -> list[str]:
        """Message ids of what this score rests on without a confirmed source, and of what is open."""
        return [note.says for note in self.notes]


@cache
def _messages() -> Mapping[str, Mapping[str, str]]:
    text = (files("wardround.catalogues") / "scores.yaml").read_text("utf-8")
    found: Mapping[str, Mapping[str, str]] = yaml.load(text, Loader=yaml.CSafeLoader)
    return found


def exact(edition: int, mark: float) -> Mark:
    """The mark of a person who knows it. Raises ValueError outside the edition's range."""
    if not 0 <= mark <= FULL[edition]:
        raise ValueError(f"{mark} is no mark of edition {edition}: 0 to {FULL[edition]}")
    return Mark(mark, mark)


def mark(edition: int, outcome: Conformity) -> Mark | None:
    """The mark of an answer; None when not applicable. In 2015 'partial' is anything from 1 to 4."""
    full = float(FULL[edition])
    return {
        Conformity.CONFORM: Mark(full, full),
        Conformity.PARTIAL: Mark(1, 4) if edition == 2015 else Mark(0.5, 0.5),
        Conformity.NOT: Mark(0, 0),
        Conformity.NOT_VERIFIED: Mark(0, full, verified=False),
        Conformity.NOT_APPLICABLE: None,
    }[outcome]


def item(edition: int, clause: Clause, outcomes: Iterable[Conformity]) -> Item:
    """The item of an MLPS clause from the answer of each object. Raises ValueError on a non-MLPS clause."""
    if clause.kind not in ("technical", "management"):
        raise ValueError(f"{clause.id} is no MLPS clause")
    marks = tuple(m for m in (mark(edition, outcome) for outcome in outcomes) if m is not None)
    kind: Literal["technical", "management"] = "technical" if clause.kind == "technical" else "management"
    importance: Importance | None = None
    if clause.weight in ("general", "important", "key"):
        importance = clause.weight  # type: ignore[assignment]
    return Item(clause.id, kind, marks, importance)


def _mean(entry: Item, side: str) -> Fraction:
    """The object mean of an item; an unverified mark counts as its bound on that side."""
    return sum((Fraction(str(getattr(m, side))) for m in entry.marks), Fraction(0)) / len(entry.marks)


def _rounded(value: Fraction) -> float:
    exactly = Decimal(value.numerator) / Decimal(value.denominator)
    return float(exactly.quantize(Decimal("0.01"), ROUND_HALF_UP))


def _weights(edition: int, entry: Item) -> tuple[Fraction, Fraction]:
    """The smallest and the largest weight that an item can have."""
    known = WEIGHTS[edition]
    return (known[entry.importance],) * 2 if entry.importance else (min(known.values()), max(known.values()))


def _weighted_mean(items: Sequence[Item], side: str) -> Fraction:
    """The extreme weighted mean (2015): the lower gives open weights to the bad items, the upper to the good.

    The extreme of such a quotient stands at a threshold: heavy on one side of it, light on the other.
    """
    low = side == "low"
    ranked = sorted(((_mean(i, side), *_weights(2015, i)) for i in items), key=lambda r: r[0], reverse=not low)
    total = sum((mean * light for mean, light, _ in ranked), Fraction(0))
    weight = sum((light for _, light, _ in ranked), Fraction(0))
    best = total / weight
    for mean, light, heavy in ranked:
        total += mean * (heavy - light)
        weight += heavy - light
        best = min(best, total / weight) if low else max(best, total / weight)
    return best


def _common_notes(edition: int, items: Sequence[Item], worst_risk: Risk | None) -> list[Note]:
    weights = ", ".join(str(float(w)) for w in WEIGHTS[edition].values())
    notes = [Note("scores.weights_general_knowledge", {"weights": weights})]
    unknown = sum(i.importance is None for i in items)
    if unknown:
        notes.append(Note("scores.importance_unknown", {"count": unknown}))
    if worst_risk is None:
        notes.append(Note("scores.risk_unknown"))
    return notes


def _counts(items: Sequence[Item]) -> tuple[int, int]:
    return sum(all(m.verified for m in i.marks) for i in items), len(items)


def score_2015(items: Iterable[Item], worst_risk: Risk | None = None) -> Score:
    """The 2015 score: 20 times the weighted mean, with a high risk 60 - 12 times the mean loss.

    ``worst_risk`` None means not judged: the lower bound then assumes a high risk, the upper none.
    """
    used = [i for i in items if i.marks]
    verified, applicable = _counts(used)
    if not used:
        return Score(2015, None, None, 0, 0, None, (Note("scores.nothing_applicable"),))
    means = _weighted_mean(used, "low"), _weighted_mean(used, "high")
    assumed: tuple[Risk, Risk] = ("high", "none") if worst_risk is None else (worst_risk, worst_risk)
    lower, upper = (
        60 - 12 * (5 - mean) if risk == "high" else 20 * mean for mean, risk in zip(means, assumed, strict=True)
    )
    notes = _common_notes(2015, used, worst_risk) + [Note("scores.2015_threshold")]
    if "high" in assumed:
        notes.append(Note("scores.2015_high_risk_formula"))
    conclusions = {_conclusion_2015(s, r) for s, r in zip((lower, upper), assumed, strict=True)}
    conclusion = conclusions.pop() if len(conclusions) == 1 else None
    return Score(2015, _rounded(lower), _rounded(upper), verified, applicable, conclusion, tuple(notes))


def _conclusion_2015(score: Fraction, risk: Risk) -> str:
    if risk == "high" or score < 60:
        return "not_conform"
    return "conform" if score == 100 else "basically_conform"


def score_2021(items: Iterable[Item], worst_risk: Risk | None = None, technical_share: float = 0.5) -> Score:
    """The 2021 score M = Vt + Vm: each half starts full and loses f(w)·(1-x)·100/n per item, not below 0.

    ``worst_risk`` None means not judged; a conclusion is then drawn only when every risk would give the same.
    """
    used = [i for i in items if i.marks]
    verified, applicable = _counts(used)
    if not used:
        return Score(2021, None, None, 0, 0, None, (Note("scores.nothing_applicable"),))
    share = Fraction(str(technical_share))
    notes = _common_notes(2021, used, worst_risk) + [Note("scores.2021_formula")]
    lower = upper = Fraction(0)
    for kind, full in (("technical", 100 * share), ("management", 100 * (1 - share))):
        half = [i for i in used if i.kind == kind]
        if not half:
            notes.append(Note("scores.one_side_missing", {"kind": kind}))
            upper += full
            continue
        step = Fraction(100, applicable)
        lower += max(Fraction(0), full - sum(_weights(2021, i)[1] * (1 - _mean(i, "low")) * step for i in half))
        upper += max(Fraction(0), full - sum(_weights(2021, i)[0] * (1 - _mean(i, "high")) * step for i in half))
    assumed: tuple[Risk, Risk] = ("high", "none") if worst_risk is None else (worst_risk, worst_risk)
    grades = {_grade_2021(s, r) for s, r in zip((lower, upper), assumed, strict=True)}
    conclusion = grades.pop() if len(grades) == 1 else None
    return Score(2021, _rounded(lower), _rounded(upper), verified, applicable, conclusion, tuple(notes))


def _grade_2021(score: Fraction, risk: Risk) -> str:
    if risk == "high" or score < 70:
        return "poor"
    if score >= 90 and risk != "medium":
        return "excellent"
    return "good" if score >= 80 else "medium"


def conclude_2025(rate: float | None, major_hidden_risk: bool | None) -> Score:
    """The 2025 conclusion from a rate in per cent that a person entered; open cases say why.

    Raises ValueError for a rate outside 0 to 100.
    """
    if rate is not None and not 0 <= rate <= 100:
        raise ValueError(f"{rate} is no rate in per cent")
    conclusion: str | None = None
    notes = [Note("scores.2025_rate_entered")]
    if rate is None:
        notes = [Note("scores.2025_no_rate")]
    elif rate in (60, 90):
        notes.append(Note("scores.2025_open_boundary", {"rate": int(rate)}))
    elif rate < 90:
        conclusion = "basically_conform" if rate > 60 else "not_conform"
    elif major_hidden_risk is None:
        notes.append(Note("scores.2025_hidden_risk_unknown"))
    elif major_hidden_risk:
        notes.append(Note("scores.2025_open_hidden_risk"))
    else:
        conclusion = "conform"
    return Score(2025, rate, rate, 0, 0, conclusion, tuple(notes))
