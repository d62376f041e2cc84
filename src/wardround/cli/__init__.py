"""The command line: a contract with exit codes, written in ``--help`` and docs/guide. One module, one group."""

from __future__ import annotations

import sys

import typer

from wardround.cli import (  # noqa: F401  (importing a module registers its commands)
    developing,
    fleet,
    inspecting,
    listing,
    offline,
)
from wardround.cli.app import BUG, INTERRUPTED, LANG, app
from wardround.wording import say


def main() -> None:
    """The console entry: every ending is an exit code with one sentence, never a trace."""
    try:
        app()
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except Exception as error:
        typer.echo(say("cli.our_bug", LANG, detail=f"{type(error).__name__}: {error}"), err=True)
        sys.exit(BUG)
