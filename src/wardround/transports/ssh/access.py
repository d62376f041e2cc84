"""With which credentials, and under which rules, hosts are reached in one run."""

from __future__ import annotations

from pathlib import Path

import msgspec

from wardround.transports.ssh.address import Address


class Secret:
    """A password that no message, log or dump shows."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return "Secret(…)"


class Access(msgspec.Struct, frozen=True):
    """``keys`` are tried alone when given; else the password alone, or without one the agent and the keys of ~/.ssh.

    ``accept_new`` records the key of a host never seen; ``old`` also speaks what SHA-1 servers speak;
    ``connect_timeout`` is in seconds, from the first packet to the login.
    """

    keys: tuple[Path, ...] = ()
    passphrase: Secret | None = None
    password: Secret | None = None
    sudo: bool = False
    sudo_password: Secret | None = None
    jump: tuple[Address, ...] = ()
    known_hosts: Path | None = None
    accept_new: bool = False
    old: bool = False
    connect_timeout: float = 15.0
