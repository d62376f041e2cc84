"""The one Typer application, the options that commands share, and the exit codes: the command line's contract."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from wardround.cli.speech import Application
from wardround.wording import LANGUAGES, default_language, say

LANG = default_language()
OK, PROBLEMS, BAD_INPUT, NOTHING, PARTIAL, ALTERED, BUG, INTERRUPTED = 0, 1, 2, 3, 4, 5, 70, 130
EXIT_CODES = say("cli.exit_codes", LANG)

app = Application(
    help=say("cli.about", LANG), epilog=EXIT_CODES, add_completion=False, pretty_exceptions_enable=False
)

Scope = Annotated[Path | None, typer.Option(help=say("cli.opt.scope", LANG))]
Out = Annotated[Path, typer.Option(help=say("cli.opt.out", LANG))]
Lang = Annotated[str, typer.Option(help=say("cli.opt.lang", LANG))]
AsOf = Annotated[str, typer.Option(help=say("cli.opt.as_of", LANG))]


def stop(sentence: str, code: int) -> NoReturn:
    """Ends the program: the sentence on standard error, and the exit code."""
    typer.echo(sentence, err=True)
    raise typer.Exit(code)


def language(lang: str) -> str:
    """``en`` or ``zh``, or the end of the program."""
    if lang not in LANGUAGES:
        stop(say("cli.bad_lang", LANG), BAD_INPUT)
    return lang


def day(text: str) -> date:
    """The date of ``--as-of``, today without one, or the end of the program."""
    try:
        return date.fromisoformat(text) if text else date.today()
    except ValueError:
        stop(say("cli.bad_date", LANG, value=text), BAD_INPUT)
