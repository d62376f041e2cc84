"""How far a run is, on standard error: one moving line on a terminal, plain lines elsewhere."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

import typer

from wardround.wording import printable, say

if TYPE_CHECKING:
    from types import TracebackType

    from wardround.inspection.collecting import Collected
    from wardround.inspection.targets import Target

SHOWN = 3


class RunProgress:
    """Told of each target as it starts and ends. Use as ``with``: at its end the moving line is gone."""

    def __init__(self, total: int, lang: str) -> None:
        self.total = total
        self.lang = lang
        self.done = 0
        self._running: dict[str, float] = {}
        self._bar = _bar(total) if sys.stderr.isatty() else None

    def __enter__(self) -> RunProgress:
        if self._bar:
            self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._bar:
            self._bar.stop()

    def started(self, target: Target) -> None:
        """A target is being asked."""
        self._running[target.text] = time.monotonic()
        if not self._bar:
            self._say(say("cli.started", self.lang, target=target.text))
        self._show()

    def finished(self, item: Collected) -> None:
        """A target has answered, or failed."""
        self.done += 1
        name = item.target.text
        seconds = time.monotonic() - self._running.pop(name, time.monotonic())
        message = "cli.not_collected" if item.failure else "cli.collected"
        args = {"target": name, "kib": (len(item.data) + 1023) // 1024, "seconds": f"{seconds:.1f}"}
        self._say(say(message, self.lang, done=self.done, total=self.total, **args))
        self._show()

    def guessed(self, target: Target, done: int, total: int) -> None:
        """An account's password has been tried; called from the thread that tries."""
        self._say(say("cli.guessing", self.lang, target=target.text, done=done, total=total))

    def _say(self, line: str) -> None:
        if self._bar:
            self._bar.console.print(line, markup=False, highlight=False, soft_wrap=True)
        else:
            typer.echo(line, err=True)

    def _show(self) -> None:
        if self._bar:
            names = [printable(n) for n in list(self._running)[:SHOWN]]
            more = len(self._running) - SHOWN
            now = " ".join(names) + (f" +{more}" if more > 0 else "")
            self._bar.update(self._bar.task_ids[0], completed=self.done, description=now)


def _bar(total: int):  # type: ignore[no-untyped-def]  # rich is imported on use
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.description}", markup=False),
    )
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    bar.add_task("", total=total)
    return bar
