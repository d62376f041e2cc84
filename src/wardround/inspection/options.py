"""How one inspection runs."""

from __future__ import annotations

from datetime import date

import msgspec

from wardround.expectations import Document
from wardround.intel.lookup import Intel


class Options(msgspec.Struct, frozen=True):
    """How to run: expectations, date to judge for, the probe's options, time limit in seconds, the intel bundle."""

    expect: Document
    as_of: date
    walk: bool = True
    verify: bool = False
    timeout: float = 600.0
    at_once: int = 10
    intel: Intel | None = None
