"""This machine: the script is fed to `sh` on its standard input, so that nothing is written."""

from __future__ import annotations

import asyncio
import os
import signal
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from wardround.errors import Fault, WardroundError
from wardround.transports.received import Received

CHUNK = 65536


async def run(script: str, arguments: Sequence[str], into: Received) -> None:
    """Fills ``into`` with what the script prints. When cancelled, all that the script had started is ended.

    Raises WardroundError: there is no shell (our own machine's fault), or the output has no end.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            "sh", "-s", "--", *arguments, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, start_new_session=True
        )
    except OSError as error:
        detail = error.strerror or "sh"
        raise WardroundError(Fault.REFUSED, "probe_failed", where=into.where, detail=detail) from None
    try:
        await _talk(process, script, into)
        into.code = await process.wait()
    finally:
        _end_session(process.pid)
        await process.wait()


async def _talk(process: Process, script: str, into: Received) -> None:
    assert process.stdin and process.stdout
    process.stdin.write(script.encode())  # it stays open: the script ends when it closes, see probe/99-main.sh
    while chunk := await process.stdout.read(CHUNK):
        into.add(chunk)
    process.stdin.close()


def _session(leader: int) -> Iterator[int]:
    """Processes of that session: timeout(1) makes groups of its own, so the group alone would miss `find`."""
    for entry in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError, ValueError, IndexError):
            if int(entry.read_bytes().rpartition(b") ")[2].split()[3]) == leader:
                yield int(entry.parent.name)


def _end_session(leader: int) -> None:
    for pid in {leader, *_session(leader)}:
        with suppress(OSError):
            os.kill(pid, signal.SIGKILL)
