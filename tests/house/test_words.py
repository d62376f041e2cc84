"""Every sentence that a person reads is a message in both languages: none missing, none unused, none in the code."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
import yaml
from tree import PACKAGE, modules, short

from wardround.checks import cards
from wardround.expectations import LIMITS
from wardround.facts import Reason
from wardround.wording import LANGUAGES, catalogue

CHINESE = re.compile(r"[\u3400-\u9fff\uff00-\uffef\u3000-\u303f]")
HALF_WIDTH = re.compile(r"[\u4e00-\u9fff](?:[,;!?](?![\w/])|\.(?!\w|/))")
CARDS = cards("linux")
SAYERS = {"say"}
SHOWERS = {"echo", "print", "secho", "stop", "rule", "confirm", "prompt"}


def calls(tree: ast.AST, names: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
            if name in names:
                yield node


def docstrings(tree: ast.AST) -> set[ast.Constant]:
    bodies = [n.body for n in ast.walk(tree) if isinstance(n, ast.Module | ast.ClassDef | ast.FunctionDef)]
    return {b[0].value for b in bodies if b and isinstance(b[0], ast.Expr) and isinstance(b[0].value, ast.Constant)}


def strings() -> tuple[set[str], set[str]]:
    """All string constants of the package that are no docstrings, and the constant starts of its f-strings."""
    words, starts = set(), set()
    for tree in modules().values():
        skip = docstrings(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in skip:
                words.add(node.value)
            if isinstance(node, ast.JoinedStr) and node.values and isinstance(node.values[0], ast.Constant):
                starts.add(node.values[0].value)
    return words, starts


WORDS, STARTS = strings()
#: Strings in data files may name a message too (a table of checks, a catalogue of notes).
DATA = "\n".join(p.read_text("utf-8") for p in PACKAGE.rglob("*.yaml") if p.parent.name != "wording")


def used(message: str) -> bool:
    if message in WORDS or re.search(rf"(?<![\w.]){re.escape(message)}(?![\w.])", DATA):
        return True
    kind, _, rest = message.partition(".")
    if kind == "error":
        return rest.removesuffix(".next") in WORDS
    if message.startswith("unknown."):
        return rest in get_args(Reason)
    return any(start.endswith(".") and message.startswith(start) for start in STARTS)


@pytest.mark.parametrize("message", catalogue())
def test_every_message_is_used(message):
    assert used(message), f"delete {message}"


def test_an_unused_message_would_be_seen():
    assert not used("cli.nobody_says_this")


def test_every_message_that_code_says_exists():
    lacking = []
    for path, tree in modules().items():
        for call in calls(tree, SAYERS):
            first = call.args[0] if call.args else None
            if isinstance(first, ast.Constant) and first.value not in catalogue():
                lacking.append(f"{short(path)}:{call.lineno} {first.value}")
    assert not lacking


def test_every_error_has_its_sentence_and_its_next_step():
    lacking = []
    for path, tree in modules().items():
        for call in calls(tree, {"WardroundError"}):
            name = call.args[1] if len(call.args) > 1 else None
            if isinstance(name, ast.Constant):
                ids = (f"error.{name.value}", f"error.{name.value}.next")
                lacking += [f"{short(path)}:{call.lineno} {i}" for i in ids if i not in catalogue()]
    assert not lacking


def test_every_sentence_that_a_check_gives_exists():
    """`says="…"` in a family names a message of its cards or a shared one."""
    lacking = []
    for path in sorted((PACKAGE / "checks/linux").glob("*.py")):
        own = {key for i, card in CARDS.items() if i.startswith(f"linux.{path.stem}.") for key in card.says}
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            said = node.value if isinstance(node, ast.keyword) and node.arg == "says" else None
            if isinstance(said, ast.Constant) and said.value not in own | catalogue().keys():
                lacking.append(f"{short(path)}:{said.lineno} {said.value}")
    assert not lacking


def spoken_literals(tree: ast.AST) -> list[int]:
    """Lines where words are shown to people as a literal instead of a message."""
    found = []
    for call in calls(tree, SHOWERS):
        parts = [n for n in call.args if isinstance(n, ast.Constant | ast.JoinedStr)]
        literals = [v.value for p in parts for v in (p.values if isinstance(p, ast.JoinedStr) else [p])
                    if isinstance(v, ast.Constant)]  # fmt: skip
        if any(re.search(r"[A-Za-z]{2,}|[\u4e00-\u9fff]", str(text)) for text in literals):
            found.append(call.lineno)
    helps = [k for n in ast.walk(tree) if isinstance(n, ast.Call) for k in n.keywords if k.arg in ("help", "epilog")]
    return found + [k.value.lineno for k in helps if isinstance(k.value, ast.Constant)]


@pytest.mark.parametrize("path", modules(), ids=short)
def test_no_untranslated_words_are_shown(path):
    assert not spoken_literals(modules()[path])


def test_an_untranslated_word_would_be_seen():
    tree = ast.parse('typer.echo(f"Wrote {path}")\ntyper.Option(help="The path")\ntyper.echo(f"  [{a}] {b}")')
    assert spoken_literals(tree) == [1, 2]


def sentences() -> Iterator[tuple[str, dict[str, str]]]:
    """Every pair of sentences that ships, with where it stands."""
    yield from catalogue().items()
    for check_id, card in CARDS.items():
        yield from ((f"{check_id} {n}", getattr(card, n)) for n in ("title", "why", "remedy"))
        yield from ((f"{check_id} {key}", text) for key, text in card.says.items())
    yield from ((f"limits.{name}", {"en": limit.en, "zh": limit.zh}) for name, limit in LIMITS.items())
    for path in sorted((PACKAGE / "catalogues").glob("*.yaml")):
        yield from pairs(yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader), path)


def pairs(data: object, path: Path) -> Iterator[tuple[str, dict[str, str]]]:
    if isinstance(data, dict):
        if {"en", "zh"} <= data.keys():
            yield f"{path.name} {data['en'][:40]}", {"en": data["en"], "zh": data["zh"]}
        for value in data.values():
            yield from pairs(value, path)
    elif isinstance(data, list):
        for value in data:
            yield from pairs(value, path)


def test_both_languages_speak_their_own():
    wrong = []
    for where, text in sentences():
        bare = {lang: re.sub(r"\{\w*\}|`[^`]*`", "", text[lang]) for lang in LANGUAGES}
        if CHINESE.search(bare["en"]):
            wrong.append(f"{where}: Chinese in the English text")
        if re.search(r"[A-Za-z]{2,}", bare["en"]) and not CHINESE.search(bare["zh"]):
            wrong.append(f"{where}: no Chinese in the Chinese text")
    assert not wrong


def test_chinese_uses_full_width_punctuation():
    assert not [(where, text["zh"]) for where, text in sentences() if HALF_WIDTH.search(text["zh"])]
