"""DOCX report: real styles, numbered headings, tables with repeated headers, fonts for Latin and Chinese."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import count

from wardround.renderers import docx_styles
from wardround.renderers.archive import frozen
from wardround.renderers.docx_page import first_page
from wardround.renderers.report import (
    Case,
    CatalogueView,
    ClauseRow,
    Group,
    Problem,
    Ref,
    Report,
    Step,
    Tallied,
)
from wardround.renderers.wordml import cell, head, link, paragraph, row, run, table, ticked, widths

#: What a core property of a Word document may hold.
MAX_PROPERTY = 255


def render(report: Report) -> bytes:
    """The whole report as one Word document. The same report and versions give the same bytes."""
    import docx

    document = docx.Document()
    docx_styles.apply(document, report)
    docx_styles.emptied(document)
    when = _moment(report.day)
    core = document.core_properties
    core.title, core.author, core.comments = report.title, (report.hospital or report.program)[:MAX_PROPERTY], ""
    core.last_modified_by, core.revision = "", 1
    core.created = core.modified = when
    out = io.BytesIO()
    document.save(out)
    return frozen(out.getvalue(), {"word/document.xml": lambda xml: docx_styles.filled(xml, _Body(report).parts())})


def _moment(as_of: str) -> datetime:
    try:
        return datetime.fromisoformat(as_of)
    except ValueError:
        return datetime(1980, 1, 1)


def _line(*runs: str) -> str:
    return paragraph(*runs, style="Cell")


class _Body:
    """The document's body, part by part. Bookmarks are numbered through the whole document."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.words = report.words
        self._numbers = count(1)

    def at(self, anchor: str, *runs: str, style: str = "Cell", keep: bool = False) -> str:
        """A paragraph that links can lead to."""
        return paragraph(*runs, style=style, anchor=anchor, number=next(self._numbers), keep=keep)

    def heading(self, text: str, anchor: str = "", level: int = 1) -> str:
        """A numbered heading."""
        return self.at(anchor, run(text), style=f"Heading{level}", keep=True)

    def parts(self) -> Iterator[str]:
        """Everything, in order."""
        w = self.words
        yield from self.summary()
        yield self.heading(w["problems"], "problems")
        yield from (part for p in self.report.problems for part in self.problem(p))
        if not self.report.problems:
            yield paragraph(run(w["no_problems"]))
        yield self.heading(w["unknowns"], "unknowns")
        yield from (part for step in self.report.steps for part in self.step(step))
        if not self.report.steps:
            yield paragraph(run(w["nothing_unknown"]))
        for catalogue in self.report.catalogues:
            yield from self.catalogue(catalogue)
        for anchor, groups in (("passes", self.report.passes), ("absents", self.report.absents)):
            yield self.heading(w[anchor], anchor)
            yield self.groups(groups, "—")
        yield from self.method()
        yield from self.evidence()

    def summary(self) -> Iterator[str]:
        yield from first_page(self.report)
        yield self.heading(self.words["assets"], "assets")
        yield self.assets()

    def assets(self) -> str:
        w, columns = self.words, widths(19, 28, 21, 32)
        labels = [w[k] for k in ("asset", "platform", "collected", "verdict")]
        rows = [head(labels, columns)]
        for a in self.report.assets:
            first = cell(_line(run(a.name, bold=True)), columns[0])
            if a.failure and not a.collected:
                rows.append(row((first, cell(_line(run(a.failure, "fail")), sum(columns[1:]), span=3))))
                continue
            platform = [_line(run(a.platform))]
            if a.untested:
                platform.append(_line(run(w["untested"], "medium", size=16)))
            if a.failure:
                platform.append(_line(run(a.failure, "fail", size=16)))
            seen = [_line(run(a.collected)), _line(run(a.rights, "soft", size=16))]
            counts = [link(f"{f.label}\u00a0{f.count}   ", f.to) for f in a.figures if f.count]
            cells = (cell(platform, columns[1]), cell(seen, columns[2]), cell(_line(*counts), columns[3]))
            rows.append(row((first, *cells)))
        return table(columns, rows)

    def problem(self, p: Problem) -> Iterator[str]:
        w, columns = self.words, widths(16, 84)
        met = run(w["not_met"], "soft", size=18)
        title = (run(f"{p.code}  {p.severity_label}  ", p.severity, bold=True), met, run(p.title, bold=True))
        yield self.at(p.anchor, *title, style="Problem", keep=True)
        found = [_line(run(p.on, "soft", size=17))]
        found += [part for c in p.cases for part in _case(c, named=len(p.cases) > 1)]
        if p.cases_left:
            found.append(_line(run(f"+{p.cases_left} → XLSX", "soft")))
        fields = [(w["found"], found), (w["remedy"], [_line(run(p.remedy))]), (w["why"], [_line(run(p.why, "soft"))])]
        if p.clauses:
            links = [link(text, anchor, 17) + run("  ") for text, anchor in p.clauses]
            fields.append((w["touches"], [_line(*links)]))
        fields.append((w["check_id"], [_line(run(p.check, "soft", size=16))]))
        yield table(
            columns,
            (row((cell(_line(run(k, "soft", size=17)), columns[0]), cell(v, columns[1]))) for k, v in fields),
        )

    def step(self, s: Step) -> Iterator[str]:
        """What to do, and the checks that wait for it."""
        w, columns = self.words, widths(42, 40, 18)
        title = (run(f"{s.count}  ", "unknown", bold=True), run(f"{s.title}   ", bold=True), run(s.on, "soft", size=17))
        yield self.at(s.anchor, *title, style="Problem", keep=True)
        yield paragraph(*ticked(s.how), keep=True)
        rows = [head([w[k] for k in ("why_unknown", "unknown_checks", "assets_on")], columns)]
        for c in s.causes:
            checks = [self.at(k.anchor, run(f"{k.code}  ", "soft"), run(k.title)) for k in c.checks]
            why = [_line(*ticked(c.says)), *_refs(c.refs, c.refs_left)]
            rows.append(row((cell(why, columns[0]), cell(checks, columns[1]), cell(_line(run(c.on)), columns[2]))))
        yield table(columns, rows)

    def groups(self, groups: Sequence[Group], empty: str) -> str:
        if not groups:
            return paragraph(run(empty))
        w, columns = self.words, widths(8, 34, 20, 38)
        rows = [head([w[k] for k in ("number", "check", "assets_on", "found")], columns)]
        for g in groups:
            found = [_line(run(g.says)), *_refs(g.refs, g.refs_left)]
            rows.append(
                row(
                    (
                        cell(self.at(g.anchor, run(g.code, "soft")), columns[0]),
                        cell([_line(run(g.title)), _line(run(g.check, "soft", size=15))], columns[1]),
                        cell(_line(run(g.on)), columns[2]),
                        cell(found, columns[3]),
                    )
                )
            )
        return table(columns, rows)

    def catalogue(self, c: CatalogueView) -> Iterator[str]:
        w, columns = self.words, widths(14, 38, 14, 34)
        yield self.heading(c.title, c.anchor)
        yield paragraph(*(run(f"{f.label} {f.count}   ", f.key, bold=True) for f in c.figures))
        for k in c.categories:
            if len(c.categories) > 1:
                yield self.heading(k.title, level=2)
            measured = [r for r in k.rows if r.measured]
            rest = [r for r in k.rows if not r.measured]
            if measured:
                labels = [w[x] for x in ("clause", "requirement", "answer", "measured")]
                yield table(columns, [head(labels, columns), *(self.clause(r, columns) for r in measured)])
            if rest:
                yield paragraph(run(w["not_measured"], "soft", size=17), style="Label", keep=True)
                narrow = widths(14, 86)
                yield table(narrow, (self.unmeasured(r, narrow) for r in rest), lines=False)

    def clause(self, r: ClauseRow, columns: Sequence[int]) -> str:
        asked = [_line(run(r.point, "soft", size=16))] if r.point else []
        asked.append(_line(run(r.text)))
        if r.risk:
            asked.append(_line(run(r.risk, "fail", size=16)))
        said = [part for t in r.tallies for part in _tally(t)] + [_line(run(r.links, "soft", size=16))]
        return row(
            (
                cell(self.at(r.anchor, run(r.id, size=17)), columns[0]),
                cell(asked, columns[1]),
                cell(_line(run(r.outcome_label, r.outcome, bold=True)), columns[2]),
                cell(said, columns[3]),
            )
        )

    def unmeasured(self, r: ClauseRow, columns: Sequence[int]) -> str:
        risk = [run(f"  {r.risk}", "fail", size=15)] if r.risk else []
        first = cell(self.at(r.anchor, run(r.id, size=16)), columns[0])
        return row((first, cell(_line(run(r.text, size=17), *risk), columns[1])))

    def method(self) -> Iterator[str]:
        w, columns = self.words, widths(18, 20, 12, 50)
        yield self.heading(w["method"], "method")
        yield from (paragraph(*ticked(m)) for m in self.report.method)
        rows = [head([w[k] for k in ("asset", "collected", "collector", "results_hash_short")], columns)]
        for s in self.report.sources:
            texts = (s.asset, s.collected, s.collector, s.digest)
            rows.append(row(cell(_line(run(t, size=16)), c) for t, c in zip(texts, columns, strict=True)))
        yield table(columns, rows)
        for s in self.report.sources:
            if s.gaps:
                yield paragraph(run(f"{w['gaps_on']} {s.asset}", "soft", size=17), style="Label", keep=True)
                yield from (paragraph(run(g, size=16), style="Note") for g in s.gaps)
        yield self.heading(w["notes"], level=2)
        for score in self.report.scores:
            title = run(f"{score.title}: {score.conclusion}", bold=True, size=18)
            yield paragraph(title, style="Label", keep=True)
            yield from (paragraph(run(n, size=17), style="Note") for n in score.notes)

    def evidence(self) -> Iterator[str]:
        w, columns = self.words, widths(9, 25, 44, 22)
        yield self.heading(w["evidence"], "evidence")
        rows = [head([w[k] for k in ("number", "where", "text", "source")], columns)]
        for e in self.report.evidence:
            rows.append(
                row(
                    (
                        cell(self.at(e.anchor, run(f"E{e.number}", size=16)), columns[0]),
                        cell(_line(run(e.where, size=16)), columns[1]),
                        cell(_line(run(e.text, size=16)), columns[2]),
                        cell(_line(run(f"{e.asset} {e.id}", "soft", size=14)), columns[3]),
                    )
                )
            )
        yield table(columns, rows)


def _refs(refs: Sequence[Ref], left: int) -> list[str]:
    if not refs:
        return []
    runs = [link(f"E{r.number} {r.where}", r.anchor, 16) + run("   ", size=16) for r in refs]
    return [_line(*runs, *([run(f"+{left}", "soft", size=16)] if left else []))]


def _case(c: Case, *, named: bool) -> Iterable[str]:
    yield _line(*([run(f"{c.asset}  ", bold=True)] if named else []), run(c.says))
    if c.names:
        rest = f"  +{c.names_left} → XLSX" if c.names_left else ""
        yield _line(run("  ·  ".join(c.names) + rest, size=16))
    yield from _refs(c.refs, c.refs_left)


def _tally(t: Tallied) -> Iterable[str]:
    codes = [link(x.code, x.to, 16) + run(" ", size=16) for x in t.coded]
    label = run(f"{t.label} {t.count}  ", t.key, size=16)
    if not t.named:
        yield _line(label, *codes)
        return
    yield _line(label)
    yield from (_line(link(f"{x.code} {x.title}", x.to, 16)) for x in t.named)
    if codes:
        yield _line(*codes)
