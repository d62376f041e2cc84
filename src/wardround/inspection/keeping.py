"""The files of one inspection: results.json, the raw observations under their SHA-256, the documents, the seal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from wardround import renderers, signing
from wardround.collectors.linux import raw
from wardround.errors import Fault, WardroundError
from wardround.inspection.collecting import Collected
from wardround.results import Results, canonical, digest
from wardround.results.seal import Rendered, Seal, Stamp, seal, stamp
from wardround.wording import LANGUAGES

RESULTS, SEAL = "results.json", "results.sig.json"


@contextmanager
def _writing(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        detail = error.strerror or "?"
        raise WardroundError(Fault.BAD_INPUT, "file_unwritable", where=str(out), detail=detail) from None


def write(results: Results, items: Iterable[Collected], out: Path, formats: Iterable[str] = renderers.FORMATS) -> Path:
    """Writes everything under ``out`` and seals it, the seal last: what has none was not finished.

    Raises WardroundError when the folder cannot be written or there is no usable key.
    """
    formats = tuple(formats)
    with _writing(out):
        observations = _observations(results, items, out)
        (out / SEAL).unlink(missing_ok=True)
        data = canonical(results)
        (out / RESULTS).write_bytes(data)
    signed = signing.sign(data, results.hospital)
    documents: dict[str, Rendered] = {}
    for lang in LANGUAGES:
        documents |= draw(results, lang, formats, stamp(data, signed), out)
    with _writing(out):
        (out / SEAL).write_bytes(canonical(seal(data, signed, observations, documents)))
    return out / RESULTS


def _observations(results: Results, items: Iterable[Collected], out: Path) -> dict[str, str]:
    """Writes the raw observations (also the broken ones, beside); path -> SHA-256."""
    kept = {o.id: o.file for o in results.observations}
    (out / "observations").mkdir(parents=True, exist_ok=True)
    written = {}
    for item in items:
        # A file that is no probe record at all is not copied: it may hold anything, a shadow file for one.
        if item.data.startswith(raw.HEAD):
            name = digest(item.data)
            path = kept.get(name, f"observations/{name}.broken")
            (out / path).write_bytes(item.data)
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
    with _writing(out):
        out.mkdir(parents=True, exist_ok=True)
        for name, data in files.items():
            (out / name).write_bytes(data)


def reseal(found: Seal, data: bytes, documents: Mapping[str, Rendered], out: Path) -> None:
    """Seals a report again with documents that were rendered later. Only the installation that made it may.

    Raises WardroundError when the folder cannot be written or there is no usable key.
    """
    merged = {**found.manifest.documents, **documents}
    signed = signing.sign(data, found.results.by)
    with _writing(out):
        (out / SEAL).write_bytes(canonical(seal(data, signed, found.manifest.observations, merged)))
