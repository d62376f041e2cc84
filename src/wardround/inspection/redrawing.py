"""A report rendered again from results.json alone: in another language or format, by this or a later program."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import msgspec

from wardround import renderers, signing
from wardround.errors import Fault, WardroundError
from wardround.inspection import keeping
from wardround.results import Results
from wardround.results.reading import bytes_of, document
from wardround.results.seal import Seal, Stamp, stamp


class Found(msgspec.Struct, frozen=True):
    """A result document with its bytes, its seal where one holds, and what documents print of that."""

    path: Path
    data: bytes
    results: Results
    seal: Seal | None
    stamp: Stamp


def read(path: Path) -> Found:
    """The result document in that folder or file. Raises WardroundError (bad input) when it is none.

    A seal that does not hold for it is none: its documents say *not signed*.
    """
    if path.is_dir():
        path = path / keeping.RESULTS
    data = bytes_of(path)
    results = document(data, str(path))
    seal = _seal(path.with_name(keeping.SEAL))
    if seal is not None and not signing.holds(data, seal.results):
        seal = None
    return Found(path, data, results, seal, stamp(data, seal.results if seal else None))


def _seal(path: Path) -> Seal | None:
    try:
        return msgspec.json.decode(bytes_of(path), type=Seal)
    except (WardroundError, msgspec.DecodeError, UnicodeDecodeError):
        return None


def draw(found: Found, lang: str, formats: Iterable[str], out: Path | None) -> list[Path]:
    """Renders documents; beside results.json they join the seal, where this installation made it.

    Raises WardroundError: the folder cannot be written, or a document there is frozen by another's signature.
    """
    folder = out or found.path.parent
    documents = renderers.render(found.results, lang, formats, found.stamp)
    made = {f"report.{lang}.{name}": (name, data) for name, data in documents.items()}
    sealed = found.seal.manifest.documents if found.seal and folder.resolve() == found.path.parent.resolve() else {}
    rendered = {file: renderers.rendered(name, data) for file, (name, data) in made.items()}
    changed = {file: r for file, r in rendered.items() if file not in sealed or sealed[file].sha256 != r.sha256}
    mine = found.seal is not None and signing.own(found.seal.results)
    for file in changed:
        if file in sealed and not mine:
            raise WardroundError(Fault.NOT_PERMITTED, "document_frozen", where=str(folder / file))
    keeping.put(folder, {file: data for file, (_, data) in made.items()})
    if found.seal and mine and changed and folder.resolve() == found.path.parent.resolve():
        keeping.reseal(found.seal, found.data, changed, folder)
    return [folder / file for file in made]
