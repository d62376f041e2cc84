"""Pages made by the program are current: `sh tests/refresh` makes them anew."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import typer.main
from commands_page import commands
from tree import ROOT

from wardround.checks import cards
from wardround.cli.app import app
from wardround.developing import reference
from wardround.wording import LANGUAGES

CHECKS = ROOT / "docs/checks"
PAGES = reference.pages(cards("linux"))


def test_the_folder_holds_just_these_pages(update):
    if update:
        reference.write(cards("linux"), CHECKS)
    assert {p.name for p in CHECKS.iterdir()} == PAGES.keys(), "run `sh tests/refresh`"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_of_checks_is_current(name, update):
    path = CHECKS / name
    if update:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(PAGES[name], "utf-8")
    assert path.read_text("utf-8") == PAGES[name], "run `sh tests/refresh`"


def test_every_check_stands_on_a_page_of_each_language():
    for lang in LANGUAGES:
        text = "".join(text for name, text in PAGES.items() if name.endswith(f".{lang}.md") and "index" not in name)
        assert all(f"`{check_id}`" in text and card.title[lang] in text for check_id, card in cards("linux").items())


def test_writing_removes_the_page_of_a_family_that_is_gone(tmp_path):
    (tmp_path / "linux.gone.en.md").write_text("old")
    (tmp_path / "windows.other.en.md").write_text("kept")
    reference.write(cards("linux"), tmp_path)
    assert {p.name for p in tmp_path.iterdir()} == {*PAGES, "windows.other.en.md"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_of_commands_is_current(lang, update):
    """Thereby every command and option is documented in both languages."""
    env = os.environ | {"WARDROUND_LANG": lang}
    script = Path(__file__).parent / "commands_page.py"
    now = subprocess.run([sys.executable, script], env=env, capture_output=True, text=True, check=True).stdout
    path = ROOT / f"docs/guide/commands.{lang}.md"
    if update:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(now, "utf-8")
    assert path.read_text("utf-8") == now, "run `sh tests/refresh`"


def test_every_command_and_every_parameter_says_what_it_is_for():
    silent = []
    for name, command in commands(typer.main.get_command(app)):
        silent += [] if (command.help or "").strip() else [name]
        silent += [f"{name} {p.name}" for p in command.params if not (getattr(p, "help", "") or "").strip()]
    assert not silent
