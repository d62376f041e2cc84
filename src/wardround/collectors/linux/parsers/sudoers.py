"""The grammar of sudoers(5): line continuation, includes, aliases, Defaults, and user specifications.

A host list is read but not applied: a grant for another host of a shared file counts as one of this host.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from wardround.collectors.linux.raw import Block, Section
from wardround.facts import Setting, Unread
from wardround.facts.linux.sudo import Grant

MAX_DEPTH = 6
MAX_GRANTS = 5000
#: Aliases of aliases and files that include each other grow without end; sudo(8) has its own bounds.
MAX_MEMBERS, MAX_READS = 20_000, 500
_TAG = re.compile(
    r"\b(NOPASSWD|PASSWD|NOEXEC|EXEC|SETENV|NOSETENV|LOG_INPUT|NOLOG_INPUT|LOG_OUTPUT|NOLOG_OUTPUT|MAIL|NOMAIL"
    r"|FOLLOW|NOFOLLOW|INTERCEPT|NOINTERCEPT)\s*:"
)
_OPTION = re.compile(
    r"(?:ROLE|TYPE|PRIVS|LIMITPRIVS|CWD|CHROOT|TIMEOUT|NOTBEFORE|NOTAFTER|APPARMOR_PROFILE)\s*=\s*(?:\"[^\"]*\"|\S+)\s*"
)
_DIGEST = re.compile(r"\bsha(?:224|256|384|512)\s*:\s*[0-9A-Za-z+/=]+\s+")
_DEFAULTS = re.compile(r"Defaults(?:\s*([@:!>]\s*(?:\"[^\"]*\"|\S+)))?\s+(.*)", re.S)
_ALIAS = re.compile(r"(User|Runas|Host|Cmnd|Cmd)_Alias\s+(.*)", re.S)
_INCLUDE = re.compile(r"[@#]include(dir)?\s+(\"[^\"]+\"|\S+)\s*")
_COMMENT = re.compile(r"(?<!\\)#(?!\d)")


def split(text: str, separator: str) -> list[str]:
    """The parts between separators that stand outside of quotes, parentheses and escapes."""
    parts, start, depth, quoted, skip = [], 0, 0, False, False
    for at, c in enumerate(text):
        if skip:
            skip = False
        elif c == "\\":
            skip = True
        elif c == '"':
            quoted = not quoted
        elif not quoted and c in "()":
            depth += 1 if c == "(" else -1
        elif not quoted and depth <= 0 and c == separator:
            parts.append(text[start:at].strip())
            start = at + 1
    return [*parts, text[start:].strip()]


def logical_lines(block: Block) -> Iterator[tuple[int, str]]:
    """Lines with a backslash at the end joined, comments off, an include kept; the first row's number."""
    held, first = "", 0
    for line, text in block.rows:
        first = first or line
        if text.endswith("\\") and not text.lstrip().startswith("#"):
            held += text[:-1] + " "
            continue
        whole, at = (held + text).strip(), first
        held, first = "", 0
        if not _INCLUDE.fullmatch(whole):
            whole = _without_comment(whole)
        if whole:
            yield at, whole
    if held.strip():
        yield first, held.strip()


def _without_comment(text: str) -> str:
    for m in _COMMENT.finditer(text):
        if text.count('"', 0, m.start()) % 2 == 0:
            return text[: m.start()].strip()
    return text


