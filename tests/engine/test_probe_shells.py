"""The probe in every shell it may meet, as a nobody, and when whoever feeds it goes away."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from wardround.collectors import linux
from wardround.collectors.linux import raw

SHELLS = [s for s in (["dash"], ["bash", "--posix"], ["busybox", "sh"]) if shutil.which(s[0])]


@pytest.mark.parametrize("shell", SHELLS, ids=" ".join)
def test_the_kit_run_by_hand(tmp_path, shell):
    probe = tmp_path / "probe.sh"
    probe.write_text(linux.script())
    done = subprocess.run([*shell, probe, "--no-walk"], capture_output=True, timeout=60)
    read = raw.read(done.stdout, "x")
    assert read.sealed
    assert all(section.closed for section in read.sections.values())
    assert done.stderr == b""


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root to become nobody")
def test_as_nobody_it_says_what_it_could_not_read():
    become = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "sh", "-s", "--", "--no-walk"]
    done = subprocess.run(become, input=linux.script().encode(), capture_output=True, timeout=60)
    read = raw.read(done.stdout, "x")
    assert "/etc/shadow" in {miss.detail for miss in read.section("accounts").misses}


def slow_script(seconds: str) -> str:
    script = linux.script().replace("sections='", "sections='slow ", 1)
    slow = f"probe_slow() {{ begin slow; timeout 300 sleep {seconds} | cat; finish slow; }}\n"
    return script.replace("\nmain() {", f"\n{slow}\nmain() {{", 1)


def sleeping(seconds: str) -> bool:
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if entry.read_bytes() == f"sleep\0{seconds}\0".encode():
                return True
        except OSError:
            continue
    return False


def wait_for(condition) -> bool:
    for _ in range(100):
        if condition():
            return True
        time.sleep(0.1)
    return False


@pytest.mark.parametrize("number", range(len(SHELLS)), ids=[" ".join(s) for s in SHELLS])
def test_it_ends_with_its_standard_input(number):
    seconds = f"2{number}{os.getpid()}"
    process = subprocess.Popen(
        [*SHELLS[number], "-s", "--", linux.TETHERED],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdin
    process.stdin.write(slow_script(seconds).encode())
    process.stdin.flush()
    assert wait_for(lambda: sleeping(seconds))
    process.stdin.close()
    assert wait_for(lambda: not sleeping(seconds))
    process.wait(10)


@pytest.mark.parametrize("shell", SHELLS, ids=" ".join)
def test_it_ends_by_itself_while_its_standard_input_is_open(shell):
    process = subprocess.Popen(
        [*shell, "-s", "--", "--no-walk", linux.TETHERED],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        start_new_session=True,
    )
    assert process.stdin and process.stdout
    process.stdin.write(linux.script().encode())
    process.stdin.flush()
    assert raw.read(process.stdout.read(), "x").sealed
    assert process.wait(10) == 0
