"""Judging many recorded hosts: `python -m bench.fleet [HOSTS]`. Budget: 10,000 under 60 s on 2 cores, flat memory.

The hosts are the recordings of tests/recordings under many names, so that every record has bytes and facts of its own.
"""

from __future__ import annotations

import hashlib
import re
import sys
import tempfile
from pathlib import Path

from bench.measure import measured

BUDGET = 60.0
RECORDINGS = Path(__file__).parents[1] / "tests/recordings/linux"
NAME = re.compile(rb"=uname -n\n\|[^\n]*\n")


def recordings() -> list[bytes]:
    """The records of real hosts that the tests replay."""
    return [path.read_bytes() for path in sorted(RECORDINGS.glob("*/raw.probe"))]


def spread(records: list[bytes], folder: Path, hosts: int) -> None:
    """Writes ``hosts`` records, each with a host name and a digest of its own."""
    bodies = [data[: data.rindex(b"#wardround-end ")] for data in records]
    parts = [NAME.split(body) for body in bodies]
    if any(len(part) != 2 for part in parts):
        raise SystemExit("a recording does not name its host once")
    for number in range(hosts):
        before, after = parts[number % len(parts)]
        one = b"%s=uname -n\n|host%05d\n%s" % (before, number, after)
        seal = b"#wardround-end sha256 " + hashlib.sha256(one).hexdigest().encode() + b"\n"
        (folder / f"host{number:05}.probe").write_bytes(one + seal)


def main(hosts: int) -> int:
    """Prints the figures; 1 when over budget."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        (here / "records").mkdir()
        found = recordings()
        spread(found, here / "records", hosts)
        few = max(hosts // 10, 1)
        small = here / "few"
        small.mkdir()
        for path in sorted((here / "records").iterdir())[:few]:
            (small / path.name).write_bytes(path.read_bytes())
        program = [sys.executable, "-m", "wardround", "fleet", "--workers", "2", "--out"]
        part = measured([*program, here / "out-few", small])
        whole = measured([*program, here / "out", here / "records"])
        print("recordings: " + ", ".join(f"{len(data) // 1024} KiB" for data in found))
        print(part.row(f"{few} hosts"))
        print(whole.row(f"{hosts} hosts"))
        allowed = BUDGET * hosts / 10_000
        growth = whole.peak / part.peak
        print(f"wall {whole.wall:.1f} s of {allowed:.1f} s; peak memory x{growth:.2f} for x{hosts / few:.0f} hosts")
        return int(whole.wall > allowed or whole.peak > 1.3 * part.peak or whole.code not in (0, 1))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
