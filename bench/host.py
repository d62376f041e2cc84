"""Beside Lynis and OpenSCAP on one host in one run: `python -m bench.host`. Needs root and the Debian packages
lynis, openscap-scanner and ssg-debian.

Budgets: wall 1/50 of Lynis without the walk of the file system and 1/10 with it; 1/100 of its processes.
The other figures are printed and not judged. Nothing else should run meanwhile.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from bench.measure import Figures, measured, median
from wardround.collectors import linux

RUNS = 5
#: Debian 12's ssg-debian has nothing newer; what it does with the wrong release is part of the comparison.
SCAP = Path("/usr/share/xml/scap/ssg/content/ssg-debian11-ds.xml")
PROFILE = "xccdf_org.ssgproject.content_profile_anssi_np_nt28_high"
SCAP_SECONDS = 300


def _repeated(command: Sequence[object], runs: int = RUNS, script: bytes = b"") -> Figures:
    found = []
    for _ in range(runs):
        with tempfile.TemporaryFile() as stdin:
            stdin.write(script)
            stdin.seek(0)
            found.append(measured(command, stdin=stdin))
    return median(found)


def inodes() -> int:
    """Used inodes of the local disk file systems that the walk covers."""
    done = subprocess.run(["df", "-iPl"], capture_output=True, text=True)
    rows = {row.split()[0]: row.split()[2] for row in done.stdout.splitlines()[1:]}
    return sum(int(used) for used in rows.values() if used.isdigit())


def main() -> int:
    """Prints the table and the ratios; 1 when a budget is missed, 2 when a program is missing."""
    missing = [name for name in ("lynis", "oscap") if not shutil.which(name)]
    if missing or os.geteuid() or not SCAP.exists():
        print(f"needs root and the Debian packages lynis, openscap-scanner, ssg-debian; missing: {missing or SCAP}")
        return 2
    probe = linux.script().encode()
    with tempfile.TemporaryDirectory() as out:
        program = [sys.executable, "-m", "wardround", "inspect", "local", "--out", out]
        rows = {
            "probe without the walk": _repeated(["sh", "-s", "--", "--no-walk"], script=probe),
            "probe with the walk": _repeated(["sh", "-s"], script=probe),
            "collect, judge, report; no walk": _repeated([*program, "--no-walk"], 3),
            "collect, judge, report; walk": _repeated(program, 3),
            "lynis audit system --quick": _repeated(["lynis", "audit", "system", "--quick", "--no-colors"], 1),
            "oscap xccdf eval": measured(["oscap", "xccdf", "eval", "--profile", PROFILE, SCAP], timeout=SCAP_SECONDS),
        }
    print(f"{inodes()} used inodes on local file systems")
    for name, figures in rows.items():
        print(figures.row(name))
    return _budgets(rows)


def _budgets(rows: dict[str, Figures]) -> int:
    lynis = rows["lynis audit system --quick"]
    bare, walk = rows["probe without the walk"], rows["probe with the walk"]
    ratios = (
        ("Lynis' wall / probe without the walk", lynis.wall / bare.wall, 50),
        ("Lynis' wall / probe with the walk", lynis.wall / walk.wall, 10),
        ("Lynis' processes / probe's", lynis.processes / bare.processes, 100),
    )
    for name, ratio, least in ratios:
        print(f"{name:40} {ratio:8.1f}   budget {least}   {'kept' if ratio >= least else 'MISSED'}")
    return int(any(ratio < least for _, ratio, least in ratios))


if __name__ == "__main__":
    sys.exit(main())
