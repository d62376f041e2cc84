"""Renderers: the one result document -> what people read. Each format is a module, imported only when asked for."""

from __future__ import annotations

import hashlib
import importlib
import zlib
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from importlib.metadata import version
from importlib.resources import files

from wardround import __version__
from wardround.results import Results, digest
from wardround.results.seal import Rendered, Stamp

#: Format -> the libraries whose version can change its bytes. A document is named ``report.LANG.FORMAT``.
FORMATS: dict[str, tuple[str, ...]] = {
    "html": (),
    "docx": ("python-docx", "lxml", "zlib"),
    "pdf": ("typst", "pylopdf-fonts-zh-cn"),
    "xlsx": ("openpyxl", "lxml", "zlib"),
}


def render(results: Results, lang: str, formats: Iterable[str], stamp: Stamp) -> dict[str, bytes]:
    """Each format's document in a language. Raises KeyError on an unknown format.

    The PDF, set by a child process, is begun first, and the others are made meanwhile.
    """
    from wardround.renderers.composing import compose

    wanted = list(formats)
    if unknown := [name for name in wanted if name not in FORMATS]:
        raise KeyError(unknown[0])
    report = compose(results, lang, stamp)
    modules = {name: importlib.import_module(f"wardround.renderers.{name}") for name in wanted}
    with ThreadPoolExecutor(max_workers=1) as beside:
        pdf = beside.submit(modules["pdf"].render, report) if "pdf" in modules else None
        others = {name: module for name, module in modules.items() if name != "pdf"}
        made = {n: m.render(report, results) if n == "xlsx" else m.render(report) for n, m in others.items()}
        if pdf:
            made["pdf"] = pdf.result()
    return {name: made[name] for name in wanted}


def rendered(name: str, data: bytes) -> Rendered:
    """The hash of a document with the versions that made it: the same versions make the same bytes again."""
    libraries = {each: zlib.ZLIB_RUNTIME_VERSION if each == "zlib" else version(each) for each in FORMATS[name]}
    return Rendered(digest(data), f"wardround {__version__}", template(), libraries)


@cache
def template() -> str:
    """SHA-256 over everything here and every sentence: what a document looks like."""
    whole = hashlib.sha256()
    for package in ("wardround.renderers", "wardround.wording"):
        for path in sorted(files(package).iterdir(), key=lambda p: p.name):
            if path.is_file():
                data = path.read_bytes()
                whole.update(f"{path.name}\0{len(data)}\0".encode() + data)
    return whole.hexdigest()
