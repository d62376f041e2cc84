"""What each program finds of the weaknesses planted in the laboratory's weak machine: `python -m bench.weak`.

Wardround, Lynis and OpenSCAP (Debian's packages) run in the same machine, one after the other. A planted weakness
counts as found by Lynis where its report has a warning or suggestion that a person, reading it, would take for that
one: the patterns stand in tests/lab/hosts/weak.yaml. OpenSCAP's rules are counted by their result.
"""

from __future__ import annotations

import re
import sys
import time
from collections import Counter

from bench.host import PROFILE, SCAP
from tests.lab import test_ground_truth as truth
from tests.lab.machine import Machine, machine
from wardround.collectors import linux

PACKAGES = ("lynis", "openscap-scanner", "ssg-debian")


def _wardround(host: Machine) -> tuple[float, bytes]:
    start = time.perf_counter()
    arguments = linux.arguments(hashes=True)
    data = host.run(["sh", "-s", "--", *arguments], linux.script().encode()).stdout
    return time.perf_counter() - start, data


def _lynis(host: Machine) -> tuple[float, list[str]]:
    start = time.perf_counter()
    host.run(["lynis", "audit", "system", "--quick", "--no-colors"], timeout=600)
    wall = time.perf_counter() - start
    report = host.sh("cat /var/log/lynis-report.dat")
    return wall, [row for row in report.splitlines() if row.startswith(("warning[]", "suggestion[]"))]


def _oscap(host: Machine) -> tuple[float, Counter[str], int]:
    start = time.perf_counter()
    done = host.run(["timeout", "300", "oscap", "xccdf", "eval", "--profile", PROFILE, str(SCAP)], timeout=330)
    wall = time.perf_counter() - start
    return wall, Counter(re.findall(r"^Result\s+(\S+)", done.stdout.decode(errors="replace"), re.M)), done.returncode


def main() -> int:
    """Prints the table; 1 when Wardround misses one."""
    stated = truth.stated("weak")
    before, after = ((truth.HOSTS / f"weak.{part}.sh").read_text("utf-8") for part in ("before", "after"))
    with machine("weak", packages=(*stated["packages"], *PACKAGES), before=before, after=after) as host:
        ours, data = _wardround(host)
        theirs, rows = _lynis(host)
        scap, results, code = _oscap(host)
    verdicts = truth.judged(data, "weak")
    missed = lynis = 0
    for plant in stated["planted"]:
        verdict = verdicts[plant["check"]]
        found = verdict.outcome == "fail" and plant["names"] in verdict.says.en
        also = bool(plant.get("lynis")) and any(re.search(plant["lynis"], row) for row in rows)
        missed, lynis = missed + (not found), lynis + also
        print(f"{'found' if found else 'MISSED':8} {'found' if also else '-':8} {plant['plant']}")
    count = len(stated["planted"])
    print(
        f"Wardround {count - missed} of {count} in {ours:.1f} s on the host; Lynis {lynis} of {count} in {theirs:.1f} s"
    )
    print(f"OpenSCAP in {scap:.1f} s, exit {code}: {dict(results)}")
    only = [row.split("|")[0].partition("=")[2] for row in rows]
    print(f"Lynis' own rows: {len(rows)} ({', '.join(sorted(set(only)))})")
    return int(bool(missed))


if __name__ == "__main__":
    sys.exit(main())
