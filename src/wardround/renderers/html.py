"""One-file HTML report. Every text of a target is escaped; the page runs no script and loads nothing."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from importlib.resources import files

from wardround.results import Asset, Judged, Results
from wardround.verdicts import Outcome
from wardround.wording import say

_COLOURS = {
    Outcome.FAIL: "var(--fail)",
    Outcome.UNKNOWN: "var(--unknown)",
    Outcome.PASS: "var(--pass)",
    Outcome.NOT_APPLICABLE: "var(--na)",
}


def render(results: Results, lang: str) -> str:
    """The whole report as one HTML page in a language."""
    title = escape(" · ".join(t for t in (results.hospital, say("report.title", lang)) if t))
    body = [
        f'<header><h1>{title}</h1><p class="soft">{escape(say("report.as_of", lang, date=results.as_of))}'
        f" · {escape(str(results.program))}</p></header>",
        _summary(results, lang),
        _problems(results, lang),
        _plain(results, lang, "report.unknowns", Outcome.UNKNOWN),
        _plain(results, lang, "report.passes", Outcome.PASS),
        _method(results, lang),
        _evidence(results, lang),
    ]
    css = files(__name__.rsplit(".", 1)[0]).joinpath("report.css").read_text("utf-8")
    language = "zh-CN" if lang == "zh" else "en"
    return (
        f'<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">"
        f"<title>{title}</title><style>{css}</style></head><body><main>{''.join(body)}</main></body></html>\n"
    )


def _summary(results: Results, lang: str) -> str:
    counts = {o: results.count(o) for o in _COLOURS}
    total = sum(counts.values())
    label = say(
        "report.chart",
        lang,
        total=total,
        pass_=counts[Outcome.PASS],
        fail=counts[Outcome.FAIL],
        unknown=counts[Outcome.UNKNOWN],
        na=counts[Outcome.NOT_APPLICABLE],
    )
    bars, x = [], 0.0
    for outcome, count in counts.items():
        width = 1000 * count / total if total else 0
        bars.append(f'<rect x="{x:.1f}" y="0" width="{width:.1f}" height="22" style="fill:{_COLOURS[outcome]}"/>')
        x += width
    chart = (
        f'<svg class="bar" viewBox="0 0 1000 22" preserveAspectRatio="none" role="img" aria-label="{escape(label)}">'
        f"{''.join(bars)}</svg>"
    )
    figures = "".join(
        f'<div class="figure {o.value}"><b>{n}</b>{escape(say(f"outcome.{o.value}", lang))}</div>'
        for o, n in counts.items()
    )
    partial = "" if results.complete else f'<p class="high">{escape(say("report.partial", lang))}</p>'
    assets = "".join(_asset_row(results, a, lang) for a in results.assets)
    heads = "".join(
        f"<th>{escape(say(f'report.{h}', lang))}</th>" for h in ("asset", "platform", "collected", "rights")
    )
    return (
        f'<section><h2>{escape(say("report.summary", lang))}</h2><div class="card">{partial}{chart}'
        f'<div class="figures">{figures}</div></div><div class="card"><table class="wide"><thead><tr>{heads}</tr>'
        f"</thead><tbody>{assets}</tbody></table></div></section>"
    )


def _asset_row(results: Results, asset: Asset, lang: str) -> str:
    if asset.failure:
        why = say("report.not_reached", lang, why=getattr(asset.failure, lang))
        return f'<tr><td><b>{escape(asset.name)}</b></td><td colspan="3" class="high">{escape(why)}</td></tr>'
    seen = next(o for o in results.observations if o.id == asset.observation)
    untested = "" if asset.tested else f' <span class="tag medium">{escape(say("report.untested", lang))}</span>'
    rights = say("report.root" if seen.privileged else "report.user", lang)
    return (
        f"<tr><td><b>{escape(asset.name)}</b></td><td>{escape(asset.platform)}{untested}</td>"
        f"<td>{escape(seen.collected)}</td><td>{escape(rights)}</td></tr>"
    )


def _refs(verdict: Judged) -> str:
    links = "".join(f'<a href="#{escape(e.id)}">{escape(e.where or e.id)}</a>' for e in verdict.evidence[:8])
    return f'<p class="refs mono">{links}</p>' if links else ""


def _problems(results: Results, lang: str) -> str:
    items = []
    for v in results.problems:
        card = results.checks[v.check]
        items.append(
            f'<article class="card"><div class="head"><span class="tag {v.severity.value}">'
            f"{escape(say(f'severity.{v.severity.value}', lang))}</span><h3>{escape(card.title[lang])}</h3>"
            f'<span class="asset">{escape(v.asset)}</span></div><p>{escape(getattr(v.says, lang))}</p>'
            f"<dl><dt>{escape(say('report.why', lang))}</dt><dd>{escape(card.why[lang])}</dd>"
            f"<dt>{escape(say('report.remedy', lang))}</dt><dd>{escape(card.remedy[lang])}</dd>"
            f"<dt>{escape(say('report.evidence', lang))}</dt><dd>{_refs(v)}</dd></dl></article>"
        )
    inner = "".join(items) or f'<p class="card">{escape(say("report.no_problems", lang))}</p>'
    return f"<section><h2>{escape(say('report.problems', lang))}</h2>{inner}</section>"


def _plain(results: Results, lang: str, heading: str, outcome: Outcome) -> str:
    rows = [v for v in results.verdicts if v.outcome is outcome]
    if not rows:
        return ""
    body = "".join(_plain_row(results, v, lang) for v in rows)
    return (
        f'<section><h2>{escape(say(heading, lang))} ({len(rows)})</h2><div class="card">'
        f'<table class="wide"><tbody>{body}</tbody></table></div></section>'
    )


def _plain_row(results: Results, v: Judged, lang: str) -> str:
    card = results.checks[v.check]
    return (
        f"<tr><td>{escape(card.title[lang])}</td><td>{escape(v.asset)}</td>"
        f"<td>{escape(getattr(v.says, lang))}{_refs(v)}</td></tr>"
    )


def _method(results: Results, lang: str) -> str:
    gaps = "".join(
        f'<p class="soft">{escape(say("report.gaps", lang, asset=o.asset))}</p><ul class="mono">'
        + "".join(f"<li>{escape(g)}</li>" for g in o.gaps)
        + "</ul>"
        for o in results.observations
        if o.gaps
    )
    text = escape(say("report.method_text", lang))
    return (
        f'<section><h2>{escape(say("report.method", lang))}</h2><div class="card"><p>{text}</p>{gaps}</div></section>'
    )


def _evidence(results: Results, lang: str) -> str:
    seen: dict[str, str] = {}
    for e in _all_evidence(results.verdicts):
        seen.setdefault(
            e.id,
            f'<tr id="{escape(e.id)}"><td class="mono">{escape(e.id)}</td><td class="mono">{escape(e.where)}</td>'
            f'<td class="mono">{escape(e.text)}</td></tr>',
        )
    return (
        f'<section><h2>{escape(say("report.evidence", lang))}</h2><div class="card"><table class="wide"><tbody>'
        f"{''.join(seen.values())}</tbody></table></div></section>"
    )


def _all_evidence(verdicts: Iterable[Judged]) -> Iterable:
    for verdict in verdicts:
        yield from verdict.evidence
