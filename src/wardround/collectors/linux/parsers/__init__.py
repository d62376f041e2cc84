"""One pure parser a section: raw section -> facts of that section, never an exception for strange text."""

from __future__ import annotations

from collections.abc import Callable

from wardround.collectors.linux.parsers import (
    accounts,
    audit,
    autostart,
    cron,
    files,
    intrusion,
    kernel,
    logging,
    places,
    ports,
    processes,
    servers,
    ssh,
    system,
)
from wardround.collectors.linux.raw import Section

PARSERS: dict[str, Callable[[Section], object]] = {
    "system": system.parse,
    "accounts": accounts.parse,
    "ssh": ssh.parse,
    "ports": ports.parse,
    "kernel": kernel.parse,
    "files": files.parse,
    "processes": processes.parse,
    "places": places.parse,
    "audit": audit.parse,
    "logging": logging.parse,
    "cron": cron.parse,
    "autostart": autostart.parse,
    "intrusion": intrusion.parse,
    "servers": servers.parse,
}
