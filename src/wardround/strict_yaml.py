"""YAML that a person wrote: bounded, every key once, and each thing with its line, so that an error can name it.

PyYAML alone takes the last of two equal keys silently, and aliases of aliases grow a small file without end.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

from wardround.errors import Fault, WardroundError

MAX_DEPTH = 30
MAX_NODES = 200_000


@dataclass
class _Open:
    """A mapping or sequence being read. ``nodes`` counts what it holds with every alias written out."""

    path: str
    anchor: str | None
    mapping: bool
    nodes: int = 1
    count: int = 0
    key: str = ""
    keys: set[str] = field(default_factory=set)

    @property
    def at_key(self) -> bool:
        return self.mapping and self.count % 2 == 0

    def child(self) -> str:
        return f"{self.path}.{self.key}" if self.mapping else f"{self.path}[{self.count}]"


def load(text: str, where: str) -> tuple[Any, dict[str, int]]:
    """The data, and the line of each path (``$.all.ports[0].port``).

    Raises WardroundError (bad input): not YAML, a key that stands twice, too deep, or aliases that grow too large.
    """
    try:
        lines = _Survey(where).of(text)
        return yaml.load(text, Loader=yaml.CSafeLoader), lines
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"{where}:{mark.line + 1}" if mark else where
        detail = getattr(error, "problem", None) or "syntax"
        raise WardroundError(Fault.BAD_INPUT, "yaml_syntax", where=place, detail=detail) from None
    except (ValueError, TypeError) as error:  # a date such as 2026-02-31, a list as a key
        raise WardroundError(Fault.BAD_INPUT, "yaml_syntax", where=where, detail=str(error)[:200]) from None


class _Survey:
    """One pass over the parser's events, which are never more than the text itself."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.lines: dict[str, int] = {}
        self.anchors: dict[str, int] = {}
        self.stack: list[_Open] = []

    def of(self, text: str) -> dict[str, int]:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            line = event.start_mark.line + 1 if event.start_mark else 0
            if isinstance(event, yaml.AliasEvent):
                if event.anchor not in self.anchors:
                    raise self.error("yaml_growth", line)
                self.take(self.anchors[event.anchor], line)
            elif isinstance(event, yaml.ScalarEvent):
                self.scalar(event.value, line)
                if event.anchor:
                    self.anchors[event.anchor] = 1
            elif isinstance(event, yaml.CollectionStartEvent):
                self.open(event, line)
            elif isinstance(event, yaml.CollectionEndEvent):
                done = self.stack.pop()
                if done.anchor:
                    self.anchors[done.anchor] = done.nodes
                self.take(done.nodes, line)
        return self.lines

    def open(self, event: yaml.CollectionStartEvent, line: int) -> None:
        if len(self.stack) >= MAX_DEPTH:
            raise self.error("yaml_growth", line)
        path = self.stack[-1].child() if self.stack else "$"
        self.lines.setdefault(path, line)
        self.stack.append(_Open(path, event.anchor, isinstance(event, yaml.MappingStartEvent)))

    def scalar(self, value: str, line: int) -> None:
        if not self.stack:
            return
        here = self.stack[-1]
        if here.at_key:
            if value in here.keys and value != "<<":
                raise self.error("yaml_twice", line, key=value)
            here.keys.add(value)
            here.key = value
        self.lines[here.child()] = line
        self.take(1, line)

    def take(self, nodes: int, line: int) -> None:
        if not self.stack:
            return
        here = self.stack[-1]
        here.count += 1
        here.nodes += nodes
        if here.nodes > MAX_NODES:
            raise self.error("yaml_growth", line)

    def error(self, message: str, line: int, **args: object) -> WardroundError:
        return WardroundError(Fault.BAD_INPUT, message, where=f"{self.where}:{line}", **args)
