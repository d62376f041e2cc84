"""Nothing tracked tells of the machine, the registry or the people behind it, nor names anyone of the seed reports."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from tree import ROOT, short, texts

TEXTS = texts()
#: First 16 digits of the SHA-256 of each name, in lower case with single blanks, and its number of words. Only hashes
#: stand in the file, so that no name becomes data.
SEED_NAMES = ROOT / "tests/house/seed-names.txt"
NAMES = {h: int(words) for h, words in (row.split() for row in SEED_NAMES.read_text().splitlines() if row[:1] != "#")}


def hashed(words: str) -> str:
    return hashlib.sha256(words.lower().encode()).hexdigest()[:16]


def named(text: str) -> list[str]:
    """Runs of words in the text whose hash is among the names."""
    words = re.findall(r"[A-Za-z0-9]+", text)
    runs = {" ".join(words[i : i + length]) for length in set(NAMES.values()) for i in range(len(words) - length + 1)}
    return [run for run in runs if NAMES.get(hashed(run)) == run.count(" ") + 1]


@pytest.mark.parametrize("path", TEXTS, ids=short)
def test_no_name_of_the_seed_reports(path):
    assert not named(TEXTS[path]), "a name of the seed reports became data"


def test_a_planted_name_would_be_seen(monkeypatch):
    monkeypatch.setitem(NAMES, hashed("Some Body"), 2)
    assert named("reported by some-body, head") == ["some body"]


def registries() -> set[str]:
    """Hosts of the package registry that this machine is set up to use."""
    urls = [v for k, v in os.environ.items() if re.fullmatch(r"(UV|PIP)_.*(INDEX|LINKS).*", k)]
    done = subprocess.run([sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True)
    urls += re.findall(r"https?://[^\s']+", done.stdout)
    for name in ("/etc/uv/uv.toml", str(Path.home() / ".config/uv/uv.toml")):
        if Path(name).is_file():
            urls += re.findall(r"https?://[^\s'\"]+", str(tomllib.loads(Path(name).read_text())))
    return {host for url in urls if (host := urlsplit(url).hostname)}


def patterns() -> list[str]:
    built_in = ["py" + r"pi\.org", "files" + r"\.pythonhosted", "registry" + r"\.npmjs", "index" + "-url "]
    home = re.escape(str(ROOT)) + r"(?![\w-])"
    return [home, *built_in, *map(re.escape, registries())]


@pytest.mark.parametrize("pattern", patterns())
def test_no_address_of_a_registry_and_no_path_of_this_machine(pattern):
    own = Path(__file__)
    assert not [short(p) for p, text in TEXTS.items() if p != own and re.search(pattern, text)]


def test_a_path_of_this_machine_would_be_seen():
    assert any(re.search(p, f"see {ROOT}/README.md") for p in patterns())
