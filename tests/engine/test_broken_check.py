"""A check of ours that breaks is seen: in the verdict, on the terminal, and in the exit code."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from wardround import checks
from wardround.cli import app
from wardround.cli.app import BUG

RECORDING = Path(__file__).parents[1] / "recordings/linux/debian-12/raw.probe"


@pytest.mark.parametrize(("lang", "words"), [("en", "please report"), ("zh", "反馈")])
def test_a_broken_check_is_told_and_ends_with_70(monkeypatch, tmp_path, lang, words):
    def broken(host, given):
        raise ZeroDivisionError("on purpose")

    monkeypatch.setitem(checks._JUDGES, "linux.ssh.banner", broken)  # the registry itself: there is no other way in
    command = ["judge", str(RECORDING), "--out", str(tmp_path), "--format", "", "--lang", lang]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == BUG
    assert "linux.ssh.banner: ZeroDivisionError: on purpose" in done.output
    assert words in done.output.lower()
    assert (tmp_path / "results.sig.json").is_file()
