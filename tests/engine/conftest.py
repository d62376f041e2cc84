"""What tests of the Linux line share: a sealed record from the text of a probe, and a date to judge for."""

from __future__ import annotations

import hashlib
from datetime import date

import pytest


@pytest.fixture
def record():
    """Text of sections -> the bytes of a whole probe record."""

    def sealed(body: str) -> bytes:
        data = b"#wardround-probe 1 linux 1\n" + body.encode()
        return data + b"#wardround-end sha256 " + hashlib.sha256(data).hexdigest().encode() + b"\n"

    return sealed


@pytest.fixture
def as_of() -> date:
    return date(2026, 1, 31)
