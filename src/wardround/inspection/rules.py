"""Which program judged: a digest over everything in it that can change a verdict, an answer or a score."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable

from wardround import __version__
from wardround.results import Program

#: What a rendering or a command may change without a verdict changing.
ASIDE = frozenset({"cli", "renderers", "transports", "signing.py", "__main__.py", "__pycache__"})


def _texts(folder: Traversable, name: str) -> Iterable[tuple[str, bytes]]:
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.is_dir() and entry.name not in ASIDE:
            yield from _texts(entry, f"{name}{entry.name}/")
        elif entry.name.endswith((".py", ".yaml", ".sh", ".json", ".txt", ".tsv")) and entry.name not in ASIDE:
            yield f"{name}{entry.name}", entry.read_bytes()


@cache
def program() -> Program:
    """This program, so that a verification knows whether judging again must give the same."""
    whole = hashlib.sha256()
    for name, data in _texts(files("wardround"), ""):
        whole.update(f"{name}\0{len(data)}\0".encode() + data)
    return Program("wardround", __version__, whole.hexdigest())
