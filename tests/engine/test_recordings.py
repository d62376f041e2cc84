"""Every recording again: raw -> facts -> verdicts as written down; `--update` writes them down anew."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from wardround.checks import cards
from wardround.collectors.linux import raw
from wardround.developing.recording import ORIGINS, facts_of, pretty, probe_hash, read_note, verdicts_of
from wardround.facts.linux import tested

ROOT = Path(__file__).parents[1] / "recordings/linux"
TESTED = Path(__file__).parents[2] / "src/wardround/facts/linux/tested.yaml"
FOLDERS = sorted(path for path in ROOT.iterdir() if path.is_dir())


def compare(path: Path, now: bytes, update: bool) -> None:
    if update:
        path.write_bytes(now)
    assert path.read_bytes() == now, f"{path.name} of {path.parent.name} differs: look why, then run with --update"


def test_there_are_recordings():
    assert any(read_note(folder).origin == ORIGINS["real"] for folder in FOLDERS)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_raw_gives_the_facts_written_down(folder, update):
    facts = facts_of((folder / "raw.probe").read_bytes(), folder.name)
    compare(folder / "facts.json", pretty(facts), update)


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_facts_give_the_verdicts_written_down(folder, update):
    """A check newer than the recording's probe may be missing from the table; with today's probe none may."""
    note = read_note(folder)
    now = verdicts_of(facts_of((folder / "raw.probe").read_bytes(), folder.name), note.recorded)
    path = folder / "verdicts.json"
    if update:
        path.write_bytes(pretty(now))
    written = json.loads(path.read_bytes())
    assert written.keys() <= now.keys(), "a check is gone: run with --update"
    if note.probe == probe_hash():
        assert written.keys() == cards("linux").keys(), "the table lacks checks: run with --update"
    shown = json.loads(pretty({i: now[i] for i in written}))
    assert shown == written, f"verdicts of {folder.name} differ: look why, then run with --update"


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_no_check_breaks_on_a_recording(folder):
    note = read_note(folder)
    now = verdicts_of(facts_of((folder / "raw.probe").read_bytes(), folder.name), note.recorded)
    broken = {i: v["args"] for i, v in now.items() if v["says"] == "unknown.our_bug"}
    assert not broken


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda f: f.name)
def test_a_note_says_what_the_record_says(folder):
    note = read_note(folder)
    system = facts_of((folder / "raw.probe").read_bytes(), folder.name).system
    assert note.origin in ORIGINS.values()
    assert (note.platform, note.version) == (system.os_id.value, system.os_version.value)


def test_the_tested_platforms_are_those_recorded_on_real_machines(update):
    real = {(n.platform, n.version) for n in map(read_note, FOLDERS) if n.origin == ORIGINS["real"]}
    if update:
        head = "".join(line for line in TESTED.open() if line.startswith("#"))
        TESTED.write_text(head + yaml.safe_dump([list(pair) for pair in sorted(real)], default_flow_style=None))
        tested.platforms.cache_clear()
    assert tested.platforms() == real


def test_recordings_of_a_real_machine_ran_as_root():
    """Otherwise most verdicts would be unknown and the recording would test nothing."""
    for folder in FOLDERS:
        if read_note(folder).origin == ORIGINS["real"]:
            record = raw.read((folder / "raw.probe").read_bytes(), folder.name)
            assert record.section("system").blocks["id -u"].text == "0"
