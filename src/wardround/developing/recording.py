"""Recordings of real hosts: the scrubbed raw record, its facts, the verdicts on them, and where it comes from.

A recording is a folder: ``raw.probe``, ``facts.json``, ``verdicts.json`` and ``note.yaml``.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import msgspec
import yaml

from wardround import checks
from wardround.collectors import linux
from wardround.collectors.linux import raw
from wardround.developing.scrubbing import scrub
from wardround.errors import Fault, WardroundError
from wardround.expectations import Document
from wardround.facts import Unread
from wardround.facts.linux import LinuxFacts

ORIGINS = {"real": "real machine", "container": "container", "written": "hand-written"}


class Note(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where a recording comes from. ``probe`` are 16 digits of the SHA-256 of the script that made it."""

    origin: str
    platform: str
    version: str
    recorded: date
    probe: str


def probe_hash() -> str:
    """16 hexadecimal digits of the SHA-256 of today's probe."""
    return hashlib.sha256(linux.script().encode()).hexdigest()[:16]


def pretty(model: Any) -> bytes:
    """JSON with sorted keys and a line a value, so that a change reads well in a difference."""
    return msgspec.json.format(msgspec.json.encode(model, order="sorted"), indent=1) + b"\n"


def facts_of(data: bytes, where: str) -> LinuxFacts:
    """The facts of a record. Raises WardroundError when it cannot be read."""
    return linux.parse(raw.read(data, where))


def verdicts_of(facts: LinuxFacts, as_of: date) -> dict[str, dict[str, Any]]:
    """What every check says of these facts on that day with nothing but the shipped limits expected."""
    given = checks.Given(Document().of("recording"), as_of)
    judged = checks.judge(linux.KIND, facts, given, None)
    return {i: {"outcome": v.outcome.value, "says": v.says, "args": v.args} for i, v in judged.items()}


def _value(field: Any) -> str:
    return "" if isinstance(field, Unread) else str(field.value)


def read_note(folder: Path) -> Note:
    """The note of a recording. Raises OSError, yaml.YAMLError or msgspec.ValidationError when it is not one."""
    return msgspec.convert(yaml.load((folder / "note.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader), Note)


def keep(data: bytes, name: str, into: Path, origin: str, also: Iterable[str] = ()) -> tuple[Path, int]:
    """Writes the recording of that name; returns its folder and how many things were replaced.

    ``origin`` is a key of ORIGINS. Raises WardroundError: a bad name or origin, no whole record, an unwritable folder.
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9.-]*", name):
        raise WardroundError(Fault.BAD_INPUT, "record_name", where=name)
    if origin not in ORIGINS:
        raise WardroundError(Fault.BAD_INPUT, "record_origin", where=name)
    clean, count = scrub(data, name, also)
    facts = facts_of(clean, name)
    system = facts.system
    recorded = date.today() if isinstance(system.clock, Unread) else datetime.fromtimestamp(system.clock.value).date()
    note = Note(ORIGINS[origin], _value(system.os_id), _value(system.os_version), recorded, probe_hash())
    text = yaml.safe_dump(msgspec.to_builtins(note, builtin_types=(date,)), sort_keys=False)
    folder = into / name
    try:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "raw.probe").write_bytes(clean)
        (folder / "facts.json").write_bytes(pretty(facts))
        (folder / "verdicts.json").write_bytes(pretty(verdicts_of(facts, recorded)))
        (folder / "note.yaml").write_text(text, "utf-8")
    except OSError as error:
        detail = error.strerror or "?"
        raise WardroundError(Fault.BAD_INPUT, "file_unwritable", where=str(folder), detail=detail) from None
    return folder, count
