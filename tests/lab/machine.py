"""One laboratory machine: booted with systemd as its first process, in namespaces of its own, and thrown away after."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from tests.lab import images

BOOT_SECONDS = 90


@dataclass
class Machine:
    """A running machine; ``leader`` is the process number, outside, of its init."""

    name: str
    leader: int
    root: Path

    def run(
        self, command: Sequence[str], stdin: bytes = b"", uid: int = 0, timeout: float = 120
    ) -> subprocess.CompletedProcess[bytes]:
        """Runs a command inside, as an administrator on its console would."""
        enter = ["nsenter", "-t", str(self.leader), "-m", "-u", "-i", "-n", "-p", "-C", "-r", "-w"]
        who = ["setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups", "--no-new-privs"] if uid else []
        return subprocess.run([*enter, *who, *command], input=stdin, capture_output=True, timeout=timeout)

    def sh(self, script: str) -> str:
        """Runs a shell script inside as root; raises when it fails. Returns what it printed."""
        done = self.run(["sh", "-eu", "-c", script])
        if done.returncode:
            raise RuntimeError(f"{self.name}: {script[:200]}: {done.stderr.decode(errors='replace')[-2000:]}")
        return done.stdout.decode(errors="replace")


def _leader(outer: int) -> int:
    """The init of the machine: the first child of systemd-nspawn."""
    children = Path(f"/proc/{outer}/task/{outer}/children").read_text().split()
    return int(children[0]) if children else 0


def _wait(machine: Machine, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + BOOT_SECONDS
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(f"{machine.name} ended while it booted, code {process.returncode}")
        with suppress(OSError):
            machine.leader = _leader(process.pid)
        if machine.leader:
            said = machine.run(["systemctl", "is-system-running"]).stdout.decode().strip()
            if said in ("running", "degraded"):
                return
        time.sleep(0.3)
    raise RuntimeError(f"{machine.name} did not boot within {BOOT_SECONDS} s")


@contextmanager
def machine(name: str, *, packages: tuple[str, ...] = (), before: str = "", after: str = "") -> Iterator[Machine]:
    """A booted machine. ``before`` is a shell script run in its root before the boot, ``after`` one run in it after."""
    folder = Path(tempfile.mkdtemp(prefix=f"wardround-{name}-"))
    upper, work, merged = (folder / part for part in ("upper", "work", "root"))
    for each in (upper, work, merged):
        each.mkdir()
    upper.chmod(0o755)
    with images.mounted(images.layer(packages), upper, work, merged):
        _prepare(merged, name, before)
        command = ["systemd-nspawn", "-q", "-D", merged, "-b", f"--machine={name}", "--register=no", "--keep-unit"]
        log = (folder / "boot.log").open("wb")
        process = subprocess.Popen(
            [*map(str, command), "--private-network", "--resolv-conf=off", "--timezone=off"],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        here = Machine(name, 0, merged)
        try:
            _wait(here, process)
            if after:
                here.sh(after)
            yield here
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            process.kill()
            process.wait()
    shutil.rmtree(folder, ignore_errors=True)


def _prepare(root: Path, name: str, before: str) -> None:
    (root / "etc/hostname").write_text(f"{name}\n")
    (root / "etc/hosts").write_text(f"127.0.0.1 localhost\n127.0.1.1 {name}\n")
    (root / "etc/machine-id").write_text("")
    done = subprocess.run(["chroot", root, "sh", "-eu", "-c", before or ":"], capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{name}: {done.stderr[-2000:]}")
