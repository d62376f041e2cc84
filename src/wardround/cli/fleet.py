"""`fleet`: many recorded hosts judged in one go."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wardround import expectations
from wardround.cli.app import (
    BAD_INPUT,
    BUG,
    EXIT_CODES,
    INTERRUPTED,
    LANG,
    NOTHING,
    OK,
    PARTIAL,
    PROBLEMS,
    AsOf,
    Lang,
    Out,
    Scope,
    app,
    day,
    language,
    stop,
)
from wardround.cli.intel import imported
from wardround.errors import WardroundError
from wardround.wording import say

if TYPE_CHECKING:
    from wardround.inspection.fleet import Summary

SHOWN = 20


@app.command(help=say("cli.fleet", LANG), epilog=EXIT_CODES)
def fleet(
    folder: Annotated[Path, typer.Argument(help=say("cli.opt.folder", LANG))],
    scope: Scope = None,
    out: Out = Path("reports/fleet"),
    lang: Lang = LANG,
    as_of: AsOf = "",
    workers: Annotated[int, typer.Option(help=say("cli.opt.workers", LANG), min=0, max=256)] = 0,
) -> None:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeElapsedColumn

    from wardround.inspection import fleet
    from wardround.inspection.options import Options

    language(lang)
    try:
        options = Options(expectations.load(scope), day(as_of), intel=imported(lang))
        paths = fleet.records(folder)
        columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
            task = bar.add_task("", total=len(paths))
            summary = fleet.judge(paths, options, out, lambda n, _: bar.update(task, completed=n), workers)
    except WardroundError as error:
        stop(error.sentence(lang), BAD_INPUT)
    except KeyboardInterrupt:
        stop(say("cli.fleet_interrupted", lang, path=out / "fleet.jsonl"), INTERRUPTED)
    _tell(summary, out, lang)
    raise typer.Exit(_exit_code(summary, lang))


def _tell(summary: Summary, out: Path, lang: str) -> None:
    from wardround.checks import cards

    for check, count in summary.failed[:SHOWN]:
        card = cards(check.split(".", 1)[0])[check]
        severity = say(f"severity.{card.severity}", lang)
        typer.echo(say("cli.fleet_line", lang, count=count, severity=severity, title=card.title[lang], check=check))
    more = len(summary.failed) - SHOWN
    if more > 0:
        typer.echo(say("cli.fleet_more", lang, count=more))
    typer.echo(say("cli.fleet_done", lang, hosts=summary.hosts, failures=summary.failures, path=out / "fleet.jsonl"))


def _exit_code(summary: Summary, lang: str) -> int:
    if summary.broken:
        found = list(summary.broken.values())
        typer.echo(say("cli.broken_checks", lang, count=len(found), found=found), err=True)
        return BUG
    if not summary.judged:
        typer.echo(say("cli.nothing_judged", lang), err=True)
        return NOTHING
    if summary.failures:
        return PARTIAL
    return PROBLEMS if summary.failed else OK
