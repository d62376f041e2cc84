"""The options that say how targets are reached, and the passwords that go with them: asked, never on a command line."""

from __future__ import annotations

import getpass
import inspect
import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any, get_type_hints

import msgspec
import typer

from wardround.cli.app import LANG
from wardround.errors import Fault, WardroundError
from wardround.inspection.targets import Target, jumps
from wardround.transports.ssh.access import Access, Secret
from wardround.wording import say

MAX_PASSWORD = 4096
SSH_PASSWORD, SSH_PASSPHRASE, SUDO_PASSWORD = (
    "WARDROUND_SSH_PASSWORD",
    "WARDROUND_SSH_PASSPHRASE",
    "WARDROUND_SUDO_PASSWORD",
)


def _option(name: str, *flags: str, **more: Any) -> Any:
    return typer.Option(*flags, help=say(f"cli.opt.{name}", LANG), rich_help_panel=None, **more)


class Reach(msgspec.Struct, frozen=True):
    """The options of `inspect` that concern the way to a target; each field is one option."""

    targets_file: Annotated[Path | None, _option("targets_file", "--targets")] = None
    at_once: Annotated[int, _option("at_once", min=1, max=256)] = 10
    connect_timeout: Annotated[float, _option("connect_timeout", min=1)] = 15.0
    key: Annotated[list[Path] | None, _option("key")] = None
    ask_password: Annotated[bool, _option("ask_password", "--ask-password")] = False
    password_fd: Annotated[int | None, _option("password_fd", min=0)] = None
    sudo: Annotated[bool, _option("sudo", "--sudo")] = False
    ask_sudo_password: Annotated[bool, _option("ask_sudo_password", "--ask-sudo-password")] = False
    jump: Annotated[list[str] | None, _option("jump")] = None
    known_hosts: Annotated[Path | None, _option("known_hosts")] = None
    accept_new: Annotated[bool, _option("accept_new", "--accept-new")] = False
    old_ssh: Annotated[bool, _option("old_ssh", "--old-ssh")] = False
    partial: Annotated[bool, _option("partial", "--partial")] = False


def with_reach(command: Callable[..., None]) -> Callable[..., None]:
    """Gives a command every option of :class:`Reach`; it receives them as one argument, ``reach``."""
    hints = get_type_hints(Reach, include_extras=True)
    fields = {f.name: f for f in msgspec.structs.fields(Reach)}
    plain = inspect.signature(command, eval_str=True)
    own = [p for p in plain.parameters.values() if p.name != "reach"]
    added = [
        inspect.Parameter(n, inspect.Parameter.KEYWORD_ONLY, default=f.default, annotation=hints[n])
        for n, f in fields.items()
    ]

    def run(**given: Any) -> None:
        command(**{n: v for n, v in given.items() if n not in fields}, reach=Reach(**{n: given[n] for n in fields}))

    run.__name__, run.__doc__ = command.__name__, command.__doc__
    run.__signature__ = inspect.Signature([*own, *added])  # type: ignore[attr-defined]  # typer reads it
    run.__annotations__ = {p.name: p.annotation for p in [*own, *added]}
    return run


def access(reach: Reach, targets: Iterable[Target], lang: str) -> Access:
    """The credentials of a run; asks for what is to be asked, once. Raises WardroundError."""
    ssh = [t for t in targets if t.ssh]
    if not ssh:
        return Access()
    keys = tuple(reach.key or ())
    sudo = reach.sudo or reach.ask_sudo_password
    return Access(
        keys=keys,
        passphrase=_passphrase([*keys, *(t.key for t in ssh if t.key)], lang),
        password=_password(reach, lang),
        sudo=sudo,
        sudo_password=_secret(SUDO_PASSWORD, "cli.ask_sudo_password", reach.ask_sudo_password, lang),
        jump=jumps(reach.jump or ()),
        known_hosts=reach.known_hosts,
        accept_new=reach.accept_new,
        old=reach.old_ssh,
        connect_timeout=reach.connect_timeout,
    )


def _secret(variable: str, question: str, ask: bool, lang: str) -> Secret | None:
    """A secret of the environment, which is then forgotten there (no child inherits it), else asked for."""
    text = os.environ.pop(variable, "")
    if text:
        return Secret(text)
    if not ask:
        return None
    if not sys.stdin.isatty() and not os.path.exists("/dev/tty"):
        raise WardroundError(Fault.BAD_INPUT, "no_terminal", where=variable)
    try:
        return Secret(getpass.getpass(say(question, lang)))
    except (EOFError, OSError):
        raise WardroundError(Fault.BAD_INPUT, "no_terminal", where=variable) from None


def _password(reach: Reach, lang: str) -> Secret | None:
    if reach.password_fd is None:
        return _secret(SSH_PASSWORD, "cli.ask_password", reach.ask_password, lang)
    try:
        data = os.read(reach.password_fd, MAX_PASSWORD)
        return Secret(data.decode().split("\n", 1)[0])
    except (OSError, UnicodeDecodeError) as error:
        detail = str(getattr(error, "strerror", None) or "not UTF-8")
        raise WardroundError(
            Fault.BAD_INPUT, "file_unreadable", where=f"--password-fd {reach.password_fd}", detail=detail
        ) from None


def _passphrase(paths: list[Path], lang: str) -> Secret | None:
    if not paths:
        return None
    from wardround.transports.ssh import keys

    return _secret(SSH_PASSPHRASE, "cli.ask_passphrase", keys.locked(paths), lang)