class Reader:
    """Reads one tree of sudoers files: collects Defaults, aliases and specifications, then gives the grants."""

    def __init__(self, section: Section) -> None:
        self.section = section
        self.defaults: list[Setting] = []
        self.gaps: list[Unread] = []
        self._aliases: dict[tuple[str, str], list[str]] = {}
        self._specs: list[tuple[str, int, str]] = []
        self._seen: set[str] = set()
        self._reads = self._members = 0

    def read(self, path: str, depth: int = 0, line: int = 0) -> None:
        """Reads a file and what it includes; one that is not in the record is a gap."""
        block = self.section.blocks.get(path)
        self._reads += 1
        if block and (depth > MAX_DEPTH or self._reads > MAX_READS):
            self._truncated(path, line)
            return
        if block is None:
            missing = self.section.missing(path)
            self.gaps.append(Unread(missing.reason, missing.detail, line))
            return
        self._seen.add(path)
        for at, text in logical_lines(block):
            include = _INCLUDE.fullmatch(text)
            if include:
                self._include(include, path, depth, at)
            elif not self._statement(path, at, text):
                self.gaps.append(Unread("error", f"{path}: a line of another shape", at))

    def _truncated(self, path: str, line: int) -> None:
        gap = Unread("truncated", path, line)
        if gap not in self.gaps[-1:]:
            self.gaps.append(gap)

    def _include(self, m: re.Match[str], path: str, depth: int, line: int) -> None:
        target = m[2].strip('"').replace("\\ ", " ")
        if "%h" in target:
            self.gaps.append(Unread("not_collected", target, line))
            return
        if not target.startswith("/"):
            target = f"{path.rsplit('/', 1)[0]}/{target}"
        if not m[1]:
            self.read(target, depth + 1, line)
            return
        for name in sorted(self.section.blocks):
            entry = name.removeprefix(f"{target.rstrip('/')}/")
            if entry != name and not re.search(r"[./]|~$", entry) and name not in self._seen:
                self.read(name, depth + 1, line)

    def _statement(self, path: str, line: int, text: str) -> bool:
        if m := _DEFAULTS.fullmatch(text):
            binding = re.sub(r"\s", "", m[1] or "")
            self.defaults += [_default(part, binding, line) for part in split(m[2], ",") if part]
            return True
        if m := _ALIAS.fullmatch(text):
            kind = m[1].replace("Cmnd", "Cmd")
            for part in split(_DIGEST.sub("", m[2]), ":"):
                name, found, members = part.partition("=")
                if not found:
                    return False
                self._aliases.setdefault((kind, name.strip()), []).extend(split(members, ","))
            return True
        if len(split(text, "=")) < 2:
            return False
        self._specs.append((path, line, text))
        return True

    def grants(self) -> Iterator[Grant]:
        """One row a user and command; aliases may stand after their use, as sudo allows."""
        count = 0
        for path, line, text in self._specs:
            for grant in self._spec(path, line, text):
                count += 1
                if count > MAX_GRANTS:
                    self.gaps.append(Unread("truncated", path, line))
                    return
                yield grant

    def _spec(self, path: str, line: int, text: str) -> Iterator[Grant]:
        text = _DIGEST.sub("", _TAG.sub(lambda m: f"{m[1]}\0", text))
        users: list[str] = []
        for number, part in enumerate(split(text, ":")):
            left, *rest = split(part, "=")
            if not rest:
                self.gaps.append(Unread("error", f"{path}: a line of another shape", line))
                return
            if number == 0:
                words = re.findall(r'(?:"[^"]*"|\\.|[^\s"])+', ",".join(w.strip() for w in left.split(",")))
                users = [u for u in self._expand("User", words[0] if words else "") if not u.startswith("!")]
            for grant in self._commands("=".join(rest)):
                for who in users:
                    yield Grant(who.strip('"'), *grant, file=path, line=line)

    def _commands(self, text: str) -> Iterator[tuple[str, str, bool, bool, bool]]:
        runas, no_password, no_exec = "root", False, False
        for part in split(text, ","):
            while True:
                if m := re.match(r"\(([^)]*)\)\s*", part):
                    runas = m[1].strip() or "root"
                elif m := re.match(r"(\w+)\0\s*", part):
                    no_password = {"NOPASSWD": True, "PASSWD": False}.get(m[1], no_password)
                    no_exec = {"NOEXEC": True, "EXEC": False}.get(m[1], no_exec)
                elif not (m := _OPTION.match(part)):
                    break
                part = part[m.end() :]
            for command in self._expand("Cmd", part):
                negated = command.startswith("!")
                yield command.lstrip("! "), runas, negated, no_password, no_exec

    def _expand(self, kind: str, text: str, depth: int = 0) -> list[str]:
        """The members of a list with aliases replaced; a `!` goes over to the members."""
        found: list[str] = []
        for part in split(text, ","):
            name = part.lstrip("! ")
            negated = (len(part) - len(part.lstrip("! "))) and part[: len(part) - len(name)].count("!") % 2
            members = self._aliases.get((kind, name))
            self._members += 1
            if self._members > MAX_MEMBERS:
                self._truncated("/etc/sudoers", 0)
                return found
            inner = [name] if members is None or depth > MAX_DEPTH else self._expand(kind, ",".join(members), depth + 1)
            for member in inner:
                if member:
                    flip = member[1:].lstrip() if member.startswith("!") else f"!{member}"
                    found.append(flip if negated else member)
        return found


def _default(part: str, binding: str, line: int) -> Setting:
    m = re.fullmatch(r"(!*)\s*(\w+)\s*(?:[-+]?=\s*(.*))?", part, re.S)
    if not m:
        return Setting(part + binding, "on", line)
    off = len(m[1]) % 2
    return Setting(m[2] + binding, "off" if off else (m[3] or "on").strip('"'), line)
