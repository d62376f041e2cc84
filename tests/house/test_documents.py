"""The documents are true: what they name exists, and guide pages have the same headings in both languages."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest
from tree import PACKAGE, ROOT, short, texts
from tree_page import caption, captions, folders, tree

DOCUMENTS = {p: text for p, text in texts(".md").items() if "checks" not in p.parts}
GUIDE = ROOT / "docs/guide"
BEGIN, END = r"<!-- tree: [^>]*-->", "<!-- /tree -->"
#: What a person makes by following a document, so that it need not be there.
MADE = re.compile(r"reports/|HOST|NAME|FAMILY|family\.|results\.json|\.wardround|\*|<|…|DIR")


def named_tests(text: str) -> list[tuple[str, str]]:
    return re.findall(r"`(tests/[\w/.-]+\.py)::(\w+)`", text)


def functions(path: Path) -> set[str]:
    return {node.name for node in ast.walk(ast.parse(path.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("path", DOCUMENTS, ids=short)
def test_every_test_named_exists(path):
    lacking = [
        f"{file}::{name}"
        for file, name in named_tests(DOCUMENTS[path])
        if not (ROOT / file).is_file() or name not in functions(ROOT / file)
    ]
    assert not lacking


def named_paths(text: str) -> list[str]:
    """Paths in backticks that begin with a folder of this repository, and files named by a link."""
    ticked = re.findall(r"`((?:src|tests|docs|requirements|\.ci)/[^`\s:]*)`", text)
    return [p for p in ticked if not MADE.search(p)]


@pytest.mark.parametrize("path", DOCUMENTS, ids=short)
def test_every_path_named_exists(path):
    assert not [p for p in named_paths(DOCUMENTS[path]) if not (ROOT / p).exists()]


@pytest.mark.parametrize("path", DOCUMENTS, ids=short)
def test_every_link_leads_somewhere(path):
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", DOCUMENTS[path])
    local = [link for link in links if not re.match(r"https?:|mailto:", link)]
    assert not [link for link in local if not (path.parent / link).exists()]


def test_what_is_named_and_missing_would_be_seen():
    assert named_tests("see `tests/engine/test_x.py::test_y`") == [("tests/engine/test_x.py", "test_y")]
    assert named_paths("`src/wardround/none.py` `tests/refresh` `docs/NAME.md`") == [
        "src/wardround/none.py",
        "tests/refresh",
    ]


def test_the_tree_of_the_architecture_is_current(update):
    path = ROOT / "ARCHITECTURE.md"
    text = path.read_text("utf-8")
    now = re.sub(f"({BEGIN})\n.*?{END}", lambda m: f"{m[1]}\n{tree()}\n{END}", text, flags=re.S)
    if update:
        path.write_text(now, "utf-8")
    assert path.read_text("utf-8") == now, "run `sh tests/refresh`"


def test_every_package_folder_is_captioned_and_every_caption_has_its_folder():
    packages = [p.parent for p in PACKAGE.rglob("__init__.py") if p.parent != PACKAGE]
    assert set(packages) <= set(folders())
    assert all(caption(folder) for folder in folders())
    assert not [path for path in captions() if not (ROOT / path).exists()]


def test_every_invariant_names_its_test():
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8").split("## Invariants")[1].split("\n## ")[0]
    rows = [row for row in text.split("\n") if row.startswith("- ")]
    assert len(rows) > 10
    assert not [row for row in rows if not named_tests(row)]


def test_every_threat_names_its_test_or_says_that_it_has_none():
    text = (ROOT / "THREAT_MODEL.md").read_text("utf-8").split("## Threats")[1].split("\n## ")[0]
    rows = [row for row in text.split("\n") if row.startswith("| ") and not re.match(r"\| (threat|---)", row)]
    assert len(rows) > 10
    assert not [row for row in rows if not named_tests(row) and "no test" not in row]


def headings(path: Path) -> list[int]:
    rows = re.sub(r"^```.*?^```", "", path.read_text("utf-8"), flags=re.S | re.M)
    return [len(m) for m in re.findall(r"^(#+) ", rows, re.M)]


def test_every_guide_page_exists_in_both_languages_with_the_same_headings():
    names = {p.name.split(".")[0] for p in GUIDE.glob("*.md")}
    assert {"start", "expectations", "results", "commands"} <= names
    for name in names:
        en, zh = (GUIDE / f"{name}.{lang}.md" for lang in ("en", "zh"))
        assert headings(en) == headings(zh), name
        assert re.search(r"[\u4e00-\u9fff]", zh.read_text("utf-8"))
        assert not re.search(r"[\u4e00-\u9fff]", re.sub(r"```.*?```|`[^`]*`", "", en.read_text("utf-8"), flags=re.S)), (
            name
        )


DECISIONS = sorted(p for p in (ROOT / "docs/decisions").glob("*.md") if p.name != "README.md")
HEADS = ["## Context", "## Choice", "## Alternatives", "## Consequences"]


@pytest.mark.parametrize("path", DECISIONS, ids=lambda p: p.name)
def test_a_decision_has_its_headings_and_fits_a_page(path):
    text = path.read_text("utf-8")
    assert re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", path.name)
    assert re.match(rf"# {path.name[:4]} \S", text)
    assert re.findall(r"^## .*$", text, re.M) == HEADS
    assert len(text.splitlines()) < 60


def test_decisions_are_numbered_without_a_gap_or_a_double():
    assert [int(p.name[:4]) for p in DECISIONS] == list(range(1, len(DECISIONS) + 1))


def test_the_index_lists_every_decision_by_its_title():
    index = (ROOT / "docs/decisions/README.md").read_text("utf-8")
    for path in DECISIONS:
        title = path.read_text("utf-8").split("\n", 1)[0].removeprefix("# ")
        assert f"[{title}]({path.name})" in index


def test_the_floors_that_decisions_and_architecture_name_are_floors():
    layers = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0]["layers"]
    floors = re.findall(r"wardround\.(\w+)", " ".join(layers))
    assert floors[0] == "cli"
    assert {"facts", "wording"} == set(re.findall(r"wardround\.(\w+)", layers[-1]))
    for package in (p.parent.name for p in PACKAGE.glob("*/__init__.py")):
        assert package in floors, f"{package} has no floor in pyproject.toml"


def test_the_readme_stays_short_and_begins_with_the_two_commands():
    text = (ROOT / "README.md").read_text("utf-8")
    assert len(text.splitlines()) <= 40
    first = re.search(r"```sh\n(.*?)```", text, re.S)[1].splitlines()
    assert [row.split("#")[0].strip() for row in first] == ["./wardround up --once", "./wardround test"]
