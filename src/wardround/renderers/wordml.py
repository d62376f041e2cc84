"""WordprocessingML (ECMA-376 part 1, chapter 17) as text: paragraphs, runs, tables, links inside the document.

Built as text and parsed once: through an object for each cell a report of 1,000 rows takes seconds.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

PAGE_WIDTH = 9860  # twips between the margins of A4
COLOURS = {
    "critical": "8F1220", "high": "C2361F", "medium": "8A5A00", "low": "44607C",
    "fail": "C2361F", "unknown": "8A5A00", "pass": "1F7048", "not_applicable": "5F6D7B",
    "conform": "1F7048", "partial": "8A5A00", "not": "C2361F", "not_verified": "5F6D7B",
    "soft": "5A6877", "link": "14599D",
}  # fmt: skip
BARS = {
    "critical": "8F1220", "high": "D9532F", "medium": "E0A526", "low": "8BA8C4",
    "fail": "D9532F", "unknown": "E0A526", "pass": "3A9A68", "not_applicable": "B4BFCA",
}  # fmt: skip


TINTS = {
    "critical": "FBE3E4", "high": "FDEAE5", "medium": "FCF0D4", "low": "E6EEF6", "unknown": "FCF0D4", "pass": "E0F3E8",
}


def name(anchor: str) -> str:
    """A bookmark's name: at most 40 letters, digits and underscores."""
    plain = re.sub(r"\W", "_", anchor, flags=re.ASCII)
    return f"b_{plain}" if len(plain) <= 36 else f"b_{hashlib.sha256(anchor.encode()).hexdigest()[:30]}"


def run(text: str, colour: str = "", *, bold: bool = False, size: int = 0) -> str:
    """A run of text; ``size`` in half points, ``colour`` a key of COLOURS."""
    style = "<w:b/>" if bold else ""
    style += f'<w:color w:val="{COLOURS[colour]}"/>' if colour else ""
    style += f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>' if size else ""
    inner = escape(text)
    return f'<w:r><w:rPr>{style}</w:rPr><w:t xml:space="preserve">{inner}</w:t></w:r>'


def ticked(text: str, size: int = 0) -> list[str]:
    """The runs of a sentence whose parts between backticks are commands."""
    return [run(part, "link" if at % 2 else "", size=size) for at, part in enumerate(text.split("`")) if part]


def link(text: str, anchor: str, size: int = 0, *, bold: bool = False) -> str:
    """A run that leads to a place in the document; plain text where the anchor is empty."""
    if not anchor:
        return run(text, size=size, bold=bold)
    inner = run(text, "link", size=size, bold=bold)
    return f"<w:hyperlink w:anchor={quoteattr(name(anchor))}>{inner}</w:hyperlink>"


def paragraph(*runs: str, style: str = "", anchor: str = "", number: int = 0, keep: bool = False) -> str:
    """A paragraph; with an anchor it is a bookmark, and ``number`` tells the bookmarks of a document apart."""
    properties = f'<w:pStyle w:val="{style}"/>' if style else ""
    properties += "<w:keepNext/>" if keep else ""
    inner = "".join(runs)
    if anchor:
        mark = f'<w:bookmarkStart w:id="{number}" w:name={quoteattr(name(anchor))}/><w:bookmarkEnd w:id="{number}"/>'
        inner = mark + inner
    return f"<w:p><w:pPr>{properties}</w:pPr>{inner}</w:p>"


def cell(content: str | Sequence[str], width: int, *, fill: str = "", span: int = 1) -> str:
    """A table cell of paragraphs, ``width`` in twips."""
    inner = content if isinstance(content, str) else "".join(content)
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    spans = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{spans}{shade}</w:tcPr>{inner}</w:tc>'


def row(cells: Iterable[str], *, header: bool = False, height: int = 0) -> str:
    """A table row that does not break over pages; a header is repeated on each page."""
    properties = "<w:cantSplit/>"
    properties += f'<w:trHeight w:val="{height}" w:hRule="exact"/>' if height else ""
    properties += "<w:tblHeader/>" if header else ""
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def widths(*shares: float, of: int = PAGE_WIDTH) -> list[int]:
    """Column widths from their shares of the page, or of so many twips."""
    total = sum(shares)
    return [round(of * share / total) for share in shares]


def table(columns: Sequence[int], rows: Iterable[str], *, lines: bool = True) -> str:
    """A table of fixed columns, with a paragraph after it so that two never grow together."""
    border = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="D5DDE4"/>' for side in ("top", "bottom", "insideH")
    )
    borders = f"<w:tblBorders>{border}</w:tblBorders>" if lines else ""
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in columns)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(columns)}" w:type="dxa"/>{borders}<w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="80" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>" + paragraph(style="Gap")
    )


def head(labels: Sequence[str], columns: Sequence[int]) -> str:
    """The repeated header row."""
    cells = (
        cell(paragraph(run(label, "soft", bold=True, size=17), style="Cell"), width, fill="EEF2F5")
        for label, width in zip(labels, columns, strict=True)
    )
    return row(cells, header=True)
