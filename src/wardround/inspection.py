"""An inspection: targets -> observations -> verdicts -> the result document and its files."""

from __future__ import annotations

import asyncio
import platform
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import msgspec

from wardround import __version__, checks
from wardround.collectors import linux
from wardround.collectors.linux import raw
from wardround.errors import Fault, WardroundError
from wardround.expectations import Document
from wardround.facts import Unread
from wardround.facts.linux import LinuxFacts
from wardround.results import (
    SCHEMA,
    Asset,
    CheckText,
    Evidence,
    Failure,
    Judged,
    Observation,
    Results,
    Says,
    canonical,
    digest,
)
from wardround.transports import local
from wardround.verdicts import Outcome, Verdict
from wardround.wording import fill, printable

#: Platforms of which a recording from a real machine is in tests/recordings: (ID, VERSION_ID) of os-release.
TESTED = {("debian", "12")}

Progress = Callable[[str, str], None]


class Target(msgspec.Struct, frozen=True):
    """What a person asked for: ``local`` or a kit file, and the asset's name."""

    text: str
    kind: str
    asset: str = ""
    path: Path | None = None


class Collected(msgspec.Struct):
    """The bytes of one target, or why there are none."""

    target: Target
    data: bytes = b""
    collected: datetime | None = None
    failure: WardroundError | None = None


class Options(msgspec.Struct, frozen=True):
    """How to run: expectations, the date to judge for, the probe's options, the time limit in seconds."""

    expect: Document
    as_of: date
    walk: bool = True
    verify: bool = False
    timeout: float = 600.0
    at_once: int = 10


def target(text: str) -> Target:
    """A target from the command line. Raises WardroundError (bad input) when it is none."""
    if text == "local":
        return Target(text, "local", platform.node() or "local")
    path = Path(text)
    if path.is_file():
        return Target(text, "file", path.stem, path)
    if "/" in text or "." in text:
        raise WardroundError(Fault.BAD_INPUT, "file_missing", where=text)
    raise WardroundError(Fault.BAD_INPUT, "target_unknown", where=text)


def read_file(path: Path, limit: int = raw.MAX_BYTES) -> bytes:
    """The bytes of a kit file, at most one more than ``limit``. Raises WardroundError when unreadable."""
    try:
        with path.open("rb") as stream:
            return stream.read(limit + 1)
    except OSError as error:
        detail = error.strerror or "?"
        raise WardroundError(Fault.BAD_INPUT, "file_unreadable", where=str(path), detail=detail) from None


async def _collect_one(one: Target, options: Options) -> Collected:
    try:
        if one.path is not None:
            return Collected(one, read_file(one.path))
        arguments = linux.arguments(walk=options.walk, verify=options.verify)
        data = await local.run(linux.script(), arguments, where=one.text, timeout=options.timeout)
        return Collected(one, data, datetime.now(UTC).replace(microsecond=0))
    except WardroundError as error:
        return Collected(one, failure=error)


async def collect(targets: Sequence[Target], options: Options, progress: Progress) -> list[Collected]:
    """Every target once, at most ``options.at_once`` side by side. Never raises for a target's sake."""
    gate = asyncio.Semaphore(options.at_once)
    done: list[Collected] = []

    async def one(item: Target) -> None:
        async with gate:
            progress(item.text, "started")
            done.append(await _collect_one(item, options))
            progress(item.text, "done")

    await asyncio.gather(*(one(t) for t in targets))
    return done


def judge_one(item: Collected, options: Options) -> tuple[Asset, Observation | None, list[Judged]]:
    """Judges what one target gave. A record that cannot be read is a failure of that asset, never a pass."""
    where = item.target.text
    try:
        if item.failure:
            raise item.failure
        record = raw.read(item.data, where)
    except WardroundError as error:
        failure = Failure(error.fault.value, error.sentence("en"), error.sentence("zh"))
        return Asset(item.target.asset or where, where, linux.KIND, failure=failure), None, []
    facts = linux.parse(record)
    asset = _asset(item, record, facts)
    observation = _observation(item, record, facts, asset.name)
    given = checks.Given(options.expect.of(asset.name), options.as_of)
    verdicts = checks.judge(linux.KIND, facts, given, datetime.fromisoformat(observation.collected))
    return asset, observation, [_judged(asset.name, i, v, record) for i, v in verdicts.items()]


def _asset(item: Collected, record: raw.Raw, facts: LinuxFacts) -> Asset:
    system = facts.system
    name = item.target.asset if item.target.path is None else ""
    if not name:
        name = item.target.asset if isinstance(system.hostname, Unread) else system.hostname.value
    ids = ["" if isinstance(f, Unread) else f.value for f in (system.os_id, system.os_version, system.os_name)]
    tested = (ids[0], ids[1]) in TESTED
    return Asset(printable(name), item.target.text, linux.KIND, printable(ids[2] or ids[0]), tested, record.digest)


def _observation(item: Collected, record: raw.Raw, facts: LinuxFacts, asset: str) -> Observation:
    clock, uid = facts.system.clock, facts.system.uid
    at = item.collected or datetime.fromtimestamp(0 if isinstance(clock, Unread) else clock.value, UTC)
    gaps = [printable(f"{m.reason}: {m.detail}") for s in record.sections.values() for m in s.gaps()]
    return Observation(
        id=record.digest,
        file=f"observations/{record.digest}.probe",
        asset=asset,
        kind=linux.KIND,
        collector=f"{linux.KIND}/{record.version}",
        collected=at.isoformat(),
        method="kit" if item.target.path else item.target.kind,
        privileged=not isinstance(uid, Unread) and uid.value == 0,
        bytes=len(item.data),
        gaps=tuple(dict.fromkeys(gaps))[:100],
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
    rows = sorted((judge_one(i, options) for i in items), key=lambda r: (r[0].name, r[0].target))
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


def write(results: Results, items: Iterable[Collected], out: Path) -> Path:
    """Writes results.json and the raw observations (also the broken ones, beside) under ``out``.

    Raises WardroundError when the folder cannot be written.
    """
    kept = {o.id for o in results.observations}
    try:
        folder = out / "observations"
        folder.mkdir(parents=True, exist_ok=True)
        for item in items:
            if item.data:
                name = digest(item.data)
                (folder / f"{name}.{'probe' if name in kept else 'broken'}").write_bytes(item.data)
        path = out / "results.json"
        path.write_bytes(canonical(results))
    except OSError as error:
        detail = error.strerror or "?"
        raise WardroundError(Fault.BAD_INPUT, "file_unwritable", where=str(out), detail=detail) from None
    return path


def judged_something(results: Results) -> bool:
    """Whether any check gave an answer: a run without one never counts as a success."""
    return any(v.outcome in (Outcome.PASS, Outcome.FAIL) for v in results.verdicts)
