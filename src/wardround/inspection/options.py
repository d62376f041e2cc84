"""How one inspection runs."""

from __future__ import annotations

from datetime import date

import msgspec

from wardround.expectations import Document
from wardround.intel.lookup import Intel
from wardround.transports.ssh.access import Access


class Options(msgspec.Struct, frozen=True):
    """How to run: expectations, date to judge for, the probe's options, time limit in seconds, SSH credentials, intel.

    ``partial``: a kit file that was cut short is judged as far as it goes.
    ``guess``: fetch the password hashes too and try weak passwords; only where somebody asked for it.
    """

    expect: Document
    as_of: date
    walk: bool = True
    verify: bool = False
    guess: bool = False
    timeout: float = 600.0
    at_once: int = 10
    intel: Intel | None = None
    partial: bool = False
    access: Access = Access()
