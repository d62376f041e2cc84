"""The files of one inspection: results.json and the raw observations under their SHA-256."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from wardround.collectors.linux import raw
from wardround.errors import Fault, WardroundError
from wardround.inspection.collecting import Collected
from wardround.results import Results, canonical, digest


def write(results: Results, items: Iterable[Collected], out: Path) -> Path:
    """Writes results.json and the raw observations (also broken ones, beside) under ``out``.

    Raises WardroundError when the folder cannot be written.
    """
    kept = {o.id for o in results.observations}
    try:
        folder = out / "observations"
        folder.mkdir(parents=True, exist_ok=True)
        for item in items:
            # A file that is no probe record at all is not copied: it may hold anything, a shadow file for one.
            if item.data.startswith(raw.HEAD):
                name = digest(item.data)
                (folder / f"{name}.{'probe' if name in kept else 'broken'}").write_bytes(item.data)
        path = out / "results.json"
        path.write_bytes(canonical(results))
    except OSError as error:
        detail = error.strerror or "?"
        raise WardroundError(Fault.BAD_INPUT, "file_unwritable", where=str(out), detail=detail) from None
    return path
