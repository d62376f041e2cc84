"""The imported bundle of this installation: one file in use, and the one before it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from wardround import signing
from wardround.errors import Fault, WardroundError
from wardround.intel import file
from wardround.intel.file import Opened
from wardround.intel.lookup import Intel

CURRENT, PREVIOUS = "current.intel", "previous.intel"


def folder() -> Path:
    """Where imported bundles lie."""
    return signing.home() / "intel"


def installed() -> Opened | None:
    """The bundle in use, None without one.

    Raises WardroundError when the file is damaged or altered, or its signer is no longer trusted.
    """
    path = folder() / CURRENT
    if not path.exists():
        return None
    opened = file.read(path)
    if not opened.trusted:
        raise WardroundError(
            Fault.NOT_PERMITTED,
            "intel_foreign_key",
            where=str(path),
            fingerprint=opened.signature.fingerprint,
            by=opened.signature.by or "?",
        )
    return opened


def load() -> Intel | None:
    """What checks may ask; None without an imported bundle. Raises WardroundError like :func:`installed`."""
    opened = installed()
    return opened.intel if opened else None


def take(path: Path, *, older: bool = False) -> Opened:
    """Imports a bundle: checks it whole, copies it beside, then swaps in one step; the one before is kept.

    Raises WardroundError: see :func:`wardround.intel.file.read` and ``accept``; or it is older than the one in use and
    ``older`` does not allow it.
    """
    file.accept(file.read(path))
    target = folder() / CURRENT
    new = folder() / f"new.{os.getpid()}"
    try:
        folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copyfile(path, new)
        with new.open("rb") as stream:
            os.fsync(stream.fileno())
        copied = file.read(new)
        file.accept(copied)  # what is used is what was checked: the copy
        _not_older(copied, path, older)
        if target.exists():
            keep = folder() / f"old.{os.getpid()}"
            os.link(target, keep)
            keep.replace(folder() / PREVIOUS)
        new.replace(target)
    except OSError as error:
        raise WardroundError(
            Fault.NOT_PERMITTED, "intel_store", where=str(folder()), detail=error.strerror or "?"
        ) from None
    finally:
        new.unlink(missing_ok=True)
    return file.read(target)


def _not_older(new: Opened, path: Path, allowed: bool) -> None:
    """A damaged bundle in use never stands in the way of a good one."""
    try:
        present = installed()
    except WardroundError:
        return
    if present and not allowed and new.intel.manifest.made < present.intel.manifest.made:
        raise WardroundError(
            Fault.BAD_INPUT,
            "intel_older",
            where=str(path),
            made=f"{new.intel.manifest.made:%Y-%m-%d %H:%M}",
            present=f"{present.intel.manifest.made:%Y-%m-%d %H:%M}",
        )
