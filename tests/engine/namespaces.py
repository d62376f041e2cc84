"""A machine of its own for tests, inside this one: own mounts, network and processes, a copy of /etc, an empty /run.

Nothing of it is seen outside and nothing stays: it ends with the probe.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import NoReturn

import pytest

from wardround.collectors import linux
from wardround.collectors.linux import raw

#: hold NAME PORT [udp] [ADDRESS]: a program of that file name, or of that path, that listens.
#: card NAME ADDRESS: a network card that is up. enable UNIT...: units that start at boot.
BEGIN = """
mount --make-rprivate / && mount -t sysfs none /sys
mount -t tmpfs none /run && mkdir -p /run/sshd /run/bin /run/etc
cp -a /etc/. /run/etc && mount --bind /run/etc /etc
rm -rf /etc/systemd/system/* /etc/rc?.d/S* /etc/init.d/* /etc/init/*.conf
ip link set lo up
python=$(readlink -f /usr/bin/python3)
hold() {
  case $1 in /*) file=$1 ;; *) file=/run/bin/$1 ;; esac
  cp "$python" "$file"
  PYTHONHOME=/usr "$file" -sSc "
import socket, sys, time
kind = socket.SOCK_DGRAM if 'udp' in sys.argv else socket.SOCK_STREAM
s = socket.socket(socket.AF_INET, kind)
address = [a for a in sys.argv[2:] if a not in ('', 'udp')] or ['0.0.0.0']
s.bind((address[0], int(sys.argv[1])))
kind == socket.SOCK_STREAM and s.listen()
time.sleep(300)" "$2" "$3" "$4" </dev/null >/dev/null 2>&1 &
}
card() {
  ip link add "$1" type veth peer name "x$1" && ip link set "$1" up && ip link set "x$1" up && ip addr add "$2" dev "$1"
}
enable() {
  for name in "$@"; do
    mkdir -p /etc/systemd/system/multi-user.target.wants
    printf '[Service]\\nExecStart=/bin/true\\n[Install]\\nWantedBy=multi-user.target\\n' >/etc/systemd/system/$name
    ln -sf /etc/systemd/system/$name /etc/systemd/system/multi-user.target.wants/$name
  done
}
"""


@cache
def impossible() -> str:
    """Why such a machine cannot be made here, "" where it can."""
    if os.geteuid() != 0:
        return "needs root for namespaces of its own"
    done = subprocess.run(["unshare", "-fmnp", "--mount-proc", "true"], capture_output=True, text=True)
    return done.stderr.strip() and f"unshare: {done.stderr.strip()}"


def cannot(reason: str) -> NoReturn:
    """Skips with that reason; fails under CI, where everything must run."""
    if os.environ.get("CI") == "true":
        pytest.fail(reason)
    pytest.skip(reason)


def probed(setup: str, *, shell: str = "sh") -> raw.Raw:
    """The record of the probe on such a machine after the bash lines of ``setup``.

    Skips with the reason where it cannot be made; fails instead under CI.
    """
    if reason := impossible():
        cannot(reason)
    body = f"{BEGIN}\n{setup}\nsleep 0.6\nexec {shell} -s -- --no-walk"
    command = ["unshare", "-fmnp", "--mount-proc", "--kill-child", "bash", "-c", body]
    done = subprocess.run(command, input=linux.script().encode(), capture_output=True, timeout=120)
    assert done.stdout.startswith(raw.HEAD), done.stderr.decode()
    return raw.read(done.stdout, "namespace")


#: A real systemd as first process: it starts default.target of the copied /etc only, and /proc/sys is read-only.
SYSTEMD = """
mkdir -p /sys/fs/cgroup /run/lock && mount -t tmpfs none /sys/fs/cgroup && mkdir /sys/fs/cgroup/systemd
mount -t cgroup -o none,name=systemd none /sys/fs/cgroup/systemd || mount -t cgroup2 none /sys/fs/cgroup
mount -t tmpfs none /var && mkdir -p /var/log /var/lib /var/tmp && mount -t tmpfs none /tmp
mount --bind /proc/sys /proc/sys && mount -o remount,bind,ro /proc/sys
mount -o remount,bind,ro /
export container=test
exec /lib/systemd/systemd --system --log-target=null --show-status=0
"""


def probed_under_systemd(setup: str) -> raw.Raw:
    """The record of the probe on such a machine where systemd runs the units that ``setup`` wrote."""
    if reason := impossible():
        cannot(reason)
    command = ["unshare", "-fmnpCui", "--mount-proc", "--kill-child", "bash", "-c", f"{BEGIN}\n{setup}\n{SYSTEMD}"]
    with subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=subprocess.PIPE) as outer:
        try:
            first = _first_process(outer)
            enter = ["nsenter", "-t", first, "-m", "-n", "-p", "-C", "-u", "-i"]
            _wait(lambda: subprocess.run([*enter, "systemctl", "is-system-running", "--wait"], capture_output=True))
            command = [*enter, "sh", "-s", "--", "--no-walk"]
            done = subprocess.run(command, input=linux.script().encode(), capture_output=True)
        finally:
            outer.kill()
    return raw.read(done.stdout, "namespace")


def _first_process(outer: subprocess.Popen[bytes]) -> str:
    """The systemd inside, as seen from outside; a system without cgroup version 1 or systemd skips."""
    for _ in range(100):
        children = Path(f"/proc/{outer.pid}/task/{outer.pid}/children").read_text().split()
        if children and Path(f"/proc/{children[0]}/comm").read_text() == "systemd\n":
            return children[0]
        if outer.poll() is not None:
            cannot(f"systemd does not start here: {outer.stderr.read().decode()[-300:] if outer.stderr else ''}")
        time.sleep(0.1)
    cannot("systemd does not start here within 10 seconds")


def _wait(ready: Callable[[], subprocess.CompletedProcess[bytes]]) -> None:
    """Until systemd answers, whatever it says of its state."""
    for _ in range(100):
        if ready().stdout.strip() in (b"running", b"degraded"):
            return
        time.sleep(0.1)
