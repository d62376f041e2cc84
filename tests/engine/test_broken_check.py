"""A check of ours that breaks is seen: in the verdict, on the terminal, and in the exit code."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from wardround import checks
from wardround.cli import app
from wardround.cli.app import BUG

RECORDING = Path(__file__).parents[1] / "recordings/linux/debian-12/raw.probe"


@pytest.fixture
def broken(monkeypatch):
    """A check that breaks on every host."""

    def judge(host, given):
        raise ZeroDivisionError("on purpose")

    monkeypatch.setitem(checks._JUDGES, "linux.ssh.banner", judge)  # the registry itself: there is no other way in


def test_over_many_records_too(broken, tmp_path):
    (tmp_path / "records").mkdir()
    (tmp_path / "records/one.probe").write_bytes(RECORDING.read_bytes())
    done = CliRunner().invoke(app, ["fleet", str(tmp_path / "records"), "--out", str(tmp_path / "out"), "--lang", "en"])
    assert done.exit_code == BUG
    assert "linux.ssh.banner: ZeroDivisionError: on purpose" in done.output
    assert (tmp_path / "out/fleet.json").is_file()


@pytest.mark.parametrize(("lang", "words"), [("en", "please report"), ("zh", "反馈")])
def test_a_broken_check_is_told_and_ends_with_70(broken, tmp_path, lang, words):
    command = ["judge", str(RECORDING), "--out", str(tmp_path), "--format", "", "--lang", lang]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == BUG
    assert "linux.ssh.banner: ZeroDivisionError: on purpose" in done.output
    assert words in done.output.lower()
    assert (tmp_path / "results.sig.json").is_file()
