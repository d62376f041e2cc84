"""Local units, rc.local, and `file:line:text` of grep over start scripts."""

from __future__ import annotations

from wardround.collectors.linux.parsers.lines import lines
from wardround.collectors.linux.raw import Section
from wardround.facts import Listing, Unread
from wardround.facts.linux.autostart import Autostart
from wardround.facts.linux.lines import Line


def _suspicious(section: Section) -> Listing[Line] | Unread:
    block = section.block("suspicious")
    if isinstance(block, Unread):
        return block
    items = []
    for line, text in block.rows:
        file, _, rest = text.partition(":")
        words = rest.partition(":")[2].strip()
        if not words.startswith("#"):
            items.append(Line(file, words, line))
    about = ("/etc/cron.", "/etc/profile", "/etc/bash", "/etc/rc", "/etc/init.d", "/etc/update-motd.d", "/root")
    return Listing(tuple(items), section.gaps(*about), block.line)


def parse(section: Section) -> Autostart:
    """What starts with the system outside packages."""
    return Autostart(
        units=lines(section, "/etc/systemd/", "/usr/local/lib/systemd/", comments="#;"),
        rc_local=lines(section, "/etc/rc."),
        suspicious=_suspicious(section),
    )
