"""crontab(5) of the system (with a user field), of users (without), and anacrontab(5)."""

from __future__ import annotations

import re

from wardround.collectors.linux.raw import Block, Section
from wardround.facts import NOT_COLLECTED, Listing, Unread
from wardround.facts.linux.cron import Cron, Job

_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*\s*=")
_USER_TABLES = "/var/spool/cron/"


def _job(block: Block, text: str, line: int) -> Job | None:
    """None for a line of another shape."""
    if block.name == "/etc/anacrontab":
        f = text.split(None, 3)
        return Job(block.name, f"{f[0]} days", "root", f[3], line) if len(f) == 4 else None
    fields = 1 if text.startswith("@") else 5
    own = block.name.startswith(_USER_TABLES)
    f = text.split(None, fields + (0 if own else 1))
    if len(f) < fields + (1 if own else 2):
        return None
    user = block.name.rsplit("/", 1)[-1] if own else f[fields]
    return Job(block.name, " ".join(f[:fields]), user, f[-1], line)


def parse(section: Section) -> Cron:
    """Every job; a line of another shape is a gap."""
    if not section.ran:
        return Cron(jobs=NOT_COLLECTED)
    items, gaps = [], list(section.gaps())
    for block in section.blocks.values():
        for line, text in block.rows:
            text = text.strip()
            if not text or text.startswith("#") or _ASSIGNMENT.match(text):
                continue
            job = _job(block, text, line)
            if job:
                items.append(job)
            else:
                gaps.append(Unread("error", f"{block.name}: a line of another shape", line))
    return Cron(jobs=Listing(tuple(items), tuple(gaps), section.line))
