"""The result in a terminal: tables as wide as it is where a person sits, one line for each problem in a pipe."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import IO, Any

from wardround.renderers.composing import compose
from wardround.renderers.evidence import MAX_SENTENCE
from wardround.renderers.report import AssetRow, Problem, Report
from wardround.results import Results
from wardround.results.seal import Stamp
from wardround.wording import printable, say

STYLES = {
    "critical": "bold white on red", "high": "red", "medium": "yellow", "low": "blue",
    "fail": "red", "unknown": "yellow", "pass": "green", "not_applicable": "dim",
    "conform": "green", "partial": "yellow", "not": "red", "not_verified": "dim", "soft": "dim",
}  # fmt: skip
#: Problems that a person is shown; a pipe gets every one.
MOST = 20


def show(results: Results, lang: str, stamp: Stamp, stream: IO[str] | None = None) -> None:
    """Prints the whole: headline, assets, problems, scores, answers, what is open, and the facts of the report."""
    report = compose(results, lang, stamp)
    w = report.words
    lines = [" · ".join(t for t in (report.hospital, report.title, report.as_of) if t), *report.notices]
    tables: list[tuple[list[str], list[Sequence[str]]]] = [
        ([w["standard"], w["score"], w["coverage"], w["conclusion"]],
         [(s.title, s.range, s.coverage, s.conclusion) for s in report.scored]),
        ([w["standard"], w["answer"]],
         [(c.title, "  ".join(f"{f.label} {f.count}" for f in c.figures)) for c in report.catalogues]),
    ]  # fmt: skip
    facts = [f"{label}: {value}" for label, value in report.facts]
    stream = stream or sys.stdout
    if stream.isatty():
        _print(stream, [*lines, *_parts(report, ""), *(_table(*table) for table in tables), *facts])
        return
    rows = ("\t".join(row) for _, found in tables for row in found)
    for line in (*lines, *_lines(report, results), *rows, *facts):
        stream.write(f"{line}\n")


def told(results: Results, lang: str, rest: str) -> None:
    """What a run ends with where a person sits: headline, assets, the worst problems, what is open.

    ``rest`` says where everything stands.
    """
    _print(sys.stdout, _parts(compose(results, lang, Stamp("")), rest))


def _print(stream: IO[str], parts: Iterable[Any]) -> None:
    from rich.console import Console

    console = Console(file=stream, highlight=False, markup=False, emoji=False)
    for part in parts:
        console.print(part)


def _lines(report: Report, results: Results) -> Iterator[str]:
    """Everything that failed or is open, one line each, so that ``grep`` and ``sort`` can work on it."""
    yield report.headline
    for a in report.assets:
        yield f"{a.name}: {a.failure or ', '.join(f'{f.label} {f.count}' for f in a.figures)}"
    yield report.words["problems"]
    for v in results.problems:
        said = v.says.zh if report.lang == "zh" else v.says.en
        severity = say(f"severity.{v.severity}", report.lang)
        yield f"  [{severity}] {printable(v.asset)} {printable(v.check)}: {printable(said, MAX_SENTENCE)}"
    for s in report.steps:
        yield f"  [{report.words['unknown']}] {s.on} {s.count}: {s.title}"


def _parts(report: Report, rest: str) -> Iterator[Any]:
    w = report.words
    yield _text(report.headline, report.headline_key)
    yield ""
    yield _table([w["asset"], w["severities"], w["verdict"]], [_asset(a) for a in report.assets])
    for _, group in groupby(report.problems[:MOST], key=lambda p: p.severity):
        same = list(group)
        count = sum(p.severity == same[0].severity for p in report.problems)
        yield _text(f" {same[0].severity_label} · {count} ", same[0].severity)
        yield _problems(same)
    left = len(report.problems) - MOST
    if left > 0:
        yield _text(say("report.more_problems", report.lang, count=left, where=rest or "report.html"), "soft")
    if report.steps:
        rows = [(str(s.count), s.title, s.on) for s in report.steps]
        yield _table([w["unknown"], w["unknowns"], w["assets_on"]], rows)


def _asset(a: AssetRow) -> Sequence[Any]:
    if not a.collected:
        return a.name, _text(a.failure, "fail"), ""
    return (
        a.name,
        _spaced((f"{f.label} {f.count}", f.key) for f in a.severities if f.count),
        _spaced((f"{f.label} {f.count}", f.key) for f in a.figures if f.count),
    )


def _problems(problems: Iterable[Problem]) -> Any:
    from rich.table import Table

    table = Table(box=None, show_header=False, padding=(0, 1), expand=False)
    table.add_column(no_wrap=True, style="dim")
    table.add_column(ratio=1, overflow="fold")
    for p in problems:
        found = _text(p.cases[0].says)
        table.add_row(p.code, found.append(f"  {p.on}", style="dim").append(f"\n→ {p.remedy}", style="dim"))
    return table


def _spaced(parts: Iterable[tuple[str, str]]) -> Any:
    return _text("  ").join(_text(text, key) for text, key in parts)


def _text(text: str, key: str = "") -> Any:
    from rich.text import Text

    return Text(text, style=STYLES.get(key, ""))


def _table(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> Any:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, show_edge=False, pad_edge=False)
    for head in heads:
        table.add_column(head, overflow="fold")
    for row in rows:
        table.add_row(*(_text(cell) if isinstance(cell, str) else cell for cell in row))
    return table
