"""Weak passwords. The hashes stand in a tail behind the sealed record; they are tried here, in memory, and forgotten.

What is added to the record says who was guessed and by what kind of word. Neither hash nor word goes any further.
"""

from __future__ import annotations

import hashlib
import itertools
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event, Lock

import msgspec

from wardround.collectors.linux import libcrypt, raw
from wardround.collectors.linux.candidates import Candidate, Known, candidates
from wardround.facts import Unread

MARK = b"#wardround-secret"
#: Schemes that are tried, and how dear one guess may be: a hostile hash can ask for hours. Beyond, it is a gap.
SCHEMES = {
    "y": r"\$y\$j[6-9A]..?\$.*",
    "gy": r"\$gy\$j[6-9A]..?\$.*",
    "6": r"\$6\$(rounds=\d{1,6}\$)?[^=]*",
    "5": r"\$5\$(rounds=\d{1,6}\$)?[^=]*",
    "sm3": r"\$sm3\$(rounds=\d{1,6}\$)?[^=]*",
    "1": r"\$1\$.*",
    "2a": r"\$2a\$(0\d|1[0-2])\$.*",
    "2b": r"\$2b\$(0\d|1[0-2])\$.*",
    "2y": r"\$2y\$(0\d|1[0-2])\$.*",
    "des": r"[./0-9A-Za-z]{13}|_[./0-9A-Za-z]{19}",
}
WORKERS = 2
#: Hosts wait for each other, so that the time of each is its own and this machine stays usable.
_ONE_HOST = Lock()
#: A row of another shape is never repeated: what looks like a name could be a hash.
_ROW = re.compile(r"\|([^\s:$/]{1,64}\$?):(.+)")
_MISS = re.compile(r"!(denied|absent) /etc/shadow")


class Budget(msgspec.Struct, frozen=True):
    """Seconds of processor time for one account, and of the clock for all of a host.

    A thousand guesses at yescrypt take some 20 seconds of a processor.
    """

    each: float = 60.0
    total: float = 600.0


@dataclass(repr=False)
class Tail:
    """The hashes behind a record; never printed. ``whole`` is False where the tail was cut short."""

    hashes: dict[str, str] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)
    whole: bool = False


class Found(msgspec.Struct, frozen=True):
    """What trying one account gave: the kind of word that fitted, or why not every candidate was tried."""

    name: str
    scheme: str
    count: int
    guessed: str = ""
    miss: str = ""


Progress = Callable[[int, int], None]


def split(data: bytes) -> tuple[bytes, Tail | None]:
    """The record without anything behind its last line, and the hashes that stood there."""
    end, mark = _at(data, raw.END), _at(data, MARK)
    cuts = [] if mark is None else [mark]
    if end is not None:
        line = re.compile(rb"[^\r\n]*\r?\n?").match(data, end)
        cuts.append(line.end() if line else end)
    if not cuts:
        return data, None
    return data[: min(cuts)], None if mark is None else _tail(data[mark:])


def _at(data: bytes, word: bytes) -> int | None:
    """Where the first line that starts with the word begins; a lone CR ends a line too."""
    found = [at + 1 for at in (data.find(b"\n" + word), data.find(b"\r" + word)) if at >= 0]
    return min(found) if found else None


def _tail(text: bytes) -> Tail:
    tail = Tail()
    for row in text.decode("utf-8", "replace").splitlines():
        m = _ROW.fullmatch(row)
        if m:
            tail.hashes[m[1]] = m[2]
        elif row.startswith("!"):
            tail.misses.append(row if _MISS.fullmatch(row) else "!error the list of password hashes")
        elif row.startswith(f"{MARK.decode()}-end "):
            tail.whole = row.rpartition(" ")[2] == str(len(tail.hashes))
    return tail


