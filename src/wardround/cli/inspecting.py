"""`inspect`, `judge` and `up`: from targets to a report."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated

import msgspec
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
from wardround.cli.progress import RunProgress
from wardround.cli.reaching import Reach, access, with_reach
from wardround.cli.reporting import EVERY, Format, formats
from wardround.errors import Fault, WardroundError
from wardround.wording import say

if TYPE_CHECKING:
    from wardround.inspection.collecting import Collected
    from wardround.inspection.options import Options
    from wardround.inspection.targets import Target
    from wardround.results import Results

Targets = Annotated[list[str] | None, typer.Argument(help=say("cli.opt.targets", LANG))]
Walk = Annotated[bool, typer.Option(help=say("cli.opt.walk", LANG))]
VerifyPackages = Annotated[bool, typer.Option("--verify-packages", help=say("cli.opt.verify_packages", LANG))]
Guess = Annotated[bool, typer.Option("--guess-passwords", help=say("cli.opt.guess", LANG))]
Timeout = Annotated[float, typer.Option(help=say("cli.opt.timeout", LANG), min=1)]
Partial = Annotated[bool, typer.Option("--partial", help=say("cli.opt.partial", LANG))]


@app.command(help=say("cli.inspect", LANG), epilog=EXIT_CODES)
@with_reach
def inspect(
    reach: Reach,
    targets: Targets = None,
    scope: Scope = None,
    out: Out = Path("reports"),
    lang: Lang = LANG,
    walk: Walk = True,
    timeout: Timeout = 600.0,
    as_of: AsOf = "",
    verify_packages: VerifyPackages = False,
    guess_passwords: Guess = False,
    format_: Format = EVERY,
) -> None:
    wanted = formats(format_, language(lang))
    asked = {"walk": walk, "verify": verify_packages, "guess": guess_passwords}
    _inspect(targets or [], scope, out, lang, day(as_of), wanted, reach, timeout, asked)


@app.command(help=say("cli.judge", LANG), epilog=EXIT_CODES)
def judge(
    record: Annotated[Path, typer.Argument(help=say("cli.opt.record", LANG))],
    scope: Scope = None,
    out: Out = Path("reports"),
    lang: Lang = LANG,
    as_of: AsOf = "",
    guess_passwords: Guess = False,
    partial: Partial = False,
    format_: Format = EVERY,
) -> None:
    wanted = formats(format_, language(lang))
    if not record.exists():
        error = WardroundError(Fault.BAD_INPUT, "file_missing", where=str(record))
        stop(error.sentence(lang), BAD_INPUT)
    asked = {"guess": guess_passwords}
    _inspect([str(record)], scope, out, lang, day(as_of), wanted, Reach(partial=partial), asked=asked)


@app.command(help=say("cli.up", LANG), epilog=EXIT_CODES)
def up(
    once: Annotated[bool, typer.Option("--once", help=say("cli.opt.once", LANG))] = False,
    out: Out = Path("reports"),
    lang: Lang = LANG,
    format_: Format = EVERY,
) -> None:
    wanted = formats(format_, language(lang))
    try:
        _inspect(["local"], None, out, lang, date.today(), wanted, Reach())
    except typer.Exit as end:
        if not once:
            typer.echo(say("cli.console_later", lang), err=True)
        raise typer.Exit(OK if end.exit_code == PROBLEMS else end.exit_code) from None


def _inspect(
    named: Sequence[str],
    scope: Path | None,
    out: Path,
    lang: str,
    as_of: date,
    wanted: Sequence[str],
    reach: Reach,
    timeout: float = 600.0,
    asked: Mapping[str, bool] = MappingProxyType({}),
) -> None:
    """``asked``: what the probe is asked for besides: walk, verify, guess, as in Options."""
    from wardround import signing
    from wardround.inspection import collecting, folder, keeping
    from wardround.inspection.options import Options
    from wardround.inspection.targets import chosen, from_list

    try:
        expect = expectations.load(scope)
        listed = from_list(reach.targets_file) if reach.targets_file else []
        targets = chosen([*named, *listed], expect.targets)
        options = Options(
            msgspec.structs.replace(expect, targets=()),
            as_of,
            **asked,
            timeout=timeout,
            at_once=reach.at_once,
            partial=reach.partial,
            access=access(reach, targets, lang),
            intel=imported(lang),
        )
        folder.ready(out)
        signing.private_key()
        _tell_impact(targets, options.walk, lang)
        with RunProgress(len(targets), lang) as progress:
            items, interrupted = asyncio.run(collecting.collect(targets, options, progress))
        results = _written(items, options, interrupted, out, wanted, lang)
    except WardroundError as error:
        stop(error.sentence(lang), BAD_INPUT)
    _tell(results, out / (f"report.{lang}.{wanted[0]}" if wanted else keeping.RESULTS), lang)
    raise typer.Exit(_exit_code(results, interrupted, lang))


def _written(
    items: Sequence[Collected], options: Options, interrupted: bool, out: Path, wanted: Sequence[str], lang: str
) -> Results:
    from wardround.inspection import judging, keeping

    try:
        results = judging.judge(items, options, interrupted=interrupted)
        keeping.write(results, items, out, wanted)
    except KeyboardInterrupt:
        stop(say("cli.interrupted_writing", lang, path=out), INTERRUPTED)
    return results


def _tell_impact(targets: Sequence[Target], walk: bool, lang: str) -> None:
    """What the probe may do to a target, before it runs: once a kind."""
    from wardround.collectors import linux

    live = sum(t.live for t in targets)
    if live:
        impact = say(linux.IMPACT if walk else linux.IMPACT_NO_WALK, lang)
        typer.echo(say("cli.impact", lang, count=live, kind=linux.KIND, impact=impact), err=True)


def _tell(results: Results, path: Path, lang: str) -> None:
    for asset in results.assets:
        if asset.failure:
            typer.echo(getattr(asset.failure, lang), err=True)
    if sys.stdout.isatty():
        from wardround.renderers import terminal

        terminal.told(results, lang, str(path))
    else:
        _tell_a_pipe(results, lang)
    if results.intel is None:
        typer.echo(say("cli.intel.none", lang))
    else:
        typer.echo(say("cli.intel.used", lang, made=results.intel.made[:10], days=results.intel.age_days))
    typer.echo(say("cli.written", lang, path=path))


def _tell_a_pipe(results: Results, lang: str) -> None:
    """One line for each asset and each problem, for ``grep``."""
    from wardround.verdicts import Outcome

    for asset in results.assets:
        if not asset.observation:
            continue
        outcomes = [v.outcome for v in results.verdicts if v.observation == asset.observation]
        args = dict(zip(("pass_", "fail", "unknown", "na"), (outcomes.count(o) for o in Outcome), strict=True))
        typer.echo(say("cli.asset_line", lang, asset=asset.name, **args))
    for v in results.problems:
        typer.echo(f"  [{say(f'severity.{v.severity}', lang)}] {v.asset} {v.check}: {getattr(v.says, lang)}")


def _exit_code(results: Results, interrupted: bool, lang: str) -> int:
    from wardround.inspection.judging import judged_something

    broken = [v for v in results.verdicts if v.says.id == "unknown.our_bug"]
    if broken:
        found = list(dict.fromkeys(str(v.says.args["detail"]) for v in broken))
        typer.echo(say("cli.broken_checks", lang, count=len(broken), found=found), err=True)
    if interrupted:
        typer.echo(say("cli.interrupted", lang), err=True)
        return INTERRUPTED
    if broken:
        return BUG
    if not judged_something(results):
        typer.echo(say("cli.nothing_judged", lang), err=True)
        faults = {a.failure.fault for a in results.assets if a.failure}
        return BAD_INPUT if faults == {Fault.BAD_INPUT.value} else NOTHING
    if not results.complete:
        return PARTIAL
    return PROBLEMS if results.problems else OK
