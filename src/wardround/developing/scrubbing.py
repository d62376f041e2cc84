"""Takes out of a raw record what tells whose host it was: the same thing always becomes the same placeholder.

Structure stays (sections, blocks, exit codes, what could not be read), and so do names and settings that every host of
a distribution has. What is replaced: host names, people's account and group names, comments on accounts, IPv4, IPv6 and
MAC addresses, domains, e-mail addresses, key material, machine and disk ids, serial numbers, and names of files outside
the system's own trees. A person still reads the outcome before it is published: free text can say anything.
"""

from __future__ import annotations

import hashlib
import ipaddress
import re
import struct
from collections.abc import Callable, Iterable
from functools import cache
from importlib.resources import files

import msgspec
import yaml

from wardround.collectors import linux
from wardround.collectors.linux import raw


class _Names(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What may stay, from names.yaml."""

    system_names: frozenset[str]
    generic_names: frozenset[str]
    system_trees: frozenset[str]
    peoples_trees: tuple[str, ...]
    known_files: frozenset[str]
    public_domains: tuple[str, ...]
    unit_ends: frozenset[str]


_KEEP = msgspec.convert(
    yaml.load(files("wardround.developing").joinpath("names.yaml").read_text("utf-8"), Loader=yaml.CSafeLoader), _Names
)
_TLD = r"(?:com|cn|net|org|gov|edu|biz|top|xyz|lan|intranet|internal|corp)"
_HOST_BLOCKS = ("uname -n", "hostname", "hostname -f", "/etc/hostname", "/proc/sys/kernel/hostname")
_VERSIONS = ("dpkg", "rpm", "/var/lib/dpkg", "/lib/apk")
_PLAIN_IPV6 = re.compile(r"\b[0-9a-f]{32}\b")
_ROUTE = re.compile(r"(?<=\t)[0-9A-F]{8}(?=\t)")
_SOCKETS = re.compile(r"\b([0-9A-F]{32}|[0-9A-F]{8})(?=:[0-9A-F]{4}\b)")


Rule = tuple[re.Pattern[str], Callable[[re.Match[str]], str]]


class Scrubber:
    """Replaces consistently within one record; ``count`` tells how many different things were replaced."""

    def __init__(self, words: Iterable[str]) -> None:
        self._seen: dict[tuple[str, str], str] = {}
        self._count: dict[str, int] = {}
        self._words: dict[str, str] = {}
        for word in words:
            self._words.setdefault(word.lower(), self._number("word", word.lower(), "name{n}"))
        self._rules_of: dict[str, list[Rule]] = {}
        self._everywhere = self._common_rules()

    @property
    def count(self) -> int:
        """How many different things got a placeholder."""
        return len(self._seen)

    def _number(self, kind: str, text: str, shape: str) -> str:
        key = (kind, text)
        if key not in self._seen:
            n = self._count[kind] = self._count.get(kind, 0) + 1
            self._seen[key] = shape.format(n=n, high=n >> 8, low=n & 255)
        return self._seen[key]

    # addresses

    def ipv4(self, text: str) -> str:
        """Private networks stay private, public ones become 198.18.0.0/15 (RFC 2544); the last byte stays."""
        try:
            address = ipaddress.IPv4Address(text)
        except ValueError:
            return text
        if address.is_loopback or address.is_multicast or address.is_unspecified or address.is_reserved:
            return text
        if address.is_link_local or int(address) >> 24 == 255:
            return text
        network, _, last = text.rpartition(".")
        shape = "10.200.{low}" if address.is_private else "198.18.{low}"
        return f"{self._number('private' if address.is_private else 'public', network, shape)}.{last}"

    def ipv6(self, text: str) -> str:
        """Every address becomes one of 2001:db8::/32 (RFC 3849) or, on the link, of fe80::/10."""
        try:
            address = ipaddress.IPv6Address(text)
        except ValueError:
            return text
        if address.is_loopback or address.is_unspecified or address.is_multicast:
            return text
        if address.ipv4_mapped:
            return f"::ffff:{self.ipv4(str(address.ipv4_mapped))}"
        shape = "fe80::{n:x}" if address.is_link_local else "2001:db8::{n:x}"
        return self._number("ipv6", str(address), shape)

    def _packed(self, text: str) -> str:
        """An address of /proc/net/{tcp,udp}: 32-bit words in host order."""
        words = b"".join(struct.pack("<I", int(text[i : i + 8], 16)) for i in range(0, len(text), 8))
        kept = ipaddress.ip_address(words)
        new = ipaddress.ip_address(self.ipv4(str(kept)) if len(text) == 8 else self.ipv6(str(kept))).packed
        return "".join(f"{struct.unpack('<I', new[i : i + 4])[0]:08X}" for i in range(0, len(new), 4))

    def _plain_ipv6(self, text: str) -> str:
        return ipaddress.IPv6Address(self.ipv6(str(ipaddress.IPv6Address(bytes.fromhex(text))))).packed.hex()

    def _route(self, text: str) -> str:
        return self._packed(text) if int(text, 16) and not _mask(int(text, 16)) else text

    # names

    def _path(self, text: str) -> str:
        parts = text.split("/")
        if len(parts) < 2 or (parts[1] in _KEEP.system_trees and not text.startswith(_KEEP.peoples_trees)):
            return text
        keep = 3 if parts[1] in ("home", "root", "tmp", "opt", "srv", "mnt", "media") else 1
        if text.startswith(_KEEP.peoples_trees):
            keep = next(p for p in _KEEP.peoples_trees if text.startswith(p)).count("/")
        if parts[1] in ("root", "tmp", "opt", "srv", "mnt", "media"):
            keep = 2
        return "/".join(parts[:keep] + [self._file(p) for p in parts[keep:]])

    def _file(self, name: str) -> str:
        if not name or name in _KEEP.known_files or name in _asked() or "*" in name:
            return name
        return self._number("file", name, "item{n}")

    def _domain(self, name: str) -> str:
        low = name.lower().rstrip(".")
        if any(low == d or low.endswith("." + d) for d in _KEEP.public_domains) or name in _asked():
            return name
        return self._number("domain", low, "host{n}.example.org")

    def _mail(self, m: re.Match[str]) -> str:
        if m[2].rsplit(".", 1)[-1] in _KEEP.unit_ends or self._domain(m[2]) == m[2]:
            return m[0]
        return self._number("mail", m[0], "person{n}@example.org")

    def _hex(self, m: re.Match[str]) -> str:
        number = int(self._number("hex", m[0], "{n}"))
        return f"{number:0{len(m[0])}x}"

    def _rules(self, block: str) -> list[Rule]:
        if block not in self._rules_of:
            rules = list(self._everywhere)
            if block.startswith("/proc/net/"):
                rules.insert(0, (_SOCKETS, lambda m: self._packed(m[0])))
            if block in ("/proc/net/if_inet6", "/proc/net/ipv6_route"):
                rules.insert(0, (_PLAIN_IPV6, lambda m: self._plain_ipv6(m[0])))
            if block == "/proc/net/route":
                rules.insert(0, (_ROUTE, lambda m: self._route(m[0])))
            if not block.startswith(_VERSIONS):
                rules.append((_IPV4, lambda m: self.ipv4(m[0])))
            self._rules_of[block] = rules
        return self._rules_of[block]

    def _common_rules(self) -> list[Rule]:
        rules: list[Rule] = [
            (_MEMORY, lambda m: m[1] + self._number("file", m[2], "item{n}")),
            (_KEY, lambda m: m[1] + self._number("key", m[2], "AAAAkey{n}")),
            (_PRINT, lambda m: m[1] + self._number("print", m[2], "print{n:038d}")),
            (_SERIAL, lambda m: m[1] + self._number("serial", m[2], "SERIAL{n}")),
            (_MAIL, self._mail),
            (_MAC, lambda m: m[0] if m[0][:11].lower() in ("00:00:00:00", "ff:ff:ff:ff") else self._mac(m[0])),
            (_IPV6, lambda m: self.ipv6(m[0]) if re.search(r"\d", m[0]) else m[0]),
            (_UUID, lambda m: self._number("uuid", m[0].lower(), "00000000-0000-4000-8000-{n:012d}")),
            (_HEX, self._hex),
            (_DOMAIN, lambda m: self._domain(m[0])),
        ]
        words = "|".join(map(re.escape, sorted(self._words, key=len, reverse=True)))
        if words:
            named = re.compile(rf"(?<![A-Za-z0-9_])(?:{words})(?![A-Za-z0-9_])", re.I)
            rules.append((named, lambda m: self._words[m[0].lower()]))
        return rules

    def process(self, text: str) -> str:
        """A row of the process table: numbers, short name, program, command line, with tabs between.

        A program outside the system's trees is the host's own: it keeps only its path. The others keep the names of
        their options; what follows them can be anything, a password too.
        """
        fields = text.split("\t")
        if len(fields) < 4:
            return text
        program, *words = fields[3].split() or [""]
        if any(path[:1] == "/" and self._path(path) != path for path in (fields[2], program)):
            fields[1] = program = self._number("program", fields[1], "program{n}")
            words = []
        fields[3] = " ".join([program, *map(self._word, words)])
        return "\t".join(fields)

    def _word(self, word: str) -> str:
        name, sign, value = word.partition("=")
        if not re.fullmatch(r"-{1,2}[A-Za-z0-9][\w-]*", name):
            return self._number("arg", word, "arg{n}")
        return name + sign + (self._number("arg", value, "arg{n}") if value else "")

    def _mac(self, text: str) -> str:
        return self._number("mac", text.lower(), "02:00:00:00:{high:02x}:{low:02x}")

    def line(self, text: str, block: str, *, whole_path: bool = False) -> str:
        """One line of content. ``whole_path``: from the first slash to the end it is one path, blanks included."""
        if block.rsplit("/", 1)[-1].endswith(("_serial", "_asset_tag", "serial_number")):
            return self._number("serial", text, "SERIAL{n}") if text.strip() else text
        if block in _HOST_BLOCKS:
            return self._number("word", text.lower(), "name{n}")
        if whole_path and "/" in text:
            head, tail = text.split("/", 1)
            text = head + self._path("/" + tail)
        else:
            text = _PATH.sub(lambda m: self._path(m[0]), text)
        for pattern, put in self._rules(block):
            text = pattern.sub(put, text)
        return text


_MEMORY = re.compile(r"(/memfd:)(\S+)")
_KEY = re.compile(r"(^|[\s\"'])(AAAA[A-Za-z0-9+/]{30,}={0,3})")
_PRINT = re.compile(r"(SHA256:|MD5:)([A-Za-z0-9+/:]{32,64}=?)")
_SERIAL = re.compile(r"((?:serial|asset)(?:[ _]?(?:number|tag|short|no))?[\"']?\s*[:=]\s*[\"']?)([^\s\"']{4,})", re.I)
_MAIL = re.compile(r"(?<![\w.+-])([\w.+-]+)@([\w-]+(?:\.[\w-]+)+)")
_MAC = re.compile(r"(?<![0-9A-Fa-f:])(?:[0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}(?![0-9A-Fa-f:])")
_IPV6 = re.compile(r"(?<![\w:.])(?:[0-9A-Fa-f]{0,4}:){2,7}(?:[0-9A-Fa-f]{1,4}|(?:\d{1,3}\.){3}\d{1,3})?(?![\w:])")
_IPV4 = re.compile(r"(?<![\w.:+~-])(?:\d{1,3}\.){3}\d{1,3}(?![\w.+~-])")
_UUID = re.compile(r"\b[0-9A-Fa-f]{8}-(?:[0-9A-Fa-f]{4}-){3}[0-9A-Fa-f]{12}\b")
_HEX = re.compile(r"(?<![0-9A-Za-z])(?=[0-9]*[a-f])(?:[0-9a-f]{64}|[0-9a-f]{40}|[0-9a-f]{32})(?![0-9A-Za-z])")
_DOMAIN = re.compile(rf"(?<![\w.@-])(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+{_TLD}\b(?![.\w-])")
_PATH = re.compile(r"(?<![\w./<-])/(?!/)[^\s:'\"|,;()\[\]<>=]+")


@cache
def _asked() -> frozenset[str]:
    """Names that the probe itself asks for: they stand in a public script, and parsers look for them."""
    return frozenset(re.findall(r"(?<=/)[\w.+@-]+", linux.script()))


def _mask(number: int) -> bool:
    """Whether a word of /proc/net/route, read in host order, is a netmask."""
    bits = f"{struct.unpack('>I', struct.pack('<I', number))[0]:032b}"
    return "01" not in bits


def _names(record: raw.Raw) -> list[str]:
    """Host names and people's account and group names that the record tells of."""
    found: list[str] = []
    for name in _HOST_BLOCKS:
        for section in record.sections.values():
            block = section.blocks.get(name)
            if block and block.text.strip():
                host = block.text.strip()
                found += [host, host.split(".")[0]]
    for path in ("/etc/passwd", "/etc/group", "/etc/shadow"):
        for section in record.sections.values():
            block = section.blocks.get(path)
            rows = block.rows if block else []
            found += [text.split(":", 1)[0] for _, text in rows]
            found += [m for _, text in rows if path == "/etc/group" for m in text.split(":")[-1].split(",")]
    text = "\n".join(record.texts)
    found += re.findall(r"/home/([A-Za-z0-9_.-]+)", text)
    known = {name.lower() for name in _KEEP.system_names | _KEEP.generic_names}
    known |= {name.lower() for name in re.findall(r"/s?bin/([A-Za-z0-9_.-]+)", text)}
    return [n for n in dict.fromkeys(found) if len(n) > 1 and n.lower() not in known and n[0] not in "+-#"]


def _account(text: str) -> str:
    """A line of passwd(5) without its comment, where a person's name and telephone may stand."""
    fields = text.split(":")
    if len(fields) == 7 and fields[0] not in _KEEP.system_names:
        fields[4] = ""
    return ":".join(fields)


def scrub(data: bytes, where: str, also: Iterable[str] = ()) -> tuple[bytes, int]:
    """The record without what tells whose host it was, sealed anew, and how many things were replaced.

    ``also`` are further words to take out. Raises WardroundError when it is no whole record.
    """
    record = raw.read(data, where)
    scrubber = Scrubber([*also, *_names(record)])
    lines, section, block = [], "", ""
    for text in record.texts:
        mark, rest = text[:1], text[1:]
        if mark == ">":
            section, block = rest, ""
        elif mark in ("=", "+"):
            block = rest
            rest = scrubber.line(rest, "") if "/" in rest else rest
        elif mark == "|":
            rest = _account(rest) if block == "/etc/passwd" else rest
            rest = scrubber.process(rest) if section == "processes" else rest
            rest = scrubber.line(rest, block, whole_path=section == "files" and block in ("walk", "named"))
        elif mark == "!":
            rest = scrubber.line(rest, "")
        lines.append(mark + rest)
    body = ("\n".join(lines) + "\n").encode()
    return body + raw.END + b"sha256 " + hashlib.sha256(body).hexdigest().encode() + b"\n", scrubber.count
