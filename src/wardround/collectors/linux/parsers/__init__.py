"""One pure parser a section: raw section -> facts of that section, never an exception for strange text."""

from __future__ import annotations

from collections.abc import Callable

from wardround.collectors.linux.parsers import (
    accounts,
    files,
    firewall,
    kernel,
    legacy,
    network,
    ports,
    services,
    ssh,
    system,
    time,
)
from wardround.collectors.linux.raw import Section

PARSERS: dict[str, Callable[[Section], object]] = {
    "system": system.parse,
    "accounts": accounts.parse,
    "ssh": ssh.parse,
    "ports": ports.parse,
    "services": services.parse,
    "legacy": legacy.parse,
    "firewall": firewall.parse,
    "network": network.parse,
    "time": time.parse,
    "kernel": kernel.parse,
    "files": files.parse,
}
