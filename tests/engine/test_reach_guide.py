"""The guide names every option, variable and exit code; every sentence has the same places in both languages."""

from __future__ import annotations

import importlib
import re
import string
from pathlib import Path

import pytest
import typer.main

from wardround.cli import reaching
from wardround.wording import catalogue

contract = importlib.import_module("wardround.cli.app")  # `wardround.cli.app` the name is the application in it
GUIDE = Path(__file__).parents[2] / "docs" / "guide"


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_guide_names_everything(lang):
    text = (GUIDE / f"reach.{lang}.md").read_text("utf-8")
    command = typer.main.get_command(contract.app).commands["inspect"]
    options = [o for p in command.params for o in (*p.opts, *p.secondary_opts) if o.startswith("--")]
    assert "--old-ssh" in options
    variables = [reaching.SSH_PASSWORD, reaching.SSH_PASSPHRASE, reaching.SUDO_PASSWORD]
    codes = [contract.OK, contract.PROBLEMS, contract.BAD_INPUT, contract.NOTHING, contract.PARTIAL, contract.BUG, 130]
    asked = [*options, *variables, *(f"| {code} |" for code in codes)]
    assert [word for word in asked if word not in text and word not in ("--as-of", "--help")] == []


def test_both_guides_show_the_same_example():
    examples = [
        re.findall(r"```yaml\n(.*?)```", (GUIDE / f"reach.{lang}.md").read_text(), re.S) for lang in ("en", "zh")
    ]
    assert examples[0] == examples[1]


def test_the_example_of_the_guide_is_valid():
    from wardround.expectations import document

    (example,) = re.findall(r"```yaml\n(.*?)```", (GUIDE / "reach.en.md").read_text(), re.S)
    assert [t.target for t in document(example, "guide").targets][-1] == "local"


def test_every_error_of_the_source_has_its_sentences():
    source = Path(__file__).parents[2] / "src" / "wardround"
    text = "\n".join(p.read_text() for p in source.rglob("*.py"))
    known = {i.removeprefix("error.") for i in catalogue() if i.startswith("error.") and not i.endswith(".next")}
    used = set(re.findall(r"WardroundError\(\s*Fault\.\w+,\s*\"(\w+)\"", text))
    assert len(used) > 30
    assert used <= known
    for name in known - {"shape"}:
        following = catalogue()[f"error.{name}.next"]
        assert not [f for text in following.values() for _, f, _, _ in string.Formatter().parse(text) if f], name


def test_every_sentence_has_the_same_places_in_both_languages():
    for name, template in catalogue().items():
        fields = [{f for _, f, _, _ in string.Formatter().parse(template[lang]) if f} for lang in ("en", "zh")]
        assert fields[0] == fields[1], name
