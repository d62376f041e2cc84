"""What the command-line library says in English only, said in the person's language: its help and its complaints."""

from __future__ import annotations

import re
from typing import Any, Protocol, runtime_checkable

import typer.core

from wardround.wording import default_language, say

#: Sentence of the library -> message; the named groups are its arguments.
COMPLAINTS = (
    (r"Missing command\.", "no_command"),
    (r"No such command '(?P<name>.*?)'\. Did you mean (?P<near>.*)\?", "command_near"),
    (r"No such command '(?P<name>.*?)'\.", "command"),
    (r"No such option: (?P<name>\S+) \(Possible options: (?P<near>.*)\)", "option_near"),
    (r"No such option: (?P<name>.*)", "option"),
    (r"Missing argument '(?P<name>.*?)'\..*", "missing_argument"),
    (r"Missing (?:option|parameter) '?(?P<name>.*?)'?\..*", "missing_option"),
    (r"Option '(?P<name>.*?)' requires .*", "needs_value"),
    (r"Option '(?P<name>.*?)' does not take a value\.", "takes_none"),
    (r"Got unexpected extra argument(?:s|\(s\))? \((?P<found>.*)\)", "too_many"),
    (r"Invalid value for '(?P<name>.*?)': Input should be greater than or equal to (?P<bound>\S+)", "at_least"),
    (r"Invalid value for '(?P<name>.*?)': Input should be less than or equal to (?P<bound>\S+)", "at_most"),
    (r"Invalid value for '(?P<name>.*?)': Input should be a valid (?:number|integer).*", "no_number"),
    (r"Invalid value for '(?P<name>.*?)': (?P<detail>.*)", "value"),
    (r"(?P<detail>.*)", "other"),
)  # fmt: skip
HEADINGS = {"Usage:": "usage", "Arguments:": "arguments", "Options:": "options", "Commands:": "commands"}
#: The library's names of types -> what a person gives.
KINDS = {"str": "text", "path": "path", "Path": "path", "float": "number", "int": "number", "integer": "number"}
#: What a newcomer needs first.
FIRST = ("up", "inspect", "judge", "report", "verify", "kit", "fleet", "intel", "checks")


@runtime_checkable
class Complaint(Protocol):
    """The library's own error about how a command was used."""

    exit_code: int

    def format_message(self) -> str:
        """The sentence."""


def complaint(error: Complaint, lang: str) -> str:
    """One sentence: what was wrong with the command line, and where to look."""
    said = error.format_message().strip()
    if type(error).__name__ == "NoArgsIsHelpError":  # a help text, already in the language
        return said
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "wardround"
    for pattern, message in COMPLAINTS:
        if m := re.fullmatch(pattern, said, re.S):
            args = {name: text.strip("'") for name, text in m.groupdict().items()}
            what = say(f"usage.{message}", lang, **args)
            return say("usage.shape", lang, what=what, command=command)
    return said


def spoken(text: str, lang: str) -> str:
    """A help text in a language: its headings, its kinds of values, and the line of ``--help``."""

    def kind(m: re.Match[str]) -> str:
        name = re.sub(r"list\[(.*)\]|(\w+) range", lambda n: n[1] or n[2], m[1])
        if name not in KINDS:
            return m[0]
        shown = f"<{say(f'usage.help.{KINDS[name]}', lang)}>"
        columns = len(shown) + sum(ord(c) > 0x2E80 for c in shown)
        return shown + " " * max(len(m[0]) - columns, len(m[2][:1]))

    for english, name in HEADINGS.items():
        text = re.sub(rf"^{english}", say(f"usage.help.{name}", lang), text, flags=re.M)
    text = re.sub(r"<([\w\[\] ]+)>( *)", kind, text)
    text = text.replace("Show this message and exit.", say("usage.help.help", lang))
    text = re.sub(r"\[default:", f"[{say('usage.help.default', lang)}:", text)
    return re.sub(r"\[required\]", f"[{say('usage.help.required', lang)}]", text)


class Command(typer.core.TyperCommand):
    """A command whose help speaks the person's language."""

    def get_help(self, ctx: Any) -> str:
        return spoken(super().get_help(ctx), default_language())


class Group(typer.core.TyperGroup):
    """Commands in the order in which a newcomer needs them; the help speaks the person's language."""

    def get_help(self, ctx: Any) -> str:
        return spoken(super().get_help(ctx), default_language())

    def list_commands(self, ctx: Any) -> list[str]:
        names = super().list_commands(ctx)
        return [n for n in FIRST if n in names] + [n for n in names if n not in FIRST]


class Application(typer.Typer):
    """A Typer whose every command is a :class:`Command`, every group a :class:`Group`."""

    def __init__(self, **more: Any) -> None:
        super().__init__(cls=Group, no_args_is_help=True, rich_markup_mode=None, **more)

    def command(self, name: str | None = None, **more: Any) -> Any:
        return super().command(name, **{"cls": Command, "short_help": more.get("help"), **more})
