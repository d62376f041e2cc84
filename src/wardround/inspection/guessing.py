"""The step between collecting and judging that takes password hashes off a record, and tries them when asked to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from threading import Event

from wardround.collectors.linux import guessing
from wardround.collectors.linux.candidates import Known
from wardround.errors import WardroundError
from wardround.inspection.options import Options
from wardround.inspection.targets import Target

Progress = Callable[[str, str], None]


async def without_hashes(data: bytes, target: Target, options: Options, progress: Progress) -> bytes:
    """The record of a target as it may be kept: never with a hash, with what was guessed when that was asked for."""
    record, _ = guessing.split(data)
    if not options.guess or not record:
        return record
    stop = Event()
    known = Known("", options.expect.hospital, options.as_of)
    try:
        return await asyncio.to_thread(
            guessing.settle,
            data,
            target.text,
            known,
            progress=lambda done, total: progress(target.text, f"guessing {done}/{total}"),
            stop=stop,
        )
    except WardroundError:
        return record  # judging says what is wrong with it
    finally:
        stop.set()


def progress_of(state: str) -> tuple[str, str] | None:
    """(accounts tried, accounts) of a progress state of this step, None of another one."""
    word, _, rest = state.partition(" ")
    done, _, total = rest.partition("/")
    return (done, total) if word == "guessing" else None
