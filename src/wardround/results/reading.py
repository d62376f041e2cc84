"""results.json -> the document, and the JSON Schema that it keeps to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from wardround.errors import Fault, WardroundError
from wardround.results.model import SCHEMA, Results

#: A report over thousands of hosts stays far below; more is not read.
MAX_BYTES = 1024 * 1024 * 1024


def schema() -> dict[str, Any]:
    """The JSON Schema of results.json, as published in docs/results.schema.json."""
    found = msgspec.json.schema(Results)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": SCHEMA, **found}


def document(data: bytes, where: str) -> Results:
    """The result document of these bytes. Raises WardroundError (bad input) when they are none of this version."""
    try:
        found = msgspec.json.decode(data, type=Results)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise WardroundError(Fault.BAD_INPUT, "results_foreign", where=where, detail=str(error)) from None
    if found.schema != SCHEMA:
        raise WardroundError(Fault.BAD_INPUT, "results_version", where=where, found=found.schema, known=SCHEMA)
    return found


def bytes_of(path: Path) -> bytes:
    """The bytes of a file that a person named. Raises WardroundError (bad input): missing, unreadable, too large."""
    try:
        if path.stat().st_size > MAX_BYTES:
            raise WardroundError(Fault.BAD_INPUT, "results_foreign", where=str(path), detail=f"> {MAX_BYTES} B")
        return path.read_bytes()
    except FileNotFoundError:
        raise WardroundError(Fault.BAD_INPUT, "file_missing", where=str(path)) from None
    except OSError as error:
        detail = error.strerror or "?"
        raise WardroundError(Fault.BAD_INPUT, "file_unreadable", where=str(path), detail=detail) from None


def read(path: Path) -> Results:
    """The result document of a file. Raises WardroundError (bad input) when it is none."""
    return document(bytes_of(path), str(path))
