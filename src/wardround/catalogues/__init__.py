"""Catalogues: what an inspection asks, clause by clause, and which checks speak for each clause.

A clause is data in English and Simplified Chinese; a link says whether passing a check is *sufficient* for it
or speaks for a *part* of it. A glob (``linux.ssh.*``) names a family and stands among the partial only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

import msgspec
import yaml

#: The catalogues that ship: the seed checklist, and MLPS (GB/T 22239-2019) levels 2 and 3.
NAMES = ("seed", "mlps2", "mlps3")
Words = Mapping[str, str]


class HighRisk(msgspec.Struct, frozen=True):
    """The high-risk case of the 2025 trial guideline that a clause falls under."""

    clause: str
    from_level: int


class Clause(msgspec.Struct, frozen=True):
    """One thing that an inspection asks. ``weight`` is None while no public source confirms it.

    ``sufficient`` are exact check ids; ``partial`` are exact ids or family globs.
    """

    id: str
    catalogue: str
    kind: str
    text: Words
    level: int | None = None
    category: Words = {}
    point: Words = {}
    sag: str | None = None
    csf2: tuple[str, ...] = ()
    verify: str | None = None
    high_risk: HighRisk | None = None
    weight: str | None = None
    sufficient: tuple[str, ...] = ()
    partial: tuple[str, ...] = ()

    def speaks(self, check: str) -> str | None:
        """``sufficient`` or ``partial`` when the check speaks for this clause, else None."""
        if check in self.sufficient:
            return "sufficient"
        return "partial" if any(_matches(pattern, check) for pattern in self.partial) else None


class Catalogue(msgspec.Struct, frozen=True):
    """A named list of clauses, in the order in which they are asked."""

    name: str
    title: Words
    clauses: tuple[Clause, ...]

    def clause(self, clause_id: str) -> Clause:
        """The clause of that id. Raises KeyError when this catalogue has none."""
        for clause in self.clauses:
            if clause.id == clause_id:
                return clause
        raise KeyError(clause_id)


_TITLES: dict[str, Words] = {
    "seed": {"en": "Hospital network security self-inspection", "zh": "医院网络安全自查清单"},
    "mlps2": {"en": "MLPS level 2 (GB/T 22239-2019)", "zh": "等级保护二级（GB/T 22239-2019）"},
    "mlps3": {"en": "MLPS level 3 (GB/T 22239-2019)", "zh": "等级保护三级（GB/T 22239-2019）"},
}


def _matches(pattern: str, check: str) -> bool:
    return check.startswith(pattern[:-1]) if pattern.endswith(".*") else check == pattern


def _read(name: str) -> Any:
    return yaml.load((files(__name__) / name).read_text("utf-8"), Loader=yaml.CSafeLoader)


@cache
def links() -> Mapping[str, Mapping[str, list[str]]]:
    """Clause id -> {sufficient, partial}. Raises ValueError on a misplaced or malformed glob."""
    found: dict[str, dict[str, list[str]]] = _read("links.yaml")
    for clause_id, link in found.items():
        strange = link.keys() - {"sufficient", "partial"}
        if strange or any("*" in pattern for pattern in link.get("sufficient", [])):
            raise ValueError(f"links.yaml: {clause_id}: only exact ids are sufficient; unknown keys: {strange}")
        if any("*" in p.removesuffix(".*") for p in link.get("partial", [])):
            raise ValueError(f"links.yaml: {clause_id}: a glob is a family with .* at its end")
    return found


def _with_links(clause: Clause) -> Clause:
    link = links().get(clause.id, {})
    sufficient, partial = tuple(link.get("sufficient", ())), tuple(link.get("partial", ()))
    return msgspec.structs.replace(clause, sufficient=sufficient, partial=partial)


@cache
def load(name: str) -> Catalogue:
    """The catalogue of that name (one of NAMES), with its links. Raises KeyError on another name."""
    title = _TITLES[name]
    clauses = _seed() if name == "seed" else _mlps(int(name.removeprefix("mlps")))
    return Catalogue(name, title, tuple(_with_links(clause) for clause in clauses))


def _seed() -> Iterable[Clause]:
    for row in _read("seed.yaml"):
        text = {"en": row["en"], "zh": row["zh"]}
        yield Clause(row["id"], "seed", row["kind"], text)


def _mlps(level: int) -> Iterable[Clause]:
    content = _read("mlps.yaml")
    categories = {entry["code"]: entry for entry in content["categories"]}
    for point in content["points"]:
        category = categories[point["category"]]
        name = {"en": point["en"], "zh": point.get("zh_level_3" if level == 3 else "zh", point["zh"])}
        of_level = ((i, row) for row in point["clauses"] for i in row["ids"] if i.startswith(f"L{level}-"))
        for clause_id, row in sorted(of_level, key=lambda pair: pair[0]):
            risk = row.get("high_risk")
            applies = risk is not None and level >= risk["from_level"]
            yield Clause(
                id=clause_id,
                catalogue=f"mlps{level}",
                kind=category["kind"],
                text={"en": row["en"], "zh": row["zh"]},
                level=level,
                category={"en": category["en"], "zh": category["zh"]},
                point=name,
                sag=point["sag"],
                csf2=tuple(point["csf2"]),
                verify=row["verify"],
                high_risk=HighRisk(**risk) if applies else None,
                weight=content["weight_official"],
            )


@cache
def _by_id() -> Mapping[str, Clause]:
    return {clause.id: clause for name in NAMES for clause in load(name).clauses}


def linked(clause_id: str, check_ids: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Of these checks, those sufficient for the clause and those that speak for a part of it, both sorted.

    Raises KeyError on an unknown clause. A family that no check belongs to is passed over.
    """
    clause = _by_id()[clause_id]
    spoken = {check: clause.speaks(check) for check in check_ids}
    sufficient, partial = (
        tuple(sorted(c for c, how in spoken.items() if how == kind)) for kind in ("sufficient", "partial")
    )
    return sufficient, partial
