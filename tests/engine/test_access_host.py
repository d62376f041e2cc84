"""The probe's access part on a weak host: crafted files over the real ones, three shells, and a plain user."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date

import pytest
from hosts import weak_etc

from wardround.checks import Given, judge
from wardround.collectors import linux
from wardround.collectors.linux import raw
from wardround.expectations import Document
from wardround.facts import Unread
from wardround.verdicts import Outcome

SECRET = "Tr0ub4dor-Canary"
OPENSSH = "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtz{}\n"
SEALED = "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n{}\n"
#: By hand, in the layout of RHEL 7: what a neglected server of a hospital looks like.
FILES = {
    "/etc/passwd": "root:x:0:0:root:/root:/bin/bash\ntoor:x:0:0::/root:/bin/sh\ngames:x:5:60::/usr/games:/bin/bash\n"
    "nurse::1000:1000::/home/nurse:/bin/bash\nold:$1$abcdefgh$"
    + "x" * 22
    + ":1001:1001::/home/gone:/bin/bash\n+::::::\n",
    "/etc/shadow": f"root:$6$abc$long{SECRET}:19000:0:99999:7:::\ngames:*:19000::::::\nnurse::19000::::::\n",
    "/etc/group": f"root:x:0:nurse\nwheel:{SECRET}abc:10:nurse\nnurse:x:1000:\n",
    "/etc/nsswitch.conf": "passwd: files\n",
    "/etc/login.defs": "PASS_MAX_DAYS 99999\nUID_MIN 1000\n",
    "/etc/pam.d/login": "auth include system-auth\n",
    "/etc/pam.d/system-auth": f"auth required pam_unix.so nullok\nauth optional pam_mysql.so user=x passwd={SECRET}\n",
    "/etc/sudoers": "nurse ALL=(ALL) NOPASSWD: ALL\n@include /opt/rules\n",
    "/opt/rules": "games ALL=/usr/bin/vi\nDefaults !syslog\n",
    "/etc/profile": f"export DB_PASSWORD={SECRET}\nPATH=/usr/bin:.:/opt\nif true; then umask 022; fi\n",
    "/home/nurse/.ssh/authorized_keys": 'environment="K='
    + SECRET
    + '" ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGvs nurse\n',
    "/home/nurse/.ssh/id_rsa": OPENSSH.format(SECRET),
    "/home/nurse/work.pem": SEALED.format(SECRET),
    "/home/nurse/.rhosts": f"+ {SECRET}\n",
    "/home/nurse/.bash_history": f"mysql -p{SECRET}\n",
}
MODES = {
    "/home/nurse": (0o777, 1000),
    "/home/nurse/.bash_history": (0o644, 1000),
    "/opt/rules": (0o666, 1000),
    "/etc/shadow": (0o640, 0),
    "/root": (0o700, 0),
}
EXPECTED_FAILURES = {
    "linux.accounts.empty_password",
    "linux.accounts.second_root",
    "linux.accounts.default_accounts",
    "linux.accounts.root_group",
    "linux.accounts.compat_entries",
    "linux.accounts.password_in_passwd",
    "linux.accounts.defs_maximum",
    "linux.homes.missing",
    "linux.homes.writable",
    "linux.homes.trust_files",
    "linux.homes.history",
    "linux.homes.open_private_keys",
    "linux.homes.root_path",
    "linux.pam.lockout",
    "linux.pam.null_passwords",
    "linux.sudo.no_password",
    "linux.sudo.shell_escapes",
    "linux.sudo.files",
    "linux.sudo.logged",
    "linux.session.umask",
    "linux.session.timeout",
}
SHELLS = [("dash",), ("busybox", "sh"), ("bash",)]


@pytest.fixture(scope="module")
def weak():
    with weak_etc(FILES, MODES) as run_probe:
        yield run_probe


def judged(data: bytes) -> dict:
    read = raw.read(data, "weak")
    given = Given(Document().of("weak"), date(2026, 11, 24))
    return judge("linux", linux.parse(read), given, None)


@pytest.mark.parametrize("shell", SHELLS, ids=lambda s: s[0])
def test_weaknesses_are_found_with_evidence_and_no_secret(weak, shell):
    if not shutil.which(shell[0]):
        pytest.skip(f"no {shell[0]}")
    data = weak(shell=shell)
    assert SECRET.encode() not in data
    assert b"$1$" not in data
    verdicts = judged(data)
    passing = {i for i in EXPECTED_FAILURES if verdicts[i].outcome is not Outcome.FAIL}
    if not subprocess.run(["sh", "-c", "command -v sudo"], capture_output=True).stdout:
        passing -= {i for i in passing if i.startswith("linux.sudo.")}
    assert not passing, {i: verdicts[i] for i in passing}
    read = raw.read(data, "weak")
    for check_id in EXPECTED_FAILURES - {"linux.session.timeout"}:
        for line in verdicts[check_id].lines:
            assert read.describe(line)[0], (check_id, line)


def test_keys_in_homes(weak):
    homes = linux.parse(raw.read(weak(), "weak")).homes
    assert {k.path: k.encrypted for k in homes.private_keys.items} == {
        "/home/nurse/.ssh/id_rsa": False,
        "/home/nurse/work.pem": True,
    }
    (key,) = homes.keys.items
    assert (key.type, key.comment) == ("ssh-ed25519", "nurse")


def test_a_plain_user_is_told_what_it_could_not_read(weak):
    data = weak(uid=65534)
    assert SECRET.encode() not in data
    facts = linux.parse(raw.read(data, "weak"))
    assert isinstance(facts.accounts.secrets, Unread)
    assert facts.accounts.secrets.reason == "denied"
    assert not facts.homes.entries.complete
    verdicts = judged(data)
    for check_id in ("linux.accounts.weak_hash", "linux.homes.dot_files", "linux.accounts.system_accounts"):
        assert verdicts[check_id].outcome is Outcome.UNKNOWN, check_id
