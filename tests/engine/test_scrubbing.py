"""What tells whose host it was leaves a recording; what checks judge by stays."""

from __future__ import annotations

import hashlib
import os
import platform
import pwd
import re
from pathlib import Path

import pytest

from wardround.collectors import linux
from wardround.collectors.linux import raw
from wardround.developing import recording
from wardround.developing.scrubbing import scrub
from wardround.errors import WardroundError

FOLDERS = sorted((Path(__file__).parents[1] / "recordings/linux").iterdir())
KEY = "AAAAC3NzaC1lZDI1NTE5AAAAIK0wmN/Cr3JXqmLW7u+g9pTh+wyqDHpSQEIQczXkVx9q"
MACHINE = "6f1c0a5e9b7d4c3e8f2a1b0c9d8e7f60"
#: Not from a real machine: made for this test.
BODY = f"""#wardround-probe 1 linux 1
>system
=uname -n
|his-db01.qingshan.local
=/etc/machine-id
|{MACHINE}
=/sys/class/dmi/id/product_serial
|CNG123XK9
<system
>accounts
=/etc/passwd
|root:x:0:0:root:/root:/bin/bash
|zhangsan:x:1000:1000:Zhang San,13800138000:/home/zhangsan:/bin/bash
|postgres:x:105:110:PostgreSQL administrator,,,:/var/lib/postgresql:/bin/bash
=/etc/group
|root:x:0:
|yaofang:x:1000:zhangsan,lisi
<accounts
>ports
=/proc/net/tcp
|  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
|   0: 0500A8C0:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1234 1
|   1: 0100007F:0019 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1235 1
<ports
>free
=text
|server 192.168.0.5 and 202.96.134.133 and 127.0.0.1, mask 255.255.255.0, fe80::a00:27ff:fe4e:66a1, 2408:8256::17
|link/ether 08:00:27:4e:66:a1 brd ff:ff:ff:ff:ff:ff
|ssh-ed25519 {KEY} zhangsan@his-db01
|SHA256:nThbg6kXUpJWGl7E1IGOCspRomTxdCARLviKw6E5SY8 li.si@qingshan-hospital.com.cn
|curve25519-sha256@libssh.org,hmac-sha2-256-etm@openssh.com getty@tty1.service
|deb http://security.debian.org/ bookworm-security main; http://mirror.qingshan-hospital.com.cn/debian
|/home/zhangsan/patients 2024.xls /home/zhangsan/.ssh/authorized_keys /opt/hisserver/start.sh /etc/cron.d/backup
|root=UUID=3f1c0a5e-9b7d-4c3e-8f2a-1b0c9d8e7f60 Serial Number: PF0ABC12 vm.swappiness = 1
|/proc/7/exe /memfd:payload77 (deleted)
=/proc/net/if_inet6
|240882560000000000000000000000ab 02 40 00 80 eth0
=dpkg-query -W
|openssl 3.0.11.4 amd64
!denied /home/lisi/.ssh
<free
>processes
|1 0 0\thisagent\t/opt/his/hisagent\t/opt/his/hisagent --tenant-key=geheim5 run
|8 1 0\tother8\t/opt/other8\tprivate9/tool x
|9 1 0\tsshd\t/usr/sbin/sshd\tsshd -D -p geheim6 --option=geheim7
<processes
"""
SECRETS = """
his-db01 qingshan zhangsan Zhang 13800138000 yaofang lisi 192.168.0 202.96.134 27ff:fe4e 2408:8256 08:00:27 66:a1
    nThbg6kX PF0ABC12 CNG123XK9 3f1c0a5e hisserver patients 0500A8C0
    K0wmN other8 private9 payload77 240882560000 hisagent tenant-key geheim5 geheim6 geheim7
"""


def sealed(text: str) -> bytes:
    body = text.encode()
    return body + b"#wardround-end sha256 " + hashlib.sha256(body).hexdigest().encode() + b"\n"


@pytest.fixture(scope="module")
def clean() -> str:
    return scrub(sealed(BODY), "x")[0].decode()


