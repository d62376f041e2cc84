"""Targets -> raw observations, side by side, each with a time limit."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from wardround.collectors import linux
from wardround.collectors.linux import raw
from wardround.errors import Fault, WardroundError
from wardround.inspection.guessing import without_hashes
from wardround.inspection.options import Options
from wardround.inspection.targets import Target
from wardround.transports import local

Progress = Callable[[str, str], None]


class Collected(msgspec.Struct):
    """The bytes of one target, or why there are none."""

    target: Target
    data: bytes = b""
    collected: datetime | None = None
    failure: WardroundError | None = None


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
        arguments = linux.arguments(walk=options.walk, verify=options.verify, hashes=options.guess)
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
            found = await _collect_one(item, options)
            found.data = await without_hashes(found.data, item, options, progress)
            done.append(found)
            progress(item.text, "done")

    await asyncio.gather(*(one(t) for t in targets))
    return done
