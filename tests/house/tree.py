"""What is tracked in this repository, for the tests of the house."""

from __future__ import annotations

import ast
import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src/wardround"


@cache
def tracked() -> tuple[Path, ...]:
    """Files that git knows or would add, in order; in a copy without git, every file."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True)
    if done.returncode:
        rows = [p for p in ROOT.rglob("*") if ".venv" not in p.parts and ".tools" not in p.parts]
        return tuple(sorted(p for p in rows if p.is_file()))
    paths = (ROOT / name for name in done.stdout.decode().split("\0") if name)
    return tuple(sorted(path for path in paths if path.is_file()))


def texts(*suffixes: str) -> dict[Path, str]:
    """Path -> text of tracked text files, of those suffixes when given."""
    found = {}
    for path in tracked():
        if not suffixes or path.suffix in suffixes:
            data = path.read_bytes()
            if b"\0" not in data:
                found[path] = data.decode("utf-8")
    return found


@cache
def modules() -> dict[Path, ast.Module]:
    """Every Python module of the package, parsed."""
    return {path: ast.parse(path.read_text("utf-8")) for path in sorted(PACKAGE.rglob("*.py"))}


def short(path: Path) -> str:
    """The path inside the repository."""
    return str(path.relative_to(ROOT))
