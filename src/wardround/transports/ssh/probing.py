"""One command on an open connection: `sh -s`, as the user or through sudo, its output bounded."""

from __future__ import annotations

import asyncio
import secrets
import shlex
from collections.abc import Coroutine, Sequence
from typing import Any

import asyncssh

from wardround.errors import Fault, WardroundError
from wardround.transports.received import Received
from wardround.transports.ssh.access import Secret

CHUNK = 65536
Process = asyncssh.SSHClientProcess[bytes]


async def run(
    conn: asyncssh.SSHClientConnection,
    script: str,
    arguments: Sequence[str],
    into: Received,
    *,
    sudo: bool,
    sudo_password: Secret | None,
    patience: float,
) -> None:
    """Fills ``into`` with what the script prints there.

    Raises WardroundError: the command is refused, sudo is, the output has no end, or no sign of the probe came within
    ``patience`` seconds.
    """
    shell = shlex.join(["sh", "-s", "--", *arguments])
    if sudo and sudo_password:
        await _Sudo(sudo_password, shell, into, patience).run(conn, script)
    else:
        await _Plain(f"sudo -n {shell}" if sudo else shell, into, patience).run(conn, script)
    if sudo and not into.begun:
        detail = into.complaint or f"exit {into.code}"
        raise WardroundError(Fault.NOT_PERMITTED, "sudo_refused", where=into.where, detail=detail)


class _Plain:
    """The command, its script on standard input, and both outputs read side by side."""

    def __init__(self, command: str, into: Received, patience: float) -> None:
        self.command = command
        self.into = into
        self.patience = patience

    async def run(self, conn: asyncssh.SSHClientConnection, script: str) -> None:
        try:
            process = await conn.create_process(self.command, encoding=None, request_pty=False, stderr=asyncssh.PIPE)
        except asyncssh.ChannelOpenError as error:
            raise WardroundError(Fault.REFUSED, "exec_refused", where=self.into.where, detail=error.reason) from None
        try:
            reads = [self.read_output(process), self.read_complaints(process)]
            await _all_of([self.feed(process, script), *reads, self.watch(process)], last=reads)
            self.into.code = process.exit_status
        finally:
            process.close()

    async def feed(self, process: Process, script: str) -> None:
        """The script; standard input stays open after it, because the probe ends when that closes."""
        try:
            process.stdin.write(script.encode())
            await process.stdin.drain()
        except (BrokenPipeError, asyncssh.Error):
            pass  # whoever does not read it says why in its output and exit code

    async def read_output(self, process: Process) -> None:
        while chunk := await process.stdout.read(CHUNK):
            self.into.add(chunk)

    async def read_complaints(self, process: Process) -> None:
        while chunk := await process.stderr.read(CHUNK):
            self.into.complain(chunk)

    async def watch(self, process: Process) -> None:
        """A shell that only swallows what it is given would hold the run up to its whole time limit."""
        await asyncio.sleep(self.patience)
        if not self.into.begun:
            detail = self.into.complaint or f"{self.patience:g} s"
            raise WardroundError(Fault.REFUSED, "probe_silent", where=self.into.where, detail=detail)


class _Sudo(_Plain):
    """sudo that asks: it gets the password once, when it asks, and the script only after it has let us in.

    Words of our own, new each time, mark both moments; so neither does the password reach a shell as a command (where
    sudo asks for none), nor a line of the script sudo as another password (where the first is wrong).
    """

    def __init__(self, password: Secret, shell: str, into: Received, patience: float) -> None:
        self.password = password
        self.asks, self.open = (f"wardround-{word}-{secrets.token_hex(8)}" for word in ("asks", "open"))
        inner = f"echo {self.open}; exec {shell}"
        super().__init__(shlex.join(["sudo", "-S", "-p", self.asks, "sh", "-c", inner]), into, patience)
        self._open = asyncio.Event()
        self._asked = 0
        self._said = b""

    async def feed(self, process: Process, script: str) -> None:
        await self._open.wait()
        await super().feed(process, script)

    async def read_output(self, process: Process) -> None:
        head = b""
        while chunk := await process.stdout.read(CHUNK):
            if self._open.is_set():
                self.into.add(chunk)
                continue
            head = (head + chunk)[-CHUNK:]
            before, found, after = head.partition(self.open.encode() + b"\n")
            if found:
                self._open.set()
                self.into.add(after)
            else:
                self.into.complain(chunk)
        self._open.set()

    async def read_complaints(self, process: Process) -> None:
        while chunk := await process.stderr.read(CHUNK):
            self._said = (self._said + chunk)[-CHUNK:]
            before, found, after = self._said.rpartition(self.asks.encode())
            if not found:
                self.into.complain(chunk)
                continue
            self._said = after
            self._asked += before.count(self.asks.encode()) + 1
            if self._asked > 1:
                raise WardroundError(Fault.NOT_PERMITTED, "sudo_password_wrong", where=self.into.where)
            process.stdin.write(self.password.text.encode() + b"\n")


async def _all_of(jobs: Sequence[Coroutine[Any, Any, None]], last: Sequence[Coroutine[Any, Any, None]]) -> None:
    """Runs all; ends when those of ``last`` have ended, or with the first error. None runs on after it."""
    tasks = {job: asyncio.ensure_future(job) for job in jobs}
    waited = {tasks[job] for job in last}
    try:
        pending = set(tasks.values())
        while waited & pending:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                task.result()
    finally:
        for task in tasks.values():
            task.cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)
