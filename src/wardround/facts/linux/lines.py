"""Lines of configuration and job files, without comments and blank lines."""

from __future__ import annotations

import msgspec


class Line(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of ``file``; what may be a secret in it was masked on the host."""

    file: str
    text: str
    line: int = 0
