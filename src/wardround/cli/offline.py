"""`offline-bundle`: one archive for machines without a network."""

from __future__ import annotations

from pathlib import Path

import typer

from wardround.cli.app import BAD_INPUT, EXIT_CODES, LANG, Lang, Out, app, language, stop
from wardround.errors import WardroundError
from wardround.wording import say


@app.command("offline-bundle", help=say("cli.offline", LANG), epilog=EXIT_CODES)
def offline_bundle(out: Out = Path("dist"), lang: Lang = LANG) -> None:
    from wardround import offline

    language(lang)
    try:
        path = offline.write(out, lambda count: typer.echo(say("cli.offline_packing", lang, count=count), err=True))
    except WardroundError as error:
        stop(error.sentence(lang), BAD_INPUT)
    typer.echo(say("cli.offline_written", lang, path=path, size=f"{path.stat().st_size / 1e6:.0f}"))
