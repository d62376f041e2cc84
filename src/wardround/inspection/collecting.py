"""Targets -> raw observations, side by side, each with a time limit; what came stays when the rest does not."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING, Protocol

import msgspec

from wardround.collectors import linux
from wardround.collectors.linux import raw
from wardround.collectors.linux.guessing import split
from wardround.errors import Fault, WardroundError
from wardround.inspection.carried import read_file
from wardround.inspection.guessing import tried
from wardround.inspection.options import Options
from wardround.inspection.targets import Target
from wardround.transports import local
from wardround.transports.received import Received

if TYPE_CHECKING:
    from wardround.transports.ssh.connecting import Connector

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Collected(msgspec.Struct):
    """The bytes of one target, and why there are none or not all of them."""

    target: Target
    data: bytes = b""
    collected: datetime | None = None
    failure: WardroundError | None = None


class Watcher(Protocol):
    """Who is told how a run goes. Called from the run; quick, and never raises."""

    def started(self, target: Target) -> None:
        """A target is being asked."""

    def guessed(self, target: Target, done: int, total: int) -> None:
        """So many of its accounts' passwords have been tried; called from another thread."""

    def finished(self, item: Collected) -> None:
        """A target has answered, or failed."""


class Unwatched:
    """A watcher for a run that nobody looks at."""

    def started(self, target: Target) -> None:
        """Says nothing."""

    def guessed(self, target: Target, done: int, total: int) -> None:
        """Says nothing."""

    def finished(self, item: Collected) -> None:
        """Says nothing."""


async def _run(one: Target, options: Options, connector: Connector | None, into: Received) -> None:
    arguments = [*linux.arguments(walk=options.walk, verify=options.verify, hashes=options.guess), linux.TETHERED]
    try:
        async with asyncio.timeout(options.timeout):
            if one.ssh is None:
                await local.run(linux.script(), arguments, into)
            else:
                assert connector
                own = (one.key,) if one.key else ()
                await connector.run(one.ssh, linux.script(), arguments, into, keys=own, sudo=one.sudo, jump=one.jump)
    except TimeoutError:
        raise WardroundError(Fault.UNREACHABLE, "timeout", where=one.text, detail=f"{options.timeout:g}") from None


def _whole(into: Received, data: bytes) -> WardroundError | None:
    """Why these bytes are not a whole record, in words that fit a live target; None when they are."""
    code = "?" if into.code is None else str(into.code)
    if not data.startswith(raw.HEAD):
        detail = f"{into.complaint} [{code}]" if into.complaint else code
        return WardroundError(Fault.REFUSED, "probe_failed", where=into.where, detail=detail)
    if raw.END not in data[-200:]:
        return WardroundError(Fault.UNREACHABLE, "probe_cut", where=into.where, detail=code)
    return None


async def _collect_one(item: Collected, options: Options, connector: Connector | None, watcher: Watcher) -> None:
    """Fills the item; when cancelled, with what has come so far and with why it is not all.

    Password hashes behind a record never get into the item: they are tried, where that was asked for, and forgotten.
    """
    received = b""
    if item.target.path is None:
        received = await _ask(item, options, connector)
    else:
        with _failing(item):
            received = read_file(item.target.path)
            item.data, _ = split(received)
    if options.guess and not item.failure:
        item.data = await tried(received, item.target, options, partial(watcher.guessed, item.target))


async def _ask(item: Collected, options: Options, connector: Connector | None) -> bytes:
    """Runs the probe on a live target; the bytes as they came, hashes included, which only the guessing may see."""
    into = Received(item.target.text, sign=raw.HEAD)
    try:
        with _failing(item):
            await _run(item.target, options, connector, into)
    except asyncio.CancelledError:
        item.failure = WardroundError(Fault.UNREACHABLE, "interrupted", where=item.target.text)
        raise
    finally:
        item.collected = datetime.now(UTC).replace(microsecond=0)
        received = raw.plain(bytes(into.data))
        record, _ = split(received)
        item.data = record if record.startswith(raw.HEAD) else b""
        item.failure = item.failure or _whole(into, record)
    return received


@contextmanager
def _failing(item: Collected) -> Iterator[None]:
    try:
        yield
    except WardroundError as error:
        item.failure = error


async def collect(targets: Sequence[Target], options: Options, watcher: Watcher) -> tuple[list[Collected], bool]:
    """Every target once, at most ``options.at_once`` side by side; and whether a signal ended it early.

    Never raises for a target's sake. SIGINT and SIGTERM end what still runs; a target that was not finished then
    says so. Raises WardroundError when the credentials or known hosts that were given cannot be used.
    """
    items = [Collected(t) for t in targets]
    gate = asyncio.Semaphore(options.at_once)
    async with AsyncExitStack() as stack:
        connector = None
        if any(t.ssh for t in targets):
            from wardround.transports.ssh.connecting import Connector

            connector = await stack.enter_async_context(Connector(options.access))

        async def one(item: Collected) -> None:
            async with gate:
                watcher.started(item.target)
                await _collect_one(item, options, connector, watcher)
                watcher.finished(item)

        tasks = [asyncio.ensure_future(one(item)) for item in items]
        with _signals(tasks) as came:
            await asyncio.gather(*tasks, return_exceptions=True)
    for item, task in zip(items, tasks, strict=True):
        if task.cancelled():
            item.failure = item.failure or WardroundError(Fault.UNREACHABLE, "interrupted", where=item.target.text)
        elif error := task.exception():
            item.failure = item.failure or _bug(item.target, error)
    return items, bool(came)


def _bug(one: Target, error: BaseException) -> WardroundError:
    """A fault of ours at one target: told as such, and the other targets' answers are kept."""
    return WardroundError(Fault.OUR_BUG, "our_bug", where=one.text, detail=f"{type(error).__name__}: {error}")


@contextmanager
def _signals(tasks: Sequence[asyncio.Task[None]]) -> Iterator[list[int]]:
    """The first signal ends the tasks, which then clean up; a second one ends the program."""
    loop = asyncio.get_running_loop()
    came: list[int] = []

    def stop(number: int) -> None:
        came.append(number)
        for each in SIGNALS:
            loop.remove_signal_handler(each)
        for task in tasks:
            task.cancel()

    with suppress(RuntimeError, ValueError, NotImplementedError):  # not in the main thread: nobody signals us there
        for each in SIGNALS:
            loop.add_signal_handler(each, stop, each)
    try:
        yield came
    finally:
        for each in SIGNALS:
            with suppress(RuntimeError, ValueError, NotImplementedError):
                loop.remove_signal_handler(each)
