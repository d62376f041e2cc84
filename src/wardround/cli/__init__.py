"""The command line: a contract with exit codes, written in ``--help`` and docs/guide. One module, one group."""

from __future__ import annotations

import sys

import typer

from wardround.cli import (  # noqa: F401  (importing a module registers its commands)
    developing,
    fleet,
    inspecting,
    intel,
    listing,
    offline,
    reporting,
)
from wardround.cli.app import BAD_INPUT, BUG, INTERRUPTED, LANG, OK, app
from wardround.cli.outlet import open_ended
from wardround.cli.speech import Complaint, complaint
from wardround.errors import Fault, WardroundError
from wardround.wording import say


def main() -> None:
    """The console entry: every ending is an exit code with one sentence, never a trace."""
    open_ended()
    try:
        sys.exit(app(standalone_mode=False) or OK)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except typer.Abort:
        typer.echo(say("cli.no_answer", LANG), err=True)
        sys.exit(BAD_INPUT)
    except OSError as error:
        what = WardroundError(
            Fault.BAD_INPUT, "io_failed", where=str(error.filename or "-"), detail=error.strerror or str(error)
        )
        typer.echo(what.sentence(LANG), err=True)
        sys.exit(BAD_INPUT)
    except Exception as error:
        if isinstance(error, Complaint):
            typer.echo(complaint(error, LANG), err=True)
            sys.exit(error.exit_code)
        typer.echo(say("cli.our_bug", LANG, detail=f"{type(error).__name__}: {error}"), err=True)
        sys.exit(BUG)
