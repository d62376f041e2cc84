"""One real SSH server for all tests of a process. They need root: accounts of their own in a mount namespace."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.reach import servers

MISSING = [name for name in ("unshare", "/usr/sbin/sshd", "ssh-keygen", "openssl") if not shutil.which(name)]


@pytest.fixture(scope="session")
def sshd() -> Iterator[servers.Server]:
    if os.geteuid() != 0:
        pytest.skip("needs root: an SSH server with accounts of its own lives in a mount namespace")
    if MISSING:
        pytest.skip(f"needs {', '.join(MISSING)}: see tests/packages")
    with servers.server() as running:
        yield running


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return tmp_path / "out"
