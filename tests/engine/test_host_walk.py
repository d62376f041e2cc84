"""Ground truth: weaknesses planted in file systems of their own, found by the real probe; the clean twin is silent.

The probe runs in a chroot inside a mount namespace: a tmpfs root, /usr of this machine read-only, further tmpfs for
/home, /tmp and /dev. Nothing outside the namespace is touched.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from wardround.checks import Given, judge
from wardround.collectors import linux
from wardround.collectors.linux import raw
from wardround.expectations import Expectations
from wardround.facts import Listing
from wardround.facts.linux import LinuxFacts
from wardround.verdicts import Outcome, Verdict


def _refused() -> str:
    """Why the laboratory cannot be built here, "" when it can."""
    if os.geteuid() != 0:
        return "needs root: mounts file systems in a namespace of its own"
    if not all(map(shutil.which, ("unshare", "setpriv", "chroot", "mount"))):
        return "needs unshare, setpriv, chroot and mount"
    done = subprocess.run(["unshare", "-m", "true"], stderr=subprocess.PIPE, text=True)
    return f"no mount namespace here: {done.stderr.strip()}" if done.returncode else ""


pytestmark = pytest.mark.skipif(bool(_refused()), reason=_refused() or "-")

BUILD = """
set -eu
mount --make-rprivate /
mount -t tmpfs -o mode=755 lab "$1"
cd "$1"
mkdir -p usr proc etc/sudoers.d etc/cron.d etc/ssl etc/alternatives home tmp dev srv root var/tmp boot
for d in bin sbin lib lib64; do [ ! -L /$d ] || ln -s usr/$d $d; done
mount --bind /usr usr; mount -o remount,bind,ro usr; mount --bind /proc proc
! [ -d /etc/alternatives ] || mount --bind /etc/alternatives etc/alternatives
mount -t tmpfs lab-home home; mount -t tmpfs -o mode=1777 lab-tmp tmp; mount -t tmpfs lab-dev dev
mknod -m 666 dev/null c 1 3; ln -s /proc/self/fd dev/fd; mkdir dev/shm; mount -t tmpfs -o mode=1777 lab-shm dev/shm
chmod 700 root; chmod 1777 var/tmp; chmod 750 etc/sudoers.d
cp /etc/passwd /etc/group etc/; printf 'root:*:1::::::\\n' >etc/shadow
chmod 644 etc/passwd etc/group; chmod 640 etc/shadow; chown root:shadow etc/shadow
printf '//s/x /mnt cifs user=a,password=SECRET,pass=SECRET 0 0\\n' >etc/fstab
mkdir -p etc/sysctl.d; printf 'net.ipv4.tcp_fastopen_key = SECRET\\n' >etc/sysctl.d/a.conf
printf 'ID=debian\\n' >etc/os-release; printf 'root ALL=(ALL) ALL\\n' >etc/sudoers; chmod 440 etc/sudoers
"""

PLANT = """
cp /bin/sh home/.cache; chmod 4755 home/.cache
cp /bin/sh tmp/.x; chmod 4755 tmp/.x
mkdir srv/share; chmod 777 srv/share
printf x >srv/old.doc; chown 15030:15030 srv/old.doc
chmod 666 etc/shadow
printf x >'srv/line
break'; chmod 666 'srv/line
break'
printf x >'srv/with space'; chmod 666 'srv/with space'
mknod -m 660 srv/disk b 7 200
cp /bin/true dev/shm/tool; chmod 2757 dev/shm/tool
mkdir 'home/a b'; mount -t tmpfs -o mode=755 lab-deep 'home/a b'
cp /bin/true 'home/a b/deep'; chmod 4755 'home/a b/deep'
printf -- '-----BEGIN PRIVATE KEY-----\\n' >etc/ssl/site.key; chmod 644 etc/ssl/site.key
printf 'mail ALL=(ALL) NOPASSWD: ALL\\n' >etc/sudoers.d/mail; chmod 646 etc/sudoers.d/mail
"""

FOUND = {
    "linux.set_id.unknown": ("/home/.cache", "/tmp/.x", "/dev/shm/tool", "/home/a b/deep"),
    "linux.set_id.shells": ("/home/.cache", "/tmp/.x"),
    "linux.set_id.odd_places": ("/home/.cache", "/tmp/.x", "/dev/shm/tool", "/home/a b/deep"),
    "linux.set_id.writable": ("/dev/shm/tool",),
    "linux.files.world_writable": (
        "/srv/line\nbreak",
        "/srv/with space",
        "/etc/shadow",
        "/dev/shm/tool",
        "/etc/sudoers.d/mail",
    ),
    "linux.files.sticky": ("/srv/share",),
    "linux.files.unowned": ("/srv/old.doc",),
    "linux.files.devices": ("/srv/disk",),
    "linux.files.password_files": ("/etc/shadow",),
    "linux.files.private_keys": ("/etc/ssl/site.key",),
    "linux.files.sudoers": ("/etc/sudoers.d/mail",),
}


def probe(folder: Path, planted: bool, user: str = "") -> bytes:
    script = BUILD + (PLANT if planted else "") + f'cat >probe.sh; exec chroot . {user} sh probe.sh\n'
    done = subprocess.run(
        ["unshare", "-m", "sh", "-c", script, "lab", str(folder)],
        input=linux.script().encode(),
        capture_output=True,
        timeout=120,
    )
    assert not done.returncode, done.stderr
    return done.stdout


def facts_of(data: bytes) -> LinuxFacts:
    return linux.parse(raw.read(data, "lab"))


def outside_usr(found: Verdict) -> set[str]:
    """The paths that a verdict names, without /usr, which is this machine's own."""
    named = found.args["found"]
    assert isinstance(named, list)
    return {path for text in named if not (path := text.split(" (")[0]).startswith("/usr/")}


