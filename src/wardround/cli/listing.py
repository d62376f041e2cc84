"""`kit` and `checks`: what Wardround holds, printed."""

from __future__ import annotations

from typing import Annotated

import typer

from wardround.cli.app import BAD_INPUT, LANG, Lang, app, language, stop
from wardround.wording import say


@app.command(help=say("cli.kit", LANG))
def kit(kind: Annotated[str, typer.Argument(help=say("cli.opt.kind", LANG))]) -> None:
    from wardround.collectors import linux

    if kind != linux.KIND:
        stop(say("cli.bad_kind", LANG, value=kind), BAD_INPUT)
    typer.echo(linux.script(), nl=False)


@app.command("checks", help=say("cli.checks", LANG))
def list_checks(lang: Lang = LANG) -> None:
    from wardround.checks import cards

    for check_id, card in cards("linux").items():
        typer.echo(f"{check_id}  [{say(f'severity.{card.severity}', language(lang))}] {card.title[lang]}")