@pytest.mark.parametrize("secret", [*SECRETS.split(), MACHINE, KEY])
def test_goes(clean, secret):
    assert secret in BODY
    assert secret.lower() not in clean.lower()


@pytest.mark.parametrize(
    "kept",
    """root:x:0:0:root:/root:/bin/bash|PostgreSQL administrator|127.0.0.1|255.255.255.0|ff:ff:ff:ff:ff:ff|
    curve25519-sha256@libssh.org|hmac-sha2-256-etm@openssh.com|getty@tty1.service|http://security.debian.org/|
    /.ssh/authorized_keys|/etc/cron.d/backup|vm.swappiness = 1|openssl 3.0.11.4 amd64|0100007F:0019|:0016 00000000:0000|
    ssh-ed25519 AAAAkey|sshd -D -p|/usr/sbin/sshd|/memfd:""".replace("\n", "").split("|"),
)
def test_stays(clean, kept):
    assert kept.strip() in BODY.replace(KEY, "AAAAkey")
    assert kept.strip() in clean


def test_the_same_thing_has_the_same_placeholder_everywhere(clean):
    (user,) = {m for m in re.findall(r"^\|(\w+):x:1000:1000", clean, re.M)}
    assert f":/home/{user}:/bin/bash" in clean
    assert f"/home/{user}/.ssh/authorized_keys" in clean
    assert re.search(rf"^\|\w+:x:1000:{user},\w+$", clean, re.M)
    packed = re.search(r"0: ([0-9A-F]{8}):0016", clean)[1]
    dotted = ".".join(str(b) for b in bytes.fromhex(packed)[::-1])
    assert f"server {dotted} and" in clean


def test_structure_stays_and_the_record_is_whole_again(clean):
    before, after = raw.read(sealed(BODY), "x"), raw.read(clean.encode(), "x")
    assert len(before.texts) == len(after.texts)
    assert before.sections.keys() == after.sections.keys()
    assert [m.reason for m in after.section("free").misses] == ["denied"]


def test_scrubbing_twice_changes_nothing_that_matters(clean):
    again = scrub(clean.encode(), "x")[0].decode()
    assert not [s for s in SECRETS.split() if s.lower() in again.lower()]


def test_further_words_can_be_named():
    assert b"swappiness" not in scrub(sealed(BODY), "x", ["swappiness"])[0]


def test_a_damaged_record_is_refused():
    with pytest.raises(WardroundError):
        scrub(sealed(BODY)[:-5], "x")


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_no_recording_names_this_machine_or_its_people(folder):
    """On the machine that a recording was made on this compares with its true names; elsewhere it holds trivially."""
    text = (folder / "raw.probe").read_text()
    people = {p.pw_name for p in pwd.getpwall() if 1000 <= p.pw_uid < 65000}
    system = facts_names(text)
    for name in people | {str(Path(__file__).parents[2])}:
        assert not re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text), name
    assert platform.node() not in system


def facts_names(text: str) -> list[str]:
    return [m[1] for m in re.finditer(r"^=uname -n\n\|(.*)$", text, re.M)]


def test_recording_this_machine_leaves_no_name_of_it(tmp_path):
    import subprocess

    done = subprocess.run(["sh", "-s", "--", "--no-walk"], input=linux.script().encode(), capture_output=True)
    folder, count = recording.keep(done.stdout, "here", tmp_path, "real")
    test_no_recording_names_this_machine_or_its_people(folder)
    assert count > 0
    assert sorted(os.listdir(folder)) == ["facts.json", "note.yaml", "raw.probe", "verdicts.json"]


@pytest.mark.parametrize(("name", "origin"), [("../x", "real"), ("A", "real"), ("a", ""), ("a", "guess")])
def test_a_bad_name_or_origin_is_refused(name, origin, tmp_path):
    with pytest.raises(WardroundError):
        recording.keep(sealed(BODY), name, tmp_path, origin)
    assert not list(tmp_path.iterdir())
