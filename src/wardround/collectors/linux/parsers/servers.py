"""Web and database settings, one listing a program."""

from __future__ import annotations

import re

from wardround.collectors.linux.parsers.lines import lines
from wardround.collectors.linux.raw import Section
from wardround.facts import Listing, Unread
from wardround.facts.linux.lines import Line
from wardround.facts.linux.servers import Servers

#: fact -> where that program keeps its settings
PLACES: dict[str, tuple[str, ...]] = {
    "nginx": ("/etc/nginx/", "/usr/local/nginx/"),
    "apache": ("/etc/httpd/", "/etc/apache2/"),
    "postgres": ("/etc/postgresql/", "/var/lib/pgsql/", "/var/lib/postgresql/"),
    "redis": ("/etc/redis",),
    "mongodb": ("/etc/mongod.conf",),
    "mysql": ("/etc/my.cnf", "/etc/mysql/"),
}


def _statements(rows: Listing[Line] | Unread) -> Listing[Line] | Unread:
    """nginx may write `location /x { autoindex on; }` on one line: one item a statement."""
    if isinstance(rows, Unread):
        return rows
    parts = [(row, part.strip()) for row in rows.items for part in re.split(r"[{};]", row.text)]
    return Listing(tuple(Line(row.file, part, row.line) for row, part in parts if part), rows.gaps, rows.line)


def parse(section: Section) -> Servers:
    """Lines by program; a file that may not be read is a gap of that program alone."""
    found = {name: lines(section, *places) for name, places in PLACES.items()}
    return Servers(**{**found, "nginx": _statements(found["nginx"])})
