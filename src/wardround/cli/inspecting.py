"""`inspect`, `judge` and `up`: from targets to a report."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wardround import expectations
from wardround.cli.app import (
    BAD_INPUT,
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
from wardround.errors import Fault, WardroundError
from wardround.wording import LANGUAGES, say

if TYPE_CHECKING:
    from wardround.inspection.collecting import Collected
    from wardround.results import Results

Targets = Annotated[list[str] | None, typer.Argument(help=say("cli.opt.targets", LANG))]
Walk = Annotated[bool, typer.Option(help=say("cli.opt.walk", LANG))]
Guess = Annotated[bool, typer.Option("--guess-passwords", help=say("cli.opt.guess", LANG))]
Timeout = Annotated[float, typer.Option(help=say("cli.opt.timeout", LANG), min=1)]


@app.command(help=say("cli.inspect", LANG), epilog=EXIT_CODES)
def inspect(
    targets: Targets = None,
    scope: Scope = None,
    out: Out = Path("reports"),
    lang: Lang = LANG,
    walk: Walk = True,
    timeout: Timeout = 600.0,
    as_of: AsOf = "",
    guess_passwords: Guess = False,
) -> None:
    _inspect(targets or ["local"], scope, out, language(lang), walk, timeout, day(as_of), guess_passwords)


@app.command(help=say("cli.judge", LANG), epilog=EXIT_CODES)
def judge(
    record: Path,
    scope: Scope = None,
    out: Out = Path("reports"),
    lang: Lang = LANG,
    as_of: AsOf = "",
    guess_passwords: Guess = False,
) -> None:
    if not record.is_file():
        error = WardroundError(Fault.BAD_INPUT, "file_missing", where=str(record))
        stop(error.sentence(language(lang)), BAD_INPUT)
    _inspect([str(record)], scope, out, language(lang), True, 600.0, day(as_of), guess_passwords)


@app.command(help=say("cli.up", LANG), epilog=EXIT_CODES)
def up(
    once: Annotated[bool, typer.Option("--once", help=say("cli.opt.once", LANG))] = False,
    out: Out = Path("reports"),
    lang: Lang = LANG,
) -> None:
    try:
        _inspect(["local"], None, out, language(lang), True, 600.0, date.today())
    except typer.Exit as end:
        if not once:
            typer.echo(say("cli.console_later", lang), err=True)
        raise typer.Exit(OK if end.exit_code == PROBLEMS else end.exit_code) from None


def _inspect(
    targets: Sequence[str],
    scope: Path | None,
    out: Path,
    lang: str,
    walk: bool,
    timeout: float,
    as_of: date,
    guess: bool = False,
) -> None:
    from wardround.inspection import collecting, judging, keeping
    from wardround.inspection.options import Options
    from wardround.inspection.targets import target

    try:
        options = Options(expectations.load(scope), as_of, walk=walk, timeout=timeout, guess=guess)
        chosen = [target(t) for t in targets]
    except WardroundError as error:
        stop(error.sentence(lang), BAD_INPUT)
    items: list[Collected] = []
    interrupted = False

    try:
        items = asyncio.run(collecting.collect(chosen, options, partial(_progress, lang)))
    except KeyboardInterrupt:
        interrupted = True
    try:
        results = judging.judge(items, options, complete=not interrupted)
        keeping.write(results, items, out)
        path = _reports(results, out, lang)
    except WardroundError as error:
        stop(error.sentence(lang), BAD_INPUT)
    _tell(results, path, lang)
    raise typer.Exit(_exit_code(results, interrupted, lang))


def _progress(lang: str, name: str, state: str) -> None:
    from wardround.inspection.guessing import progress_of

    if state == "started":
        typer.echo(say("cli.started", lang, target=name), err=True)
    elif tried := progress_of(state):
        typer.echo(say("cli.guessing", lang, target=name, done=tried[0], total=tried[1]), err=True)


def _reports(results: Results, out: Path, lang: str) -> Path:
    from wardround.renderers import html

    for each in LANGUAGES:
        (out / f"report.{each}.html").write_text(html.render(results, each), "utf-8")
    return out / f"report.{lang}.html"


def _tell(results: Results, path: Path, lang: str) -> None:
    from wardround.verdicts import Outcome

    for asset in results.assets:
        if asset.failure:
            typer.echo(getattr(asset.failure, lang), err=True)
            continue
        outcomes = [v.outcome for v in results.verdicts if v.observation == asset.observation]
        args = dict(zip(("pass_", "fail", "unknown", "na"), (outcomes.count(o) for o in Outcome), strict=True))
        typer.echo(say("cli.asset_line", lang, asset=asset.name, **args))
    for v in results.problems:
        typer.echo(f"  [{say(f'severity.{v.severity}', lang)}] {v.asset} {v.check}: {getattr(v.says, lang)}")
    typer.echo(say("cli.written", lang, path=path))


def _exit_code(results: Results, interrupted: bool, lang: str) -> int:
    from wardround.inspection.judging import judged_something

    if interrupted:
        typer.echo(say("cli.interrupted", lang), err=True)
        return INTERRUPTED
    if not judged_something(results):
        typer.echo(say("cli.nothing_judged", lang), err=True)
        faults = {a.failure.fault for a in results.assets if a.failure}
        return BAD_INPUT if faults == {Fault.BAD_INPUT.value} else NOTHING
    if not results.complete:
        return PARTIAL
    return PROBLEMS if results.problems else OK
