"""The files of one inspection: results.json and the raw observations under their SHA-256."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from wardround.errors import Fault, WardroundError
from wardround.inspection.collecting import Collected
from wardround.results import Results, canonical, digest


def write(results: Results, items: Iterable[Collected], out: Path) -> Path:
    """Writes results.json and the raw observations (also the broken ones, beside) under ``out``.

    Raises WardroundError when the folder cannot be written.
    """
    kept = {o.id: o.file for o in results.observations}
    try:
        folder = out / "observations"
        folder.mkdir(parents=True, exist_ok=True)
        for item in items:
            if item.data:
                name = digest(item.data)
                (out / kept.get(name, f"observations/{name}.broken")).write_bytes(item.data)
        path = out / "results.json"
        path.write_bytes(canonical(results))
    except OSError as error:
        detail = error.strerror or "?"
        raise WardroundError(Fault.BAD_INPUT, "file_unwritable", where=str(out), detail=detail) from None
    return path
