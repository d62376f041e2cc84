"""Raw observations -> facts -> verdicts -> the result document."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime

from wardround import __version__, checks
from wardround.collectors import linux
from wardround.collectors.linux import raw
from wardround.errors import Fault, WardroundError
from wardround.facts import Unread
from wardround.facts.linux import LinuxFacts
from wardround.inspection.collecting import Collected
from wardround.inspection.naming import distinct
from wardround.inspection.options import Options
from wardround.results import SCHEMA, Asset, CheckText, Evidence, Failure, Judged, Observation, Results, Says
from wardround.verdicts import Outcome, Verdict
from wardround.wording import fill, printable

#: Platforms of which a recording from a real machine is in tests/recordings: (ID, VERSION_ID) of os-release.
TESTED = {("debian", "12")}


def judge_one(item: Collected, options: Options) -> tuple[Asset, Observation | None, list[Judged]]:
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
    observation = _observation(item, record, facts, asset.name)
    given = checks.Given(options.expect.of(asset.name), options.as_of)
    verdicts = checks.judge(linux.KIND, facts, given, datetime.fromisoformat(observation.collected))
    return asset, observation, [_judged(asset.name, i, v, record) for i, v in verdicts.items()]


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


def _observation(item: Collected, record: raw.Raw, facts: LinuxFacts, asset: str) -> Observation:
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


def _judged(asset: str, check_id: str, verdict: Verdict, record: raw.Raw) -> Judged:
    template = checks.template(check_id, verdict)
    says = Says(
        verdict.says if verdict.says.count(".") else f"{check_id}.{verdict.says}",
        verdict.args,
        fill(template, "en", verdict.args),
        fill(template, "zh", verdict.args),
    )
    evidence = []
    for line in verdict.lines:
        where, text = record.describe(line)
        evidence.append(Evidence(f"{record.digest[:12]}#L{line}", printable(where), printable(text)))
    card = checks.cards(linux.KIND)[check_id]
    return Judged(asset, check_id, verdict.outcome, card.severity, says, tuple(evidence), record.digest)


def judge(items: Iterable[Collected], options: Options, *, complete: bool = True) -> Results:
    """The result document. ``complete`` is False when the run was stopped before every target answered."""
    rows = sorted(distinct([judge_one(i, options) for i in items]), key=lambda r: (r[0].name, r[0].target))
    cards = checks.cards(linux.KIND)
    return Results(
        schema=SCHEMA,
        program=f"wardround {__version__}",
        as_of=options.as_of.isoformat(),
        hospital=options.expect.hospital.name,
        expectations=options.expect.digest(),
        complete=complete and not any(asset.failure for asset, _, _ in rows),
        checks={i: CheckText(dict(c.title), dict(c.why), dict(c.remedy)) for i, c in cards.items()},
        assets=tuple(asset for asset, _, _ in rows),
        observations=tuple(o for _, o, _ in rows if o),
        verdicts=tuple(v for _, _, verdicts in rows for v in verdicts),
    )


def judged_something(results: Results) -> bool:
    """Whether any check gave an answer: a run without one never counts as a success."""
    return any(v.outcome in (Outcome.PASS, Outcome.FAIL) for v in results.verdicts)
