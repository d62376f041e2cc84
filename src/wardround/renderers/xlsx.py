"""XLSX report: five sheets with filters; every text is a text, so that no ``=`` from a target becomes a formula."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from wardround.renderers.archive import frozen
from wardround.renderers.evidence import MAX_SENTENCE, columns
from wardround.renderers.report import Report
from wardround.results import Judged, Results, Says
from wardround.wording import MAX_LISTED, printable, say

#: A cell holds 32,767 characters, a sheet 1,048,576 rows (ECMA-376; Excel specifications).
MAX_CELL, MAX_ROWS = 32_000, 1_048_000
FILLS = {
    "critical": "FBE3E4", "high": "FDEAE5", "medium": "FCF0D4", "low": "E6EEF6",
    "fail": "FDEAE5", "unknown": "FCF0D4", "pass": "E0F3E8", "not_applicable": "E9EDF1",
    "conform": "E0F3E8", "partial": "FCF0D4", "not": "FDEAE5", "not_verified": "E9EDF1",
}  # fmt: skip
#: Sheet -> its columns with their widths in characters.
SHEETS = {
    "problems": {"severity": 10, "check": 42, "asset": 20, "found": 70, "why": 50, "remedy": 50, "evidence": 40},
    "clauses": {
        "standard": 30, "clause": 13, "requirement": 70, "answer": 15, "measured": 44, "failed_checks": 60,
        "high_risk_case": 34,
    },
    "verdicts": {
        "asset": 20, "check_id": 36, "check": 42, "verdict": 13, "severity": 10, "found": 90, "evidence": 60,
    },
    "evidence": {"source": 24, "asset": 20, "where": 44, "text": 100, "results_hash_short": 68},
}  # fmt: skip
#: A value, or a value with the key of its colour.
Value = str | int | float | tuple[str, str]
Rows = Iterable[Sequence[Value]]


def render(report: Report, results: Results) -> bytes:
    """The whole result as one workbook: nothing is left out here. The same results give the same bytes."""
    from openpyxl import Workbook
    from openpyxl.writer.excel import ExcelWriter

    book = Workbook(write_only=True)
    w = report.words
    pen = _Pen(book, w["more_rows"])
    pen.sheet(w["sheet.summary"], (46, 32, 96, 40, 9, 9, 9, 9), None, _summary(report))
    lists = {
        "problems": _problems(report, results),
        "clauses": _clauses(report),
        "verdicts": _verdicts(report, results),
        "evidence": _evidence(results),
    }
    for name, rows in lists.items():
        pen.sheet(w[f"sheet.{name}"], list(SHEETS[name].values()), [w[head] for head in SHEETS[name]], rows)
    when = _moment(results.as_of)
    book.properties.creator, book.properties.title = report.hospital or str(results.program), report.title
    book.properties.created = book.properties.modified = when
    out = io.BytesIO()
    # Not book.save: it would write the time of day into the file.
    ExcelWriter(book, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED)).save()
    return frozen(out.getvalue())


def _moment(as_of: str) -> datetime:
    try:
        return datetime.fromisoformat(as_of)
    except ValueError:
        return datetime(1980, 1, 1)


class _Pen:
    """Writes sheets; each style is made once: openpyxl would look it up for every cell."""

    def __init__(self, book: Any, more: str) -> None:
        self.book, self.more = book, more
        self._styles: dict[tuple[str, bool], Any] = {}

    def sheet(self, title: str, widths: Sequence[int], heads: Sequence[str] | None, rows: Rows) -> None:
        """One sheet; with ``heads`` it has a frozen, filtered header row."""
        from openpyxl.utils import get_column_letter

        sheet = self.book.create_sheet(title)
        for number, width in enumerate(widths, 1):
            sheet.column_dimensions[get_column_letter(number)].width = width
        _for_paper(sheet)
        count = 0
        if heads:
            sheet.freeze_panes = "A2"
            sheet.print_title_rows = "1:1"
            sheet.append([self._cell(sheet, (h, "head")) for h in heads])
        for count, row in enumerate(rows, 2 if heads else 1):
            if count > MAX_ROWS:
                sheet.append([self._cell(sheet, self.more)])
                break
            sheet.row_dimensions[count].height = _height(row, widths)
            sheet.append([self._cell(sheet, value) for value in row])
        if heads:
            sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{max(count, 1)}"

    def _cell(self, sheet: Any, value: Value) -> Any:
        from openpyxl.cell import WriteOnlyCell

        said, key = value if isinstance(value, tuple) else (value, "")
        text = isinstance(said, str)
        cell = WriteOnlyCell(sheet, value=printable(said, MAX_CELL) if isinstance(said, str) else said)
        if text:
            cell.data_type = "s"  # a text stays a text, also one that starts with =
        if (key, text) not in self._styles:
            self._styles[key, text] = self._style(sheet, key, text)
        cell._style = self._styles[key, text]  # openpyxl has no public way to share a style without NamedStyle
        return cell

    def _style(self, sheet: Any, key: str, text: bool) -> Any:
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.styles import Alignment, Font, PatternFill

        model = WriteOnlyCell(sheet)
        model.alignment = Alignment(vertical="top", wrap_text=text or None)
        if key:
            model.fill = PatternFill("solid", start_color={**FILLS, "head": "EEF2F5"}[key])
        if key == "head":
            model.font = Font(bold=True)
        return model._style


def _for_paper(sheet: Any) -> None:
    """Printed, a sheet is as wide as the paper."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9  # A4 (ECMA-376, 18.3.1.63)
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True


