"""Many recorded hosts at once: judged side by side, written as they come, with memory that does not grow.

A full report of ten thousand hosts would be read by nobody: each host becomes one line of JSON (its verdicts by message
id, arguments and evidence lines), and the summary counts per check. Any one record can be judged into a report later.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import msgspec

from wardround import __version__, checks
from wardround.collectors import linux
from wardround.collectors.linux import raw
from wardround.collectors.linux.guessing import split
from wardround.errors import Fault, WardroundError
from wardround.facts import Unread
from wardround.inspection import folder
from wardround.inspection.carried import read_file
from wardround.inspection.options import Options
from wardround.results import canonical
from wardround.verdicts import Outcome, Verdict
from wardround.wording import printable

SCHEMA = "wardround/fleet/1"
Progress = Callable[[int, int], None]
#: JSON of one host, check id -> outcome, and check id -> detail of those that broke.
Line = tuple[bytes, dict[str, str], dict[str, str]]


class Host(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of fleet.jsonl. ``verdicts`` by check id; ``failure`` is the sentence, in English, if it failed."""

    file: str
    asset: str
    observation: str = ""
    platform: str = ""
    collected: str = ""
    verdicts: dict[str, Verdict] = {}
    failure: str = ""


class Summary(msgspec.Struct, frozen=True):
    """What a run over many records came to. ``checks``: check id -> outcome -> how many hosts.

    ``broken``: checks that failed themselves, a fault of ours, with the first detail of each.
    """

    schema: str
    program: str
    as_of: str
    expectations: str
    hosts: int
    failures: int
    checks: dict[str, dict[str, int]]
    broken: dict[str, str] = {}

    @property
    def judged(self) -> int:
        """How many verdicts were a pass or a fail."""
        return sum(count.get(Outcome.PASS, 0) + count.get(Outcome.FAIL, 0) for count in self.checks.values())

    @property
    def failed(self) -> list[tuple[str, int]]:
        """Checks with the number of hosts that fail them, most hosts first."""
        found = [(check, count.get(Outcome.FAIL, 0)) for check, count in self.checks.items()]
        return sorted((row for row in found if row[1]), key=lambda row: (-row[1], row[0]))


def records(place: Path) -> list[Path]:
    """The probe records under a folder. Raises WardroundError (bad input) when there is none."""
    found = sorted(p for p in place.rglob("*.probe") if p.is_file())
    if not found:
        raise WardroundError(Fault.BAD_INPUT, "folder_empty", where=str(place))
    return found


def _text(field: object) -> str:
    return "" if isinstance(field, Unread) else printable(str(getattr(field, "value", "")))


def host(path: Path, options: Options) -> Line:
    """One record -> its line. A bad record is a line with its failure."""
    try:
        record = raw.read(split(read_file(path))[0], str(path))
    except WardroundError as error:
        return msgspec.json.encode(Host(path.name, path.stem, failure=error.sentence("en"))), {}, {}
    facts = linux.parse(record)
    clock = facts.system.clock
    at = datetime.fromtimestamp(0 if isinstance(clock, Unread) else clock.value, UTC)
    asset = _text(facts.system.hostname) or path.stem
    verdicts = checks.judge(linux.KIND, facts, checks.Given(options.expect.of(asset), options.as_of, options.intel), at)
    line = Host(path.name, asset, record.digest, _text(facts.system.os_name), at.isoformat(), verdicts)
    broken = {check: str(v.args["detail"]) for check, v in verdicts.items() if v.says == "unknown.our_bug"}
    return msgspec.json.encode(line), {check: v.outcome.value for check, v in verdicts.items()}, broken


def _lines(paths: Sequence[Path], options: Options, workers: int) -> Iterator[Line]:
    work = partial(host, options=options)
    if workers <= 1 or len(paths) < 20:
        yield from map(work, paths)
        return
    checks.cards(linux.KIND)  # once, before the workers are made, so that they share it
    gc.collect()
    gc.freeze()  # what is loaded by now is never looked through again
    with multiprocessing.get_context("fork").Pool(workers, gc.disable) as pool:  # facts hold no cycles
        yield from pool.imap(work, paths, chunksize=16)


def judge(paths: Sequence[Path], options: Options, out: Path, progress: Progress, workers: int = 0) -> Summary:
    """Judges every record into ``out/fleet.jsonl`` (in the order of the paths) and ``out/fleet.json``, the summary.

    ``workers`` is the number of processes, one a processor when 0. Raises WardroundError: ``out`` is not writable.
    """
    counts: dict[str, Counter[str]] = {check: Counter() for check in checks.cards(linux.KIND)}
    failures, broken = 0, dict[str, str]()
    try:
        folder.make(out)
        with open(out / "fleet.jsonl", "wb", opener=folder.private) as stream:
            lines = _lines(paths, options, workers or os.cpu_count() or 1)
            for number, (line, outcomes, faults) in enumerate(lines, 1):
                stream.write(line + b"\n")
                failures += not outcomes
                broken = faults | broken
                for check, outcome in outcomes.items():
                    counts[check][outcome] += 1
                progress(number, len(paths))
        summary = Summary(
            SCHEMA,
            f"wardround {__version__}",
            options.as_of.isoformat(),
            options.expect.digest(),
            len(paths),
            failures,
            {check: dict(count) for check, count in counts.items()},
            broken,
        )
        folder.put(out / "fleet.json", canonical(summary))
    except OSError as error:
        detail = error.strerror or "?"
        raise WardroundError(Fault.BAD_INPUT, "file_unwritable", where=str(out), detail=detail) from None
    return summary
