"""The observations of a report, read again: whether it quotes them truly, and whether they still judge the same."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from pathlib import Path

from wardround.collectors import linux
from wardround.collectors.linux import raw
from wardround.errors import WardroundError
from wardround.facts.linux import LinuxFacts
from wardround.inspection.collecting import Collected, read_file
from wardround.inspection.judging import Row, assemble, evidence_of, observation_of, verdicts_of
from wardround.inspection.options import Options
from wardround.inspection.rules import program
from wardround.inspection.targets import Target
from wardround.intel import store
from wardround.intel.lookup import Intel
from wardround.results import Asset, Judged, Observation, Results

#: A message of wording/verify.yaml with its arguments.
Said = tuple[str, dict[str, str]]


def _record(folder: Path, observation: Observation) -> raw.Raw | None:
    """The record of an observation, None where it is missing or altered (which the file hashes tell)."""
    path = folder / observation.file
    if not path.resolve().is_relative_to(folder.resolve()):
        return None
    try:
        record = raw.read(read_file(path), observation.file, partial=observation.partial)
    except WardroundError:
        return None
    return record if record.digest == observation.id else None


def _intel(results: Results) -> Intel | None:
    """The bundle that the report was judged against, where it is the one imported here."""
    try:
        bundle = store.load() if results.intel else None
    except WardroundError:
        return None
    return bundle if bundle and results.intel and bundle.digest == results.intel.digest else None


def misquoted(folder: Path, results: Results) -> Iterator[Said]:
    """Evidence whose line is not there, or says something else, in the observation that it names."""
    records = {o.id: _record(folder, o) for o in results.observations}
    for v in results.verdicts:
        record = records.get(v.observation)
        if v.observation not in records:
            yield "evidence_lost", {"check": v.check, "asset": v.asset, "evidence": v.observation[:12]}
        if record is None:
            continue
        for e in v.evidence:
            line = e.id.partition("#L")[2]
            true = evidence_of(record, int(line)) if line.isascii() and line.isdigit() and len(line) < 10 else None
            if true != e:
                yield "evidence", {"check": v.check, "asset": v.asset, "evidence": e.id}


def differences(folder: Path, results: Results) -> Iterator[Said]:
    """Judges again by the same rules and names every verdict, answer, score and text that comes out differently."""
    if results.program.rules != program().rules:
        yield "other_rules", {"there": str(results.program), "here": str(program())}
        return
    bundle = _intel(results)
    options = Options(
        results.expected,
        date.fromisoformat(results.as_of),
        walk=results.method.walk,
        verify=results.method.verify,
        intel=bundle,
    )
    rows: list[Row] = []
    whole = results.intel is None or bundle is not None
    if results.intel and bundle is None:
        yield "other_intel", {"made": results.intel.made, "digest": results.intel.digest}
    for asset in results.assets:
        mine = [o for o in results.observations if o.id == asset.observation and o.asset == asset.name]
        if not mine:
            rows.append((asset, None, []))
            continue
        record = _record(folder, mine[0])
        if record is None:
            whole = False
            yield "not_judged_again", {"asset": asset.name}
            continue
        facts = linux.parse(record)
        if _observed(folder, asset, mine[0], record, facts) != mine[0]:
            yield "observation", {"asset": asset.name}
        rows.append((asset, mine[0], verdicts_of(record, facts, mine[0], options)))
    again = assemble(rows, options, interrupted=results.interrupted)
    judged_again = {asset.name for asset, _, _ in rows}
    there = [v for v in results.verdicts if v.asset in judged_again or whole]
    yield from _verdicts(there, again.verdicts, "unknown.no_intel" if results.intel and not bundle else "")
    if whole:
        yield from _rest(results, again)


def _observed(folder: Path, asset: Asset, said: Observation, record: raw.Raw, facts: LinuxFacts) -> Observation:
    """What the record itself says of how it came; only a live target's time of collection must be believed."""
    carried = said.method == "kit"
    target = Target(asset.target, said.method, asset.name, Path(said.file) if carried else None)
    collected = None if carried else datetime.fromisoformat(said.collected)
    return observation_of(Collected(target, read_file(folder / said.file), collected), record, facts, said.asset)


def _verdicts(there: Iterable[Judged], here: Iterable[Judged], aside: str) -> Iterator[Said]:
    """``aside`` is the message id of verdicts that could not be judged again for a reason already said."""

    def keyed(verdicts: Iterable[Judged]) -> Mapping[tuple[str, str, str], Judged]:
        return {(v.observation, v.asset, v.check): v for v in verdicts}

    said, true = keyed(there), keyed(here)
    for key in sorted(said.keys() | true.keys()):
        names = {"asset": key[1], "check": key[2]}
        if key not in true:
            yield "verdict_added", names
        elif key not in said:
            yield "verdict_removed", names
        elif true[key].says.id == aside:
            continue
        elif said[key].outcome is not true[key].outcome:
            yield "verdict", {**names, "there": said[key].outcome.value, "here": true[key].outcome.value}
        elif said[key] != true[key]:
            yield "verdict_text", names


def _rest(results: Results, again: Results) -> Iterator[Said]:
    for field in ("checks", "complete", "method", "hospital", "intel"):
        if getattr(results, field) != getattr(again, field):
            yield "part", {"part": field}
    true = {(c.name, a.id): a for c in again.catalogues for a in c.answers}
    said = {(c.name, a.id): a for c in results.catalogues for a in c.answers}
    for key in sorted(true.keys() | said.keys()):
        if said.get(key) != true.get(key):
            yield "clause", {"catalogue": key[0], "clause": key[1]}
    scores = {c.name: c.scores for c in results.catalogues}
    for catalogue in again.catalogues:
        if scores.get(catalogue.name) != catalogue.scores:
            yield "scores", {"catalogue": catalogue.name}
