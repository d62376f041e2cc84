"""Debian package indexes: `Release`/`InRelease` with the `Packages` files that it lists (Debian repository format)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from email.utils import parsedate_to_datetime
from pathlib import Path

import msgspec

from wardround.intel.model import Source
from wardround.intel.sources.reading import bad, content, sha256
from wardround.intel.versions import debian

LISTS = Path("/var/lib/apt/lists")
_ORIGINS = {"Debian": "debian", "Ubuntu": "ubuntu"}
_FIELD = re.compile(rb"^(Package|Version|Architecture): ?(.*)$", re.M)
_RELEASE_FIELD = re.compile(r"^(Origin|Suite|Codename|Version|Date): ?(.*)$", re.M)
_HASH = re.compile(r"^ ([0-9a-f]{64}) +\d+ \S+$", re.M)
_NAME = re.compile(r"(?:^|_)Packages(?:\.(?:gz|xz|lz4|zst))?$")


class Release(msgspec.Struct, frozen=True):
    """What a Release file says of itself. ``release`` is "" where it is not Debian's or Ubuntu's own."""

    origin: str
    release: str
    codename: str
    pocket: str
    day: date
    hashes: frozenset[str]


class Packages(msgspec.Struct, frozen=True):
    """One `Packages` file: package -> newest version, of one architecture."""

    release: Release
    architecture: str
    versions: dict[str, str]
    source: Source


def packages_files(place: Path) -> Iterator[Path]:
    """The `Packages` files at a place: the file itself, or those under a folder."""
    if place.is_file():
        yield place
    elif place.is_dir():
        yield from sorted(p for p in place.rglob("*Packages*") if _NAME.search(p.name) and p.is_file())
    else:
        raise bad(place, "file_missing")


def _release_file(path: Path) -> Path:
    """The Release file of a Packages file: beside it under apt's flat name, or in its folder or the three above."""
    if "_dists_" in path.name:
        head, _, tail = path.name.partition("_dists_")
        words = tail.split("_")
        beside = [f"{head}_dists_{'_'.join(words[:n])}_" for n in range(len(words), 0, -1)]
    else:
        beside = [""]
    for folder in [path.parent, *list(path.parent.parents)[:3]]:
        for start in beside:
            for name in ("InRelease", "Release"):
                if (folder / f"{start}{name}").is_file():
                    return folder / f"{start}{name}"
    raise bad(path, "intel_no_release")


def release(path: Path) -> Release:
    """Reads a Release file. Raises WardroundError when it has no date or no hashes.

    Its OpenPGP signature is not checked here: apt has done so for its own lists, and the guide says how for others.
    """
    text = content(path).decode("utf-8", "replace")
    fields = dict(reversed(_RELEASE_FIELD.findall(text)))  # the first of each wins
    try:
        day = parsedate_to_datetime(fields["Date"].strip()).date()
    except (KeyError, ValueError):
        raise bad(path, "intel_no_date") from None
    names = (fields.get("Codename", ""), fields.get("Suite", ""))
    kinds = {name.split("-", 1)[1] for name in names if "-" in name}
    pocket = kinds.pop() if len(kinds) == 1 else ("" if kinds else "main")
    version = re.match(r"\d+(?:\.\d+)?", fields.get("Version", ""))
    name = _ORIGINS.get(fields.get("Origin", "").strip(), "")
    of = ""
    if name and version and pocket in ("main", "updates", "security"):
        of = f"{name}/{version[0].split('.')[0] if name == 'debian' else version[0]}"
    codename = names[0].split("-", 1)[0]
    return Release(fields.get("Origin", "?"), of, codename, pocket, day, frozenset(_HASH.findall(text)))


def packages(path: Path) -> Packages:
    """Reads a Packages file and its Release file.

    Raises WardroundError: no Release file, or the file is not one that the Release file lists.
    """
    of = release(_release_file(path))
    data = content(path)
    digest = sha256(data)
    if digest not in of.hashes:
        raise bad(path, "intel_not_listed")
    versions, architecture = _versions(data)
    name = f"{of.release or of.origin} {of.pocket} {architecture}"
    return Packages(of, architecture, versions, Source(name, "packages", of.day, len(versions), digest))


def _versions(data: bytes) -> tuple[dict[str, str], str]:
    found: dict[str, str] = {}
    architecture, name = "", ""
    for m in _FIELD.finditer(data):
        value = m[2].decode("utf-8", "replace").strip()
        if m[1] == b"Package":
            name = value
        elif m[1] == b"Version":
            if name not in found or debian(value, found[name]) > 0:
                found[name] = value
        elif not architecture and value != "all":
            architecture = value
    return found, architecture or "all"
