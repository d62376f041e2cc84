"""Raw observations -> facts -> verdicts -> the result document."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from wardround import checks
from wardround.collectors import linux
from wardround.collectors.linux import raw
from wardround.errors import Fault, WardroundError
from wardround.facts import Unread
from wardround.facts.linux import LinuxFacts, tested
from wardround.inspection.answering import answers
from wardround.inspection.collecting import Collected
from wardround.inspection.naming import distinct
from wardround.inspection.options import Options
from wardround.inspection.rules import program
from wardround.results import (
    SCHEMA,
    Asset,
    CheckText,
    Evidence,
    Failure,
    IntelUsed,
    Judged,
    Method,
    Observation,
    Results,
    Says,
)
from wardround.verdicts import Outcome, Scalar, Verdict
from wardround.wording import LANGUAGES, catalogue, detail, fill, printable

#: Platforms of which a recording from a real machine is in tests/recordings: (ID, VERSION_ID) of os-release.
TESTED = tested.platforms()
#: Names that one verdict keeps as arguments; the observation holds all of them.
MAX_NAMED = 1000
Row = tuple[Asset, Observation | None, list[Judged]]


def judge_one(item: Collected, options: Options) -> Row:
    """Judges what one target gave. A record that cannot be read is a failure of that asset, never a pass.

    One that ends early is both: its whole sections are judged, the rest is unknown, and the failure stays.
    """
    where = item.target.text
    try:
        if item.failure and not item.data:
            raise item.failure
        record = raw.read(item.data, where, partial=bool(item.failure) or options.partial)
    except WardroundError as error:
        if item.target.live:  # what a machine just said is no file that a person handed in
            error = WardroundError(Fault.REFUSED, error.message, where=where, **error.args_said)
        failure = _failure(item.failure or error)
        return Asset(item.target.asset or where, where, linux.KIND, failure=failure), None, []
    facts = linux.parse(record)
    asset = _asset(item, record, facts)
    observation = observation_of(item, record, facts, asset.name)
    return asset, observation, verdicts_of(record, facts, observation, options)


def verdicts_of(record: raw.Raw, facts: LinuxFacts, observation: Observation, options: Options) -> list[Judged]:
    """Every check's verdict on one observation; the same record, rules and options give the same verdicts."""
    given = checks.Given(options.expect.of(observation.asset), options.as_of, options.intel)
    found = checks.judge(linux.KIND, facts, given, datetime.fromisoformat(observation.collected))
    return [_judged(observation.asset, i, v, record) for i, v in found.items()]


def _failure(error: WardroundError | None) -> Failure | None:
    return Failure(error.fault.value, error.sentence("en"), error.sentence("zh")) if error else None


def _why_partial(item: Collected, record: raw.Raw) -> WardroundError | None:
    """What kept this target from being read to the end; None when it was."""
    cut = WardroundError(Fault.BAD_INPUT, "probe_truncated", where=item.target.text) if record.partial else None
    return item.failure or cut


def _asset(item: Collected, record: raw.Raw, facts: LinuxFacts) -> Asset:
    system = facts.system
    name = item.target.asset if item.target.path is None else ""
    if not name:
        name = item.target.asset if isinstance(system.hostname, Unread) else system.hostname.value
    ids = ["" if isinstance(f, Unread) else f.value for f in (system.os_id, system.os_version, system.os_name)]
    tested = (ids[0], ids[1]) in TESTED
    failure = _failure(_why_partial(item, record))
    return Asset(
        printable(name), item.target.text, linux.KIND, printable(ids[2] or ids[0]), tested, record.digest, failure
    )


def observation_of(item: Collected, record: raw.Raw, facts: LinuxFacts, asset: str) -> Observation:
    """What is said of a record: how it came, when (by the host's own clock when it was carried by hand), its gaps."""
    clock, uid = facts.system.clock, facts.system.uid
    at = item.collected or datetime.fromtimestamp(0 if isinstance(clock, Unread) else clock.value, UTC)
    gaps = [printable(f"{m.reason}: {m.detail}") for m in record.gaps()]
    return Observation(
        id=record.digest,
        file=f"observations/{record.digest}.{'broken' if record.partial else 'probe'}",
        asset=asset,
        kind=linux.KIND,
        collector=f"{linux.KIND}/{record.version}",
        collected=at.isoformat(),
        method="kit" if item.target.path else item.target.kind,
        privileged=not isinstance(uid, Unread) and uid.value == 0,
        bytes=len(item.data),
        gaps=tuple(dict.fromkeys(gaps))[:100],
        partial=record.partial,
    )


