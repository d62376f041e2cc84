"""The set-id programs that distributions ship, from set_id_baseline.tsv beside this module."""

from __future__ import annotations

import fnmatch
import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

DEBIAN = ("debian", "ubuntu", "deepin", "uos", "uniontech")
REDHAT = ("rhel", "fedora", "centos", "openeuler", "anolis", "kylin", "rocky", "almalinux", "ol", "amzn", "opencloudos")


class Shipped(NamedTuple):
    """``owner`` when it is set-uid, ``group`` when it is set-gid; "-" where it is not."""

    family: str
    path: str
    owner: str
    group: str


@cache
def _shipped() -> tuple[Shipped, ...]:
    text = files("wardround.checks").joinpath("set_id_baseline.tsv").read_text("utf-8")
    return tuple(Shipped(*row.split("\t")) for row in text.splitlines() if row and not row.startswith("#"))


def families(*words: str) -> frozenset[str]:
    """The families of the baseline that ID and ID_LIKE of os-release(5) name; every family when they name none."""
    given = set(" ".join(words).lower().split())
    found = {name for name, ids in (("debian", DEBIAN), ("redhat", REDHAT)) if given & set(ids)}
    return frozenset({"all", *(found or {"debian", "redhat"})})


def plain_path(path: str) -> str:
    """The path as in a merged /usr, and inside a snap as outside."""
    path = re.sub(r"^/snap/[^/]+/[^/]+(?=/)", "", path)
    return re.sub(r"^/(?=(bin|sbin|lib|lib64)/)", "/usr/", path)


@cache
def rows_for(path: str, of: frozenset[str]) -> tuple[Shipped, ...]:
    """The rows of the baseline that speak of this path."""
    plain = plain_path(path)
    return tuple(r for r in _shipped() if r.family in of and (r.path == plain or fnmatch.fnmatchcase(plain, r.path)))
