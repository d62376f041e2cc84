"""A folder of results on the disk: private, each file there whole or not at all, one writer at a time."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from wardround.errors import Fault, WardroundError


@contextmanager
def writing(out: Path) -> Iterator[None]:
    """Turns what the disk refuses into a sentence. Raises WardroundError (bad input)."""
    try:
        yield
    except OSError as error:
        detail = error.strerror or "?"
        raise WardroundError(Fault.BAD_INPUT, "file_unwritable", where=str(out), detail=detail) from None


def make(folder: Path) -> None:
    """The folder, for its owner only where it is new: what is found in a hospital is nobody else's business."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)


def put(path: Path, data: bytes) -> None:
    """Writes a file for its owner only. It is there whole or not at all, whenever the power goes. Raises OSError."""
    new = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600), "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        new.replace(path)
    except BaseException:
        with suppress(OSError):
            new.unlink()
        raise


def private(path: str, flags: int) -> int:
    """Opens a file that grows while it is written, for its owner only: the ``opener`` of open()."""
    place = os.open(path, flags, 0o600)
    os.fchmod(place, 0o600)
    return place


def ready(out: Path) -> None:
    """Makes sure that a run can write there, before it asks any target. Raises WardroundError."""
    with writing(out):
        make(out)
        put(out / ".writable", b"wardround\n")
        (out / ".writable").unlink()


@contextmanager
def alone(out: Path) -> Iterator[None]:
    """Waits until no other run writes into that folder. Where the file system has no locks, nobody waits."""
    place = os.open(out, os.O_RDONLY)
    try:
        with suppress(OSError):
            fcntl.flock(place, fcntl.LOCK_EX)
        yield
    finally:
        os.close(place)
