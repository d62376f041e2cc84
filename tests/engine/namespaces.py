"""A machine of its own for tests, inside this one: own mounts, network and processes, a copy of /etc, an empty /run.

Nothing of it is seen outside and nothing stays: it ends with the probe.
"""

from __future__ import annotations

import os
import subprocess
from functools import cache

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


def probed(setup: str, *, shell: str = "sh") -> raw.Raw:
    """The record of the probe on such a machine after the bash lines of ``setup``.

    Skips with the reason where it cannot be made; under CI it fails instead.
    """
    reason = impossible()
    if reason and os.environ.get("CI") != "true":
        pytest.skip(reason)
    body = f"{BEGIN}\n{setup}\nsleep 0.6\nexec {shell} -s -- --no-walk"
    command = ["unshare", "-fmnp", "--mount-proc", "--kill-child", "bash", "-c", body]
    done = subprocess.run(command, input=linux.script().encode(), capture_output=True, timeout=120)
    assert done.stdout.startswith(raw.HEAD), done.stderr.decode()
    return raw.read(done.stdout, "namespace")
