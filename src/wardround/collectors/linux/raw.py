"""The raw observation as the probe prints it: sections of blocks, every line numbered, nothing trusted.

Format 1, see probe/00-frame.sh. Bytes that are not UTF-8 are kept as replacement characters; the hash of the
observation is over the bytes.
"""

from __future__ import annotations

import bisect
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from wardround.errors import Fault, WardroundError
from wardround.facts import Listing, Reason, Unread

FORMAT = "1"
MAX_BYTES = 64 * 1024 * 1024
MAX_LINES = 2_000_000
#: Characters of one line that are looked at: a longer one is cut, and that is a gap.
MAX_ROW = 65536
#: What a login profile may print before the probe begins.
MAX_GREETING = 1024 * 1024
HEAD = b"#wardround-probe "
END = b"#wardround-end "
#: The end of a record from a host without sha256sum(1): complete, but changes on its way would go unnoticed.
UNSEALED = [b"unsealed"]
_REASONS: dict[str, Reason] = {
    "denied": "denied",
    "absent": "absent",
    "truncated": "truncated",
    "not_collected": "not_collected",
    "skipped": "not_collected",
    "error": "error",
}


@dataclass
class Block:
    """The text of one file or command: ``rows`` are (line number in the observation, text)."""

    name: str
    line: int
    rows: list[tuple[int, str]] = field(default_factory=list)
    code: int | None = None

    @property
    def text(self) -> str:
        """The first row, "" where there is none."""
        return self.rows[0][1] if self.rows else ""


@dataclass
class Section:
    """One heading of the probe with its blocks and with what it could not read."""

    name: str
    line: int = 0
    blocks: dict[str, Block] = field(default_factory=dict)
    misses: list[Unread] = field(default_factory=list)
    closed: bool = False
    ran: bool = False

    def missing(self, name: str) -> Unread:
        """Why there is no block of that name (a file, or a command by its first word)."""
        for miss in self.misses:
            if miss.detail == name or miss.detail.split(" ", 1)[0] == name.split(" ", 1)[0]:
                return miss
        if not self.ran:
            return Unread("not_collected", name)
        return Unread("error" if self.closed else "truncated", name, self.line)

    def block(self, name: str) -> Block | Unread:
        """The block of that name, or why there is none. A command that failed is an error."""
        found = self.blocks.get(name)
        if found is None:
            return self.missing(name)
        if found.code:
            return Unread("error", f"{name}: exit code {found.code}", found.line)
        return found

    def under(self, prefix: str) -> Iterator[Block]:
        """All blocks whose name starts with prefix, in the order of the record."""
        return (b for n, b in self.blocks.items() if n.startswith(prefix))

    def gaps(self, *about: str) -> tuple[Unread, ...]:
        """What could not be read here (absent files are no gap), of the names that start so; all without one."""
        found = [m for m in self.misses if m.reason != "absent" and (not about or m.detail.startswith(about))]
        if not self.closed:
            found.append(Unread("truncated", self.name, self.line))
        return tuple(found)

    def listing(self, name: str, items: list) -> Listing:
        """A complete listing of that block's items, or with the gaps that concern it."""
        block = self.blocks.get(name)
        return Listing(tuple(items), self.gaps(name), block.line if block else 0)


@dataclass
class Raw:
    """A probe record. ``sections`` by name; ``texts`` are all lines (index 0 is line 1).

    ``partial``: its end is missing, only closed sections are in it. ``sealed``: its digest was there and was right.
    """

    digest: str
    version: str
    texts: list[str]
    sections: dict[str, Section]
    partial: bool = False
    sealed: bool = True
    _heads: list[int] = field(default_factory=list, repr=False)

    def section(self, name: str) -> Section:
        """The section, or an empty one: never run, or lost with the rest of a partial record."""
        return self.sections.get(name) or Section(name, len(self.texts) if self.partial else 0, ran=self.partial)

    def gaps(self) -> list[Unread]:
        """What could not be read, over all sections, and what cannot be told of the record itself."""
        found = [] if self.sealed or self.partial else [Unread("absent", "sha256sum")]
        found += [Unread("truncated", "the rest of the record", len(self.texts))] if self.partial else []
        return found + [miss for section in self.sections.values() for miss in section.gaps()]

    def describe(self, line: int) -> tuple[str, str]:
        """What stands on a line: (file or command with the line in it, text)."""
        if not 1 <= line <= len(self.texts):
            return ("", "")
        if not self._heads:
            self._heads = [number for number, text in enumerate(self.texts, 1) if text[:1] != "|"]
        text = self.texts[line - 1]
        before = bisect.bisect_right(self._heads, line)
        at = self._heads[before - 1] if before else 0
        name = self.texts[at - 1][1:] if at and self.texts[at - 1][:1] in "=+" else ""
        where = f"{name}:{line - at}" if name and text[:1] == "|" else name
        return (where, text[1:])


