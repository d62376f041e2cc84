"""sudo: everything is read, or the asset fails with a sentence; a password never becomes a command or an argument."""

from __future__ import annotations

import json

import pytest

from tests.reach.servers import PASSWORD, wardround


def inspect(sshd, user, out, *more, env=None, lang="en"):
    return wardround("inspect", sshd.target(user), "--no-walk", "--out", out, *sshd.flags, *more, env=env, lang=lang)


def privileged(out) -> bool:
    (seen,) = json.loads((out / "results.json").read_text())["observations"]
    return seen["privileged"]


def test_without_a_password(sshd, out):
    done = inspect(sshd, "nopass", out, "--sudo")
    assert done.returncode in (0, 1), done.stderr
    assert privileged(out)


def test_with_a_password(sshd, out):
    done = inspect(sshd, "asks", out, "--sudo", env={"WARDROUND_SUDO_PASSWORD": PASSWORD})
    assert done.returncode in (0, 1), done.stderr
    assert privileged(out)


def test_a_password_that_is_not_asked_for_reaches_nothing(sshd, out):
    """sudo lets root in without asking: the password must not run as the first command of the shell."""
    done = inspect(sshd, "root", out, "--sudo", env={"WARDROUND_SUDO_PASSWORD": "touch /tmp/wardround-was-here"})
    assert done.returncode in (0, 1), done.stderr
    (record,) = (out / "observations").iterdir()
    assert b"wardround-was-here" not in record.read_bytes()


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("user", ["asks", "plain"])
def test_refused_by_sudo_is_a_failure_not_a_plain_inspection(sshd, out, user, lang):
    done = inspect(sshd, user, out, "--sudo", lang=lang)
    assert done.returncode == 3
    assert "sudo" in done.stderr
    assert json.loads((out / "results.json").read_text())["observations"] == []


def test_a_wrong_sudo_password_is_given_once(sshd, out):
    done = inspect(sshd, "asks", out, "--sudo", env={"WARDROUND_SUDO_PASSWORD": "wrong"})
    assert done.returncode == 3
    assert "tried once" in done.stderr
    assert json.loads((out / "results.json").read_text())["observations"] == []


def test_no_password_stands_in_a_command(sshd, out):
    start = len(sshd.log)
    inspect(sshd, "asks", out, "--sudo", env={"WARDROUND_SUDO_PASSWORD": PASSWORD})
    assert PASSWORD not in sshd.log[start:]
