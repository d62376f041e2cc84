"""`report` renders again from results.json alone; what is frozen by another's signature stays frozen."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys

import pytest

from wardround import renderers


def wardround(*args: object, home=None, lang="en") -> subprocess.CompletedProcess[str]:
    env = os.environ | {"WARDROUND_LANG": lang} | ({"WARDROUND_HOME": str(home)} if home else {})
    command = [sys.executable, "-m", "wardround", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, env=env, timeout=120)


@pytest.fixture(scope="module")
def inspected(tmp_path_factory):
    out = tmp_path_factory.mktemp("report")
    done = wardround("inspect", "local", "--no-walk", "--format", "html,xlsx", "--out", out)
    assert done.returncode in (0, 1), done.stderr
    return out


@pytest.fixture
def report(inspected, tmp_path):
    return shutil.copytree(inspected, tmp_path / "report")


def test_inspect_writes_only_the_formats_asked_for(inspected):
    assert sorted(p.name for p in inspected.glob("report.*")) == [
        "report.en.html", "report.en.xlsx", "report.zh.html", "report.zh.xlsx",
    ]  # fmt: skip
    sealed = json.loads((inspected / "results.sig.json").read_text())["manifest"]["documents"]
    assert sealed["report.en.xlsx"]["libraries"].keys() >= {"openpyxl"}


def test_results_alone_are_enough_and_then_the_document_says_not_signed(report, tmp_path):
    shutil.copy(report / "results.json", tmp_path / "results.json")
    done = wardround("report", tmp_path / "results.json", "--lang", "zh", "--format", ",".join(renderers.FORMATS))
    assert done.returncode == 0, done.stderr
    assert "未签名" in (tmp_path / "report.zh.html").read_text("utf-8")
    assert {p.suffix[1:] for p in tmp_path.glob("report.zh.*")} == set(renderers.FORMATS)


def test_rendering_again_elsewhere_gives_the_sealed_bytes(report, tmp_path):
    wardround("report", report, "--lang", "en", "--format", "html,xlsx", "--out", tmp_path / "again")
    for name in ("report.en.html", "report.en.xlsx"):
        assert (tmp_path / "again" / name).read_bytes() == (report / name).read_bytes()


def test_a_new_format_joins_the_seal_of_its_own_installation(report):
    assert wardround("report", report, "--format", "docx").returncode == 0
    sealed = json.loads((report / "results.sig.json").read_text())["manifest"]["documents"]
    assert "report.en.docx" in sealed
    assert wardround("verify", report).returncode == 0


def test_a_document_frozen_by_another_installation_is_not_overwritten(report, tmp_path):
    home = tmp_path / "elsewhere"
    sealed = report / "results.sig.json"
    before, page = sealed.read_bytes(), report / "report.en.html"
    page.write_bytes(b"altered")
    done = wardround("report", report, "--format", "html", home=home)
    assert done.returncode == 0, done.stderr  # the same bytes as were sealed: this repairs the altered page
    assert wardround("verify", report, home=home).returncode == 0
    assert sealed.read_bytes() == before
    old = json.loads(before)
    old["manifest"]["documents"]["report.en.html"]["sha256"] = "0" * 64
    sealed.write_text(json.dumps(old))
    done = wardround("report", report, "--format", "html", home=home)
    assert done.returncode == 2
    assert "frozen" in done.stderr


def test_the_terminal_speaks_chinese(report):
    done = wardround("report", report, "--format", "terminal", "--lang", "zh")
    assert done.returncode == 0
    assert "主机安全自查报告" in done.stdout


@pytest.mark.parametrize(
    "args",
    [("report", "/no/such"), ("verify", "/no/such"), ("inspect", "--format", "odt"), ("report", ".", "--lang", "x")],
)
def test_bad_usage_is_one_sentence_and_exit_2(args):
    done = wardround(*args)
    assert done.returncode == 2
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


def test_the_schema_is_printed():
    assert json.loads(wardround("schema").stdout)["title"] == "wardround/results/1"
