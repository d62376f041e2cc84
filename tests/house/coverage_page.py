"""docs/coverage.md: each row of the seed requirements, where it is answered, by which test, and how far."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

import msgspec
import yaml
from tree import PACKAGE, ROOT

from wardround.catalogues import links, load
from wardround.checks import cards

#: How many rows each part of the seed requirements has; the table itself is not in this repository.
PARTS = {"S1": 69, "S2": 25, "S3": 27, "S4": 37, "S5": 43, "S6": 23, "X": 10}
IDS = [f"{part}-{serial:02d}" for part, last in PARTS.items() for serial in range(1, last + 1)]
STATES = ("done", "part", "not yet")
HEAD = """# Coverage of the seed requirements

Made by `sh tests/refresh` from `catalogues/seed.yaml`, `catalogues/links.yaml` and `tests/house/coverage.yaml`; change
those, not this page. {done} of {all} rows are done, {part} in part, {rest} not yet.

Only Linux hosts are inspected so far. *done*: the row is fully answered. *part*: something that is tested speaks for
the row, though not for all of it; a check of one kind of host never answers for a whole hospital. *not yet*: nothing
does; the place named is where the design puts it.

| row | asks | where | test | state |
|---|---|---|---|---|
"""


class Row(msgspec.Struct, frozen=True):
    """One row of the page."""

    id: str
    says: str
    where: tuple[str, ...]
    tests: tuple[str, ...]
    state: str


class Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What coverage.yaml says of a row."""

    place: str
    says: str = ""
    state: str = "not yet"
    where: tuple[str, ...] = ()
    tests: tuple[str, ...] = ()


def entries() -> dict[str, Entry]:
    """coverage.yaml. Raises msgspec.ValidationError on a strange key."""
    text = Path(__file__).with_name("coverage.yaml").read_text("utf-8")
    return msgspec.convert(yaml.load(text, Loader=yaml.CSafeLoader), dict[str, Entry])


def families(patterns: Iterable[str], checks: Iterable[str]) -> tuple[str, ...]:
    """The families of existing checks that patterns of links.yaml name."""
    found = set()
    for pattern in patterns:
        stem = pattern.removesuffix("*")
        found |= {c.rsplit(".", 1)[0] for c in checks if c.startswith(stem) and (stem != pattern or c == pattern)}
    return tuple(sorted(found))


@cache
def planted() -> frozenset[str]:
    """Families of which a weakness is planted in a laboratory machine."""
    rows = yaml.safe_load((ROOT / "tests/lab/hosts/weak.yaml").read_text("utf-8"))["planted"]
    return frozenset(row["check"].rsplit(".", 1)[0] for row in rows)


def tests_of(family: str) -> list[str]:
    """The tests of a family: every card's, its own file where it has one, the laboratory where it is planted."""
    own = ROOT / f"tests/engine/test_{family.split('.')[1]}.py"
    found = ["tests/engine/test_checks.py"]
    found += [str(own.relative_to(ROOT))] if own.is_file() else []
    return found + ["tests/lab/test_ground_truth.py"] * (family in planted())


def rows() -> list[Row]:
    """All rows in the order of the requirements. Raises KeyError when a row has neither wording nor family."""
    words = {c.id: c.text["en"] for c in load("seed").clauses}
    known, ids = entries(), list(cards("linux"))
    found = []
    for row_id in IDS:
        entry = known.get(row_id)
        says = words.get(row_id) or known[row_id].says
        link = links().get(row_id, {})
        speak = families([*link.get("sufficient", ()), *link.get("partial", ())], ids)
        where = tuple(f"src/wardround/checks/{f.replace('.', '/')}.py" for f in speak)
        tests = tuple(dict.fromkeys(t for f in speak for t in tests_of(f)))
        state = entry.state if entry else "not yet"
        if speak and state == "not yet":
            state = "part"
        if entry:
            where, tests = (*entry.where, *where), (*entry.tests, *tests)
        if not where:
            where = (entry.place if entry else ", ".join(planned(link)),)
        found.append(Row(row_id, says, where, tests, state))
    return found


def planned(link: dict[str, list[str]]) -> list[str]:
    """The families that links.yaml names and that do not exist yet."""
    return [p.removesuffix(".*") for kind in ("sufficient", "partial") for p in link.get(kind, [])]


def page() -> str:
    """The whole page."""
    found = rows()
    count = {state: sum(row.state == state for row in found) for state in STATES}
    text = HEAD.format(done=count["done"], part=count["part"], rest=count["not yet"], all=len(found))
    for row in found:
        here = row.state == "not yet"
        where = "; ".join(w if here else f"`{w.removeprefix('src/wardround/')}`" for w in row.where)
        tests = "; ".join(f"`{t.removeprefix('tests/')}`" for t in row.tests)
        text += f"| {row.id} | {row.says} | {where} | {tests} | {row.state} |\n"
    return text


def exists(where: str) -> bool:
    """Whether a place named in a row that is not *not yet* exists."""
    return (ROOT / where).exists() or (PACKAGE / where).exists()