def _height(row: Sequence[Value], widths: Sequence[int]) -> float:
    """Points that the row needs: not every program makes room for wrapped lines by itself. Excel allows 409."""
    lines = 1
    for value, width in zip(row, widths, strict=False):
        text = value[0] if isinstance(value, tuple) else value
        if isinstance(text, str) and len(text) * 2 > width:
            lines = max(lines, -(-columns(text) // (width - 1)))
    return min(lines * 15.0, 405.0)


def _summary(report: Report) -> Rows:
    w = report.words
    if report.hospital:
        yield (report.hospital,)
    yield (report.title,)
    yield (report.as_of,)
    yield ((report.headline, report.headline_key),)
    yield from ((n,) for n in report.notices)
    yield from report.facts
    yield ()
    for title, figures in (
        (w["verdicts_heading"], report.figures),
        (w["severities"], report.severities),
    ):
        yield ((title, "head"),)
        yield from (((f.label, f.key if f.key in FILLS else "head"), f.count) for f in figures)
        yield ()
    yield ((w["unknowns"], "head"), (w["unknown"], "head"), (w["step"], "head"), (w["assets_on"], "head"))
    yield from ((s.title, s.count, s.how.replace("`", ""), s.on) for s in report.steps)
    yield ()
    yield tuple((w[k], "head") for k in ("standard", "score", "coverage", "conclusion"))
    for s in report.scores:
        yield s.title, s.range, s.coverage, s.conclusion
        yield from (("", "", n) for n in s.notes)
    yield ()
    worst = [f.label for f in report.severities]
    yield (*((w[k], "head") for k in ("asset", "platform", "collected", "rights")), *((f, "head") for f in worst))
    for a in report.assets:
        platform = " · ".join(t for t in (a.platform, a.failure) if t)
        yield (a.name, platform, a.collected, a.rights, *(f.count for f in a.severities))
    yield ()
    yield ((w["method"], "head"),)
    yield from (("", "", m) for m in report.method)


def _said(says: Says, lang: str) -> str:
    """The sentence with every offending thing, not only the first."""
    text = printable(says.zh if lang == "zh" else says.en, MAX_SENTENCE)
    found = says.args.get("found")
    if isinstance(found, list) and len(found) > MAX_LISTED:
        text += f"  [{' · '.join(printable(name) for name in found)}]"
    return text


def _ids(verdict: Judged) -> str:
    return " ".join(printable(e.id) for e in verdict.evidence)


def _problems(report: Report, results: Results) -> Rows:
    lang = report.lang
    for v in results.problems:
        card = results.checks.get(v.check)
        texts = (card.title, card.why, card.remedy) if card else ({lang: v.check}, {}, {})
        title, why, remedy = (printable(text.get(lang, ""), MAX_SENTENCE) for text in texts)
        severity = (say(f"severity.{v.severity}", lang), v.severity.value)
        yield severity, title, printable(v.asset), _said(v.says, lang), why, remedy, _ids(v)


def _clauses(report: Report) -> Rows:
    for c in report.catalogues:
        for r in (r for k in c.categories for r in k.rows):
            counts = " · ".join(f"{t.label} {t.count}" for t in r.tallies)
            failed = "; ".join(x.title for t in r.tallies if t.key == "fail" for x in (*t.named, *t.coded))
            text = f"{r.point}: {r.text}" if r.point else r.text
            measured = " · ".join(filter(None, (counts, r.links)))
            yield c.title, r.id, text, (r.outcome_label, r.outcome), measured, failed, r.risk


def _verdicts(report: Report, results: Results) -> Rows:
    lang = report.lang
    for v in results.verdicts:
        card = results.checks.get(v.check)
        outcome = (say(f"outcome.{v.outcome}", lang), v.outcome.value)
        severity = say(f"severity.{v.severity}", lang)
        title = printable(card.title.get(lang, ""), MAX_SENTENCE) if card else ""
        yield printable(v.asset), printable(v.check), title, outcome, severity, _said(v.says, lang), _ids(v)


def _evidence(results: Results) -> Rows:
    seen: set[str] = set()
    for v in results.verdicts:
        for e in v.evidence:
            if e.id not in seen:
                seen.add(e.id)
                yield tuple(printable(t) for t in (e.id, v.asset, e.where, e.text, v.observation))
