"""Which platforms the facts were tested on: those recorded on a real machine. Others are labelled untested."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml


@cache
def platforms() -> frozenset[tuple[str, str]]:
    """(ID, VERSION_ID) of os-release(5) for each platform recorded on a real machine."""
    text = files(__name__.rpartition(".")[0]).joinpath("tested.yaml").read_text("utf-8")
    return frozenset((name, version) for name, version in yaml.load(text, Loader=yaml.CSafeLoader) or [])