def plain(data: bytes) -> bytes:
    """The record as the probe printed it, freed of what its way here added; anything else comes back as it is.

    Undone: text mode of Windows (CRLF), UTF-16 of PowerShell's ``>``, byte order marks, a shell's greeting before it.
    """
    found = data
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        found = data.decode("utf-16", "replace").encode()
    at = 0 if found.startswith(HEAD) else found.find(b"\n" + HEAD, 0, MAX_GREETING) + 1
    if found.startswith(b"\xef\xbb\xbf" + HEAD):
        at = 3
    found = found[at:]
    if not found.startswith(HEAD):
        return data
    return found.replace(b"\r\n", b"\n") if b"\r\n" in found[:200] else found


def read(data: bytes, where: str, *, partial: bool = False) -> Raw:
    """Reads a probe record.

    With ``partial`` a record that was cut short gives its closed sections, and at least one. Raises WardroundError (bad
    input) when it is huge, foreign, of another format, edited, or cut short (without ``partial``).
    """
    if len(data) > MAX_BYTES or data.count(b"\n") > MAX_LINES:
        raise WardroundError(Fault.BAD_INPUT, "probe_huge", where=where, limit=MAX_BYTES // 1024**2)
    if not data:
        raise WardroundError(Fault.BAD_INPUT, "probe_empty", where=where)
    if not data.startswith(HEAD):
        raise WardroundError(Fault.BAD_INPUT, "probe_foreign", where=where)
    head = data.split(b"\n", 1)[0].decode("ascii", "replace").split()
    if len(head) != 4 or head[1] != FORMAT:
        raise WardroundError(
            Fault.BAD_INPUT, "probe_version", where=where, found=" ".join(head[1:2]) or "?", known=FORMAT
        )
    at = data.rfind(b"\n" + END)
    if at < 0 or not data.endswith(b"\n"):
        return _part(data, where, head[3], hashlib.sha256(data).hexdigest(), partial)
    body, end = data[: at + 1], data[at + 1 :]
    whole = hashlib.sha256(body)
    sealed = end.split()[1:] != UNSEALED
    if sealed and end.split()[1:] != [b"sha256", whole.hexdigest().encode()]:
        raise WardroundError(Fault.BAD_INPUT, "probe_edited", where=where)
    whole.update(end)  # the digest of the whole record goes on from that of its body
    digest = whole.hexdigest()
    texts = body.decode("utf-8", "replace").split("\n")[:-1]
    return Raw(digest, head[3], texts, _sections(texts), sealed=sealed)


def _part(data: bytes, where: str, version: str, digest: str, partial: bool) -> Raw:
    """The closed sections of a record without its end: what an open one would say next is not known."""
    texts = data[: data.rfind(b"\n") + 1].decode("utf-8", "replace").split("\n")[:-1]
    closed = {name: section for name, section in _sections(texts).items() if section.closed} if partial else {}
    if not closed:
        raise WardroundError(Fault.BAD_INPUT, "probe_truncated", where=where)
    return Raw(digest, version, texts, closed, partial=True, sealed=False)


def _sections(texts: list[str]) -> dict[str, Section]:
    """Nearly every line is content: only the marks between are looked at one by one."""
    sections: dict[str, Section] = {}
    here: Section | None = None
    block: Block | None = None
    marks = [at for at, text in enumerate(texts) if text[:1] != "|"]
    for at, after in zip(marks, [*marks[1:], len(texts)], strict=True):
        number, mark, rest = at + 1, texts[at][:1], texts[at][1:]
        if mark == ">":
            here, block = Section(rest, number, ran=True), None
            sections[rest] = here
        elif here is None:
            continue
        elif mark in "=+" and mark:
            block = here.blocks.setdefault(rest, Block(rest, number))
            block.line = number
        elif mark == "!":
            word, _, detail = rest.partition(" ")
            here.misses.append(Unread(_REASONS.get(word, "error"), detail, number))
        elif mark == "?" and block is not None:
            block.code = int(rest) if re.fullmatch(r"\d{1,3}", rest) else 255
        elif mark == "<":
            here.closed, here, block = True, None, None
        if here is not None and block is not None and after - at > 1:
            _fill(here, block, number + 1, texts[at + 1 : after])
    return sections


def _fill(section: Section, block: Block, first: int, texts: list[str]) -> None:
    """Content lines from line number ``first`` on; one that is too long is cut, and a gap says so."""
    if len(max(texts, key=len)) <= MAX_ROW + 1:
        block.rows += zip(range(first, first + len(texts)), [text[1:] for text in texts], strict=True)
        return
    for number, text in enumerate(texts, first):
        block.rows.append((number, text[1 : MAX_ROW + 1]))
        if len(text) > MAX_ROW + 1:
            section.misses.append(Unread("truncated", block.name, number))
