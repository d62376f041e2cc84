"""Prints the page of all commands in the language of WARDROUND_LANG, from the Typer application itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer.main

import wardround.cli  # noqa: F401  (registers every command)
from wardround.cli.app import EXIT_CODES, LANG, app

HEADS = {
    "en": (
        "Commands",
        "Made from the program itself by `sh tests/refresh`; change the help text in `src/wardround/wording`, not this "
        "page. `./wardround COMMAND --help` prints the same.",
        "Exit codes",
        " (default: `{}`)",
        " (required)",
    ),
    "zh": (
        "命令",
        "本页由 `sh tests/refresh` 根据程序本身生成；请修改 `src/wardround/wording` 中的帮助文字，勿改本页。"
        "`./wardround 命令 --help` 输出相同内容。",
        "退出码",
        "（默认：`{}`）",
        "（必填）",
    ),
}


def commands(group: Any, prefix: str = "wardround") -> Iterator[tuple[str, Any]]:
    """Every command that does something, with its full name."""
    for name, command in sorted(group.commands.items()):
        if hasattr(command, "commands"):
            yield from commands(command, f"{prefix} {name}")
        elif not command.hidden:
            yield f"{prefix} {name}", command


def names(parameter: Any) -> str:
    """How a person writes a parameter."""
    if parameter.param_type_name == "argument":
        return f"`{(parameter.name or '').upper()}`"
    return ", ".join(f"`{name}`" for name in [*parameter.opts, *parameter.secondary_opts])


def row(parameter: Any, words: tuple[str, ...]) -> str:
    """One parameter: name, what for, default."""
    default = parameter.default
    flag = getattr(parameter, "is_flag", False)
    text = getattr(parameter, "help", None) or ""
    if parameter.required:
        text += words[4]
    elif default not in (None, "", False, ()) and parameter.name != "lang" and not flag:
        text += words[3].format(default)
    return f"| {names(parameter)} | {text.replace('|', '/')} |"


def page(lang: str) -> str:
    """The whole page; ``lang`` has to be the language that the program was imported in."""
    words = HEADS[lang]
    parts = [f"# {words[0]}", words[1]]
    group = typer.main.get_command(app)
    for name, command in commands(group):
        parts += [f"## `{name}`", (command.help or "").strip()]
        rows = [row(p, words) for p in command.params if p.name != "help"]
        if rows:
            parts.append("\n".join(["| | |", "|---|---|", *rows]))
    codes = EXIT_CODES.split("：" if lang == "zh" else ": ", 1)[1].split(" · ")
    parts += [f"## {words[2]}", "\n".join(f"- {code}" for code in codes)]
    return "\n\n".join(parts) + "\n"


if __name__ == "__main__":
    print(page(LANG), end="")
