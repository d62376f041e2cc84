"""Web and database settings, one listing a program."""

from __future__ import annotations

from wardround.collectors.linux.parsers.lines import lines
from wardround.collectors.linux.raw import Section
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


def parse(section: Section) -> Servers:
    """Lines by program; a file that may not be read is a gap of that program alone."""
    return Servers(**{name: lines(section, *places) for name, places in PLACES.items()})
