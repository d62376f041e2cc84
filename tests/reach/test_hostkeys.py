"""A host is the one that was met before, or nothing is sent to it."""

from __future__ import annotations

import pytest

from tests.reach import servers
from tests.reach.servers import wardround


@pytest.fixture
def other_key(tmp_path):
    return servers.keygen(tmp_path / "other").with_suffix(".pub").read_text()


def inspect(sshd, known, out, *more, lang="en"):
    flags = ("--no-walk", "--out", out, "--key", sshd.key, "--known-hosts", known)
    return wardround("inspect", sshd.target(), *flags, *more, lang=lang)


def fingerprint(sshd) -> str:
    import subprocess

    shown = subprocess.run(["ssh-keygen", "-lf", sshd.folder / "host.pub"], capture_output=True, text=True, check=True)
    return shown.stdout.split()[1]


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_an_unknown_host_is_refused_with_its_fingerprint_and_the_way_to_accept_it(sshd, tmp_path, out, lang):
    known = tmp_path / "known"
    known.touch()
    start = len(sshd.log)
    done = inspect(sshd, known, out, lang=lang)
    assert done.returncode == 3
    assert fingerprint(sshd) in done.stderr
    assert "--accept-new" in done.stderr
    assert "Accepted" not in sshd.log[start:]
    assert known.read_text() == ""


@pytest.mark.parametrize("before", ["", "# no line break at the end", "other.example ssh-ed25519 nonsense\n"])
def test_accept_new_records_the_key_once_as_openssh_would(sshd, tmp_path, out, before):
    known = tmp_path / "dir" / "known"
    if before:
        known.parent.mkdir()
        known.write_text(before)
    assert inspect(sshd, known, out, "--accept-new").returncode in (0, 1)
    assert inspect(sshd, known, out).returncode in (0, 1)
    lines = [row for row in known.read_text().splitlines() if row.startswith(f"[127.0.0.1]:{sshd.port} ")]
    assert len(lines) == 1
    assert (sshd.folder / "host.pub").read_text().startswith(lines[0].split(" ", 1)[1])


def test_a_changed_key_is_refused_also_with_accept_new(sshd, tmp_path, out, other_key):
    known = tmp_path / "known"
    known.write_text(f"[127.0.0.1]:{sshd.port} {other_key}")
    before, start = known.read_text(), len(sshd.log)
    for more in ((), ("--accept-new",)):
        done = inspect(sshd, known, out, *more)
        assert done.returncode == 3
        assert "THE HOST KEY HAS CHANGED" in done.stderr
        assert str(known) in done.stderr
    assert known.read_text() == before
    assert "Accepted" not in sshd.log[start:]


def test_a_key_of_another_kind_than_the_known_one_is_refused(sshd, tmp_path, out):
    known = tmp_path / "known"
    rsa = servers.keygen(tmp_path / "rsa", "rsa").with_suffix(".pub").read_text()
    known.write_text(f"[127.0.0.1]:{sshd.port} {rsa}")
    done = inspect(sshd, known, out, "--accept-new")
    assert done.returncode == 3
    assert "THE HOST KEY HAS CHANGED" in done.stderr


def test_a_revoked_key_is_refused(sshd, tmp_path, out):
    known = tmp_path / "known"
    known.write_text(f"@revoked [127.0.0.1]:{sshd.port} {(sshd.folder / 'host.pub').read_text()}")
    done = inspect(sshd, known, out, "--accept-new")
    assert done.returncode == 3
    assert "revoked" in done.stderr


def test_another_port_is_another_host(sshd, tmp_path, out, other_key):
    """The key of port 22 of the same address says nothing of a server on another port."""
    known = tmp_path / "known"
    known.write_text(f"127.0.0.1 {other_key}")
    assert "host is not known" in inspect(sshd, known, out).stderr


def test_hashed_names_of_a_known_hosts_file_hold(sshd, tmp_path, out):
    import subprocess

    known = tmp_path / "known"
    known.write_text(sshd.known_hosts.read_text())
    subprocess.run(["ssh-keygen", "-q", "-H", "-f", known], check=True, capture_output=True)
    assert "127.0.0.1" not in known.read_text()
    assert inspect(sshd, known, out).returncode in (0, 1)


def test_the_key_is_not_recorded_when_the_login_fails(sshd, tmp_path, out):
    known, stranger = tmp_path / "known", servers.keygen(tmp_path / "stranger")
    flags = ("--key", stranger, "--known-hosts", known, "--accept-new")
    assert wardround("inspect", sshd.target(), "--no-walk", "--out", out, *flags).returncode == 3
    assert not known.exists()


@pytest.mark.parametrize("text", ["one\n", "@nonsense host ssh-ed25519 AAAA\n"])
def test_a_damaged_known_hosts_file_is_bad_input(sshd, tmp_path, out, text):
    known = tmp_path / "known"
    known.write_text(text)
    done = inspect(sshd, known, out)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_a_named_known_hosts_file_must_exist(sshd, tmp_path, out):
    assert inspect(sshd, tmp_path / "none", out).returncode == 2
