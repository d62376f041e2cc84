"""One-file HTML report. Every text of a target is escaped; the page runs no script and loads nothing."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Sequence
from importlib.resources import files

from wardround.renderers.html_parts import refs, step
from wardround.renderers.html_summary import summary
from wardround.renderers.markup import Html, el, join, ticked
from wardround.renderers.report import Case, CatalogueView, Category, ClauseRow, Group, Problem, Ref, Report, Tallied


def render(report: Report) -> bytes:
    """The whole report as one HTML page."""
    css = files("wardround.renderers").joinpath("report.css").read_text("utf-8")
    allowed = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{allowed}'; base-uri 'none'; form-action 'none'"
    title = " · ".join(t for t in (report.hospital, report.title) if t)
    head = (
        '<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        f"{el('title', title)}<style>{css}</style>"
    )
    language = "zh-CN" if report.lang == "zh" else "en"
    body = el("div", _contents(report), el("main", _sections(report)), class_="page")
    return f'<!doctype html>\n<html lang="{language}"><head>{head}</head><body>{body}</body></html>\n'.encode()


def _headings(report: Report) -> list[tuple[str, str, int | None]]:
    """(anchor, heading, how many) of every section, in order."""
    w = report.words
    return [
        ("summary", w["summary"], None),
        ("problems", w["problems"], len(report.problems)),
        ("unknowns", w["unknowns"], len(report.steps)),
        *((c.anchor, c.title, sum(f.count for f in c.figures)) for c in report.catalogues),
        ("passes", w["passes"], len(report.passes)),
        ("absents", w["absents"], len(report.absents)),
        ("method", w["method"], None),
        ("evidence", w["evidence"], len(report.evidence)),
    ]


def _contents(report: Report) -> Html:
    rows = (
        el("li", el("a", el("span", title), *([] if n is None else [el("b", str(n))]), href=f"#{anchor}"))
        for anchor, title, n in _headings(report)
    )
    label = report.words["contents"]
    return el("nav", el("p", label), el("ol", rows), class_="toc", aria_label=label)


def _sections(report: Report) -> Iterable[Html]:
    w = report.words
    yield summary(report)
    yield _section("problems", w["problems"], [_problem(p, w) for p in report.problems] or [_empty(w["no_problems"])])
    open_steps = [step(s, w) for s in report.steps] or [_empty(w["nothing_unknown"])]
    yield _section("unknowns", w["unknowns"], open_steps)
    for catalogue in report.catalogues:
        yield _catalogue(catalogue, w)
    for anchor, groups in (("passes", report.passes), ("absents", report.absents)):
        folded = [el("details", el("summary", f"{w[anchor]} ({len(groups)})"), _table(groups, w), class_="card")]
        yield _section(anchor, w[anchor], folded if groups else [_empty("—")])
    yield _method(report)
    yield _evidence(report)


def _section(anchor: str, heading: str, inner: Sequence[Html]) -> Html:
    return el("section", el("h2", heading), *inner, id=anchor)


def _empty(text: str) -> Html:
    return el("p", text, class_="card soft")


def _problem(p: Problem, w: dict[str, str]) -> Html:
    several = len(p.cases) > 1
    cases = [_case(c, w, named=several) for c in p.cases]
    if p.cases_left:
        cases.append(el("p", f"+{p.cases_left} {w['asset']} → XLSX", class_="soft"))
    rows = [(w["found"], join(cases)), (w["remedy"], el("p", p.remedy, class_="do")), (w["why"], el("p", p.why))]
    if p.clauses:
        links = el("p", *(el("a", name, href=f"#{to}") for name, to in p.clauses), class_="refs")
        rows.append((w["touches"], links))
    head = el(
        "header",
        el("span", p.code, class_="no"),
        el("span", p.severity_label, class_=f"chip {p.severity}"),
        el("h3", el("span", w["not_met"], class_="soft"), p.title),
        el("span", p.on, class_="on"),
    )
    fields = el("dl", *(join(el("dt", label), el("dd", inner)) for label, inner in rows))
    return el("article", head, fields, el("p", p.check, class_="id"), id=p.anchor, class_=f"card problem {p.severity}")


def _case(c: Case, w: dict[str, str], *, named: bool) -> Html:
    inner: list[Html] = [el("p", *([el("b", f"{c.asset}  ")] if named else []), c.says)]
    if c.names:
        rows = [el("li", name) for name in c.names]
        if c.names_left:
            rows.append(el("li", f"+{c.names_left} → XLSX"))
        label = f"{w['all_of']} {len(c.names) + c.names_left}"
        inner.append(el("details", el("summary", label), el("ul", *rows, class_="names"), class_="inline"))
    inner.append(refs(c.refs, c.refs_left))
    return el("div", *inner, class_="case")


def _table(groups: Sequence[Group], w: dict[str, str]) -> Html:
    rows = (
        el(
            "tr",
            el("td", el("span", g.code, class_="no"), g.title, el("span", g.check, class_="id")),
            el("td", g.on),
            el("td", g.says, refs(g.refs, g.refs_left)),
            id=g.anchor,
        )
        for g in groups
    )
    heads = (el("th", w[h], scope="col") for h in ("check", "assets_on", "found"))
    table = el("table", el("thead", el("tr", heads)), el("tbody", rows), class_="stack groups")
    return el("div", table, class_="card")


def _catalogue(c: CatalogueView, w: dict[str, str]) -> Html:
    chips = el("p", *(el("span", f"{f.label} {f.count}", class_=f"chip {f.key}") for f in c.figures), class_="chips")
    return _section(c.anchor, c.title, [chips, *(_category(k, w) for k in c.categories)])


def _category(category: Category, w: dict[str, str]) -> Html:
    chips = [el("span", f"{f.label} {f.count}", class_=f"chip {f.key}") for f in category.figures]
    heads = (el("th", w[h], scope="col") for h in ("clause", "requirement", "answer", "measured"))
    table = el(
        "table",
        el("thead", el("tr", heads)),
        el("tbody", (_clause(r) for r in category.rows)),
        class_="stack clauses",
    )
    label = el("summary", el("span", category.title), el("span", *chips, class_="chips"))
    return el("details", label, table, class_="card fold")


def _way(anchor: str) -> str:
    return f"#{anchor}" if anchor else ""


def _tally(t: Tallied) -> Html:
    codes = [el("a", link.code, href=_way(link.to), title=link.title) for link in t.coded]
    named = [
        el("a", el("span", link.code, class_="no"), link.title, href=_way(link.to), class_="named")
        for link in t.named
    ]
    return el("p", el("span", f"{t.label} {t.count}", class_=f"chip small {t.key}"), *named, *codes, class_="tally")


def _clause(r: ClauseRow) -> Html:
    asked: list[Html | str] = [el("span", r.point, class_="soft point")] if r.point else []
    asked.append(r.text)
    if r.risk:
        asked.append(el("span", r.risk, class_="risk"))
    return el(
        "tr",
        el("td", r.id, class_="mono"),
        el("td", *asked),
        el("td", el("span", r.outcome_label, class_=f"chip {r.outcome}")),
        el("td", *(_tally(t) for t in r.tallies), el("span", r.links, class_="soft")),
        id=r.anchor,
    )


def _method(report: Report) -> Html:
    w = report.words
    heads = (el("th", w[h], scope="col") for h in ("asset", "collected", "collector", "results_hash_short"))
    rows = (
        el("tr", el("td", s.asset), el("td", s.collected), el("td", s.collector), el("td", s.digest, class_="mono"))
        for s in report.sources
    )
    table = el("table", el("thead", el("tr", heads)), el("tbody", rows), class_="stack")
    gaps = [
        el(
            "details",
            el("summary", f"{w['gaps_on']} {s.asset} ({len(s.gaps)})"),
            el("ul", *(el("li", g) for g in s.gaps), class_="mono"),
            class_="inline",
        )
        for s in report.sources
        if s.gaps
    ]
    text = [el("p", ticked(sentence)) for sentence in report.method]
    inner = [el("div", *text, class_="card prose"), el("div", table, *gaps, class_="card")]
    return _section("method", w["method"], inner)


def _evidence(report: Report) -> Html:
    w = report.words
    by_asset: dict[str, list[Ref]] = {}
    for ref in report.evidence:
        by_asset.setdefault(ref.asset, []).append(ref)
    heads = join(el("th", w[h], scope="col") for h in ("number", "where", "text", "source"))
    folds = []
    for asset, lines in by_asset.items():
        rows = (
            el(
                "tr",
                el("td", f"E{r.number}"),
                el("td", r.where),
                el("td", r.text),
                el("td", r.id, class_="soft"),
                id=r.anchor,
            )
            for r in lines
        )
        table = el("table", el("thead", el("tr", heads)), el("tbody", rows), class_="stack mono evidence")
        folds.append(el("details", el("summary", f"{asset} ({len(lines)})"), table, class_="card fold"))
    return _section("evidence", w["evidence"], folds or [_empty("—")])
