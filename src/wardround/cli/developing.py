"""`new` and `record`: tools of those who write Wardround."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from wardround.cli.app import BAD_INPUT, LANG, Lang, app, language, stop
from wardround.cli.speech import Application
from wardround.errors import WardroundError
from wardround.wording import say

new = Application(help=say("cli.new", LANG))
app.add_typer(new, name="new")


@new.command("check", help=say("cli.new_check", LANG))
def new_check(
    check_id: Annotated[str, typer.Argument(help=say("cli.opt.check_id", LANG))],
    lang: Lang = LANG,
) -> None:
    from wardround.developing import scaffold

    try:
        for path in scaffold.new_check(check_id):
            typer.echo(say("cli.made", language(lang), path=path))
    except WardroundError as error:
        stop(error.sentence(language(lang)), BAD_INPUT)
    typer.echo(say("cli.new_check_next", lang))


@app.command(help=say("cli.record", LANG))
def record(
    source: Annotated[str, typer.Argument(help=say("cli.opt.record_source", LANG))],
    name: Annotated[str, typer.Option("--as", help=say("cli.opt.record_as", LANG))],
    into: Annotated[Path, typer.Option(help=say("cli.opt.record_into", LANG))] = Path("tests/recordings/linux"),
    origin: Annotated[str, typer.Option(help=say("cli.opt.record_origin", LANG))] = "",
    also: Annotated[list[str] | None, typer.Option(help=say("cli.opt.record_also", LANG))] = None,
    lang: Lang = LANG,
) -> None:
    from wardround.developing import recording

    try:
        data = _bytes(source)
        origin = origin or ("real" if source == "local" else "")
        folder, count = recording.keep(data, name, into, origin, also or ())
    except WardroundError as error:
        stop(error.sentence(language(lang)), BAD_INPUT)
    typer.echo(say("cli.recorded", language(lang), path=folder, count=count))


def _bytes(source: str) -> bytes:
    from datetime import date

    from wardround.expectations import Document
    from wardround.inspection.collecting import Unwatched, collect
    from wardround.inspection.options import Options
    from wardround.inspection.targets import target

    (item,), _ = asyncio.run(collect([target(source)], Options(Document(), date.today()), Unwatched()))
    if item.failure:
        raise item.failure
    return item.data
