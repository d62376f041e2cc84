"""`report`, `verify` and `schema`: a result read again, proved, described."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wardround.cli.app import ALTERED, BAD_INPUT, EXIT_CODES, LANG, Lang, app, language, stop
from wardround.errors import WardroundError
from wardround.renderers import FORMATS
from wardround.wording import say

if TYPE_CHECKING:
    from wardround.inspection.verifying import Word

KNOWN = ", ".join([*FORMATS, "terminal"])
#: What `inspect`, `judge` and `up` write when nobody asks for less.
EVERY = ",".join(FORMATS)
Path_ = Annotated[Path, typer.Argument(help=say("cli.opt.results", LANG))]
Format = Annotated[str, typer.Option("--format", help=say("cli.opt.format", LANG, known=KNOWN))]


def formats(text: str, lang: str, *, terminal: bool = False) -> list[str]:
    """The formats of ``--format``, or the end of the program."""
    known = [*FORMATS, *(["terminal"] if terminal else [])]
    chosen = [name.strip().lower() for name in text.split(",") if name.strip()]
    for name in chosen:
        if name not in known:
            stop(say("cli.bad_format", lang, value=name, known=", ".join(known)), BAD_INPUT)
    return list(dict.fromkeys(chosen))


@app.command(help=say("cli.report", LANG), epilog=EXIT_CODES)
def report(
    results: Path_,
    lang: Lang = LANG,
    format_: Format = "html",
    out: Annotated[Path | None, typer.Option(help=say("cli.opt.report_out", LANG))] = None,
) -> None:
    from wardround.inspection import redrawing

    chosen = formats(format_, language(lang), terminal=True)
    try:
        found = redrawing.read(results)
        if "terminal" in chosen:
            from wardround.renderers import terminal

            terminal.show(found.results, lang, found.stamp)
        for path in redrawing.draw(found, lang, [f for f in chosen if f != "terminal"], out):
            typer.echo(say("cli.written", lang, path=path))
    except WardroundError as error:
        stop(error.sentence(lang), BAD_INPUT)


@app.command(help=say("cli.verify", LANG), epilog=EXIT_CODES)
def verify(
    results: Path_,
    lang: Lang = LANG,
    trust: Annotated[bool, typer.Option("--trust", help=say("cli.opt.trust", LANG))] = False,
) -> None:
    from wardround.inspection import verifying

    language(lang)
    try:
        outcome = verifying.verify(results, trust=trust)
    except WardroundError as error:
        stop(error.sentence(lang), BAD_INPUT)
    _tell(outcome.words, lang)
    if outcome.altered:
        stop(say("verify.altered", lang, count=len(outcome.altered)), ALTERED)
    typer.echo(say("verify.intact", lang, **outcome.counts))


def _tell(words: list[Word], lang: str) -> None:
    for word in words:
        typer.echo(word.text(lang), err=word.kind == "altered")


@app.command(help=say("cli.schema", LANG))
def schema() -> None:
    from wardround.results import schema as of_results

    typer.echo(json.dumps(of_results(), ensure_ascii=False, indent=1, sort_keys=True))
