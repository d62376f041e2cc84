"""The files of one inspection: results.json, the raw observations under their SHA-256, the documents, the seal."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from wardround import renderers, signing
from wardround.collectors.linux import raw
from wardround.inspection import folder
from wardround.inspection.collecting import Collected
from wardround.results import Results, canonical, digest
from wardround.results.seal import Rendered, Seal, Stamp, seal, stamp
from wardround.wording import LANGUAGES

RESULTS, SEAL = "results.json", "results.sig.json"


def write(results: Results, items: Iterable[Collected], out: Path, formats: Iterable[str] = renderers.FORMATS) -> Path:
    """Writes everything under ``out`` and seals it, the seal last: what has none was not finished.

    Raises WardroundError when the folder cannot be written or there is no usable key.
    """
    with folder.writing(out):
        folder.make(out)
        with folder.alone(out):
            return _write(results, items, out, tuple(formats))


def _write(results: Results, items: Iterable[Collected], out: Path, formats: Iterable[str]) -> Path:
    with folder.writing(out):
        observations = _observations(results, items, out)
        (out / SEAL).unlink(missing_ok=True)
        data = canonical(results)
        folder.put(out / RESULTS, data)
    signed = signing.sign(data, results.hospital)
    documents: dict[str, Rendered] = {}
    for lang in LANGUAGES:
        documents |= draw(results, lang, formats, stamp(data, signed), out)
    with folder.writing(out):
        folder.put(out / SEAL, canonical(seal(data, signed, observations, documents)))
    return out / RESULTS


def _observations(results: Results, items: Iterable[Collected], out: Path) -> dict[str, str]:
    """Writes the raw observations (also the broken ones, beside); path -> SHA-256."""
    kept = {o.id: o.file for o in results.observations}
    folder.make(out / "observations")
    written = {}
    for item in items:
        # A file that is no probe record at all is not copied: it may hold anything, a shadow file for one.
        if item.data.startswith(raw.HEAD):
            name = digest(item.data)
            path = kept.get(name, f"observations/{name}.broken")
            folder.put(out / path, item.data)
            written[path] = name
    return written


def draw(results: Results, lang: str, formats: Iterable[str], printed: Stamp, out: Path) -> dict[str, Rendered]:
    """Renders and writes the documents of one language; name -> hash and versions.

    Raises WardroundError when the folder cannot be written.
    """
    documents = renderers.render(results, lang, formats, printed)
    put(out, {f"report.{lang}.{name}": data for name, data in documents.items()})
    return {f"report.{lang}.{name}": renderers.rendered(name, data) for name, data in documents.items()}


def put(out: Path, files: Mapping[str, bytes]) -> None:
    """Writes files into a folder, made where there is none. Raises WardroundError when it cannot be written."""
    with folder.writing(out):
        folder.make(out)
        for name, data in files.items():
            folder.put(out / name, data)


def reseal(found: Seal, data: bytes, documents: Mapping[str, Rendered], out: Path) -> None:
    """Seals a report again with documents that were rendered later. Only the installation that made it may.

    Raises WardroundError when the folder cannot be written or there is no usable key.
    """
    merged = {**found.manifest.documents, **documents}
    signed = signing.sign(data, found.results.by)
    with folder.writing(out):
        folder.put(out / SEAL, canonical(seal(data, signed, found.manifest.observations, merged)))
