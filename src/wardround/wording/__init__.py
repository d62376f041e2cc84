"""Every sentence a person reads, by message id, in English and Simplified Chinese.

Sentences live as data: shared ones in the YAML files beside this module, a check's own in its card.
A record keeps only the id and its arguments, so that each language is rendered from one record.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import yaml

LANGUAGES = ("en", "zh")
Template = Mapping[str, str]
#: One argument in a sentence never grows past this: text from targets is hostile.
MAX_ARGUMENT = 400
MAX_LISTED = 8
#: What the program itself writes into a detail; a phrase before those that it holds.
PHRASES = (
    "detail.walk_of", "detail.walk", "detail.verification", "detail.shape", "detail.key", "detail.package",
    "detail.end", "detail.rest", "detail.code", "detail.libraries", "detail.denied", "detail.places", "detail.firmware",
)  # fmt: skip


def default_language() -> str:
    """The person's language from WARDROUND_LANG, else from the locale; English when neither says."""
    for name in ("WARDROUND_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(name, "")
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


@cache
def catalogue() -> dict[str, Template]:
    """All shared messages: id -> {en, zh}. Raises ValueError on an id that stands twice."""
    found: dict[str, Template] = {}
    for path in sorted(files(__name__).iterdir(), key=lambda p: p.name):
        if path.name.endswith(".yaml"):
            entries = yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader) or {}
            twice = found.keys() & entries.keys()
            if twice:
                raise ValueError(f"{path.name}: message ids stand twice: {sorted(twice)}")
            found.update(entries)
    return found


def printable(text: str, limit: int = MAX_ARGUMENT) -> str:
    """Text of a target made safe for a line: control characters shown as escapes, length bounded."""
    if len(text) <= limit and text.isprintable():
        return text
    clean = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in text[: limit + 1])
    return clean if len(clean) <= limit else clean[:limit] + "…"


def _argument(value: object, lang: str) -> str:
    if isinstance(value, (list, tuple)):
        shown = [printable(str(v)) for v in value[:MAX_LISTED]]
        rest = len(value) - len(shown)
        text = ("、" if lang == "zh" else ", ").join(shown)
        if rest:
            text += f" 等，另有 {rest} 项" if lang == "zh" else f" and {rest} more"
        return text
    return printable(str(value))


def detail(text: str, lang: str) -> str:
    """What the program says of a gap (a file, a command, a list), in a language: its own phrases are translated."""
    listed = catalogue().get(f"list.{text}")
    if listed:
        return listed[lang]
    if lang != "en":
        for phrase in (catalogue()[message] for message in PHRASES):
            text = text.replace(phrase["en"], phrase[lang])
    return text


def fill(template: Template, lang: str, args: Mapping[str, object]) -> str:
    """One sentence: the template of a language with its arguments, each bounded and made printable."""
    return template[lang].format_map({k: _argument(v, lang) for k, v in args.items()})


def say(message: str, lang: str, /, **args: object) -> str:
    """The shared message of that id in a language. Raises KeyError on an unknown id."""
    return fill(catalogue()[message], lang, args)
