"""Logging in to a real OpenSSH server, and being refused by it."""

from __future__ import annotations

import json
import os
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from tests.reach import servers
from tests.reach.servers import PASSWORD, Server, wardround


def inspect(sshd: Server, user: str, out: Path, *more: object, **how):
    return wardround("inspect", sshd.target(user), "--no-walk", "--out", out, *more, **how)


def password_flags(sshd: Server) -> list[str]:
    return ["--known-hosts", str(sshd.known_hosts)]


def results(out: Path) -> dict:
    return json.loads((out / "results.json").read_text())


def test_by_key_as_root_everything_is_read(sshd, out):
    done = inspect(sshd, "root", out, *sshd.flags)
    assert done.returncode in (0, 1), done.stderr
    (seen,) = results(out)["observations"]
    assert (seen["method"], seen["privileged"]) == ("ssh", True)
    assert (out / seen["file"]).is_file()


def test_by_key_as_a_plain_user_the_rest_is_unknown(sshd, out):
    done = inspect(sshd, "plain", out, *sshd.flags)
    assert done.returncode in (0, 1), done.stderr
    found = results(out)
    assert found["observations"][0]["privileged"] is False
    assert any("denied: /etc/shadow" in gap for gap in found["observations"][0]["gaps"])


def test_impact_is_said_before_the_first_target(sshd, out):
    lines = inspect(sshd, "root", out, *sshd.flags).stderr.splitlines()
    assert "read-only" in lines[0]
    assert "writes nothing" in lines[0]
    assert sshd.target() in lines[1]


def test_a_password_by_environment_or_descriptor(sshd, out, tmp_path):
    flags = password_flags(sshd)
    assert inspect(sshd, "plain", out, *flags, env={"WARDROUND_SSH_PASSWORD": PASSWORD}).returncode in (0, 1)
    secret = tmp_path / "secret"
    secret.write_text(PASSWORD + "\n")
    file = os.open(secret, os.O_RDONLY)
    done = inspect(sshd, "plain", out, *flags, "--password-fd", file, pass_fds=[file])
    os.close(file)
    assert done.returncode in (0, 1), done.stderr


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_wrong_password_is_tried_exactly_once(sshd, out, lang):
    before = sshd.log.count("Failed password for plain")
    done = inspect(sshd, "plain", out, *password_flags(sshd), lang=lang, env={"WARDROUND_SSH_PASSWORD": "wrong-1"})
    assert done.returncode == 3
    assert sshd.log.count("Failed password for plain") == before + 1
    assert {"en": "refused", "zh": "被拒绝"}[lang] in done.stderr
    assert "wrong-1" not in done.stderr + done.stdout + (out / "results.json").read_text()


def test_a_password_refused_once_is_not_sent_to_other_hosts(sshd, tmp_path, out):
    """The account may be one of a directory that all hosts share."""
    with servers.server() as second:
        both = tmp_path / "known"
        both.write_text(sshd.known_hosts.read_text() + second.known_hosts.read_text())
        targets = [s.target("plain") for s in (sshd, second)]
        before = sshd.log.count("Failed password")
        flags = ("--no-walk", "--out", out, "--known-hosts", both)
        done = wardround("inspect", *targets, *flags, env={"WARDROUND_SSH_PASSWORD": "wrong"})
        tried = sshd.log.count("Failed password") - before + second.log.count("Failed password")
    assert done.returncode == 3
    assert tried == 1
    assert "was not sent" in done.stderr


def test_a_right_password_serves_many_hosts(sshd, tmp_path, out):
    with servers.server() as second:
        both = tmp_path / "known"
        both.write_text(sshd.known_hosts.read_text() + second.known_hosts.read_text())
        targets = [s.target("plain") for s in (sshd, second)]
        flags = ("--no-walk", "--out", out, "--known-hosts", both)
        done = wardround("inspect", *targets, *flags, env={"WARDROUND_SSH_PASSWORD": PASSWORD})
    assert done.returncode in (0, 1), done.stderr
    names = [asset["name"] for asset in results(out)["assets"]]
    assert len(set(names)) == 2, "two machines of one name stay two assets"


def test_keyboard_interactive_answers_the_one_hidden_question_once(sshd, out):
    more = "PasswordAuthentication no\nKbdInteractiveAuthentication yes\nUsePAM yes"
    with servers.server(more) as pam:
        flags = password_flags(pam)
        good = inspect(pam, "plain", out, *flags, env={"WARDROUND_SSH_PASSWORD": PASSWORD})
        bad = inspect(pam, "plain", out, *flags, env={"WARDROUND_SSH_PASSWORD": "wrong"})
        log = pam.log
    assert good.returncode in (0, 1), good.stderr
    assert bad.returncode == 3
    assert log.count("Failed keyboard-interactive/pam for plain") == 1, log


def test_a_locked_key_needs_its_passphrase(sshd, tmp_path, out):
    locked = servers.keygen(tmp_path / "locked", passphrase="open sesame")
    with (sshd.folder / "authorized").open("a") as file:
        file.write(locked.with_suffix(".pub").read_text())
    flags = ("--key", locked, "--known-hosts", sshd.known_hosts)
    assert inspect(sshd, "root", out, *flags, env={"WARDROUND_SSH_PASSPHRASE": "open sesame"}).returncode in (0, 1)
    for env in ({}, {"WARDROUND_SSH_PASSPHRASE": "wrong"}):
        done = inspect(sshd, "root", out, *flags, env=env)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
        assert "passphrase" in done.stderr.lower()


def test_a_key_of_nobody_is_refused(sshd, tmp_path, out):
    other = servers.keygen(tmp_path / "other")
    done = inspect(sshd, "root", out, "--key", other, "--known-hosts", sshd.known_hosts)
    assert done.returncode == 3
    assert "login as root was refused" in done.stderr


def test_a_public_key_in_the_place_of_a_private_one(sshd, out):
    done = inspect(sshd, "root", out, "--key", f"{sshd.key}.pub", "--known-hosts", sshd.known_hosts)
    assert done.returncode == 2
    assert "not a private SSH key" in done.stderr


def test_nothing_but_one_command_reaches_the_server(sshd, out):
    start = len(sshd.log)
    inspect(sshd, "root", out, *sshd.flags)
    log = sshd.log[start:]
    assert log.count("Starting session: command for root") == 1
    assert log.count("Accepted publickey") == 1
    for never in ("agent", "pty", "env ", "sftp", "X11", "forward"):
        assert never not in log.lower().replace("starting session: command", "")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_password_is_asked_once_on_the_terminal_and_not_shown(sshd, out, lang):
    import pty

    command = [sys.executable, "-m", "wardround", "inspect", sshd.target("plain"), sshd.target("asks"), "--no-walk"]
    command += ["--ask-password", "--out", str(out), *password_flags(sshd)]
    child, terminal = pty.fork()
    if child == 0:
        os.execve(command[0], command, os.environ | {"WARDROUND_LANG": lang, "WARDROUND_SSH_PASSWORD": ""})
    said, answered = b"", False
    with suppress(OSError):  # EIO: the other side is closed
        while chunk := os.read(terminal, 4096):
            said += chunk
            if not answered and {"en": "Password of", "zh": "登录账户的口令"}[lang].encode() in said:
                os.write(terminal, PASSWORD.encode() + b"\n")
                answered = True
    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) in (0, 1), said
    assert answered
    assert PASSWORD.encode() not in said
