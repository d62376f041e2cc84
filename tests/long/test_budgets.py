"""The budgets of bench/, on this machine: `./wardround test --long`. Nothing else should run meanwhile."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(os.geteuid() != 0, reason="the other programs must read what we read: as root"),
    pytest.mark.xdist_group("alone"),
]


def bench(name: str, *args: str) -> None:
    """Runs one bench; it ends with 0 when every budget is kept, and prints its figures."""
    done = subprocess.run([sys.executable, "-m", f"bench.{name}", *args], cwd=ROOT, capture_output=True, text=True)
    print(done.stdout, done.stderr)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.skipif(not shutil.which("lynis") or not shutil.which("oscap"), reason="needs lynis and openscap-scanner")
def test_one_host_beside_lynis_and_openscap() -> None:
    bench("host")


@pytest.mark.skipif(not shutil.which("systemd-nspawn"), reason="needs systemd-nspawn")
def test_nothing_planted_is_missed() -> None:
    bench("weak")


def test_ten_thousand_recorded_hosts() -> None:
    bench("fleet")


@pytest.mark.skipif(not shutil.which("ansible"), reason="needs ansible-core")
def test_fifty_hosts_beside_ansible() -> None:
    bench("ssh_hosts")
