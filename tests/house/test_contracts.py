"""The arrows of pyproject.toml are in force: lint-imports passes on the tree and fails on a planted wrong import."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tree import ROOT

BAD = {
    "checks know no collector": ("checks/linux/ssh.py", "from wardround.collectors.linux import raw\n"),
    "checks know no network": ("checks/linux/ssh.py", "import socket\n"),
    "facts know no verdict": ("facts/linux/ssh.py", "from wardround.verdicts import Outcome\n"),
    "results know no check": ("results", "from wardround.checks import cards\n"),
    "renderers judge nothing": ("renderers/html.py", "from wardround.checks import judge\n"),
    "collectors judge nothing": ("collectors/linux/__init__.py", "import wardround.checks\n"),
    "an inspection knows no command line": ("inspection/options.py", "import wardround.cli\n"),
    "nobody ships a developer's tool": ("inspection/options.py", "import wardround.developing\n"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"PYTHONPATH": str(folder / "src")}
    command = [str(Path(sys.executable).parent / "lint-imports"), "--no-cache"]
    return subprocess.run(command, cwd=folder, env=env, capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module")
def copy(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(ROOT / "pyproject.toml", folder)
    shutil.copytree(ROOT / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    return folder


def test_arrows_point_down(copy):
    done = lint(copy)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("name", BAD)
def test_a_planted_import_against_the_arrows_is_caught(copy, name):
    file, line = BAD[name]
    path = next(p for p in (copy / "src/wardround" / file, copy / f"src/wardround/{file}.py") if p.exists())
    path = path / "__init__.py" if path.is_dir() else path
    before = path.read_text()
    path.write_text(before + line)
    try:
        done = lint(copy)
    finally:
        path.write_text(before)
    assert done.returncode == 1
    assert "BROKEN" in done.stdout
