"""Verdicts: what a check says of one asset, and why; and the answers that a clause can have."""

from __future__ import annotations

from enum import StrEnum

import msgspec

Scalar = str | int | float | list[str]


class Outcome(StrEnum):
    """The four things a check can say. *unknown* is never counted as pass."""

    PASS = "pass"
    FAIL = "fail"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class Conformity(StrEnum):
    """The five answers of a clause: 符合, 部分符合, 不符合, 不适用, 未核实."""

    CONFORM = "conform"
    PARTIAL = "partial"
    NOT = "not"
    NOT_APPLICABLE = "not_applicable"
    NOT_VERIFIED = "not_verified"


class Basis(StrEnum):
    """What an answer rests on: the program measures, people attest."""

    MEASURED = "measured"
    ATTESTED = "attested"
    MIXED = "mixed"
    NONE = "none"


class Severity(StrEnum):
    """How much a failed verdict matters, worst first."""

    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"

    @property
    def rank(self) -> int:
        """0 for the worst: sort key for reports."""
        return list(Severity).index(self)


class Verdict(msgspec.Struct, frozen=True):
    """One check's word on one observation.

    ``says`` names a message (of the check's card, or a shared one of ``wording``), ``args`` fill it in;
    ``lines`` are 1-based line numbers in the raw observation: the evidence.
    """

    outcome: Outcome
    says: str
    args: dict[str, Scalar] = {}
    lines: tuple[int, ...] = ()
