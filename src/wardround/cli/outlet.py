"""Standard output and error that never end a run: a character that cannot be shown, a reader who has gone."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from typing import TextIO


class Outlet(io.TextIOWrapper):
    """A stream to a person or a pipe. When its reader goes (`| head`), the rest is dropped and the work goes on."""

    def write(self, text: str) -> int:
        with self._open_ended():
            return super().write(text)
        return len(text)

    def flush(self) -> None:
        with self._open_ended():
            super().flush()

    @contextlib.contextmanager
    def _open_ended(self):  # type: ignore[no-untyped-def]  # a generator of nothing
        try:
            yield
        except BrokenPipeError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.fileno())
            os.close(nowhere)


def _outlet(stream: TextIO | None) -> TextIO:
    if stream is None:  # closed before we began
        return open(os.devnull, "w", encoding="utf-8")
    if not isinstance(stream, io.TextIOWrapper):
        return stream
    terminal = stream.isatty()
    encoding, lined = stream.encoding, stream.line_buffering
    return Outlet(stream.detach(), encoding, "backslashreplace", line_buffering=lined or terminal)


def open_ended() -> None:
    """Makes both streams so, once, at the start of the program."""
    sys.stdout, sys.stderr = _outlet(sys.stdout), _outlet(sys.stderr)
