"""One command measured as a whole: wall, CPU, programs started, memory. Figures hold on a quiet machine only."""

from __future__ import annotations

import os
import resource
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Figures:
    """Seconds of wall and CPU, processes started by the whole machine meanwhile, peak KiB of the largest process."""

    wall: float
    cpu: float
    processes: int
    peak: int
    code: int

    def row(self, name: str) -> str:
        """One line of a table."""
        figures = f"{self.wall:8.2f} s {self.cpu:8.2f} s {self.processes:8} {self.peak // 1024:6} MiB"
        return f"{name:34} {figures}   exit {self.code}"


def _forks() -> int:
    """Processes and threads started since boot: proc(5), /proc/stat."""
    (line,) = [x for x in Path("/proc/stat").read_text().splitlines() if x.startswith("processes ")]
    return int(line.split()[1])


def measured(command: Sequence[Any], timeout: float = 900, **more: Any) -> Figures:
    """Runs a command once, its output thrown away unless ``stdout`` is given; killed after ``timeout`` seconds."""
    more.setdefault("stdout", subprocess.DEVNULL)
    before, forks, start = resource.getrusage(resource.RUSAGE_CHILDREN), _forks(), time.perf_counter()
    process = subprocess.Popen(list(map(str, command)), stderr=subprocess.DEVNULL, start_new_session=True, **more)
    try:
        code = process.wait(timeout)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, 9)
        code = process.wait()
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Figures(wall, cpu, _forks() - forks, after.ru_maxrss, code)


def median(runs: Sequence[Figures]) -> Figures:
    """The run of median wall time."""
    return sorted(runs, key=lambda f: f.wall)[len(runs) // 2]
