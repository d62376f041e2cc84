"""Ground truth: every weakness planted in the weak machine is found and named, its hardened twin has none, and
a plain user's run never passes what root's run would not.

`hosts/weak.yaml` states what is planted; `hosts/hardened.yaml` what the twin cannot help, with the reason.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from threading import Event
from typing import Any

import pytest
import yaml

from wardround import expectations
from wardround.collectors import linux
from wardround.collectors.linux import guessing
from wardround.collectors.linux.candidates import Known
from wardround.inspection import judging
from wardround.inspection.collecting import Collected
from wardround.inspection.options import Options
from wardround.inspection.targets import Target
from wardround.results import Judged

HOSTS = Path(__file__).parent / "hosts"
pytestmark = pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("systemd-nspawn") or not shutil.which("debootstrap"),
    reason="laboratory machines need root, systemd-nspawn and debootstrap",
)


def stated(name: str) -> Any:
    return yaml.safe_load((HOSTS / f"{name}.yaml").read_text("utf-8"))


@dataclass
class Inspected:
    """The verdicts on one machine as root and as a plain user, by check id."""

    root: dict[str, Judged]
    user: dict[str, Judged]


def judged(data: bytes, name: str) -> dict[str, Judged]:
    scope = expectations.load(HOSTS / "expectations.yaml")
    known = Known("", scope.hospital, date.today())
    if guessing.split(data)[1] is not None:
        data = guessing.settle(data, name, known, progress=lambda done, total: None, stop=Event())
    item = Collected(Target("local", "local", name), data)
    results = judging.judge([item], Options(scope, date.today()))
    assert not results.assets[0].failure, results.assets[0].failure
    return {v.check: v for v in results.verdicts}


def inspected(name: str, packages: tuple[str, ...] = ()) -> Inspected:
    from tests.lab.machine import machine

    before, after = ((HOSTS / f"{name}.{part}.sh").read_text("utf-8") for part in ("before", "after"))
    script = linux.script().encode()
    with machine(name, packages=packages, before=before, after=after) as host:
        as_root = host.run(["sh", "-s", "--", *linux.arguments(hashes=True)], script).stdout
        as_user = host.run(["sh", "-s"], script, uid=65534).stdout
    return Inspected(judged(as_root, name), judged(as_user, name))


@pytest.fixture(scope="module")
def weak() -> Iterator[Inspected]:
    yield inspected("weak", tuple(stated("weak")["packages"]))


@pytest.fixture(scope="module")
def hardened() -> Iterator[Inspected]:
    yield inspected("hardened")


PLANTED = stated("weak")["planted"]


@pytest.mark.parametrize("plant", PLANTED, ids=lambda p: p["plant"].replace(" ", "_"))
def test_a_planted_weakness_is_found_and_named(weak, plant):
    verdict = weak.root[plant["check"]]
    assert verdict.outcome == "fail", verdict.says.en
    assert plant["names"] in verdict.says.en
    assert verdict.evidence, "no line of the record shows it"


def test_the_hardened_twin_has_no_weakness_of_its_own(hardened):
    excused = stated("hardened")["fail"]
    failed = {check: v.says.en for check, v in hardened.root.items() if v.outcome == "fail"}
    assert {check: said for check, said in failed.items() if check not in excused} == {}
    assert set(excused) <= set(failed), "an excuse that is no longer needed"


def test_nothing_is_unknown_on_the_twin_that_could_be_known(hardened):
    excused = stated("hardened")["unknown"]
    unknown = {check: v.says.en for check, v in hardened.root.items() if v.outcome == "unknown"}
    assert {check: said for check, said in unknown.items() if check not in excused} == {}
    assert set(excused) <= set(unknown), "an excuse that is no longer needed"


@pytest.mark.parametrize("host", ["weak", "hardened"])
def test_a_plain_user_never_passes_what_root_would_not(host, request):
    both: Inspected = request.getfixturevalue(host)
    kinder = {
        check: (both.root[check].says.en, v.says.en)
        for check, v in both.user.items()
        if v.outcome in ("pass", "not_applicable") and v.outcome != both.root[check].outcome
    }
    assert kinder == {}


def test_a_plain_user_is_told_what_could_not_be_read(weak):
    unknown = [v for v in weak.user.values() if v.outcome == "unknown"]
    assert len(unknown) > 20
    assert weak.user["linux.accounts.empty_password"].outcome in ("unknown", "fail")
    assert weak.user["linux.ssh.empty_passwords"].outcome == "unknown"


def test_a_machine_that_gives_nothing_is_a_failure_not_a_pass():
    item = Collected(Target("local", "local", "x"), b"")
    results = judging.judge([item], Options(expectations.load(None), date.today()))
    assert results.assets[0].failure is not None
    assert not judging.judged_something(results)
