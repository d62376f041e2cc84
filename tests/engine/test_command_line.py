"""The command line in the hands of people: misspelt, in another language, into a closed pipe, onto a full disk."""

from __future__ import annotations

import json
import os
import re
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from wardround import signing
from wardround.cli import speech
from wardround.errors import WardroundError
from wardround.wording import LANGUAGES, catalogue

RECORDING = Path(__file__).parents[1] / "recordings/linux/debian-12/raw.probe"
COMMAND = [sys.executable, "-m", "wardround"]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
WRONG = {
    ("inspct",): "inspect", ("inspect", "--scpe", "x"): "--scope", ("--nope",): "--nope", ("judge",): "record",
    ("kit",): "kind", ("inspect", "--timeout", "x", "local"): "--timeout", ("inspect", "--timeout", "0", "local"): "1",
    ("inspect", "--at-once", "999", "local"): "256", ("inspect", "--out"): "--out", ("new", "chek"): "check",
    ("verify", "a", "b"): "b", ("up", "--once=3"): "--once", ("record", "local"): "--as",
    ("kit", "windows"): "windows", ("judge", "/nope"): "/nope", ("inspect", "nowhere"): "nowhere",
}  # fmt: skip


def run(*args: object, lang: str = "en", **more) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"WARDROUND_LANG": lang, "COLUMNS": "100"} | more.pop("env", {})
    more = {"capture_output": True, "text": True, "stdin": subprocess.DEVNULL, "timeout": 120} | more
    return subprocess.run([*more.pop("before", ()), *COMMAND, *map(str, args)], env=env, **more)


@pytest.mark.parametrize("args", WRONG, ids=" ".join)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_wrong_command_line_is_one_sentence_of_the_language(args, lang):
    done = run(*args, lang=lang)
    assert done.returncode == 2
    assert WRONG[args] in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1
    assert bool(CHINESE.search(done.stderr)) == (lang == "zh")
    assert not re.search("Usage:|Error:|Try '|No such|Invalid value|Input should", done.stderr)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("args", [(), ("new",), ("intel",)], ids=str)
def test_a_group_alone_shows_its_commands(args, lang):
    said = run(*args, lang=lang).stderr
    assert said.startswith({"en": "Usage:", "zh": "用法："}[lang])
    assert "\\x0a" not in said


def test_the_help_of_every_command_speaks_chinese():
    import typer.main

    from wardround.cli.app import app

    for name in typer.main.get_command(app).commands:
        lines = run(name, "--help", lang="zh", env={"COLUMNS": "300"}).stdout.splitlines()
        bare = [re.sub("`[^`]*`|wardround [a-z-]+", "", line) for line in lines]
        spoken = [line for line in bare if re.search(r"[A-Za-z]{3,} [a-z]{3,} [a-z]{3,}", line)]
        assert lines and not spoken, name
        assert not [line for line in lines if re.match("Usage:|Options:|Arguments:", line) or "[default:" in line]


def test_every_complaint_has_its_message():
    assert {f"usage.{message}" for _, message in speech.COMPLAINTS} <= catalogue().keys()


@pytest.fixture(scope="module")
def judged(tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("judged") / "reports"
    done = run("judge", RECORDING, "--out", out, "--format", "html,docx")
    assert done.returncode in (0, 1), done.stderr
    return out


def test_what_was_found_is_for_its_owner_only(judged):
    for path in [judged, *judged.rglob("*")]:
        mode = stat.S_IMODE(path.stat().st_mode)
        assert mode == (0o700 if path.is_dir() else 0o600), path


def test_a_file_that_was_open_to_others_is_closed(judged, tmp_path):
    out = tmp_path / "reports"
    out.mkdir()
    (out / "results.json").write_text("{}")
    (out / "results.json").chmod(0o666)
    run("judge", RECORDING, "--out", out, "--format", "")
    assert stat.S_IMODE((out / "results.json").stat().st_mode) == 0o600
    run("fleet", RECORDING.parent, "--out", tmp_path / "fleet")
    assert {stat.S_IMODE(p.stat().st_mode) for p in (tmp_path / "fleet").iterdir()} == {0o600}


def test_two_runs_into_one_folder_leave_one_whole_report(tmp_path):
    command = [*COMMAND, "judge", str(RECORDING), "--out", str(tmp_path / "r"), "--format", "html", "--as-of"]
    both = [subprocess.Popen([*command, day], stdout=-3, stderr=-3) for day in ("2026-11-24", "2026-11-25")]
    for one in both:
        one.wait(120)
    done = run("verify", tmp_path / "r")
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", [signal.SIGINT, signal.SIGKILL])
def test_a_report_cut_off_is_not_taken_for_whole(tmp_path, name):
    out = tmp_path / "r"
    command = [*COMMAND, "judge", str(RECORDING), "--out", str(out)]
    begun = subprocess.Popen(command, stdout=-3, stderr=subprocess.PIPE, env=os.environ | {"WARDROUND_LANG": "en"})
    until = time.monotonic() + 60
    while not (out / "report.en.html").exists() and time.monotonic() < until:
        time.sleep(0.005)
    begun.send_signal(name)
    _, said = begun.communicate(timeout=60)
    if name == signal.SIGINT:
        assert begun.returncode == 130
        assert b"Interrupted while the report was written" in said
    found = run("verify", out)
    assert found.returncode == 5
    assert "results.sig.json" in found.stderr
    assert json.loads((out / "results.json").read_bytes())["assets"]


@pytest.mark.skipif(os.geteuid() != 0, reason="needs root for a file system of its own")
@pytest.mark.parametrize("options", ["size=64k,ro", "size=64k"])
@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_place_that_takes_nothing_is_said(tmp_path, options, lang):
    before = ["unshare", "-m", "sh", "-c", f'mount -t tmpfs -o {options} x {tmp_path} && exec "$@"', "sh"]
    done = run("judge", RECORDING, "--out", tmp_path, lang=lang, before=before)
    assert done.returncode == 2, done.stderr
    assert str(tmp_path) in done.stderr and "--out" in done.stderr
    if "ro" in options:
        assert "[1/1]" not in done.stderr, "told only after the work"


def test_a_reader_who_goes_ends_nothing(judged):
    command = " ".join([*COMMAND, "report", str(judged), "--format", "terminal"])
    script = f"{command} | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True)
    assert done.stdout.splitlines()[-1] == "0"
    assert done.stderr == ""


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "gb18030", "utf-8"])
def test_every_encoding_takes_chinese(encoding):
    done = run("checks", "--lang", "zh", env={"PYTHONIOENCODING": encoding}, text=False)
    assert done.returncode == 0, done.stderr
    if encoding == "gb18030":
        assert CHINESE.search(done.stdout.decode("gb18030"))


def test_closed_streams_and_a_full_one():
    assert run("checks", before=["sh", "-c", 'exec "$@" >&- 2>&-', "sh"]).returncode == 0
    with open("/dev/full", "w") as full:
        done = run("checks", capture_output=False, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 2
    assert "No space left" in done.stderr


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_account_without_a_home_is_told_what_to_set(monkeypatch, lang):
    def nowhere():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv("WARDROUND_HOME")
    monkeypatch.setattr(Path, "home", nowhere)
    with pytest.raises(WardroundError) as caught:
        signing.private_key()
    assert "WARDROUND_HOME" in caught.value.sentence(lang)
