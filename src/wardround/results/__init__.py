"""The result of an inspection: one canonical JSON document, which is what gets signed and what is rendered.

Canonical: keys sorted, no spaces, UTF-8, so that the same judgement gives the same bytes.
"""

from wardround.results.answers import CatalogueAnswers, ClauseAnswer, HighRiskCase, NoteText, ScoreLine, Tally
from wardround.results.model import (
    SCHEMA,
    Asset,
    CheckText,
    Evidence,
    Failure,
    IntelUsed,
    Judged,
    Method,
    Observation,
    Program,
    Results,
    Says,
    canonical,
    digest,
)
from wardround.results.reading import read, schema

__all__ = [
    "SCHEMA",
    "Asset",
    "CatalogueAnswers",
    "CheckText",
    "ClauseAnswer",
    "Evidence",
    "Failure",
    "HighRiskCase",
    "IntelUsed",
    "Judged",
    "Method",
    "NoteText",
    "Observation",
    "Program",
    "Results",
    "Says",
    "ScoreLine",
    "Tally",
    "canonical",
    "digest",
    "read",
    "schema",
]
