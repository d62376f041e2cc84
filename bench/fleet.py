"""Judging many recorded hosts: `python -m bench.fleet [HOSTS]`. Budget: 10,000 under 60 s on 2 cores, flat memory.

The hosts are one real record under many names, so that every record has bytes and facts of its own.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.measure import measured
from wardround.collectors import linux

BUDGET = 60.0


def record() -> bytes:
    """What the probe says of this machine, walk included."""
    done = subprocess.run(["sh", "-s"], input=linux.script().encode(), stdout=subprocess.PIPE, check=True)
    return done.stdout


def spread(data: bytes, folder: Path, hosts: int) -> None:
    """Writes ``hosts`` records, each with a host name and a digest of its own."""
    name = subprocess.run(["uname", "-n"], capture_output=True, check=True).stdout.strip()
    body = data[: data.rindex(b"#wardround-end ")]
    mark = b"=uname -n\n|" + name + b"\n"
    if body.count(mark) != 1:
        raise SystemExit("the record does not name this host once")
    for number in range(hosts):
        one = body.replace(mark, b"=uname -n\n|host%05d\n" % number)
        seal = b"#wardround-end sha256 " + hashlib.sha256(one).hexdigest().encode() + b"\n"
        (folder / f"host{number:05}.probe").write_bytes(one + seal)


def main(hosts: int) -> int:
    """Prints the figures; 1 when over budget."""
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        (here / "records").mkdir()
        data = record()
        spread(data, here / "records", hosts)
        few = max(hosts // 10, 1)
        small = here / "few"
        small.mkdir()
        for path in sorted((here / "records").iterdir())[:few]:
            (small / path.name).write_bytes(path.read_bytes())
        program = [sys.executable, "-m", "wardround", "fleet", "--workers", "2", "--out"]
        part = measured([*program, here / "out-few", small])
        whole = measured([*program, here / "out", here / "records"])
        lines = len(data.splitlines())
        print(f"one record: {len(data)} bytes, {lines} lines")
        print(part.row(f"{few} hosts"))
        print(whole.row(f"{hosts} hosts"))
        allowed = BUDGET * hosts / 10_000
        growth = whole.peak / part.peak
        print(f"wall {whole.wall:.1f} s of {allowed:.1f} s; peak memory x{growth:.2f} for x{hosts / few:.0f} hosts")
        return int(whole.wall > allowed or whole.peak > 1.3 * part.peak or whole.code not in (0, 1))


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000))
