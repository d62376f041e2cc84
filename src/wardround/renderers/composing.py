"""The result document -> what a report says in one language. Every format starts from here."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from wardround.renderers import clauses
from wardround.renderers.evidence import Gathering
from wardround.renderers.report import AssetRow, Figure, Report, Source
from wardround.results import Asset, Judged, Observation, Results
from wardround.results.seal import Stamp
from wardround.verdicts import Outcome, Severity
from wardround.wording import catalogue, printable, say

#: Worst first, as the chart shows them, with the section that holds the rows.
OUTCOMES = {
    Outcome.FAIL: "problems",
    Outcome.UNKNOWN: "unknowns",
    Outcome.PASS: "passes",
    Outcome.NOT_APPLICABLE: "absents",
}


def compose(results: Results, lang: str, stamp: Stamp) -> Report:
    """Everything a report says, from the result document alone."""
    gathered = Gathering(results, lang)
    problems = gathered.problems()
    steps = gathered.steps()
    passes, absents = (gathered.groups(o) for o in (Outcome.PASS, Outcome.NOT_APPLICABLE))
    counts = {o: results.count(o) for o in OUTCOMES}
    return Report(
        lang=lang,
        words=_words(lang),
        title=say("report.title", lang),
        hospital=printable(results.hospital),
        as_of=say("report.as_of", lang, date=results.as_of),
        day=printable(results.as_of),
        program=printable(str(results.program)),
        signed=_signed(lang, stamp),
        chart=_chart(counts, lang),
        facts=tuple(_facts(results, lang, stamp)),
        notices=tuple(_notices(results, lang)),
        headline=_headline(results, len(steps), lang),
        headline_key=_urgency(results),
        figures=_figures(counts, lang),
        severities=_severities(results.problems, lang),
        scores=tuple(s for c in results.catalogues for s in clauses.scores(c, lang)),
        assets=tuple(_assets(results, lang)),
        problems=problems,
        steps=steps,
        passes=passes,
        absents=absents,
        catalogues=tuple(clauses.view(c, gathered) for c in results.catalogues),
        method=tuple(_method(results, lang)),
        sources=tuple(_sources(results)),
        evidence=gathered.evidence,
    )


def _words(lang: str) -> dict[str, str]:
    """Headings and labels by the last part of their id (those without arguments)."""
    prefixes = ("report.", "sheet.")
    texts = {i: t[lang] for i, t in catalogue().items() if i.startswith(prefixes) and "{" not in t[lang]}
    return {i.removeprefix("report."): text for i, text in texts.items()}


def _chart(counts: Mapping[Outcome, int], lang: str) -> str:
    named = {o.value.replace("not_applicable", "na").replace("pass", "pass_"): n for o, n in counts.items()}
    return say("report.chart", lang, total=sum(counts.values()), **named)


def _figures(counts: Mapping[Outcome, int], lang: str) -> tuple[Figure, ...]:
    return tuple(
        Figure(o.value, say(f"outcome.{o}", lang), counts.get(o, 0), section)
        for o, section in OUTCOMES.items()
    )


def _severities(problems: Iterable[Judged], lang: str) -> tuple[Figure, ...]:
    failed = Counter(v.severity for v in problems)
    return tuple(Figure(s.value, say(f"severity.{s}", lang), failed[s], "problems") for s in Severity)


def _urgency(results: Results) -> str:
    """The worst severity found; *unknown* where nothing failed but something is open, *pass* where nothing is."""
    if results.problems:
        return results.problems[0].severity.value
    return "unknown" if results.count(Outcome.UNKNOWN) or not results.complete else "pass"


def _headline(results: Results, steps: int, lang: str) -> str:
    """How bad it is and what that asks for, in one or two sentences."""
    worst = [v for v in results.problems if v.severity in (Severity.CRITICAL, Severity.HIGH)]
    counts = Counter(v.severity for v in results.problems)
    args = {
        "critical": counts[Severity.CRITICAL],
        "high": counts[Severity.HIGH],
        "rest": counts[Severity.MEDIUM] + counts[Severity.LOW],
        "on": len({v.asset for v in worst or results.problems}),
        "total": len(results.assets),
    }
    said = say(f"report.headline.{_urgency(results)}", lang, **args)
    unknown = results.count(Outcome.UNKNOWN)
    if not unknown:
        return said
    return said + ("" if lang == "zh" else " ") + say("report.headline.open", lang, unknown=unknown, steps=steps)


def _signed(lang: str, stamp: Stamp) -> str:
    if not stamp.fingerprint:
        return say("report.unsigned", lang)
    if not stamp.by:
        return printable(stamp.fingerprint)
    return say("report.signed_by", lang, fingerprint=stamp.fingerprint, by=stamp.by)


def _facts(results: Results, lang: str, stamp: Stamp) -> Iterable[tuple[str, str]]:
    done = [a.name for a in results.assets if not a.failure]
    counts = {"done": len(done), "total": len(results.assets), "names": done or ["—"]}
    yield say("report.inspected", lang), say("report.inspected_count", lang, **counts)
    yield say("report.program", lang), printable(str(results.program))
    yield say("report.signature", lang), _signed(lang, stamp)
    yield say("report.results_hash", lang), printable(stamp.results)


def _notices(results: Results, lang: str) -> Iterable[str]:
    failed = sum(bool(a.failure) for a in results.assets)
    untested = sum(not a.tested and bool(a.observation) for a in results.assets)
    if results.interrupted:
        yield say("report.interrupted", lang)
    if failed:
        yield say("report.partial", lang, failed=failed, total=len(results.assets))
    if untested:
        yield say("report.untested_notice", lang, count=untested)


def moment(text: str) -> str:
    """A time as people read it, to the minute, in UTC as it is recorded."""
    try:
        return datetime.fromisoformat(text).strftime("%Y-%m-%d %H:%M UTC")
    except ValueError:
        return printable(text)


def _assets(results: Results, lang: str) -> list[AssetRow]:
    """Every asset: first those not inspected, then the worst."""
    said: dict[str, list[Judged]] = defaultdict(list)
    for v in results.verdicts:
        said[v.observation].append(v)
    observed = {o.id: o for o in results.observations}
    rows = [_asset(a, observed.get(a.observation), said[a.observation], lang) for a in results.assets]
    return sorted(rows, key=lambda row: (bool(row.collected), [-f.count for f in row.severities]))


def _asset(asset: Asset, seen: Observation | None, verdicts: Sequence[Judged], lang: str) -> AssetRow:
    failure = ""
    if asset.failure:
        failure = say("report.part_read" if seen else "report.not_reached", lang, why=getattr(asset.failure, lang))
    return AssetRow(
        name=printable(asset.name),
        platform=printable(asset.platform),
        untested=seen is not None and not asset.tested,
        collected=moment(seen.collected) if seen else "",
        rights=say("report.root" if seen.privileged else "report.user", lang) if seen else "",
        failure=failure,
        figures=_figures(Counter(v.outcome for v in verdicts), lang) if seen else (),
        severities=_severities((v for v in verdicts if v.outcome is Outcome.FAIL), lang) if seen else (),
    )


def _method(results: Results, lang: str) -> Iterable[str]:
    how = results.method
    yield say("report.method_text", lang)
    yield say("report.method_impact", lang, impact=how.impact.get(lang, "-"))
    yield say("report.method_walk" if how.walk else "report.method_no_walk", lang)
    yield say("report.method_verify" if how.verify else "report.method_no_verify", lang)
    yield say("report.method_clauses", lang)
    yield say("report.method_scope", lang)
    yield say("report.method_expected", lang, hash=results.expectations)
    yield _intel(results, lang)
    yield say("report.method_rules", lang, program=str(results.program), hash=results.program.rules)
    yield say("report.verify", lang)


def _sources(results: Results) -> Iterable[Source]:
    for o in results.observations:
        gaps = tuple(printable(g) for g in o.gaps)
        yield Source(printable(o.asset), moment(o.collected), printable(o.collector), printable(o.id), gaps)


def _intel(results: Results, lang: str) -> str:
    """What patches were judged against, how old it was, and by whom it was made."""
    used = results.intel
    if used is None:
        return say("report.no_intel", lang)
    text = say("report.intel", lang, made=used.made, days=used.age_days, digest=used.digest, signer=used.signer)
    return f"{text} {', '.join(used.sources)}"
