"""One pure parser a section: raw section -> facts of that section, never an exception for strange text."""

from __future__ import annotations

from collections.abc import Callable

from wardround.collectors.linux.parsers import (
    accounts,
    files,
    kernel,
    modules,
    ports,
    ssh,
    system,
    usb,
)
from wardround.collectors.linux.raw import Section

PARSERS: dict[str, Callable[[Section], object]] = {
    "system": system.parse,
    "accounts": accounts.parse,
    "ssh": ssh.parse,
    "ports": ports.parse,
    "kernel": kernel.parse,
    "modules": modules.parse,
    "usb": usb.parse,
    "files": files.parse,
}
