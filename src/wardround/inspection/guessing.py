"""The step between collecting and judging that tries password hashes when asked to."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from threading import Event

from wardround.collectors.linux import guessing
from wardround.collectors.linux.candidates import Known
from wardround.errors import WardroundError
from wardround.inspection.options import Options
from wardround.inspection.targets import Target

Progress = Callable[[int, int], None]


async def tried(received: bytes, target: Target, options: Options, progress: Progress) -> bytes:
    """The record as it may be kept: without a hash, with who was guessed. ``progress``: accounts done, accounts."""
    stop = Event()
    known = Known("", options.expect.hospital, options.as_of)
    try:
        return await asyncio.to_thread(guessing.settle, received, target.text, known, progress=progress, stop=stop)
    except WardroundError:
        return guessing.split(received)[0]  # judging says what is wrong with it
    finally:
        stop.set()
