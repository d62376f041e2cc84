"""One pure parser a section: raw section -> facts of that section, never an exception for strange text."""

from __future__ import annotations

from collections.abc import Callable

from wardround.collectors.linux.parsers import accounts, files, kernel, packages, patches, ports, ssh, system
from wardround.collectors.linux.raw import Section

PARSERS: dict[str, Callable[[Section], object]] = {
    "system": system.parse,
    "accounts": accounts.parse,
    "ssh": ssh.parse,
    "ports": ports.parse,
    "packages": packages.parse,
    "patches": patches.parse,
    "kernel": kernel.parse,
    "files": files.parse,
}
