"""The command line as people and scripts meet it: exit codes, sentences, files."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from wardround.results import canonical


def wardround(*args: object, lang: str = "en") -> subprocess.CompletedProcess[str]:
    env = os.environ | {"WARDROUND_LANG": lang}
    command = [sys.executable, "-m", "wardround", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, env=env, timeout=120)


@pytest.fixture(scope="module")
def inspected(tmp_path_factory):
    out = tmp_path_factory.mktemp("out")
    done = wardround("inspect", "local", "--no-walk", "--out", out)
    return done, out


def test_inspecting_this_machine_writes_results_observation_and_reports(inspected):
    done, out = inspected
    assert done.returncode in (0, 1), done.stderr
    results = json.loads((out / "results.json").read_text())
    assert {"asset", "check", "outcome", "severity", "says", "evidence", "observation"} <= results["verdicts"][0].keys()
    (observation,) = results["observations"]
    assert (out / observation["file"]).is_file()
    for lang in ("en", "zh"):
        assert (out / f"report.{lang}.html").stat().st_size > 2000


def test_a_failed_verdict_shows_in_the_exit_code(inspected):
    done, out = inspected
    results = json.loads((out / "results.json").read_text())
    assert done.returncode == int(any(v["outcome"] == "fail" for v in results["verdicts"]))


def test_judging_the_same_observation_again_gives_the_same_bytes(inspected, tmp_path):
    _, out = inspected
    (record,) = (out / "observations").glob("*.probe")
    for name in ("a", "b"):
        wardround("judge", record, "--out", tmp_path / name, "--as-of", "2026-11-24")
    assert (tmp_path / "a/results.json").read_bytes() == (tmp_path / "b/results.json").read_bytes()


def test_results_are_canonical(inspected):
    _, out = inspected
    text = (out / "results.json").read_bytes()
    assert canonical(json.loads(text)) == text


def test_kit_run_by_hand_is_judged(tmp_path):
    script = wardround("kit", "linux").stdout
    record = tmp_path / "host.probe"
    record.write_bytes(
        subprocess.run(["sh", "-s", "--", "--no-walk"], input=script.encode(), capture_output=True).stdout
    )
    done = wardround("judge", record, "--out", tmp_path / "out")
    assert done.returncode in (0, 1), done.stderr


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_damaged_record_is_bad_input_and_is_kept(inspected, tmp_path, lang):
    _, out = inspected
    (record,) = (out / "observations").glob("*.probe")
    cut = tmp_path / "cut.probe"
    cut.write_bytes(record.read_bytes()[:3000])
    done = wardround("judge", cut, "--out", tmp_path / "out", "--lang", lang)
    assert done.returncode == 2
    assert "cut.probe" in done.stderr
    assert "Traceback" not in done.stderr
    (kept,) = (tmp_path / "out/observations").glob("*.broken")
    assert kept.read_bytes() == cut.read_bytes()


@pytest.mark.parametrize(
    "args",
    [
        ("inspect", "nonsense"),
        ("inspect", "/no/such/file"),
        ("judge", "/no/such/file"),
        ("kit", "toaster"),
        ("inspect", "local", "--lang", "fr"),
        ("inspect", "local", "--as-of", "yesterday"),
        ("inspect", "local", "--scope", "/no/such.yaml"),
    ],
)
def test_bad_usage_is_one_sentence_and_exit_2(args, tmp_path):
    done = wardround(*args) if args[0] == "kit" else wardround(*args, "--out", tmp_path)
    assert done.returncode == 2
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


def test_a_wrong_key_names_its_line_and_the_near_one(tmp_path):
    scope = tmp_path / "e.yaml"
    scope.write_text("all:\n  prots: []\n")
    done = wardround("inspect", "local", "--scope", scope, "--out", tmp_path)
    assert done.returncode == 2
    assert "e.yaml:2" in done.stderr
    assert "`ports`" in done.stderr


def test_a_deviation_names_what_was_approved_and_by_whom(inspected, tmp_path):
    _, out = inspected
    scope = tmp_path / "e.yaml"
    scope.write_text("all:\n  ports:\n    - {port: 1, by: Department head}\n")
    (record,) = (out / "observations").glob("*.probe")
    wardround("judge", record, "--scope", scope, "--out", tmp_path / "o")
    results = json.loads((tmp_path / "o/results.json").read_text())
    (ports,) = [v for v in results["verdicts"] if v["check"] == "linux.ports.unapproved"]
    assert "Department head" in ports["says"]["en"]
