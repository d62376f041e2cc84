"""What the verdicts say of each catalogue: an answer for each clause, and the scores with their bounds."""

from __future__ import annotations

import msgspec

from wardround.verdicts import Basis, Conformity

Words = dict[str, str]


class Tally(msgspec.Struct, frozen=True, omit_defaults=True):
    """Verdicts of one outcome behind a clause: how many, and the checks they came from."""

    count: int = 0
    checks: tuple[str, ...] = ()


class HighRiskCase(msgspec.Struct, frozen=True):
    """The case of the 2025 trial guideline that a clause falls under, and the lowest level it applies to."""

    clause: str
    from_level: int


class ClauseAnswer(msgspec.Struct, frozen=True, omit_defaults=True):
    """The answer of one clause. ``sufficient`` and ``partial`` are the checks of this program linked to it."""

    id: str
    kind: str
    text: Words
    outcome: Conformity
    basis: Basis
    level: int | None = None
    category: Words = {}
    point: Words = {}
    high_risk: HighRiskCase | None = None
    sufficient: tuple[str, ...] = ()
    partial: tuple[str, ...] = ()
    failed: Tally = Tally()
    passed: Tally = Tally()
    unknown: Tally = Tally()
    not_applicable: Tally = Tally()

    @property
    def linked(self) -> bool:
        """Whether any check of this program speaks for the clause."""
        return bool(self.sufficient or self.partial)


class NoteText(msgspec.Struct, frozen=True):
    """A caveat of a score: its message id, and the sentence in both languages."""

    id: str
    en: str
    zh: str


class ScoreLine(msgspec.Struct, frozen=True):
    """A score of an edition, between bounds; ``coverage`` (0 to 1) is the share of applicable items verified.

    ``conclusion`` is None while any open question could change it; ``notes`` say what is open or unconfirmed.
    """

    edition: int
    lower: float | None
    upper: float | None
    verified: int
    applicable: int
    coverage: float
    conclusion: str | None
    notes: tuple[NoteText, ...] = ()


class CatalogueAnswers(msgspec.Struct, frozen=True):
    """Every clause of one catalogue with its answer over the assets in scope, and the scores drawn from them."""

    name: str
    title: Words
    answers: tuple[ClauseAnswer, ...]
    scores: tuple[ScoreLine, ...] = ()

    def count(self, outcome: Conformity) -> int:
        """How many clauses have that answer."""
        return sum(a.outcome is outcome for a in self.answers)
