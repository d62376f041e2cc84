"""How one inspection runs."""

from __future__ import annotations

from datetime import date

import msgspec

from wardround.expectations import Document


class Options(msgspec.Struct, frozen=True):
    """How to run: expectations, the date to judge for, the probe's options, the time limit in seconds.

    ``guess``: fetch the password hashes too and try weak passwords; only where somebody asked for it.
    """

    expect: Document
    as_of: date
    walk: bool = True
    verify: bool = False
    guess: bool = False
    timeout: float = 600.0
    at_once: int = 10
