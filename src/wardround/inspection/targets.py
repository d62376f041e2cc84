"""What a person asked to inspect: ``local``, ``ssh://…``, or a kit file; by argument, list, or scope."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from wardround.errors import Fault, WardroundError
from wardround.expectations import InScope, read_text
from wardround.transports.ssh.address import SCHEME, Address, address

MAX_TARGETS = 10_000


class Target(msgspec.Struct, frozen=True):
    """One target and the asset's name (empty: what the host calls itself). None: as for the whole run."""

    text: str
    kind: str
    asset: str = ""
    path: Path | None = None
    ssh: Address | None = None
    sudo: bool | None = None
    key: Path | None = None
    jump: tuple[Address, ...] | None = None

    @property
    def live(self) -> bool:
        """Whether something is run on a machine, rather than a file read."""
        return self.path is None


def target(text: str) -> Target:
    """A target from the command line. Raises WardroundError (bad input) when it is none."""
    if text == "local":
        return Target(text, "local", platform.node() or "local")
    if text.startswith(SCHEME):
        found = address(text)
        return Target(str(found), "ssh", ssh=found)
    path = Path(text)
    if path.exists():
        return Target(text, "file", path.stem, path)
    if "/" in text or "." in text:
        raise WardroundError(Fault.BAD_INPUT, "file_missing", where=text)
    raise WardroundError(Fault.BAD_INPUT, "target_unknown", where=text)


def from_list(path: Path) -> list[str]:
    """Targets of a file, one a line; ``#`` begins a comment. Raises WardroundError: unreadable, empty, over 10,000."""
    rows = (row.split("#", 1)[0].strip() for row in read_text(path).splitlines())
    found = [row for row in rows if row]
    if not 0 < len(found) <= MAX_TARGETS:
        message = "targets_many" if found else "targets_none"
        raise WardroundError(Fault.BAD_INPUT, message, where=str(path), limit=MAX_TARGETS)
    return found


def jumps(texts: Iterable[str]) -> tuple[Address, ...]:
    """A chain of jump hosts, the first hop first. Raises WardroundError."""
    return tuple(address(text) for text in texts)


def from_scope(entry: InScope) -> Target:
    """A target as the scope names it. Raises WardroundError."""
    found = target(entry.target)
    chain = (entry.jump,) if isinstance(entry.jump, str) else entry.jump
    return msgspec.structs.replace(
        found,
        asset=entry.asset or found.asset,
        sudo=entry.sudo,
        key=Path(entry.key) if entry.key else None,
        jump=None if chain is None else jumps(chain),
    )


def chosen(asked: Sequence[str], scope: Sequence[InScope]) -> list[Target]:
    """The targets of a run, each once: those asked for, else all of the scope, else this machine.

    A scope that lists targets is a fence: an SSH target outside it is refused. Raises WardroundError.
    """
    fence = [from_scope(entry) for entry in scope]
    found = [t for text in asked for t in _in_scope(text, fence)]
    found = found if asked else fence or [target("local")]
    return list({(t.kind, t.ssh, t.path and t.path.resolve(), t.jump): t for t in reversed(found)}.values())[::-1]


def _in_scope(text: str, fence: Sequence[Target]) -> list[Target]:
    named = [t for t in fence if text and t.asset == text]
    if named:
        return named
    asked = target(text)
    same = [t for t in fence if (t.kind, t.ssh, t.path) == (asked.kind, asked.ssh, asked.path)]
    if asked.ssh and fence and not same:
        raise WardroundError(Fault.NOT_PERMITTED, "target_outside", where=asked.text)
    return same or [asked]
