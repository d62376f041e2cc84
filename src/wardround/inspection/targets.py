"""What a person asked to inspect: ``local``, or a kit file."""

from __future__ import annotations

import platform
from pathlib import Path

import msgspec

from wardround.errors import Fault, WardroundError


class Target(msgspec.Struct, frozen=True):
    """What a person asked for: ``local`` or a kit file, and the asset's name."""

    text: str
    kind: str
    asset: str = ""
    path: Path | None = None


def target(text: str) -> Target:
    """A target from the command line. Raises WardroundError (bad input) when it is none."""
    if text == "local":
        return Target(text, "local", platform.node() or "local")
    path = Path(text)
    if path.is_file():
        return Target(text, "file", path.stem, path)
    if "/" in text or "." in text:
        raise WardroundError(Fault.BAD_INPUT, "file_missing", where=text)
    raise WardroundError(Fault.BAD_INPUT, "target_unknown", where=text)
