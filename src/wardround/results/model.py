"""The structs of results.json: assets, observations, verdicts with their evidence, and the whole document."""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

from wardround.expectations import Document
from wardround.results.answers import CatalogueAnswers
from wardround.verdicts import Outcome, Scalar, Severity

SCHEMA = "wardround/results/1"


class Failure(msgspec.Struct, frozen=True):
    """Why an asset gave no observation: fault, and the sentence in both languages."""

    fault: str
    en: str
    zh: str


class Asset(msgspec.Struct, frozen=True, omit_defaults=True):
    """One thing inspected. ``tested`` is False on a platform without a recording from a real machine."""

    name: str
    target: str
    kind: str
    platform: str = ""
    tested: bool = False
    observation: str = ""
    failure: Failure | None = None


class Observation(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where the raw record lies, and how it came. ``id`` is the SHA-256 of its bytes.

    ``partial``: the record ends early; only its whole sections were judged.
    """

    id: str
    file: str
    asset: str
    kind: str
    collector: str
    collected: str
    method: str
    privileged: bool
    bytes: int
    gaps: tuple[str, ...] = ()
    partial: bool = False


class Says(msgspec.Struct, frozen=True):
    """A message id with its arguments, and the sentences made from them."""

    id: str
    args: dict[str, Scalar]
    en: str
    zh: str


class Evidence(msgspec.Struct, frozen=True):
    """One line of a raw observation: ``id`` is the first 12 digits of its hash and the line number."""

    id: str
    where: str
    text: str


class Judged(msgspec.Struct, frozen=True, omit_defaults=True):
    """One verdict in a result."""

    asset: str
    check: str
    outcome: Outcome
    severity: Severity
    says: Says
    evidence: tuple[Evidence, ...]
    observation: str


class CheckText(msgspec.Struct, frozen=True):
    """What people read of a check, in both languages, so that a result can be read without the program."""

    severity: Severity
    title: dict[str, str]
    why: dict[str, str]
    remedy: dict[str, str]


class IntelUsed(msgspec.Struct, frozen=True):
    """The intel bundle judged against: SHA-256 of its manifest, when it was made, its age in days on ``as_of``, the
    fingerprint of its signer's key, and its sources with their own dates.
    """

    digest: str
    made: str
    age_days: int
    signer: str
    sources: tuple[str, ...]


class Program(msgspec.Struct, frozen=True):
    """What judged. ``rules`` is the SHA-256 over everything in it that can change a verdict, an answer or a score."""

    name: str
    version: str
    rules: str

    def __str__(self) -> str:
        return f"{self.name} {self.version}"


class Method(msgspec.Struct, frozen=True):
    """How it was collected: what was asked for, and what the collector may do to a target, in both languages."""

    walk: bool
    verify: bool
    impact: dict[str, str]


class Results(msgspec.Struct, frozen=True):
    """A whole inspection. ``as_of`` is the date judged for; ``expectations`` the hash of ``expected``.

    ``complete`` is False when a target was not inspected, ``interrupted`` True when a person or a signal stopped it.
    """

    schema: str
    program: Program
    as_of: str
    hospital: str
    expectations: str
    expected: Document
    complete: bool
    interrupted: bool
    method: Method
    checks: dict[str, CheckText]
    assets: tuple[Asset, ...]
    observations: tuple[Observation, ...]
    verdicts: tuple[Judged, ...]
    catalogues: tuple[CatalogueAnswers, ...]
    intel: IntelUsed | None = None

    def count(self, outcome: Outcome) -> int:
        """How many verdicts have that outcome."""
        return sum(v.outcome is outcome for v in self.verdicts)

    @property
    def problems(self) -> list[Judged]:
        """Failed verdicts, worst first."""
        failed = [v for v in self.verdicts if v.outcome is Outcome.FAIL]
        return sorted(failed, key=lambda v: (v.severity.rank, v.check, v.asset))


def canonical(model: Any) -> bytes:
    """The canonical JSON of a model, with a final line break."""
    return msgspec.json.encode(model, order="sorted") + b"\n"


def digest(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()
