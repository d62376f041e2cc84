"""The captioned tree of ARCHITECTURE.md, from the docstrings of packages and tests/house/captions.yaml."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import yaml
from tree import PACKAGE, ROOT, short, tracked

WIDTH, LONG = 32, 90


def captions() -> dict[str, str]:
    """Captions of what has no docstring, by path."""
    return yaml.safe_load(Path(__file__).with_name("captions.yaml").read_text("utf-8"))


def docstring(path: Path) -> str:
    """The first sentence of a module's docstring, without its full stop."""
    first = (ast.get_docstring(ast.parse(path.read_text("utf-8"))) or "").split("\n\n")[0].replace("\n", " ")
    said = first.split(". ")[0].rstrip(".")
    said = re.sub(r"^(The )?(\w+|command line|Linux collector): ", "", said)
    said = said if len(said) <= LONG else re.split(r"[:;,] ", said)[0]
    return said[:1].lower() + said[1:] if re.match(r"[A-Z][a-z]*[ ,:]", said) else said


def wanted(folder: Path) -> bool:
    """Whether a folder stands in the tree: at the root, a package, or elsewhere where somebody captioned it."""
    if folder.parent == ROOT or short(folder) in captions():
        return True
    package = folder / "__init__.py"
    return package.is_file() and (PACKAGE in folder.parents or bool(docstring(package)))


def folders() -> list[Path]:
    """Folders of tracked files that are captioned: all packages, and the others down to the second level."""
    found = set()
    for path in tracked():
        parents = [p for p in path.parents if p != ROOT and ROOT in p.parents]
        found |= {p for p in parents if wanted(p)}
    return sorted(found - {ROOT / "src", ROOT / "src/wardround.egg-info"})


def caption(path: Path) -> str:
    """What a folder or module is for. Raises KeyError when nobody said it."""
    if short(path) in captions():
        return captions()[short(path)]
    said = docstring(path / "__init__.py" if path.is_dir() else path)
    if not said:
        raise KeyError(short(path))
    return said


def line(path: Path, depth: int) -> str:
    """One line of the tree."""
    base = ROOT if depth == 0 else path.parent
    name = "  " * depth + (short(path) if depth == 0 else str(path.relative_to(base))) + ("/" if path.is_dir() else "")
    return f"{name.ljust(WIDTH)} {caption(path)}"


def tree() -> str:
    """The tree: folders of the root, and inside the package its modules and packages, floor by floor."""
    rows = []
    modules = [p for p in PACKAGE.glob("*.py") if not p.name.startswith("__")]
    for path in sorted([*folders(), *modules]):
        depth = (
            len(path.relative_to(PACKAGE).parts) if PACKAGE in path.parents else len(path.relative_to(ROOT).parts) - 1
        )
        rows.append(line(path, 0 if path == PACKAGE else depth))
    return "```\n" + "\n".join(rows) + "\n```"
