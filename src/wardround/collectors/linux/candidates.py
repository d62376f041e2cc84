"""Which words are tried as passwords, in which order: from what an attacker knows first to what everybody uses."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache
from importlib.resources import files

import msgspec

from wardround.expectations import Hospital

#: kind of word, word
Candidate = tuple[str, str]
ENDINGS = (
    "", "123", "1234", "12345", "123456", "1", "12", "@123", "@1234", "@123456", "#123", "!", "!@#", "888", "666",
)  # fmt: skip
SHORT_ENDINGS = ("", "123", "@123", "123456")
MAX_HOSPITAL_WORDS = 12
YEARS_BACK = 3


class Known(msgspec.Struct, frozen=True):
    """What an attacker would know: the host's name, the hospital's names, and the date."""

    host: str
    hospital: Hospital
    as_of: date


@cache
def _words(name: str) -> tuple[str, ...]:
    text = (files(__package__) / "words" / f"{name}.txt").read_text("utf-8")
    return tuple(word for row in text.splitlines() if not row.startswith("# ") for word in row.split())


def _years(as_of: date) -> list[str]:
    years = [str(y) for y in range(as_of.year + 1, as_of.year - YEARS_BACK - 1, -1)]
    return [form.format(y) for y in years for form in ("{}", "@{}", "{}!")]


def _forms(words: Iterable[str], endings: Iterable[str]) -> Iterator[str]:
    """Each word in lower case and with a capital, with every ending; at last reversed, doubled and as it stands."""
    endings = tuple(endings)
    for word in dict.fromkeys(w for w in words if w):
        for form in dict.fromkeys((word.lower(), word.capitalize())):
            yield from (form + ending for ending in endings)
        yield from (word, word[::-1], word * 2, word.upper())


def _name_forms(name: str, endings: Iterable[str]) -> Iterator[str]:
    """A name with every ending, and its parts with a few: `zhang.wei` -> zhang.wei, zhangwei, zhang, wei."""
    parts = [p for p in re.split(r"[^A-Za-z0-9]+", name) if len(p) >= 3]
    yield from _forms([name], endings)
    yield from _forms(["".join(parts), *parts], SHORT_ENDINGS)


def _pinyin() -> Iterator[str]:
    for word in _words("pinyin"):
        yield from (*(word + ending for ending in SHORT_ENDINGS), word.capitalize() + "@123")


def candidates(account: str, known: Known) -> list[Candidate]:
    """Every candidate for one account, each word once, under the first kind that gives it."""
    endings = (*ENDINGS, *_years(known.as_of))
    text = " ".join((*known.hospital.words, known.hospital.name))
    hospital = re.findall(r"[A-Za-z0-9]{2,}", text)
    kinds: dict[str, Iterable[str]] = {
        "empty": ("",),
        "user": _name_forms(account, endings),
        "host": _name_forms(known.host.split(".")[0], endings),
        "hospital": _forms(hospital[:MAX_HOSPITAL_WORDS], endings),
        "common": (*_words("frequent"), *_pinyin()),
    }
    found: dict[str, str] = {}
    for kind, words in kinds.items():
        for word in words:
            found.setdefault(word, kind)
    return [(kind, word) for word, kind in found.items()]