def scheme_of(hashed: str) -> str:
    """The prefix of a crypt(5) hash without its dollars; ``des`` for the ones without."""
    m = re.match(r"\$([0-9a-zA-Z]{1,6})[$,]", hashed)
    return m[1] if m else "?" if hashed.startswith("$") else "des"


def _try(name: str, hashed: str, words: list[Candidate], each: float, over: Callable[[], bool]) -> Found:
    scheme = scheme_of(hashed)
    crypt = libcrypt.crypt()
    wanted = hashed.encode("utf-8", "replace")
    if scheme not in SCHEMES or crypt is None or b"\0" in wanted or _unknown(crypt, scheme, hashed):
        return Found(name, scheme, 0, miss=f"!absent scheme {scheme} of {name}")
    begun = time.thread_time()
    for count, (kind, word) in enumerate(words):
        if over() or time.thread_time() - begun > each:
            return Found(name, scheme, count, miss=f"!truncated {name}: time ran out after {count} candidates")
        if crypt(word.encode(), wanted) == wanted:
            return Found(name, scheme, count + 1, kind)
    return Found(name, scheme, len(words))


def _unknown(crypt: libcrypt.Crypt, scheme: str, hashed: str) -> bool:
    """This libcrypt does not know the scheme, or one guess would be too dear."""
    return not re.fullmatch(SCHEMES[scheme], hashed) or crypt(b"", hashed.encode("utf-8", "replace")) is None


def attempt(tail: Tail, known: Known, budget: Budget, progress: Progress, stop: Event) -> list[Found]:
    """Tries every account, two side by side, each within its time; the result is in the order of the tail."""
    count = itertools.count(1)

    def over() -> bool:
        return stop.is_set() or time.monotonic() > end

    def one(item: tuple[str, str]) -> Found:
        name, hashed = item
        found = _try(name, hashed, candidates(name, known), budget.each, over)
        progress(next(count), len(tail.hashes))
        return found

    with _ONE_HOST, ThreadPoolExecutor(WORKERS) as workers:
        end = time.monotonic() + budget.total
        return list(workers.map(one, tail.hashes.items()))


def _section(found: list[Found], misses: list[str]) -> bytes:
    clean = [_line(f"{f.name}:{f.scheme}:{f.count}:{f.guessed}") for f in found if not f.miss]
    head = ["=tried"] if found or not misses else []
    rows = [">passwords", *head, *(f"|{row}" for row in clean), *map(_line, misses)]
    rows += [_line(f.miss) for f in found if f.miss]
    return ("\n".join([*rows, "<passwords"]) + "\n").encode()


def _line(text: str) -> str:
    """One line, whatever a target put into an account's name."""
    return "".join(c if c.isprintable() else "?" for c in text)[:500]


def _sealed(record: bytes, section: bytes) -> bytes:
    at = record.rindex(b"\n" + raw.END) + 1
    body = record[:at] + section
    if record[at:].split()[1:] == [b"unsealed"]:  # what came without a digest gets none here either
        return body + record[at:]
    return body + raw.END + b"sha256 " + hashlib.sha256(body).hexdigest().encode() + b"\n"


def settle(
    data: bytes, where: str, known: Known, *, budget: Budget | None = None, progress: Progress, stop: Event
) -> bytes:
    """The record with a section on what was guessed and without the hashes, sealed again.

    A record that already has such a section stays as it is. Raises WardroundError where the record cannot be read.
    """
    record, tail = split(raw.plain(data))
    read = raw.read(record, where)
    if tail is None and "passwords" in read.sections:
        return record
    if not known.host:
        name = read.section("system").block("uname -n")
        known = msgspec.structs.replace(known, host="" if isinstance(name, Unread) else name.text)
    if tail is None:
        return _sealed(record, _section([], ["!not_collected password hashes (run the kit with --password-hashes)"]))
    misses = [*tail.misses, *([] if tail.whole else ["!truncated the list of password hashes"])]
    return _sealed(record, _section(attempt(tail, known, budget or Budget(), progress, stop), misses))
