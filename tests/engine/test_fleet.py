"""Many records at once: same verdicts as one by one, a bad record harms nobody, memory and order hold."""

from __future__ import annotations

import json
import subprocess
from datetime import date

import pytest

from wardround import checks
from wardround.collectors import linux
from wardround.collectors.linux import raw
from wardround.errors import WardroundError
from wardround.expectations import Document
from wardround.inspection import fleet
from wardround.inspection.options import Options

OPTIONS = Options(Document(), date(2026, 11, 25))


@pytest.fixture(scope="module")
def record() -> bytes:
    command = ["sh", "-s", "--", "--no-walk"]
    return subprocess.run(command, input=linux.script().encode(), stdout=subprocess.PIPE, check=True).stdout


@pytest.fixture
def folder(record, tmp_path):
    for number in range(40):
        (tmp_path / f"host{number:02}.probe").write_bytes(record)
    (tmp_path / "host13.probe").write_bytes(record[:500])
    return tmp_path


@pytest.mark.parametrize("workers", [1, 2])
def test_every_record_is_one_line_in_order(folder, tmp_path, workers):
    seen = []
    paths = fleet.records(folder)
    summary = fleet.judge(paths, OPTIONS, tmp_path / "out", lambda n, of: seen.append((n, of)), workers)
    lines = [json.loads(x) for x in (tmp_path / "out/fleet.jsonl").read_text().splitlines()]
    assert [x["file"] for x in lines] == [p.name for p in paths]
    assert seen[-1] == (40, 40)
    assert (summary.hosts, summary.failures) == (40, 1)
    assert "cut short" in lines[13]["failure"]
    assert "verdicts" not in lines[13]
    assert all(sum(count.values()) == 39 for count in summary.checks.values())


def test_the_verdicts_are_those_of_a_single_judgement(folder, record, tmp_path):
    fleet.judge(fleet.records(folder)[:1], OPTIONS, tmp_path / "out", lambda *_: None)
    (line,) = (tmp_path / "out/fleet.jsonl").read_text().splitlines()
    facts = linux.parse(raw.read(record, "x"))
    alone = checks.judge(linux.KIND, facts, checks.Given(Document().of("x"), OPTIONS.as_of), None)
    found = {check: verdict["outcome"] for check, verdict in json.loads(line)["verdicts"].items()}
    assert found == {check: verdict.outcome.value for check, verdict in alone.items()}


def test_an_empty_folder_is_told(tmp_path):
    with pytest.raises(WardroundError, match="no probe record"):
        fleet.records(tmp_path)
