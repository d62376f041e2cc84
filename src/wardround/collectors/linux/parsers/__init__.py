"""One pure parser a section: raw section -> facts of that section, never an exception for strange text."""

from __future__ import annotations

from collections.abc import Callable

from wardround.collectors.linux.parsers import (
    accounts,
    files,
    homes,
    kernel,
    pam,
    passwords,
    ports,
    session,
    ssh,
    sudo,
    system,
)
from wardround.collectors.linux.raw import Section

PARSERS: dict[str, Callable[[Section], object]] = {
    "system": system.parse,
    "accounts": accounts.parse,
    "session": session.parse,
    "homes": homes.parse,
    "pam": pam.parse,
    "sudo": sudo.parse,
    "passwords": passwords.parse,
    "ssh": ssh.parse,
    "ports": ports.parse,
    "kernel": kernel.parse,
    "files": files.parse,
}
