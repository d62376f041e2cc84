"""The Chinese font that ships for the PDF (Noto Sans SC, SIL Open Font License 1.1), and what it can show."""

from __future__ import annotations

import struct
from functools import cache
from pathlib import Path

from pylopdf_fonts_zh_cn import sans_path

FAMILY = "Noto Sans SC"


def folder() -> Path:
    """Where the font file lies."""
    return sans_path().parent


@cache
def covered() -> tuple[tuple[int, int], ...]:
    """Ranges of code points that the font has a glyph for: its ``cmap`` table, format 12 (OpenType 1.9).

    Raises ValueError when the font has no such table: PDF/A forbids a text without a glyph, so it must be known.
    """
    with sans_path().open("rb") as stream:
        (count,) = struct.unpack(">4xH6x", stream.read(12))
        tables = {tag: at for tag, _, at, _ in struct.iter_unpack(">4sIII", stream.read(16 * count))}
        stream.seek(tables[b"cmap"])
        _, encodings = struct.unpack(">HH", stream.read(4))
        for _, _, offset in struct.iter_unpack(">HHI", stream.read(8 * encodings)):
            stream.seek(tables[b"cmap"] + offset)
            (form,) = struct.unpack(">H", stream.read(2))
            if form == 12:
                (groups,) = struct.unpack(">10xI", stream.read(14))
                return tuple((a, b) for a, b, _ in struct.iter_unpack(">III", stream.read(12 * groups)))
    raise ValueError(f"{sans_path().name}: no cmap of format 12")


@cache
def shows(char: str) -> bool:
    """Whether the font can show this character."""
    code = ord(char)
    low, high = 0, len(covered())
    while low < high:
        middle = (low + high) // 2
        first, last = covered()[middle]
        if code < first:
            high = middle
        elif code > last:
            low = middle + 1
        else:
            return True
    return False