def _bounded(args: Mapping[str, Scalar]) -> dict[str, Scalar]:
    """Arguments as they are kept: names from a target printable, each and all together bounded."""
    kept: dict[str, Scalar] = {}
    for key, value in args.items():
        if isinstance(value, list):
            rest = len(value) - MAX_NAMED
            kept[key] = [printable(v) for v in value[:MAX_NAMED]] + ([f"… +{rest}"] if rest > 0 else [])
        else:
            kept[key] = printable(value) if isinstance(value, str) else value
    return kept


def _in(lang: str, verdict: Verdict) -> Mapping[str, Scalar]:
    """The arguments of a sentence; what a shared one says of a gap is said in its language."""
    gap = verdict.args.get("detail")
    if isinstance(gap, str) and verdict.says.startswith("unknown."):
        return {**verdict.args, "detail": detail(gap, lang)}
    return verdict.args


def _judged(asset: str, check_id: str, verdict: Verdict, record: raw.Raw) -> Judged:
    template = checks.template(check_id, verdict)
    en, zh = (fill(template, lang, _in(lang, verdict)) for lang in LANGUAGES)
    name = verdict.says if verdict.says.count(".") else f"{check_id}.{verdict.says}"
    says = Says(name, _bounded(verdict.args), en, zh)
    evidence = [evidence_of(record, line) for line in verdict.lines]
    card = checks.cards(linux.KIND)[check_id]
    return Judged(asset, check_id, verdict.outcome, card.severity, says, tuple(evidence), record.digest)


def evidence_of(record: raw.Raw, line: int) -> Evidence:
    """What stands on a line of an observation, as a report quotes it."""
    where, text = record.describe(line)
    return Evidence(f"{record.digest[:12]}#L{line}", printable(where), printable(text))


def judge(items: Iterable[Collected], options: Options, *, interrupted: bool = False) -> Results:
    """The result document. ``interrupted`` is True when the run was stopped before every target answered."""
    return assemble(distinct([judge_one(i, options) for i in items]), options, interrupted=interrupted)


def assemble(rows: Iterable[Row], options: Options, *, interrupted: bool) -> Results:
    """The result document over these assets: their verdicts, and what those say of every catalogue."""
    rows = sorted(rows, key=lambda r: (r[0].name, r[0].target))
    cards = checks.cards(linux.KIND)
    verdicts = tuple(v for _, _, of_asset in rows for v in of_asset)
    names = [asset.name for asset, _, _ in rows]
    return Results(
        schema=SCHEMA,
        program=program(),
        as_of=options.as_of.isoformat(),
        hospital=printable(options.expect.hospital.name),
        expectations=options.expect.digest(),
        expected=options.expect,
        complete=not interrupted and not any(asset.failure for asset, _, _ in rows),
        interrupted=interrupted,
        method=Method(options.walk, options.verify, dict(catalogue()[linux.IMPACT])),
        checks={i: CheckText(c.severity, dict(c.title), dict(c.why), dict(c.remedy)) for i, c in cards.items()},
        assets=tuple(asset for asset, _, _ in rows),
        observations=tuple(o for _, o, _ in rows if o),
        verdicts=verdicts,
        catalogues=answers(verdicts, names, cards, options.expect.evaluation),
        intel=_intel(options),
    )


def _intel(options: Options) -> IntelUsed | None:
    if options.intel is None:
        return None
    made, sources = options.intel.manifest.made, options.intel.manifest.sources
    named = tuple(f"{s.name} ({s.as_of.isoformat()})" for s in sources)
    return IntelUsed(
        options.intel.digest, made.isoformat(), options.intel.age_days(options.as_of), options.intel.signer, named
    )


def judged_something(results: Results) -> bool:
    """Whether any check gave an answer: a run without one never counts as a success."""
    return any(v.outcome in (Outcome.PASS, Outcome.FAIL) for v in results.verdicts)
