"""Assets of one report have names of their own, also where machines were cloned and all call themselves the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec

from wardround.results import Asset, Judged, Observation

Row = tuple[Asset, Observation | None, list[Judged]]


def distinct(rows: Sequence[Row]) -> list[Row]:
    """The rows with unique asset names: a name that stands twice is followed by its target."""
    count = Counter(asset.name for asset, _, _ in rows)
    return [_named(row, f"{row[0].name} ({row[0].target})") if count[row[0].name] > 1 else row for row in rows]


def _named(row: Row, name: str) -> Row:
    replace = msgspec.structs.replace
    asset, observation, verdicts = row
    return (
        replace(asset, name=name),
        replace(observation, asset=name) if observation else None,
        [replace(v, asset=name) for v in verdicts],
    )
