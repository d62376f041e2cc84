"""`wardround new check`: a skeleton that cannot pass for a check until somebody has written it."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from wardround.developing.scaffold import WRITE, new_check
from wardround.errors import WardroundError
from wardround.wording import LANGUAGES

SOURCE = Path(__file__).parents[2] / "src"


@pytest.fixture
def root(tmp_path) -> Path:
    shutil.copytree(SOURCE / "wardround", tmp_path / "wardround", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path / "wardround/checks"


def judge_in(root: Path, code: str) -> str:
    """Runs Python in the copied package."""
    env = os.environ | {"PYTHONPATH": str(root.parents[1])}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, env=env, timeout=60)
    return done.stdout + done.stderr


@pytest.mark.parametrize("family", ["ssh", "quarantine"])
def test_a_skeleton_loads_and_says_that_it_is_not_written(root, family):
    check_id = f"linux.{family}.brand_new"
    module, cards = new_check(check_id, root)
    ast.parse(module.read_text())
    said = judge_in(
        root,
        "from datetime import date\nfrom wardround import checks\nfrom wardround.expectations import Expectations\n"
        "from wardround.facts.linux import LinuxFacts\nprint(len(checks.cards('linux')))\n"
        f"print(checks.judge_one('{check_id}', LinuxFacts(), checks.Given(Expectations(), date(2026, 1, 1))))",
    )
    assert "our_bug" in said
    assert f"write the judge of {check_id}" in said
    card = yaml.safe_load(cards.read_text())[check_id]
    assert card["examples"] == {}
    for lang in LANGUAGES:
        assert WRITE in card["title"][lang]


@pytest.mark.parametrize("family", ["ssh", "quarantine"])
def test_a_skeleton_is_clean_for_ruff_as_it_comes(root, family):
    module, _ = new_check(f"linux.{family}.brand_new", root)
    config = SOURCE.parent / "pyproject.toml"
    ruff = Path(sys.executable).parent / "ruff"
    done = subprocess.run([ruff, "check", "--config", config, module], capture_output=True, text=True)
    if family == "quarantine":
        assert done.returncode == 0, done.stdout
    else:  # an import may stand one line off; ruff puts it right
        assert set(done.stdout.split()) & {"I001", "fixable"} or done.returncode == 0, done.stdout


def test_the_suite_fails_on_a_skeleton(root):
    """The same tests that every check has to pass, run on the copy."""
    new_check("linux.quarantine.brand_new", root)
    tests = root.parents[1] / "tests"
    tests.mkdir()
    for name in ("engine/test_checks.py", "house/test_written.py"):
        shutil.copy(SOURCE.parent / "tests" / name, tests)
    env = os.environ | {"PYTHONPATH": str(root.parents[1])}
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "brand_new", str(tests)]
    done = subprocess.run(command, capture_output=True, text=True, env=env, cwd=root.parents[1], timeout=120)
    assert done.returncode == 1, done.stdout
    assert "linux.quarantine.brand_new: write the example `pass` in quarantine.yaml" in done.stdout
    assert "linux.quarantine.brand_new: write its title" in done.stdout


@pytest.mark.parametrize(
    ("check_id", "message"),
    [
        ("linux.ssh", "check_name"),
        ("linux.ssh.Root", "check_name"),
        ("linux.ssh.a.b", "check_name"),
        ("linux..x", "check_name"),
        ("../x.y.z", "check_name"),
        ("linux.ssh.pass", "check_name"),
        ("linux.ssh.9lives", "check_name"),
        ("toaster.ssh.root_login", "check_kind"),
        ("linux.ssh.root_login", "check_exists"),
        ("linux.accounts.second_root", "check_exists"),
        ("linux.ssh.option_is", None),
    ],
)
def test_bad_names_and_existing_checks_are_refused(root, check_id, message):
    before = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    if message is None:
        new_check(check_id, root)
        return
    with pytest.raises(WardroundError) as caught:
        new_check(check_id, root)
    assert caught.value.message == message
    assert before == {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}


def test_the_command_line_says_what_is_wrong():
    command = [sys.executable, "-m", "wardround", "new", "check", "linux.ssh"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
