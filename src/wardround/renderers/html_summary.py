"""The first page of the HTML report: one look at everything that matters, each number a link to its rows."""

from __future__ import annotations

from collections.abc import Sequence

from wardround.renderers.markup import Html, el, join, ticked
from wardround.renderers.report import AssetRow, Figure, Report, ScoreView


def summary(report: Report) -> Html:
    """Title, notices, chart of outcomes, severities, scores, worst problems, what is open, assets, signature."""
    w = report.words
    eyebrow = [el("p", report.hospital, class_="eyebrow")] if report.hospital else []
    head = el("header", *eyebrow, el("h1", report.title), el("p", report.as_of, class_="soft"), class_="title")
    notices = [el("p", n, class_="notice") for n in report.notices]
    cards = el("div", _outcomes(report), _severities(report), class_="two")
    return el(
        "section",
        head,
        el("p", report.headline, class_=f"headline {report.headline_key}"),
        *notices,
        cards,
        _worst(report),
        _assets(report.assets, w),
        _open(report),
        _scores(report, w),
        _facts(report),
        id="summary",
    )


def bar(figures: Sequence[Figure], label: str) -> Html:
    """A stacked bar, drawn by attributes only."""
    total = sum(f.count for f in figures)
    parts, x = [], 0.0
    for figure in figures:
        width = 1000 * figure.count / total if total else 0
        if width:
            parts.append(el("rect", x=f"{x:.1f}", y=0, width=f"{width:.1f}", height=20, class_=f"fill-{figure.key}"))
        x += width
    box = {"viewBox": "0 0 1000 20", "preserveAspectRatio": "none", "role": "img", "aria_label": label}
    return el("svg", *parts, class_="bar", **box)


def _figure(f: Figure) -> Html:
    return el("a", el("b", str(f.count)), el("span", f.label), href=f"#{f.to}", class_=f"figure {f.key}")


def _outcomes(report: Report) -> Html:
    figures = el("div", *(_figure(f) for f in report.figures), class_="figures")
    heading = el("h2", report.words["verdicts_heading"])
    return el("div", heading, bar(report.figures, report.chart), figures, class_="card")


def _severities(report: Report) -> Html:
    figures = el("div", *(_figure(f) for f in report.severities), class_="figures")
    heading = el("h2", report.words["severities"])
    return el("div", heading, bar(report.severities, report.words["severities"]), figures, class_="card")


def _worst(report: Report) -> Html:
    w = report.words
    rows = [
        el(
            "li",
            el("span", p.severity_label, class_=f"chip {p.severity}"),
            el(
                "div",
                el("a", p.brief, href=f"#{p.anchor}"),
                el("p", f"{p.on} · {w['not_met']}{p.title}", class_="soft"),
                el("p", f"→ {p.first_step}", class_="do"),
            ),
        )
        for p in report.worst
    ]
    inner = el("ol", *rows, class_="worst") if rows else el("p", w["no_problems"], class_="soft")
    left = len(report.problems) - len(rows)
    more = [el("p", el("a", f"+{left} · {w['problems']}", href="#problems"), class_="more")] if left else []
    return el("div", el("h2", w["worst"]), inner, *more, class_="card")


def _range(s: ScoreView) -> Html:
    """The track from 0 to 100: certain up to the lower bound, open up to the upper."""
    if s.lower is None or s.upper is None:
        return Html("")
    rects = [
        el("rect", x=0, y=0, width=100, height=6, class_="track"),
        el("rect", x=0, y=0, width=f"{s.upper:.2f}", height=6, class_="open"),
        el("rect", x=0, y=0, width=f"{s.lower:.2f}", height=6, class_="sure"),
    ]
    box = {"viewBox": "0 0 100 6", "preserveAspectRatio": "none", "role": "img", "aria_label": s.range}
    return el("svg", *rects, class_="range", **box)


def _scores(report: Report, w: dict[str, str]) -> Html:
    heads = (el("th", w[h], scope="col") for h in ("standard", "score", "coverage", "conclusion"))
    rows = (
        el(
            "tr",
            el("td", el("a", s.title, href=f"#{s.to}")),
            el("td", s.range, _range(s), class_="number"),
            el("td", s.coverage),
            el("td", s.conclusion),
        )
        for s in report.scored
    )
    table = el("table", el("thead", el("tr", heads)), el("tbody", rows), class_="stack scores")
    notes = [
        join(el("dt", f"{s.title}: {s.conclusion}"), *(el("dd", n) for n in s.notes))
        for s in report.scores
        if s.notes or s.lower is None
    ]
    fold = el("details", el("summary", w["notes"]), el("dl", *notes, class_="notes"), class_="inline")
    return el("div", el("h2", w["scores"]), table, fold, class_="card")


def _open(report: Report) -> Html:
    w = report.words
    rows = [
        el("li", el("b", str(s.count)), el("a", s.title, href=f"#{s.anchor}"), el("span", s.on, class_="soft"))
        for s in report.steps
    ]
    inner = el("ul", *rows, class_="steps") if rows else el("p", w["nothing_unknown"], class_="soft")
    return el("div", el("h2", w["unknowns"]), inner, class_="card")


def _assets(assets: Sequence[AssetRow], w: dict[str, str]) -> Html:
    heads = (el("th", w[h], scope="col") for h in ("asset", "severities", "verdict", "platform", "collected"))
    table = el(
        "table",
        el("thead", el("tr", heads)),
        el("tbody", (_asset(a, w) for a in assets)),
        class_="stack",
    )
    return el("div", el("h2", w["machines"]), table, class_="card")


def _asset(a: AssetRow, w: dict[str, str]) -> Html:
    if a.failure and not a.collected:
        return el("tr", el("td", el("b", a.name)), el("td", a.failure, colspan=4, class_="bad"))
    untested = [el("span", w["untested"], class_="chip medium small")] if a.untested else []
    counts = [
        el("a", f"{f.label} {f.count}", href=f"#{f.to}", class_=f"chip small {f.key}") for f in a.figures if f.count
    ]
    worst = [el("span", f"{f.label} {f.count}", class_=f"chip small {f.key}") for f in a.severities if f.count]
    return el(
        "tr",
        el("td", el("b", a.name)),
        el("td", el("span", *worst, class_="chips")),
        el("td", el("span", *counts, class_="chips")),
        el("td", a.platform, *untested, *([el("p", a.failure, class_="bad")] if a.failure else [])),
        el("td", a.collected, el("span", a.rights, class_="soft under")),
    )


def _facts(report: Report) -> Html:
    rows = (join(el("dt", label), el("dd", value)) for label, value in report.facts)
    how = el("p", ticked(report.words["verify"]), class_="soft")
    return el("div", el("dl", rows, class_="facts"), how, class_="card")
