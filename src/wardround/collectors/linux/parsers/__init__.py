"""One pure parser a section: raw section -> facts of that section, never an exception for strange text."""

from __future__ import annotations

from collections.abc import Callable

from wardround.collectors.linux.parsers import (
    accounts,
    boot,
    containers,
    coredumps,
    disks,
    files,
    kernel,
    lsm,
    modules,
    mounts,
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
    "mounts": mounts.parse,
    "boot": boot.parse,
    "lsm": lsm.parse,
    "disks": disks.parse,
    "containers": containers.parse,
    "coredumps": coredumps.parse,
    "files": files.parse,
}
