"""This machine: the script is fed to `sh` on its standard input, so that nothing is written."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from wardround.errors import Fault, WardroundError

MAX_BYTES = 64 * 1024 * 1024


async def run(script: str, arguments: Sequence[str], *, where: str, timeout: float) -> bytes:
    """What the script prints.

    Raises WardroundError: no shell (our own machine's fault), or no answer within ``timeout`` seconds.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            "sh",
            "-s",
            "--",
            *arguments,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError as error:
        raise WardroundError(Fault.REFUSED, "probe_failed", where=where, detail=error.strerror or "sh") from None
    try:
        out, _ = await asyncio.wait_for(process.communicate(script.encode()), timeout)
    except (TimeoutError, asyncio.CancelledError) as error:
        process.kill()
        if isinstance(error, asyncio.CancelledError):
            raise
        raise WardroundError(Fault.UNREACHABLE, "timeout", where=where, detail=f"{timeout:g}") from None
    return out
