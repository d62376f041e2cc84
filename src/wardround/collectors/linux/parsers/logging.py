"""rsyslog.conf(5), syslog-ng.conf(5), journald.conf(5), logrotate.conf(8)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from wardround.collectors.linux.parsers.lines import lines
from wardround.collectors.linux.raw import Block, Section
from wardround.facts import NOT_COLLECTED, Listing, Setting, Unread
from wardround.facts.linux.logging import Logging, Rotation
from wardround.facts.numbers import is_whole

PERIODS = {"hourly": 0, "daily": 1, "weekly": 7, "monthly": 30, "yearly": 365}
#: A brace that stands alone opens or closes a block; one inside a word belongs to a pattern of paths.
_BRACES = re.compile(r"(?:^| )([{}])(?= |$)")
_SCRIPTS = ("postrotate", "prerotate", "firstaction", "lastaction", "preremove")


def _settings(section: Section, order: Sequence[Block], gaps: tuple[Unread, ...]) -> Listing[Setting] | Unread:
    if not section.ran:
        return NOT_COLLECTED
    found: dict[str, Setting] = {}
    for block in order:
        for line, text in block.rows:
            name, eq, value = text.strip().partition("=")
            if eq and name[:1] not in ("#", ";", "["):
                found[name.strip().lower()] = Setting(name.strip().lower(), value.strip(), line)
    return Listing(tuple(found.values()), gaps, section.line)


def _journald(section: Section) -> Listing[Setting] | Unread:
    """/etc hides /usr/lib file by file; drop-ins follow the main file, sorted by their file name (systemd.unit(5))."""
    main: dict[str, Block] = {}
    drops: dict[str, Block] = {}
    for root in ("/usr/lib/systemd/", "/run/systemd/", "/etc/systemd/"):
        for block in section.under(root + "journald.conf"):
            (drops if "/journald.conf.d/" in block.name else main)[block.name.rsplit("/", 1)[-1]] = block
    order = [*main.values(), *(drops[name] for name in sorted(drops))]
    places = tuple(root + "/systemd/journald.conf" for root in ("/usr/lib", "/run", "/etc"))
    return _settings(section, order, section.gaps(*places))


class _Reader:
    """State of one pass over logrotate's files: defaults so far, and the block that is open."""

    def __init__(self) -> None:
        self.rotations: list[Rotation] = []
        self.default: dict[str, int] = {"keep": 0, "days": 0, "max_age": -1}
        self.here: dict[str, int] | None = None
        self.files: list[str] = []
        self.at = 0
        self.script = False

    def word(self, text: str, line: int) -> None:
        """One line: a path, an opening or closing brace, or a directive."""
        first, rest = re.split(r"[ =]+", text + " ", maxsplit=1)
        if self.script:
            self.script = first != "endscript"
        elif first in _SCRIPTS:
            self.script = True
        elif text[0] in "/\"'":
            if not self.files:
                self.at = line
            self.files += [f.strip("\"'") for f in re.findall(r'"[^"]*"|\'[^\']*\'|\S+', text)]
        elif text == "{":
            self.here = dict(self.default)
        elif text == "}" and self.here is not None:
            days = max(self.here.pop("days"), 0)
            self.rotations.append(Rotation(tuple(self.files), days=days, line=self.at, **self.here))
            self.here, self.files = None, []
        else:
            self.directive(first, rest.strip())

    def directive(self, name: str, value: str) -> None:
        """rotate, maxage, a period or a size, for the open block or for all that follow."""
        scope = self.default if self.here is None else self.here
        if name in PERIODS and scope["days"] >= 0:
            scope["days"] = PERIODS[name]
        elif name == "rotate" and re.fullmatch(r"-?\d{1,18}", value):
            scope["keep"] = int(value)
        elif name == "maxage" and is_whole(value):
            scope["max_age"] = int(value)
        elif name == "size":  # then size, not time, decides how long a log lives
            scope["days"] = min(scope["days"], 0)
        elif name == "maxsize":  # whatever period is set, before or after
            scope["days"] = -1


def _rotations(section: Section) -> Listing[Rotation] | Unread:
    if not section.ran:
        return NOT_COLLECTED
    reader = _Reader()
    for name in ["/etc/logrotate.conf", *sorted(b.name for b in section.under("/etc/logrotate.d/"))]:
        block = section.blocks.get(name)
        for line, text in block.rows if block else []:
            if not text.strip().startswith("#"):
                for part in _BRACES.split(re.sub(r"\s+", " ", text.strip())):
                    if part.strip():
                        reader.word(part.strip(), line)
    return Listing(tuple(reader.rotations), section.gaps("/etc/logrotate"), section.line)


def parse(section: Section) -> Logging:
    """Syslog lines, effective journal settings, and rotation of each log."""
    upload = section.blocks.get("/etc/systemd/journal-upload.conf")
    return Logging(
        syslog=lines(section, "/etc/rsyslog", "/etc/syslog-ng"),
        journald=_journald(section),
        upload=_settings(section, [upload] if upload else [], section.gaps("/etc/systemd/journal-upload")),
        rotations=_rotations(section),
    )
