"""Containers: which engines are here and what their containers may do to the host."""

from __future__ import annotations

import msgspec

from wardround.facts import NOT_COLLECTED, Listing, Reading, Setting, Unread


class Container(msgspec.Struct, frozen=True, omit_defaults=True):
    """One container of Docker, running or not. ``binds``: folders of the host inside it; ``added``: capabilities."""

    ident: str
    privileged: bool = False
    host_pid: bool = False
    host_network: bool = False
    binds: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    line: int = 0


class Containers(msgspec.Struct, frozen=True, omit_defaults=True):
    """``tools``: engine -> present or absent; ``daemon``: keys of Docker's daemon.json as JSON.

    ``anonymous``: whether kubelet lets anybody in, from its file.
    """

    tools: Listing[Setting] | Unread = NOT_COLLECTED
    daemon: Listing[Setting] | Unread = NOT_COLLECTED
    docker: Listing[Container] | Unread = NOT_COLLECTED
    anonymous: Reading[bool] | Unread = NOT_COLLECTED

    def has(self, name: str) -> bool:
        """Whether that engine's program was seen."""
        rows = () if isinstance(self.tools, Unread) else self.tools.items
        return any(row.name == name and row.value == "present" for row in rows)
