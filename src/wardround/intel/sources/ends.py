"""Support ends: Debian's distro-info-data tables, and a hospital's or bureau's own list in YAML or CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import msgspec
import yaml

from wardround.intel.model import End, Source
from wardround.intel.sources.reading import bad, content, file_date, sha256

DISTRO_INFO = Path("/usr/share/distro-info")
#: The columns whose latest date is when free security updates end. ESM, ELTS and legacy support must be bought.
_FREE = {"debian": ("eol", "eol-lts"), "ubuntu": ("eol", "eol-server")}


class OwnList(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The YAML file: ``as_of`` the day on which its dates were checked."""

    as_of: date
    ends: tuple[End, ...]


class Table(msgspec.Struct, frozen=True):
    """The rows of one file; ``codenames`` only from distro-info: code name -> release."""

    ends: tuple[End, ...]
    codenames: dict[str, str]
    source: Source


def distro_info(path: Path) -> Table:
    """`debian.csv` or `ubuntu.csv` of distro-info-data; the file's time is its date."""
    product = path.stem
    data = content(path)
    ends, codenames = [], {}
    for row in csv.DictReader(io.StringIO(data.decode("utf-8"))):
        version = (row.get("version") or "").removesuffix(" LTS").strip()
        days = [d for column in _FREE[product] if (d := row.get(column))]
        if not version:
            continue
        codenames[row["series"]] = f"{product}/{version}"
        if days:
            ends.append(End(product, version, date.fromisoformat(max(days)), "distro-info-data"))
    source = Source(f"distro-info {path.name}", "ends", file_date(path), len(ends), sha256(data), "file")
    return Table(tuple(ends), codenames, source)


def own(path: Path) -> Table:
    """A list of one's own: YAML {as_of, ends: [{product, cycle, end, source}]}, or CSV with those four columns.

    Raises WardroundError with the place of what is wrong.
    """
    data = content(path)
    text = data.decode("utf-8", "replace")
    if path.suffix.lower() == ".csv":
        ends, day, by = tuple(_csv(path, csv.DictReader(io.StringIO(text)))), file_date(path), "file"
    else:
        try:
            found = msgspec.convert(yaml.load(text, Loader=yaml.CSafeLoader), OwnList)
        except (yaml.YAMLError, msgspec.ValidationError) as error:
            raise bad(path, "intel_shape", kind="YAML", detail=str(error).replace("\n", " ")) from None
        ends, day, by = found.ends, found.as_of, "publisher"
    return Table(ends, {}, Source(path.name, "ends", day, len(ends), sha256(data), by))


def _csv(path: Path, rows: Iterable[dict[str, str | None]]) -> Iterable[End]:
    for number, row in enumerate(rows, 2):
        try:
            yield msgspec.convert({k: v for k, v in row.items() if k and v}, End, strict=False)
        except msgspec.ValidationError as error:
            raise bad(path, "intel_shape", kind=f"CSV:{number}", detail=str(error)) from None
