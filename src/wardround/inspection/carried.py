"""Records that people carried here: from text mode, PowerShell, gzip or a zip file back to what the probe printed."""

from __future__ import annotations

import gzip
import io
import stat
import zipfile
import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import IO, cast

from wardround.collectors.linux import raw
from wardround.errors import Fault, WardroundError

CHUNK = 1024 * 1024


def read_file(path: Path, limit: int = raw.MAX_BYTES) -> bytes:
    """The record in a file, unpacked, at most one byte more than ``limit``.

    Raises WardroundError: missing, a folder or a device, unreadable, or an archive that holds no single record.
    """
    try:
        mode = path.stat().st_mode
        if not stat.S_ISREG(mode):
            message = "file_is_folder" if stat.S_ISDIR(mode) else "file_not_regular"
            raise WardroundError(Fault.BAD_INPUT, message, where=str(path))
        with path.open("rb") as stream:
            return raw.plain(_unpacked(stream, path, limit))
    except FileNotFoundError:
        raise WardroundError(Fault.BAD_INPUT, "file_missing", where=str(path)) from None
    except OSError as error:
        detail = error.strerror or str(error)
        raise WardroundError(Fault.BAD_INPUT, "file_unreadable", where=str(path), detail=detail) from None


def _unpacked(stream: IO[bytes], path: Path, limit: int) -> bytes:
    start = stream.read(4)
    stream.seek(0)
    if start[:2] == b"\x1f\x8b":
        return _bounded(gzip.GzipFile(fileobj=stream), limit)
    if start == b"PK\x03\x04":
        return _zipped(stream, path, limit)
    return stream.read(limit + 1)


def _bounded(stream: gzip.GzipFile | zipfile.ZipExtFile, limit: int) -> bytes:
    """As much as can be unpacked: a damaged archive gives the part before the damage, which is then cut short."""
    found = io.BytesIO()
    try:
        while found.tell() <= limit and (chunk := stream.read1(min(CHUNK, limit + 1 - found.tell()))):
            found.write(chunk)
    except (EOFError, OSError, zlib.error, zipfile.BadZipFile):
        pass
    return found.getvalue()


def _zipped(stream: IO[bytes], path: Path, limit: int) -> bytes:
    try:
        with zipfile.ZipFile(stream) as archive:
            names = _records(i.filename for i in archive.infolist()[:1000] if not i.is_dir())
            if len(names) != 1:
                raise WardroundError(Fault.BAD_INPUT, "archive_not_one", where=str(path), count=len(names))
            with archive.open(names[0]) as member:
                return _bounded(cast(zipfile.ZipExtFile, member), limit)
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, zlib.error) as error:
        raise WardroundError(Fault.BAD_INPUT, "archive_bad", where=str(path), detail=str(error)[:200]) from None


def _records(names: Iterable[str]) -> list[str]:
    """The one file of an archive, or its ``*.probe`` where there is more."""
    every = list(names)
    probes = [n for n in every if n.endswith(".probe")]
    return probes or every
