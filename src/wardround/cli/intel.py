"""`intel build|import|show|trust`: the bundle that patch verdicts rest on, carried over the air gap as one file."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from wardround.cli.app import ALTERED, BAD_INPUT, EXIT_CODES, LANG, NOTHING, OK, Lang, app, language, stop
from wardround.cli.speech import Application
from wardround.errors import Fault, WardroundError
from wardround.wording import say

if TYPE_CHECKING:
    from wardround.intel.building import Building
    from wardround.intel.file import Opened
    from wardround.intel.lookup import Intel

group = Application(help=say("cli.intel", LANG))
app.add_typer(group, name="intel")

Bundle = Annotated[Path, typer.Argument(help=say("cli.intel.opt.file", LANG))]
Paths = list[Path] | None


def imported(lang: str) -> Intel | None:
    """The imported bundle; a damaged one is told of and left aside, and stops nothing else."""
    from wardround.intel import store

    try:
        return store.load()
    except WardroundError as error:
        typer.echo(say("cli.intel.unusable", lang, why=error.sentence(lang)), err=True)
        return None


def _opt(name: str) -> str:
    return say(f"cli.intel.opt.{name}", LANG)


def _end(error: WardroundError, lang: str) -> None:
    stop(error.sentence(lang), ALTERED if error.message == "intel_altered" else BAD_INPUT)


@group.command(help=say("cli.intel.build", LANG), epilog=EXIT_CODES)
def build(
    out: Annotated[Path, typer.Argument(help=_opt("out"))],
    from_apt: Annotated[bool, typer.Option("--from-apt", help=_opt("from_apt"))] = False,
    packages: Annotated[Paths, typer.Option(help=_opt("packages"))] = None,
    osv: Annotated[Paths, typer.Option(help=_opt("osv"))] = None,
    tracker: Annotated[Paths, typer.Option(help=_opt("tracker"))] = None,
    kev: Annotated[Paths, typer.Option(help=_opt("kev"))] = None,
    ends: Annotated[Paths, typer.Option(help=_opt("ends"))] = None,
    distro_info: Annotated[Path | None, typer.Option(help=_opt("distro_info"))] = None,
    by: Annotated[str, typer.Option(help=_opt("by"))] = "",
    lang: Lang = LANG,
) -> None:
    from wardround.intel import building, file
    from wardround.intel.sources import apt
    from wardround.intel.sources.ends import DISTRO_INFO

    language(lang)
    made = building.Building()
    places = [*(packages or []), *([apt.LISTS] if from_apt else [])]
    tables = distro_info or (DISTRO_INFO if from_apt and DISTRO_INFO.is_dir() else None)
    try:
        # Support ends and package lists first: they give the code names that the Debian tracker uses.
        _read(made, "distro_info", sorted(tables.glob("[du]*[nu].csv")) if tables else [], lang)
        _read(made, "packages", [p for place in places for p in apt.packages_files(place)], lang)
        for name, paths in {"ends": ends, "osv": osv, "tracker": tracker, "kev": kev}.items():
            _read(made, name, paths or [], lang)
        if not made.sources:
            raise WardroundError(Fault.BAD_INPUT, "intel_empty", where=str(out))
        opened = file.write(made.contents(), out, by)
    except WardroundError as error:
        _end(error, lang)
    if made.skipped:
        typer.echo(say("cli.intel.skipped", lang, found=made.skipped), err=True)
    _tell(opened, lang)


def _read(made: Building, name: str, paths: list[Path], lang: str) -> None:
    for path in paths:
        typer.echo(say("cli.intel.reading", lang, path=path), err=True)
        getattr(made, name)(path)


@group.command("import", help=say("cli.intel.import", LANG), epilog=EXIT_CODES)
def take(
    bundle: Bundle,
    older: Annotated[bool, typer.Option("--older", help=_opt("older"))] = False,
    lang: Lang = LANG,
) -> None:
    from wardround.intel import store

    language(lang)
    try:
        opened = store.take(bundle, older=older)
    except WardroundError as error:
        _end(error, lang)
    kept = (store.folder() / store.PREVIOUS).exists()
    typer.echo(say("cli.intel.imported" if kept else "cli.intel.imported_first", lang))
    _tell(opened, lang)


@group.command(help=say("cli.intel.show", LANG), epilog=EXIT_CODES)
def show(bundle: Annotated[Path | None, typer.Argument(help=_opt("file"))] = None, lang: Lang = LANG) -> None:
    from wardround.intel import file, store

    language(lang)
    try:
        opened = file.read(bundle) if bundle else store.installed()
    except WardroundError as error:
        _end(error, lang)
    if opened is None:
        stop(say("cli.intel.none", lang), NOTHING)
    _tell(opened, lang)


@group.command(help=say("cli.intel.trust", LANG), epilog=EXIT_CODES)
def trust(
    bundle: Bundle,
    yes: Annotated[bool, typer.Option("--yes", help=_opt("yes"))] = False,
    lang: Lang = LANG,
) -> None:
    from wardround import signing
    from wardround.intel import file

    language(lang)
    try:
        opened = file.read(bundle)
    except WardroundError as error:
        _end(error, lang)
    _tell(opened, lang)
    if not yes and not typer.confirm(say("cli.intel.ask", lang, fingerprint=opened.signature.fingerprint)):
        stop(say("cli.intel.refused", lang), BAD_INPUT)
    typer.echo(say("cli.intel.now_trusted", lang, path=signing.trust(opened.signature)))
    raise typer.Exit(OK)


def _tell(opened: Opened, lang: str) -> None:
    manifest = opened.intel.manifest
    days = opened.intel.age_days(datetime.now(UTC).date())
    size = opened.path.stat().st_size
    made = f"{manifest.made:%Y-%m-%d %H:%M} UTC"
    head = {"path": opened.path, "made": made, "days": days, "size": size, "digest": opened.intel.digest}
    typer.echo(say("cli.intel.head", lang, **head))
    trusted = say("cli.intel.trusted" if opened.trusted else "cli.intel.not_trusted", lang)
    signature = opened.signature
    typer.echo(
        say("cli.intel.signed", lang, by=signature.by or "?", fingerprint=signature.fingerprint, trusted=trusted)
    )
    for s in manifest.sources:
        by = say("cli.intel.publisher" if s.dated_by == "publisher" else "cli.intel.file_time", lang)
        typer.echo(say("cli.intel.source", lang, name=s.name, count=s.count, date=s.as_of.isoformat(), by=by))
