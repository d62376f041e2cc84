"""NOTICE names every package that is installed to run Wardround, with the licence that its own metadata states."""

from __future__ import annotations

import importlib.metadata
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def listed() -> dict[str, str]:
    """Package -> licence, as NOTICE says."""
    return dict(re.findall(r"^([a-z0-9][a-z0-9._-]*)  +(\S.*)$", (ROOT / "NOTICE").read_text(), re.M))


PINNED = re.findall(r"^([A-Za-z0-9._-]+)==", (ROOT / "requirements/run.txt").read_text(), re.M)
#: How older metadata spells an SPDX expression: a word that must stand in it.
SPELLED = {"OFL-1.1": "SIL Open Font License", "ISC": "ISC"}


def stated(package: str) -> str:
    found = importlib.metadata.metadata(package)
    fields = [found.get("License-Expression"), found.get("License"), *found.get_all("Classifier", [])]
    return " ".join(filter(None, fields))


def expression(package: str) -> str:
    """The SPDX expression of a package: as it states it, or as NOTICE already says where older metadata is prose."""
    try:
        found = importlib.metadata.metadata(package)
    except importlib.metadata.PackageNotFoundError:
        return listed()[package]
    licence = found.get("License-Expression") or listed().get(package) or found.get("License") or ""
    assert licence and len(licence) < 60, f"{package}: write its SPDX expression into NOTICE"
    return licence


def test_notice_lists_exactly_what_is_pinned(update):
    path = ROOT / "NOTICE"
    table = "\n".join(f"{package:<22}{expression(package)}" for package in PINNED)
    now = re.sub(r"(?m)(?:^[a-z0-9][a-z0-9._-]*  +\S.*$\n)+", lambda m: table + "\n", path.read_text(), count=1)
    if update:
        path.write_text(now)
    assert path.read_text() == now, "run `sh tests/refresh`"


@pytest.mark.parametrize("package", PINNED)
def test_a_licence_is_what_the_package_states(package):
    try:
        said = stated(package)
    except importlib.metadata.PackageNotFoundError:
        pins = (ROOT / "requirements/run.txt").read_text()
        assert re.search(rf"^{package}==\S+ ;", pins, re.M), f"{package} is pinned everywhere, yet not installed"
        return
    assert SPELLED.get(listed()[package], listed()[package]) in said


@pytest.mark.parametrize("package", PINNED)
def test_lgpl_and_gpl_are_named(package):
    try:
        files = importlib.metadata.files(package) or []
    except importlib.metadata.PackageNotFoundError:
        return
    paths = [Path(f.locate()) for f in files if re.search(r"licen[cs]e|copying", f.name, re.I) and f.suffix != ".py"]
    texts = [path.read_text("utf-8", "replace") for path in paths if path.is_file()]
    lgpl = any(re.search(r"\bLGPL|Lesser General Public", text) for text in texts)
    words = (ROOT / "NOTICE").read_text().split("\nLGPL", 1)[1]
    assert not lgpl or package in words, f"{package} speaks of the LGPL: name it in NOTICE"


def test_the_licence_is_apache_2():
    text = (ROOT / "LICENSE").read_text()
    assert "Apache License" in text
    assert "Version 2.0, January 2004" in text
    assert 'license = "Apache-2.0"' in (ROOT / "pyproject.toml").read_text()
