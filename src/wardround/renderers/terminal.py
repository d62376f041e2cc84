"""The report in a terminal: coloured tables where a person sits, plain text in a pipe."""

from __future__ import annotations

import sys
from typing import IO, Any

from wardround.renderers.composing import compose
from wardround.renderers.report import Report
from wardround.results import Results
from wardround.results.seal import Stamp

STYLES = {
    "critical": "bold white on red", "high": "red", "medium": "yellow", "low": "blue",
    "fail": "red", "unknown": "yellow", "pass": "green", "not_applicable": "dim",
    "conform": "green", "partial": "yellow", "not": "red", "not_verified": "dim",
}  # fmt: skip


def show(results: Results, lang: str, stamp: Stamp, stream: IO[str] | None = None) -> None:
    """Prints summary, scores, problems and the answers of each catalogue."""
    from rich.console import Console

    stream = stream or sys.stdout
    plain = not stream.isatty()
    console = Console(file=stream, highlight=False, markup=False, emoji=False, width=100 if plain else None)
    report = compose(results, lang, stamp)
    for part in _parts(report, plain):
        console.print(part)


def _parts(report: Report, plain: bool) -> list[Any]:
    w = report.words
    lines = [" · ".join(t for t in (report.hospital, report.title, report.as_of) if t), *report.notices, ""]
    parts: list[Any] = [*lines, _counts(report), ""]
    problems = _table(plain, ["", w["severity"], w["check"], w["asset"], w["found"]], title=w["problems"])
    for p in report.problems:
        for c in p.cases:
            problems.add_row(p.code, _text(p.severity_label, p.severity), _text(p.title), _text(c.asset), _text(c.says))
    parts.append(problems if report.problems else w["no_problems"])
    scores = _table(plain, [w["standard"], w["score"], w["coverage"], w["conclusion"]], title=w["scores"])
    for s in report.scores:
        scores.add_row(*(_text(t) for t in (s.title, s.range, s.coverage, s.conclusion)))
    parts.append(scores)
    clauses = _table(plain, [w["standard"], w["answer"]], title=w["clauses"])
    for catalogue in report.catalogues:
        said = _text("  ").join(_text(f"{f.label} {f.count}", f.key) for f in catalogue.figures)
        clauses.add_row(_text(catalogue.title), said)
    parts.append(clauses)
    if report.reasons:
        parts += [w["unknowns"] + ":  " + "  ".join(f"{f.label} {f.count}" for f in report.reasons)]
    return parts + [f"{label}: {value}" for label, value in report.facts]


def _text(text: str, key: str = "") -> Any:
    from rich.text import Text

    return Text(text, style=STYLES.get(key, ""))


def _counts(report: Report) -> Any:
    return _text("   ").join(_text(f"{f.label} {f.count}", f.key) for f in (*report.figures, *report.severities))


def _table(plain: bool, heads: list[str], title: str) -> Any:
    from rich.box import ASCII2, ROUNDED
    from rich.table import Table

    table = Table(title=title, title_justify="left", box=ASCII2 if plain else ROUNDED, show_lines=False)
    for head in heads:
        table.add_column(head, overflow="fold")
    return table
