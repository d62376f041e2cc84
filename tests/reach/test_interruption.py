"""Ctrl-C, SIGTERM, time limits: what ran is ended on both sides, what was read is kept and judged."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.reach import servers
from tests.reach.servers import wardround


def running(mark: str) -> list[str]:
    """Processes, anywhere on this machine, whose command line holds the mark."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = entry.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if mark in line and "pytest" not in line:
            found.append(line)
    return found


def wait_for(condition, seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.1)
    return False


def begin(*args: object) -> subprocess.Popen[str]:
    env = {k: v for k, v in os.environ.items() if not k.startswith(("WARDROUND_", "SSH_"))} | {"WARDROUND_LANG": "en"}
    return subprocess.Popen(
        [sys.executable, "-m", "wardround", *map(str, args), *servers.ONE_FORMAT],
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        env=env,
    )


def hanging_find(folder: Path, mark: str) -> Path:
    """A find(1) that hangs in the walk of the disks, which alone looks for set-id files, and else does its work."""
    real = shutil.copy("/usr/bin/find", folder / "real-find")
    script = folder / "find"
    script.write_text(f'#!/bin/sh\ncase "$*" in *-4000*) exec {mark} ;; esac\nexec {real} "$@"\n')
    script.chmod(0o755)
    return script


@pytest.fixture
def slow_server(sshd):
    """The walk hangs there: in its mount namespace /usr/bin/find is a script that sleeps."""
    mark = f"sleep 3{os.getpid() % 10000:04d}"
    with servers.server() as host:
        script = hanging_find(host.folder, mark)
        enter = ["nsenter", "-t", str(host.process.pid), "-m"]
        subprocess.run([*enter, "mount", "--bind", str(script), "/usr/bin/find"], check=True)
        yield host, mark


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_keeps_what_was_read_and_ends_the_rest(sshd, slow_server, out, number):
    host, mark = slow_server
    known = out.parent / "known"
    known.write_text(sshd.known_hosts.read_text() + host.known_hosts.read_text())
    (host.folder / "authorized").write_text(sshd.key.with_suffix(".pub").read_text())
    targets = (sshd.target("plain"), host.target())
    flags = ("--key", sshd.key, "--known-hosts", known, "--out", out, "--at-once", "2")
    done = begin("inspect", *targets, *flags)
    assert wait_for(lambda: running(mark))
    time.sleep(0.5)
    done.send_signal(number)
    _, said = done.communicate(timeout=30)
    assert done.returncode == 130, said
    assert "Traceback" not in said
    found = json.loads((out / "results.json").read_text())
    assert found["complete"] is False
    partial = [o for o in found["observations"] if o.get("partial")]
    assert partial, said
    assert partial[0]["file"].endswith(".broken")
    assert (out / partial[0]["file"]).is_file()
    assert any("interrupted" in (a.get("failure") or {}).get("en", "") for a in found["assets"])
    assert wait_for(lambda: not running(mark)), "the walk went on after the connection was gone"


def test_when_the_program_is_killed_nothing_goes_on_at_the_host(slow_server, out):
    host, mark = slow_server
    done = begin("inspect", host.target(), "--out", out, *host.flags)
    assert wait_for(lambda: running(mark))
    done.kill()
    done.communicate()
    assert wait_for(lambda: not running(mark))


def test_a_time_limit_keeps_what_was_read(slow_server, out):
    host, mark = slow_server
    done = wardround("inspect", host.target(), "--out", out, "--timeout", "4", *host.flags)
    assert done.returncode == 4, done.stderr
    assert "no answer within 4 s" in done.stderr
    found = json.loads((out / "results.json").read_text())
    files = {v["outcome"] for v in found["verdicts"] if v["check"].startswith("linux.files.")}
    assert files <= {"unknown"}
    assert {v["outcome"] for v in found["verdicts"]} & {"pass", "fail"}
    assert wait_for(lambda: not running(mark))


def test_interrupting_this_machine_ends_its_walk(out, tmp_path):
    """unshare gives the program a `find` that hangs; timeout(1) puts it in a group of its own."""
    if os.geteuid() != 0:
        pytest.skip("needs root: a mount namespace of its own")
    mark = f"sleep 4{os.getpid() % 10000:04d}"
    script = hanging_find(tmp_path, mark)
    program = f"{sys.executable} -m wardround inspect local --format html --out {out}"
    run = f"mount --bind {script} /usr/bin/find; exec {program}"
    done = subprocess.Popen(["unshare", "-m", "sh", "-ec", run], stderr=subprocess.PIPE, text=True)
    assert wait_for(lambda: running(mark))
    done.send_signal(signal.SIGINT)
    _, said = done.communicate(timeout=30)
    assert done.returncode == 130, said
    assert not running(mark)
    assert json.loads((out / "results.json").read_text())["observations"][0]["partial"] is True
