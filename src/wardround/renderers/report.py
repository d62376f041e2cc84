"""What a report says in one language, before any format: every text is printable and bounded, every number leads on.

``anchor`` names the place a thing stands at, ``to`` the place that it leads to.
"""

from __future__ import annotations

import msgspec


class Figure(msgspec.Struct, frozen=True):
    """A count with the rows behind it. ``key`` is the outcome, severity or answer, for its colour."""

    key: str
    label: str
    count: int
    to: str = ""


class Ref(msgspec.Struct, frozen=True):
    """One line of evidence: its number in this report, and where it stands in the observation."""

    number: int
    id: str
    asset: str
    where: str
    text: str

    @property
    def anchor(self) -> str:
        """Where the appendix shows it."""
        return f"e{self.number}"


class Case(msgspec.Struct, frozen=True):
    """A problem on one asset: the sentence, all offending things by name, the evidence."""

    asset: str
    says: str
    names: tuple[str, ...]
    names_left: int
    refs: tuple[Ref, ...]
    refs_left: int


class Problem(msgspec.Struct, frozen=True):
    """A failed check over all its assets. ``brief``, ``on_brief`` and ``first_step``: what was
    found, where, and what to do, as short as page one needs it.
    """

    code: str
    anchor: str
    check: str
    severity: str
    severity_label: str
    title: str
    why: str
    remedy: str
    on: str
    cases: tuple[Case, ...]
    cases_left: int
    clauses: tuple[tuple[str, str], ...]
    brief: str
    on_brief: str
    first_step: str


class Checked(msgspec.Struct, frozen=True):
    """A check by its code, title and id."""

    code: str
    anchor: str
    title: str
    check: str


class Cause(msgspec.Struct, frozen=True):
    """Why checks could not judge these assets: they all say the same sentence."""

    on: str
    says: str
    checks: tuple[Checked, ...]
    refs: tuple[Ref, ...]
    refs_left: int


class Step(msgspec.Struct, frozen=True):
    """What to do so that verdicts that are unknown can be judged; ``count`` of them, each under its cause."""

    key: str
    anchor: str
    title: str
    how: str
    on: str
    count: int
    causes: tuple[Cause, ...]


class Group(msgspec.Struct, frozen=True):
    """One check that said the same of these assets."""

    code: str
    anchor: str
    check: str
    title: str
    on: str
    says: str
    refs: tuple[Ref, ...]
    refs_left: int


class Link(msgspec.Struct, frozen=True):
    """A check behind a clause: the code of its row in this report (F1 failed, U1 unknown, P1 passed, N1 not)."""

    code: str
    title: str
    to: str


class Tallied(msgspec.Struct, frozen=True):
    """Verdicts of one outcome behind a clause. ``named`` are worth their title, ``coded`` only their code."""

    key: str
    label: str
    count: int
    named: tuple[Link, ...]
    coded: tuple[Link, ...]


class ClauseRow(msgspec.Struct, frozen=True):
    """One clause with its answer and the verdicts to go to; ``links`` says on what it rests and how checks speak."""

    anchor: str
    id: str
    point: str
    text: str
    outcome: str
    outcome_label: str
    risk: str
    measured: bool
    links: str
    tallies: tuple[Tallied, ...]


class Category(msgspec.Struct, frozen=True):
    """Clauses that stand under one heading of a catalogue."""

    title: str
    figures: tuple[Figure, ...]
    rows: tuple[ClauseRow, ...]


class CatalogueView(msgspec.Struct, frozen=True):
    """One catalogue, clause by clause."""

    anchor: str
    title: str
    figures: tuple[Figure, ...]
    categories: tuple[Category, ...]


class ScoreView(msgspec.Struct, frozen=True):
    """A score as it is printed; ``lower`` and ``upper`` (0 to 100) draw its bar, None where there is none."""

    title: str
    range: str
    lower: float | None
    upper: float | None
    coverage: str
    conclusion: str
    notes: tuple[str, ...]
    to: str


class AssetRow(msgspec.Struct, frozen=True):
    """One asset: what it is, how it was collected, what was found.

    ``failure`` when it was not inspected, or not to the end; ``collected`` is "" when nothing came.
    """

    name: str
    platform: str
    untested: bool
    collected: str
    rights: str
    failure: str
    figures: tuple[Figure, ...]
    severities: tuple[Figure, ...]


class Source(msgspec.Struct, frozen=True):
    """One observation, and what could not be read while it was made."""

    asset: str
    collected: str
    collector: str
    digest: str
    gaps: tuple[str, ...]


class Report(msgspec.Struct, frozen=True):
    """Everything that a report says. ``words`` are the labels and headings of the language.

    ``day`` is the date judged for, ``signed`` the fingerprint of the key, or that there is none.
    """

    lang: str
    words: dict[str, str]
    title: str
    hospital: str
    as_of: str
    day: str
    program: str
    signed: str
    chart: str
    facts: tuple[tuple[str, str], ...]
    notices: tuple[str, ...]
    headline: str
    headline_key: str
    figures: tuple[Figure, ...]
    severities: tuple[Figure, ...]
    scores: tuple[ScoreView, ...]
    assets: tuple[AssetRow, ...]
    problems: tuple[Problem, ...]
    steps: tuple[Step, ...]
    passes: tuple[Group, ...]
    absents: tuple[Group, ...]
    catalogues: tuple[CatalogueView, ...]
    method: tuple[str, ...]
    sources: tuple[Source, ...]
    evidence: tuple[Ref, ...]

    @property
    def worst(self) -> tuple[Problem, ...]:
        """The problems of the first page: fewer where notices need its room."""
        return self.problems[: 5 - (len(self.notices) + 1) // 2]

    @property
    def machines(self) -> tuple[AssetRow, ...]:
        """The assets of the first page: those not inspected and the worst."""
        return self.assets[: max(2, 5 - len(self.notices))]

    @property
    def first_steps(self) -> tuple[Step, ...]:
        """The steps of the first page: those that most verdicts wait for."""
        return tuple(sorted(self.steps, key=lambda step: -step.count)[:8])

    @property
    def scored(self) -> tuple[ScoreView, ...]:
        """The scores that there are; an edition without a figure stands in the notes."""
        return tuple(s for s in self.scores if s.lower is not None)
