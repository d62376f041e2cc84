"""The result of an inspection: one canonical JSON model, which is what gets signed.

Canonical: keys sorted, no spaces, UTF-8, so that the same judgement gives the same bytes.
"""

from __future__ import annotations

import hashlib
from typing import Any

import msgspec

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


class Judged(msgspec.Struct, frozen=True):
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

    title: dict[str, str]
    why: dict[str, str]
    remedy: dict[str, str]


class Results(msgspec.Struct, frozen=True):
    """A whole inspection. ``as_of`` is the date judged for; ``expectations`` the hash of what was expected."""

    schema: str
    program: str
    as_of: str
    hospital: str
    expectations: str
    complete: bool
    checks: dict[str, CheckText]
    assets: tuple[Asset, ...]
    observations: tuple[Observation, ...]
    verdicts: tuple[Judged, ...]

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


def schema() -> dict[str, Any]:
    """The JSON Schema of results.json, as published in docs/."""
    return msgspec.json.schema(Results)
