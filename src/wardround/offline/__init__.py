"""One archive that installs Wardround where there is no network: what runs here, packed with its own installer.

The archive holds the very files of this installation (Wardround and the packages that it needs, as pinned), their
SHA-256 sums and ``install.sh``. It needs no pip on the other side, only Python of the same version and platform.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import sys
import sysconfig
import tarfile
from collections.abc import Callable, Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from importlib.resources import files
from pathlib import Path, PurePosixPath

from packaging.requirements import Requirement

from wardround import __version__
from wardround.errors import Fault, WardroundError

NAME = "wardround"
#: Every entry carries this time, so that the same installation gives the same bytes.
EPOCH = 315532800
Progress = Callable[[str], None]


def platform_tag() -> str:
    """What must be equal on the other side: system, machine, Python's binary interface."""
    return f"{sysconfig.get_platform().replace('.', '_')}-cp{sys.version_info.major}{sys.version_info.minor}"


def needed(name: str = NAME) -> list[Distribution]:
    """The installed distributions that Wardround needs, and what those need, by name; itself first.

    Raises WardroundError (our bug) when one is not installed.
    """
    found: dict[str, Distribution] = {}
    waiting = [(name, frozenset[str]())]
    while waiting:
        wanted, extras = waiting.pop(0)
        key = wanted.lower().replace("_", "-")
        if key in found:
            continue
        try:
            found[key] = distribution(wanted)
        except PackageNotFoundError:
            raise WardroundError(Fault.OUR_BUG, "package_missing", where=wanted) from None
        for text in found[key].requires or []:
            need = Requirement(text)
            scopes = [{"extra": extra} for extra in (extras or {""})]
            if need.marker is None or any(need.marker.evaluate(scope) for scope in scopes):
                waiting.append((need.name, frozenset(need.extras)))
    return [found.pop(name), *(found[key] for key in sorted(found))]


def _own_files() -> Iterator[tuple[str, Path]]:
    root = Path(str(files(NAME)))
    for path in sorted(root.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield f"{NAME}/{path.relative_to(root).as_posix()}", path


def _files_of(dist: Distribution) -> Iterator[tuple[str, Path]]:
    """(place in the library folder, file) of a distribution; programs and caches stay out."""
    for entry in dist.files or []:
        place = PurePosixPath(entry.as_posix())
        if ".." in place.parts or place.is_absolute() or "__pycache__" in place.parts or place.suffix == ".pth":
            continue
        if place.name == "direct_url.json":  # says where this checkout lies
            continue
        path = Path(str(dist.locate_file(entry)))
        if path.is_file():
            yield place.as_posix(), path


def contents() -> dict[str, Path]:
    """Place in the archive's ``lib`` folder -> file on this machine."""
    own, *others = needed()
    found = dict(_own_files())
    for dist in (own, *others):
        found.update(_files_of(dist))
    return {k: v for k, v in found.items() if not k.startswith("__editable__")}


def write(out: Path, progress: Progress) -> Path:
    """Writes ``wardround-VERSION-PLATFORM.tar.gz`` into a folder and returns its path.

    Raises WardroundError: the folder cannot be written, or a package is missing here.
    """
    top = f"{NAME}-{__version__}"
    path = out / f"{top}-{platform_tag()}.tar.gz"
    entries = contents()
    progress(str(len(entries)))
    try:
        out.mkdir(parents=True, exist_ok=True)
        half = path.with_suffix(".part")
        with (
            half.open("wb") as raw,
            gzip.GzipFile("", "wb", 6, raw, mtime=EPOCH) as packed,
            tarfile.open(fileobj=packed, mode="w", format=tarfile.PAX_FORMAT) as archive,
        ):
            _fill(archive, top, entries)
        half.replace(path)
    except OSError as error:
        detail = error.strerror or "?"
        raise WardroundError(Fault.BAD_INPUT, "file_unwritable", where=str(out), detail=detail) from None
    return path


def _fill(archive: tarfile.TarFile, top: str, entries: dict[str, Path]) -> None:
    sums = []
    for place, path in sorted(entries.items()):
        data = path.read_bytes()
        sums.append(f"{hashlib.sha256(data).hexdigest()}  lib/{place}\n")
        _add(archive, f"{top}/lib/{place}", data)
    install = files(__name__).joinpath("install.sh").read_bytes()
    about = f"version={__version__}\nplatform={platform_tag()}\npython={sys.version_info[0]}.{sys.version_info[1]}\n"
    for place, data in (("install.sh", install), ("ABOUT", about.encode())):
        sums.append(f"{hashlib.sha256(data).hexdigest()}  {place}\n")
        _add(archive, f"{top}/{place}", data, 0o755 if place.endswith(".sh") else 0o644)
    _add(archive, f"{top}/SHA256SUMS", "".join(sums).encode())


def _add(archive: tarfile.TarFile, name: str, data: bytes, mode: int = 0o644) -> None:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = len(data), mode, EPOCH
    archive.addfile(entry, io.BytesIO(data))
