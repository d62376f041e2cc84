"""The first page of the DOCX report: how bad it is, what to do first, where, and what is still open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from wardround.renderers.report import AssetRow, Figure, Problem, Report
from wardround.renderers.wordml import BARS, PAGE_WIDTH, TINTS, cell, link, paragraph, row, run, table, widths

SMALL = 17


def first_page(report: Report) -> Iterator[str]:
    """One page, and the break after it."""
    w = report.words
    if report.hospital:
        yield paragraph(run(report.hospital, "link", bold=True, size=22))
    yield paragraph(run(report.title), style="Title")
    yield _line(run(report.as_of, "soft"))
    headline = cell(_headline(report), PAGE_WIDTH, fill=TINTS[report.headline_key])
    yield table([PAGE_WIDTH], [row([headline])], lines=False)
    yield from (paragraph(run(n), style="Notice") for n in report.notices)
    yield _charts(report)
    yield _label(w["worst"])
    columns = widths(12, 88)
    worst = (_worst(p, columns) for p in report.worst)
    yield table(columns, worst) if report.worst else _line(run(w["no_problems"]))
    if len(report.machines) > 1:
        yield _label(w["machines"])
        columns = widths(26, 74)
        yield table(columns, (_machine(a, columns, w) for a in report.machines), lines=False)
        if left := len(report.assets) - len(report.machines):
            yield _line(run(f"+{left} {w['more_assets']}", "soft", size=16))
    yield _label(w["unknowns"])
    yield _steps(report)
    if report.scored:
        yield _label(w["scores"])
        yield _scores(report)
    columns = widths(22, 78)
    yield table(columns, (_row((run(k, "soft", size=16), run(v, size=16)), columns) for k, v in report.facts))
    yield paragraph('<w:r><w:br w:type="page"/></w:r>', style="Thin")


def _line(*runs: str) -> str:
    return paragraph(*runs, style="Cell")


def _label(text: str) -> str:
    return paragraph(run(text, bold=True, size=18), style="Label", keep=True)


def _row(runs: Sequence[str], columns: Sequence[int]) -> str:
    return row(cell(_line(r), width) for r, width in zip(runs, columns, strict=True))


def _headline(report: Report) -> str:
    return _line(run(report.headline, report.headline_key, bold=True, size=22))


def _charts(report: Report) -> str:
    """Both charts side by side: a bar of shaded cells over its counts."""
    gap, half = 300, (PAGE_WIDTH - 300) // 2
    titles = (report.words["verdicts_heading"], report.words["severities"])
    inner = [_chart(t, f, half) for t, f in zip(titles, (report.figures, report.severities), strict=True)]
    cells = (cell(inner[0], half), cell(_line(), gap), cell(inner[1], half))
    return table([half, gap, half], [row(cells)], lines=False)


def _chart(title: str, figures: Sequence[Figure], width: int) -> str:
    shown = [f for f in figures if f.count]
    bar = ""
    if shown:
        whole = sum(f.count for f in shown)
        columns = widths(*(max(f.count, whole / 50) for f in shown), of=width - 160)
        blank = paragraph(style="Thin")
        cells = (cell(blank, each, fill=BARS[f.key]) for f, each in zip(shown, columns, strict=True))
        bar = table(columns, [row(cells, height=160)], lines=False)
    each = [(width - 160) // len(figures)] * len(figures)
    counts = (
        cell([_line(link(str(f.count), f.to, 28)), _line(run(f.label, "soft", size=16))], each[0]) for f in figures
    )
    return _line(run(title, "soft", size=16)) + bar + table(each, [row(counts)], lines=False)


def _worst(p: Problem, columns: Sequence[int]) -> str:
    found = _line(link(p.brief, p.anchor, 18, bold=True), run(f"   {p.on_brief}", "soft", size=15))
    said = (found, _line(run(f"→ {p.first_step}", size=SMALL)))
    label = _line(run(p.severity_label, p.severity, bold=True, size=18))
    return row((cell(label, columns[0]), cell(said, columns[1])))


def _machine(a: AssetRow, columns: Sequence[int], w: dict[str, str]) -> str:
    name = run(a.name, bold=True, size=SMALL)
    if not a.collected:
        return _row((name, run(w["not_inspected"], "fail", size=SMALL)), columns)
    figures = (*a.severities, *(f for f in a.figures if f.key == "unknown"))
    counts = "".join(run(f"{f.label} {f.count}    ", f.key, size=SMALL) for f in figures if f.count)
    return _row((name, counts), columns)


def _steps(report: Report) -> str:
    if not report.steps:
        return _line(run(report.words["nothing_unknown"]))
    columns = widths(6, 44, 6, 44)
    cells = [(run(str(s.count), size=SMALL), link(s.title, s.anchor, SMALL)) for s in report.first_steps]
    cells += [("", "")] * (len(cells) % 2)
    pairs = zip(cells[::2], cells[1::2], strict=True)
    return table(columns, (_row((*left, *right), columns) for left, right in pairs), lines=False)


def _scores(report: Report) -> str:
    columns = widths(42, 15, 25, 18)
    rows = (
        _row(
            (link(s.title, s.to, 15), run(s.range, size=15), run(s.coverage, "soft", size=15),
             run(s.conclusion, "soft", size=15)), columns)
        for s in report.scored
    )  # fmt: skip
    return table(columns, rows, lines=False)
