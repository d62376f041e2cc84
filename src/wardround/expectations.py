"""What should be: the hospital's approved lists and limits, from one readable YAML file.

Every approved thing says by whom and why; every limit has a default with its source, so that a deviation can say
what was expected, who approved it, and what is.
"""

from __future__ import annotations

import difflib
import fnmatch
import hashlib
import re
from importlib.resources import files
from pathlib import Path
from typing import Annotated, Any, Literal

import msgspec
import yaml

from wardround import strict_yaml
from wardround.errors import Fault, WardroundError

SCHEMA = "wardround/expectations/1"
MAX_TEXT = 4 * 1024 * 1024


class Approved(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Who allowed a thing, when, and why."""

    by: str = ""
    date: str = ""
    why: str = ""


class Port(Approved, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A port that may listen; ``program`` narrows it to one program's name."""

    port: Annotated[int, msgspec.Meta(ge=0, le=65535)]
    protocol: Literal["tcp", "udp"] = "tcp"
    program: str = ""


class Name(Approved, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """An approved account, program, package, path or address."""

    name: str


class Hospital(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Names that people put into passwords; used only to try them."""

    name: str = ""
    words: tuple[str, ...] = ()


class Lists(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """Approved lists of one asset. None means *not given*: a check that needs it says unknown, not pass."""

    ports: tuple[Port, ...] | None = None
    administrators: tuple[Name, ...] | None = None
    accounts: tuple[Name, ...] | None = None
    software: tuple[Name, ...] | None = None
    services: tuple[Name, ...] | None = None
    set_id_files: tuple[Name, ...] | None = None
    usb_storage: tuple[Name, ...] | None = None
    authorized_keys: tuple[Name, ...] | None = None
    cron: tuple[Name, ...] | None = None
    time_servers: tuple[Name, ...] | None = None
    log_servers: tuple[Name, ...] | None = None
    networks: tuple[Name, ...] | None = None
    limits: dict[str, Annotated[int, msgspec.Meta(ge=0, le=1_000_000_000)]] = {}


class Evaluation(Approved, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What an evaluation body found for a system of that MLPS level: its rate in per cent is never computed here."""

    level: Literal[2, 3]
    rate: Annotated[float, msgspec.Meta(ge=0, le=100)]
    major_hidden_risk: bool | None = None


class InScope(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """A target that is inspected when none is asked for by name; how it is reached, where that differs."""

    target: str
    asset: str = ""
    sudo: bool | None = None
    key: str = ""
    jump: str | tuple[str, ...] | None = None


class Document(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """The whole file: lists for all assets, and per asset (a name or a pattern such as ``his-*``)."""

    schema: str = SCHEMA
    hospital: Hospital = Hospital()
    all: Lists = Lists()
    assets: dict[str, Lists] = {}
    evaluation: Evaluation | None = None
    targets: tuple[InScope, ...] = ()

    def of(self, asset: str) -> Expectations:
        """What is expected of one asset: its own entries join those for all; its own limits win."""
        layers = [
            self.all,
            *(lists for name, lists in self.assets.items() if fnmatch.fnmatchcase(asset, name)),
        ]
        merged: dict[str, Any] = {}
        for field in Lists.__struct_fields__:
            given = [value for layer in layers if (value := getattr(layer, field)) is not None]
            if field == "limits":
                merged[field] = {k: v for layer in given for k, v in layer.items()}
            elif given:
                merged[field] = tuple(item for layer in given for item in layer)
        return Expectations(hospital=self.hospital, lists=Lists(**merged))

    def digest(self) -> str:
        """SHA-256 of the canonical JSON of these expectations: part of every judgement."""
        return hashlib.sha256(msgspec.json.encode(self, order="sorted")).hexdigest()


class Limit(msgspec.Struct, frozen=True):
    """A number with its default and where that comes from."""

    default: int
    unit: str
    source: str
    en: str
    zh: str


def _limits() -> dict[str, Limit]:
    data = yaml.load(files("wardround").joinpath("limits.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader)
    return msgspec.convert(data, dict[str, Limit])


LIMITS = _limits()


class Expectations(msgspec.Struct, frozen=True):
    """What is expected of one asset."""

    hospital: Hospital = Hospital()
    lists: Lists = Lists()

    def limit(self, name: str) -> int:
        """The number in force: the hospital's own, else the shipped default."""
        return self.lists.limits.get(name, LIMITS[name].default)


def load(path: Path | None) -> Document:
    """The expectations of a file; without one, only the shipped limits hold.

    Raises WardroundError (bad input): unreadable, not YAML, or a key, value or limit that is not known, with its place.
    """
    if path is None:
        return Document()
    return document(read_text(path), str(path))


def read_text(path: Path) -> str:
    """The text of a file that a person named. Raises WardroundError: missing, unreadable, not UTF-8, over 4 MiB."""
    try:
        with path.open("rb") as stream:
            data = stream.read(MAX_TEXT + 1)
        if len(data) > MAX_TEXT:
            raise WardroundError(Fault.BAD_INPUT, "text_huge", where=str(path), limit=MAX_TEXT // 1024**2)
        return data.decode("utf-8-sig")
    except FileNotFoundError:
        raise WardroundError(Fault.BAD_INPUT, "file_missing", where=str(path)) from None
    except UnicodeDecodeError:
        raise WardroundError(Fault.BAD_INPUT, "text_encoding", where=str(path)) from None
    except OSError as error:
        detail = error.strerror or "?"
        raise WardroundError(Fault.BAD_INPUT, "file_unreadable", where=str(path), detail=detail) from None


def document(text: str, where: str) -> Document:
    """Expectations from YAML text; errors name the line."""
    data, lines = strict_yaml.load(text, where)
    try:
        found = msgspec.convert({} if data is None else data, Document)
    except msgspec.ValidationError as error:
        raise _bad_entry(str(error), lines, where) from None
    if found.schema != SCHEMA:
        raise WardroundError(
            Fault.BAD_INPUT, "yaml_key", where=where, detail=f"schema {found.schema!r}, not {SCHEMA!r}"
        )
    for path, lists in (("$.all", found.all), *((f"$.assets.{name}", lists) for name, lists in found.assets.items())):
        for name in lists.limits:
            if name not in LIMITS:
                raise _bad_entry(f"Object contains unknown field `{name}` - at `{path}.limits`", lines, where)
    return found


_KNOWN = {
    *Document.__struct_fields__,
    *Hospital.__struct_fields__,
    *Lists.__struct_fields__,
    *Port.__struct_fields__,
    *Name.__struct_fields__,
    *Evaluation.__struct_fields__,
    *InScope.__struct_fields__,
    *LIMITS,
}


#: msgspec's sentences: the path stands after "at"; "[...]" in it is any key of a mapping.
_SAID = re.compile(
    r"(?:Object contains unknown field `(?P<unknown>[^`]*)`|Object missing required field `(?P<missing>[^`]*)`"
    r"|Expected `(?P<expected>[^`]*)`, got `(?P<got>[^`]*)`|Expected `[^`]*` (?P<bound>[<>]= \S+)"
    r"|Invalid enum value (?P<choice>.*?)|.*?)"
    r"(?: - at (?:`key` in )?`(?P<path>[^`]*)`)?",
    re.S,
)


def _bad_entry(said: str, lines: dict[str, int], where: str) -> WardroundError:
    """msgspec's sentence as one of ours: the line, the entry, and the nearest known key."""
    m = _SAID.fullmatch(said)
    assert m
    path = (m["path"] or "$") + (f".{m['unknown']}" if m["unknown"] is not None else "")
    line = lines.get(path) or _line_like(path, lines)
    where = f"{where}:{line}" if line else where
    if m["unknown"] is not None:
        near = difflib.get_close_matches(m["unknown"], _KNOWN, 1)
        message = "yaml_unknown_near" if near else "yaml_unknown"
        return WardroundError(Fault.BAD_INPUT, message, where=where, key=m["unknown"], near=" ".join(near))
    if m["missing"] is not None:
        return WardroundError(Fault.BAD_INPUT, "yaml_missing", where=where, key=m["missing"])
    if m["expected"]:
        key = path.removeprefix("$.").replace("$", "…")
        return WardroundError(Fault.BAD_INPUT, "yaml_type", where=where, key=key, expected=m["expected"], got=m["got"])
    key = path.removeprefix("$.")
    if m["bound"]:
        return WardroundError(Fault.BAD_INPUT, "yaml_bound", where=where, key=key, bound=m["bound"])
    if m["choice"]:
        return WardroundError(Fault.BAD_INPUT, "yaml_choice", where=where, key=key, found=m["choice"])
    if "`key` in" in said:
        return WardroundError(Fault.BAD_INPUT, "yaml_not_text", where=where)
    return WardroundError(Fault.BAD_INPUT, "yaml_key", where=where, detail=said)


def _line_like(path: str, lines: dict[str, int]) -> int:
    """The first line of a path in which some keys are not named."""
    like = re.compile(re.escape(path).replace(re.escape("[...]"), r"\.[^.]*"))
    return next((line for known, line in lines.items() if like.fullmatch(known)), 0)
