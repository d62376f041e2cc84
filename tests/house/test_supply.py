"""Where code and data come from and go to: pinned by hash, and no module but a transport opens a connection."""

from __future__ import annotations

import ast
import re

import pytest
from tree import PACKAGE, ROOT, modules, short

NETWORK = {
    "socket",
    "ssl",
    "http",
    "urllib",
    "ftplib",
    "smtplib",
    "telnetlib",
    "asyncssh",
    "requests",
    "httpx",
    "aiohttp",
}
HARMLESS = {"urllib.parse"}


@pytest.mark.parametrize("name", ["run", "test"])
def test_every_requirement_is_pinned_with_hashes(name):
    text = (ROOT / f"requirements/{name}.txt").read_text()
    blocks = re.split(r"\n(?=[A-Za-z0-9])", text)
    assert len(blocks) > 10
    assert not [b.split("\n")[0] for b in blocks if not re.match(r"[\w.\[\]-]+==\S+", b) or "--hash=sha256:" not in b]
    wanted = {row for row in (ROOT / f"requirements/{name}.in").read_text().split() if row[0].isalpha()}
    names = {re.split(r"[=\[ ]", b)[0].lower() for b in blocks}
    assert {re.split(r"[<>=\[]", w)[0].lower() for w in wanted} - {"-r", "run.in"} <= names


def test_the_set_up_demands_the_hashes():
    assert "--require-hashes" in (ROOT / "wardround").read_text()


def imported(tree: ast.Module) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module or "")
    return names - HARMLESS


def opens(tree: ast.Module) -> bool:
    text = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return bool({n.split(".")[0] for n in imported(tree)} & NETWORK) or bool(
        text & {"open_connection", "create_connection"}
    )


@pytest.mark.parametrize("path", modules(), ids=short)
def test_only_transports_speak_to_a_network(path):
    if PACKAGE / "transports" not in path.parents:
        assert not opens(modules()[path])


def test_a_connection_would_be_seen():
    assert opens(ast.parse("import http.client"))
    assert opens(ast.parse("import asyncio\nasyncio.open_connection('x', 1)"))
    assert not opens(ast.parse("from urllib.parse import urlsplit"))


def test_the_probe_contacts_nothing():
    text = "\n".join(p.read_text() for p in sorted((PACKAGE / "collectors/linux/probe").glob("*.sh")))
    code = "\n".join(row for row in text.split("\n") if not row.lstrip().startswith("#"))
    programs = "curl|wget|nc|ncat|telnet|ping|dig|nslookup|scp|ftp|ssh|mail"
    before = r"(?:^\s*|[;&]\s+|\|\s+|\$\(|\brun |\bthen |\bdo |\$limit )"
    run = re.findall(rf"{before}(?:{programs})\s+(?![|)]).*", code, re.M)
    assert not run
