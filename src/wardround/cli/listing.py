"""`kit` and `checks`: what Wardround holds, printed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from wardround.cli.app import BAD_INPUT, LANG, Lang, app, language, stop
from wardround.errors import WardroundError
from wardround.wording import say


@app.command(help=say("cli.kit", LANG))
def kit(kind: Annotated[str, typer.Argument(help=say("cli.opt.kind", LANG))]) -> None:
    from wardround.collectors import linux

    if kind != linux.KIND:
        stop(say("cli.bad_kind", LANG, value=kind), BAD_INPUT)
    typer.echo(linux.script(), nl=False)


@app.command("checks", help=say("cli.checks", LANG))
def list_checks(
    lang: Lang = LANG,
    docs: Annotated[Path | None, typer.Option(help=say("cli.opt.docs", LANG))] = None,
) -> None:
    from wardround.checks import cards

    if docs:
        _write_docs(docs, language(lang))
        return
    for check_id, card in cards("linux").items():
        typer.echo(f"{check_id}  [{say(f'severity.{card.severity}', language(lang))}] {card.title[lang]}")


def _write_docs(folder: Path, lang: str) -> None:
    from wardround.checks import cards
    from wardround.developing import reference

    try:
        paths = reference.write(cards("linux"), folder)
    except WardroundError as error:
        stop(error.sentence(lang), BAD_INPUT)
    for path in paths:
        typer.echo(say("cli.made", lang, path=path))
