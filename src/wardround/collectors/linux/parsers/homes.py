"""Lines `hex-mode uid gid path` of stat(1), authorized_keys lines (sshd(8)), and the kinds of private keys."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import stat

from wardround.collectors.linux.raw import Block, Section
from wardround.facts import Listing, Unread
from wardround.facts.linux.files import File
from wardround.facts.linux.homes import Homes, Key, PrivateKey

_STAT = re.compile(r"([0-9a-f]{1,8}) (\d{1,18}) (\d{1,18}) (/.*)")
_KINDS = {stat.S_IFREG: "f", stat.S_IFDIR: "d", stat.S_IFLNK: "l"}


def files(section: Section, name: str, gaps: tuple[Unread, ...]) -> Listing[File] | Unread:
    """The rows of a block of `stat -c '%f %u %g %n'`, each path once; kind "f", "d", "l" or "o" for others."""
    block = section.block(name)
    if isinstance(block, Unread):
        return block
    found: dict[str, File] = {}
    odd = []
    for line, text in block.rows:
        m = _STAT.fullmatch(text)
        if m:
            mode = int(m[1], 16)
            found.setdefault(
                m[4],
                File(m[4], stat.S_IMODE(mode), int(m[2]), int(m[3]), _KINDS.get(stat.S_IFMT(mode), "o"), line=line),
            )
        else:
            odd.append(Unread("error", f"{name}: a line of another shape", line))
    return Listing(tuple(found.values()), gaps + tuple(odd), block.line)


def _strings(blob: bytes) -> list[bytes]:
    """The length-prefixed strings of a public key (RFC 4253, 6.6)."""
    found, at = [], 0
    while len(blob) - at >= 4:
        size = int.from_bytes(blob[at : at + 4], "big")
        found.append(blob[at + 4 : at + 4 + size])
        at += 4 + size
    return found


def _bits(kind: str, parts: list[bytes]) -> int:
    """RSA: type, exponent, modulus; DSA: type, p, …  Certificates have a nonce before them."""
    shift = 1 if "-cert-" in kind else 0
    at = {"ssh-rsa": 2, "ssh-dss": 1}.get(kind.split("-cert-")[0])
    if at is None or at + shift >= len(parts):
        return 0
    return int.from_bytes(parts[at + shift], "big").bit_length()


def _key(block: Block, line: int, text: str) -> Key | Unread:
    kind, _, rest = text.partition(" ")
    encoded, _, comment = rest.partition(" ")
    try:
        blob = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        blob = b""
    parts = _strings(blob)
    if not parts or parts[0].decode("ascii", "replace") != kind:
        return Unread("error", f"{block.name}: a line that is no key", line)
    sha = base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")
    return Key(block.name, kind, f"SHA256:{sha}", _bits(kind, parts), comment, line)


def _keys(section: Section) -> Listing[Key] | Unread:
    if not section.ran:
        return section.missing("authorized_keys")
    blocks = [b for b in section.under("/") if b.name.endswith(("/.ssh/authorized_keys", "/.ssh/authorized_keys2"))]
    rows = [_key(block, line, text) for block in blocks for line, text in block.rows]
    odd = tuple(r for r in rows if isinstance(r, Unread))
    return Listing(tuple(r for r in rows if isinstance(r, Key)), section.gaps("/") + odd, section.line)


def _private(section: Section) -> Listing[PrivateKey] | Unread:
    block = section.block("private keys")
    if isinstance(block, Unread):
        return block
    items = [PrivateKey(t.partition(" ")[2], t.startswith("encrypted "), n) for n, t in block.rows]
    return Listing(tuple(items), section.gaps("/"), block.line)


def parse(section: Section) -> Homes:
    """Homes of the accounts in /etc/passwd. A home that the probe did not enter is a gap of every listing.

    Every host has root's: a section without any home and without a miss has read nothing.
    """
    block = section.blocks.get("homes")
    if block is not None and not block.rows and not section.misses:
        trouble = Unread("error", "/etc/passwd", block.line)
        return Homes(trouble, trouble, trouble, trouble, trouble)
    gaps = section.gaps("/", "entries")
    gone = tuple(File(m.detail, 0, 0, 0, "-", line=m.line) for m in section.misses if m.reason == "absent")
    folders = files(section, "homes", section.gaps("/"))
    return Homes(
        folders=folders,
        missing=folders if isinstance(folders, Unread) else Listing(gone, section.gaps("/"), folders.line),
        entries=files(section, "entries", gaps),
        keys=_keys(section),
        private_keys=_private(section),
    )
