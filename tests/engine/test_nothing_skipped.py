"""Under CI every test runs: one that was skipped fails the whole run and is named."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

TESTS = {
    "mark": "import pytest\n\n@pytest.mark.skipif(True, reason='needs a moon')\ndef test_x(): pass\n",
    "call": "import pytest\n\ndef test_x(): pytest.skip('needs a moon')\n",
    "module": "import pytest\n\npytest.skip('needs a moon', allow_module_level=True)\n",
    "ran": "def test_x(): pass\n",
}


@pytest.mark.parametrize("workers", ["0", "1"])
@pytest.mark.parametrize("kind", TESTS)
@pytest.mark.parametrize("ci", ["true", ""])
def test_a_skipped_test_fails_the_run_under_ci(tmp_path, kind, ci, workers):
    shutil.copy(Path(__file__).parents[1] / "conftest.py", tmp_path)
    (tmp_path / "test_it.py").write_text(TESTS[kind])
    (tmp_path / "test_other.py").write_text("def test_other(): pass\n")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-n", workers, str(tmp_path)]
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")} | {"CI": ci}
    done = subprocess.run(command, capture_output=True, text=True, env=env, cwd=tmp_path)
    refused = ci == "true" and kind != "ran"
    assert done.returncode == int(refused), done.stdout
    assert ("needs a moon" in done.stdout) is refused, done.stdout
