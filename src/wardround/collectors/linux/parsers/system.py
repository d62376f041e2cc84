"""os-release(5), uname, clock."""

from __future__ import annotations

import shlex

from wardround.collectors.linux.raw import Block, Section
from wardround.facts import Reading, Unread
from wardround.facts.linux.system import System
from wardround.facts.numbers import MAX_SECONDS, is_whole


def _word(section: Section, name: str, index: int | None = None) -> Reading[str] | Unread:
    block = section.block(name)
    if isinstance(block, Unread):
        return block
    words = block.text.split()
    if not words or (index is not None and index >= len(words)):
        return Unread("error", name, block.line)
    return Reading(block.text if index is None else words[index], block.rows[0][0])


def _number(section: Section, name: str) -> Reading[int] | Unread:
    word = _word(section, name, 0)
    if isinstance(word, Unread):
        return word
    number = word.value.split(".")[0]
    return Reading(int(number), word.line) if is_whole(number) else Unread("error", name, word.line)


def _clock(section: Section) -> Reading[int] | Unread:
    """A time after the year 9999 is none."""
    found = _number(section, "date +%s")
    if isinstance(found, Reading) and found.value > MAX_SECONDS:
        return Unread("error", "date +%s", found.line)
    return found


def _release(block: Block | Unread, key: str) -> Reading[str] | Unread:
    if isinstance(block, Unread):
        return block
    for line, text in block.rows:
        name, _, value = text.partition("=")
        if name == key:
            try:
                return Reading((shlex.split(value) or [""])[0], line)
            except ValueError:
                return Unread("error", f"/etc/os-release {key}", line)
    return Unread("absent", f"/etc/os-release {key}", block.line)


def parse(section: Section) -> System:
    """The host's platform and clock."""
    release = section.block("/etc/os-release")
    return System(
        hostname=_word(section, "uname -n", 0),
        os_id=_release(release, "ID"),
        os_like=_release(release, "ID_LIKE"),
        os_version=_release(release, "VERSION_ID"),
        os_name=_release(release, "PRETTY_NAME"),
        kernel=_word(section, "uname -srm", 1),
        machine=_word(section, "uname -srm", 2),
        uid=_number(section, "id -u"),
        clock=_clock(section),
        uptime_seconds=_number(section, "/proc/uptime"),
    )
