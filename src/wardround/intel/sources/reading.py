"""Reading public files: plain or compressed, within limits, with their hash and date."""

from __future__ import annotations

import gzip
import hashlib
import lzma
import subprocess
from datetime import UTC, date, datetime
from pathlib import Path
from typing import IO

from wardround.errors import Fault, WardroundError

MAX_BYTES = 1024**3
#: apt keeps its lists in any of these; what Python cannot unpack, apt's own program does.
APT_HELPER = "/usr/lib/apt/apt-helper"


def bad(path: Path, message: str, **args: object) -> WardroundError:
    """An error about an input file."""
    return WardroundError(Fault.BAD_INPUT, message, where=str(path), **args)


def _open(path: Path) -> IO[bytes]:
    if path.suffix == ".gz":
        return gzip.open(path, "rb")  # type: ignore[return-value]  # a GzipFile reads bytes
    if path.suffix == ".xz":
        return lzma.open(path, "rb")
    return path.open("rb")


def _through_apt(path: Path) -> bytes:
    try:
        done = subprocess.run([APT_HELPER, "cat-file", str(path)], capture_output=True, timeout=120, check=False)
    except (OSError, subprocess.TimeoutExpired):
        raise bad(path, "intel_no_apt_helper") from None
    if done.returncode:
        raise bad(path, "file_unreadable", detail=f"apt-helper: {done.returncode}")
    return done.stdout


def content(path: Path) -> bytes:
    """The unpacked bytes of a file: plain, .gz, .xz; .lz4 and .zst through apt.

    Raises WardroundError: missing, unreadable, damaged, or more than 1 GiB unpacked.
    """
    try:
        if path.suffix in (".lz4", ".zst"):
            data = _through_apt(path)
        else:
            with _open(path) as stream:
                data = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise bad(path, "file_missing") from None
    except (EOFError, lzma.LZMAError, gzip.BadGzipFile) as error:
        raise bad(path, "file_unreadable", detail=str(error)) from None
    except OSError as error:
        raise bad(path, "file_unreadable", detail=error.strerror or str(error)) from None
    if len(data) > MAX_BYTES:
        raise bad(path, "intel_huge", limit=MAX_BYTES // 1024**2)
    return data


def file_date(path: Path) -> date:
    """The day (UTC) of a file's time: all that is known of a file that carries no date of its own."""
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date()


def sha256(data: bytes) -> str:
    """SHA-256 in hexadecimal."""
    return hashlib.sha256(data).hexdigest()