def verdict(check_id: str, host: LinuxFacts, as_of) -> Verdict:
    return judge("linux", host, Given(Expectations(), as_of), None, (check_id,))[check_id]


@pytest.fixture(scope="module")
def planted_record(tmp_path_factory) -> bytes:
    return probe(tmp_path_factory.mktemp("planted"), True)


@pytest.fixture(scope="module")
def planted(planted_record) -> LinuxFacts:
    return facts_of(planted_record)


@pytest.fixture(scope="module")
def clean(tmp_path_factory) -> LinuxFacts:
    return facts_of(probe(tmp_path_factory.mktemp("clean"), False))


@pytest.fixture(scope="module")
def nobody(tmp_path_factory) -> LinuxFacts:
    user = "setpriv --reuid 65534 --regid 65534 --clear-groups"
    return facts_of(probe(tmp_path_factory.mktemp("nobody"), False, user))


@pytest.mark.parametrize(("check_id", "paths"), FOUND.items())
def test_planted_weakness_is_found_and_nothing_else(planted, as_of, check_id, paths):
    found = verdict(check_id, planted, as_of)
    assert found.outcome is Outcome.FAIL, found
    assert outside_usr(found) == set(paths)
    assert len(found.lines) >= len(paths)


@pytest.mark.parametrize("check_id", FOUND)
def test_the_clean_twin_is_silent(clean, as_of, check_id):
    found = verdict(check_id, clean, as_of)
    assert found.outcome is Outcome.PASS or (found.outcome is Outcome.FAIL and not outside_usr(found)), found


def test_the_baseline_knows_the_programs_of_this_debian(clean, as_of):
    release = Path("/etc/os-release").read_text()
    if "ID=debian" not in release:
        pytest.skip("the baseline is compared with an installed Debian only")
    names = ("su", "sudo", "passwd", "mount", "umount", "chage", "expiry", "newgrp", "gpasswd", "chfn", "ssh-agent")
    walked = clean.files.walked
    assert isinstance(walked, Listing)
    present = {f.path for f in walked.items if f.set_id} & {f"/usr/bin/{name}" for name in names}
    found = verdict("linux.set_id.unknown", clean, as_of)
    assert len(present) >= 6
    assert not [text for text in found.args.get("found", []) if text.split(" (")[0] in present]


def test_secrets_of_files_that_are_read_stay_on_the_host(planted_record):
    assert b"SECRET" not in planted_record
    assert b"password=hidden" in planted_record
    assert b"a key, not shown" in planted_record


#: Modes of files in open folders are everyone's to see, so a plain user may judge them too.
OPEN = ("linux.files.private_keys", "linux.files.password_files")


@pytest.mark.parametrize("check_id", [i for i in FOUND if i not in OPEN])
def test_a_plain_user_never_passes(nobody, as_of, check_id):
    found = verdict(check_id, nobody, as_of)
    assert (found.outcome, found.says) == (Outcome.UNKNOWN, "unknown.denied"), found


def test_the_walk_names_its_places(planted):
    points = planted.files.points
    assert isinstance(points, Listing)
    assert {"/", "/usr", "/home", "/tmp", "/dev", "/dev/shm", "/home/a b"} <= {p.name for p in points.items}


def test_a_million_open_files_do_not_hide_one_set_id_program():
    """The bound of each kind is its own: the awk of the probe itself, over rows made here."""
    rows = "".join(f"|f 666 0 0 1:{n} 0 /srv/{n}\n" for n in range(7000)) + "|f 4755 0 0 1:1 9 /srv/last\n"
    fragment = linux.script().split("main() {", 1)[0] + "\nwalk_bounded\n"
    done = subprocess.run(["sh", "-c", fragment], input=rows.encode(), stdout=subprocess.PIPE, check=True)
    out = done.stdout.decode().splitlines()
    assert "|f 4755 0 0 1:1 9 /srv/last" in out
    assert out[-2:] == ["!truncated the walk: 2000 more world-writable", "?0"]


def test_a_list_whose_tools_failed_is_no_empty_list(record, as_of):
    host = linux.parse(raw.read(record(">files\n=named\n=folders\n=shells\n=keys\n=walk\n<files\n"), "x"))
    for check_id in FOUND:
        assert verdict(check_id, host, as_of).outcome is Outcome.UNKNOWN, check_id
