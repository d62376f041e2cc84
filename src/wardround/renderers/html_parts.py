"""Parts of the HTML report that stand in several of its sections."""

from __future__ import annotations

from collections.abc import Sequence

from wardround.renderers.markup import Html, el, ticked
from wardround.renderers.report import Cause, Ref, Step


def refs(lines: Sequence[Ref], left: int) -> Html:
    """Links to lines of evidence, and how many more there are."""
    if not lines:
        return Html("")
    links = [
        el("a", el("b", f"E{r.number}"), f" {r.where}".rstrip(), href=f"#{r.anchor}", title=r.text) for r in lines
    ]
    more = [el("span", f"+{left}", class_="soft")] if left else []
    return el("p", *links, *more, class_="refs")


def step(s: Step, w: dict[str, str]) -> Html:
    """One step with everything that waits for it."""
    head = el(
        "header",
        el("span", str(s.count), class_="chip unknown"),
        el("h3", s.title),
        el("span", s.on, class_="on"),
    )
    heads = (el("th", w[h], scope="col") for h in ("why_unknown", "unknown_checks", "assets_on"))
    rows = (_cause(c) for c in s.causes)
    table = el("table", el("thead", el("tr", heads)), el("tbody", rows), class_="stack causes")
    return el("article", head, el("p", ticked(s.how), class_="do"), table, id=s.anchor, class_="card problem unknown")


def _cause(c: Cause) -> Html:
    checks = (
        el("p", el("span", k.code, class_="no"), k.title, el("span", k.check, class_="id"), id=k.anchor)
        for k in c.checks
    )
    return el("tr", el("td", ticked(c.says), refs(c.refs, c.refs_left)), el("td", *checks), el("td", c.on))
