"""Small rooms: no long file or function, no drawer called `utils`, a docstring on everything public."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tree import modules, short, texts, tracked

FILE_LINES, FUNCTION_LINES = 400, 60
DRAWERS = {"utils", "util", "helpers", "helper", "manager", "managers", "core", "common", "misc", "stuff"}
SOURCES = [path for path in texts(".py", ".sh", ".yaml", ".css", ".typ") if "recordings" not in path.parts]
Function = ast.FunctionDef | ast.AsyncFunctionDef


@pytest.mark.parametrize("path", SOURCES, ids=short)
def test_a_file_is_a_small_room(path):
    assert len(path.read_text("utf-8").splitlines()) < FILE_LINES, f"split {short(path)}"


def functions(tree: ast.AST) -> Iterator[Function]:
    return (node for node in ast.walk(tree) if isinstance(node, Function))


def long_functions(tree: ast.AST) -> list[str]:
    return [f.name for f in functions(tree) if (f.end_lineno or 0) - f.lineno + 1 >= FUNCTION_LINES]


@pytest.mark.parametrize("path", texts(".py"), ids=short)
def test_a_function_fits_a_screen(path):
    assert not long_functions(ast.parse(path.read_text("utf-8")))


def test_a_long_function_would_be_seen():
    assert long_functions(ast.parse("def f():\n" + "    x = 1\n" * FUNCTION_LINES)) == ["f"]


def test_no_drawer_for_what_has_no_place():
    names = {part.split(".")[0].lower() for path in tracked() for part in Path(short(path)).parts}
    assert not names & DRAWERS


def undocumented(tree: ast.Module) -> list[str]:
    """Public classes and functions without a docstring. Judges have a card and commands a help text instead."""

    def spoken_for(node: Function | ast.ClassDef) -> bool:
        called = [d.func for d in node.decorator_list if isinstance(d, ast.Call)]
        return any(getattr(f, "id", "") == "check" or getattr(f, "attr", "") in ("command", "callback") for f in called)

    def own(node: ast.ClassDef) -> bool:
        """Methods of a class are its own unless it fills in a foreign base class or a protocol."""
        return all(re.search("Struct|Enum|Approved|Exception", ast.unparse(base)) for base in node.bases)

    def missing(body: list[ast.stmt], prefix: str) -> Iterator[str]:
        for node in body:
            if isinstance(node, ast.ClassDef | Function) and not node.name.startswith("_"):
                if not ast.get_docstring(node) and not spoken_for(node):
                    yield prefix + node.name
                if isinstance(node, ast.ClassDef) and own(node):
                    yield from missing(node.body, f"{node.name}.")

    return ([] if ast.get_docstring(tree) else ["module"]) + list(missing(tree.body, ""))


@pytest.mark.parametrize("path", modules(), ids=short)
def test_everything_public_says_what_it_is_for(path):
    assert not undocumented(modules()[path])


def test_a_missing_docstring_would_be_seen():
    assert undocumented(ast.parse('"""M."""\nclass A:\n  """A."""\n  def b(self): ...\ndef c(): ...')) == ["A.b", "c"]


def private_imports(tree: ast.Module) -> list[str]:
    """Another module's private names that this one imports."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("wardround"):
            found += [alias.name for alias in node.names if alias.name.startswith("_") and alias.name != "__version__"]
    return found


@pytest.mark.parametrize("path", modules(), ids=short)
def test_nobody_takes_a_neighbours_private_name(path):
    assert not private_imports(modules()[path])
