"""The command line: a contract with exit codes, written in ``--help`` and docs/guide."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from wardround import expectations
from wardround.errors import Fault, WardroundError
from wardround.wording import LANGUAGES, default_language, say

LANG = default_language()
OK, PROBLEMS, BAD_INPUT, NOTHING, PARTIAL, ALTERED, BUG, INTERRUPTED = 0, 1, 2, 3, 4, 5, 70, 130

app = typer.Typer(
    help=say("cli.about", LANG),
    epilog=say("cli.exit_codes", LANG),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Targets = Annotated[list[str] | None, typer.Argument(help=say("cli.opt.targets", LANG))]
Scope = Annotated[Path | None, typer.Option(help=say("cli.opt.scope", LANG))]
Out = Annotated[Path, typer.Option(help=say("cli.opt.out", LANG))]
Lang = Annotated[str, typer.Option(help=say("cli.opt.lang", LANG))]
Walk = Annotated[bool, typer.Option(help=say("cli.opt.walk", LANG))]
Timeout = Annotated[float, typer.Option(help=say("cli.opt.timeout", LANG), min=1)]
AsOf = Annotated[str, typer.Option(help=say("cli.opt.as_of", LANG))]


def _stop(sentence: str, code: int) -> NoReturn:
    typer.echo(sentence, err=True)
    raise typer.Exit(code)


def _language(lang: str) -> str:
    if lang not in LANGUAGES:
        _stop(say("cli.bad_lang", LANG), BAD_INPUT)
    return lang


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text) if text else date.today()
    except ValueError:
        _stop(say("cli.bad_date", LANG, value=text), BAD_INPUT)


@app.command(help=say("cli.inspect", LANG), epilog=say("cli.exit_codes", LANG))
def inspect(
    targets: Targets = None,
    scope: Scope = None,
    out: Out = Path("reports"),
    lang: Lang = LANG,
    walk: Walk = True,
    timeout: Timeout = 600.0,
    as_of: AsOf = "",
) -> None:
    _inspect(targets or ["local"], scope, out, _language(lang), walk, timeout, _date(as_of))


@app.command(help=say("cli.judge", LANG), epilog=say("cli.exit_codes", LANG))
def judge(
    record: Path,
    scope: Scope = None,
    out: Out = Path("reports"),
    lang: Lang = LANG,
    as_of: AsOf = "",
) -> None:
    if not record.is_file():
        error = WardroundError(Fault.BAD_INPUT, "file_missing", where=str(record))
        _stop(error.sentence(_language(lang)), BAD_INPUT)
    _inspect([str(record)], scope, out, _language(lang), True, 600.0, _date(as_of))


def _inspect(
    targets: Sequence[str], scope: Path | None, out: Path, lang: str, walk: bool, timeout: float, as_of: date
) -> None:
    from wardround import inspection

    try:
        options = inspection.Options(expectations.load(scope), as_of, walk=walk, timeout=timeout)
        chosen = [inspection.target(t) for t in targets]
    except WardroundError as error:
        _stop(error.sentence(lang), BAD_INPUT)
    items: list[inspection.Collected] = []
    interrupted = False

    def progress(name: str, state: str) -> None:
        if state == "started":
            typer.echo(say("cli.started", lang, target=name), err=True)

    try:
        items = asyncio.run(inspection.collect(chosen, options, progress))
    except KeyboardInterrupt:
        interrupted = True
    try:
        results = inspection.judge(items, options, complete=not interrupted)
        inspection.write(results, items, out)
        path = _reports(results, out, lang)
    except WardroundError as error:
        _stop(error.sentence(lang), BAD_INPUT)
    _tell(results, path, lang)
    raise typer.Exit(_exit_code(results, items, interrupted, lang))


def _reports(results, out: Path, lang: str) -> Path:  # type: ignore[no-untyped-def]
    from wardround.renderers import html

    for language in LANGUAGES:
        (out / f"report.{language}.html").write_text(html.render(results, language), "utf-8")
    return out / f"report.{lang}.html"


def _tell(results, path: Path, lang: str) -> None:  # type: ignore[no-untyped-def]
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


def _exit_code(results, items, interrupted: bool, lang: str) -> int:  # type: ignore[no-untyped-def]
    from wardround import inspection

    if interrupted:
        typer.echo(say("cli.interrupted", lang), err=True)
        return INTERRUPTED
    if not inspection.judged_something(results):
        typer.echo(say("cli.nothing_judged", lang), err=True)
        faults = {a.failure.fault for a in results.assets if a.failure}
        return BAD_INPUT if faults == {Fault.BAD_INPUT.value} else NOTHING
    if not results.complete:
        return PARTIAL
    return PROBLEMS if results.problems else OK


@app.command(help=say("cli.kit", LANG))
def kit(kind: Annotated[str, typer.Argument(help=say("cli.opt.kind", LANG))]) -> None:
    from wardround.collectors import linux

    if kind != linux.KIND:
        _stop(say("cli.bad_kind", LANG, value=kind), BAD_INPUT)
    typer.echo(linux.script(), nl=False)


@app.command(help=say("cli.up", LANG), epilog=say("cli.exit_codes", LANG))
def up(
    once: Annotated[bool, typer.Option("--once", help=say("cli.opt.once", LANG))] = False,
    out: Out = Path("reports"),
    lang: Lang = LANG,
) -> None:
    try:
        _inspect(["local"], None, out, _language(lang), True, 600.0, date.today())
    except typer.Exit as end:
        if not once:
            typer.echo(say("cli.console_later", lang), err=True)
        raise typer.Exit(OK if end.exit_code == PROBLEMS else end.exit_code) from None


@app.command("checks", help=say("cli.checks", LANG))
def list_checks(lang: Lang = LANG) -> None:
    from wardround.checks import cards

    for check_id, card in cards("linux").items():
        typer.echo(f"{check_id}  [{say(f'severity.{card.severity}', _language(lang))}] {card.title[lang]}")


def main() -> None:
    """The console entry: every ending is an exit code with one sentence, never a trace."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except Exception as error:
        typer.echo(say("cli.our_bug", LANG, detail=f"{type(error).__name__}: {error}"), err=True)
        sys.exit(BUG)
