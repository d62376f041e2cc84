"""One login: what this client answers when the server asks, and what the server turned out to be."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import asyncssh

from wardround.transports.ssh.access import Secret
from wardround.transports.ssh.address import Address
from wardround.transports.ssh.hostkeys import HostKeys
from wardround.transports.ssh.passwords import PasswordGate


class Login(asyncssh.SSHClient):
    """Answers for one connection. ``patience`` (seconds) runs while the server is to answer, not in a queue of ours."""

    def __init__(
        self, address: Address, hosts: HostKeys, gate: PasswordGate, password: Secret | None, patience: float
    ) -> None:
        self.address = address
        self.hosts = hosts
        self.gate = gate
        self.password = password
        self.patience = patience
        self.deadline: asyncio.Timeout | None = None
        self.conn: asyncssh.SSHClientConnection | None = None
        self.offered_key: asyncssh.SSHKey | None = None
        self.sent_password = False
        self.expired = False
        self.withheld = ""
        self.done = False
        self._entered = False
        self._asked = False

    def connection_made(self, conn: asyncssh.SSHClientConnection) -> None:
        self.conn = conn

    @property
    def in_key_exchange(self) -> bool:
        """Whether the server has greeted us, and no keys are agreed on: there it ends when nothing is common."""
        told = self.conn.get_extra_info if self.conn else None
        return bool(told and told("server_version") and not told("recv_cipher"))

    def validate_host_public_key(self, host: str, addr: str, port: int, key: asyncssh.SSHKey) -> bool:
        """Called for a key that is not on record: only a host without any record may be accepted, and only if asked."""
        self.offered_key = key
        return self.hosts.accept_new and not self.hosts.known(self.address)

    async def _password_once(self) -> str | None:
        """The password, at most once a connection, and not after it was refused elsewhere."""
        if self.password is None or self._asked:
            return None
        self._asked = True
        if self.deadline:
            self.deadline.reschedule(None)
        self._entered = await self.gate.enter(self.address.user)
        if self.deadline:
            self.deadline.reschedule(asyncio.get_running_loop().time() + self.patience)
        if not self._entered:
            self.withheld = self.gate.refused[self.address.user]
            return None
        self.sent_password = True
        return self.password.text

    async def password_auth_requested(self) -> str | None:
        return await self._password_once()

    def password_change_requested(self, prompt: str, lang: str) -> tuple[str, str]:
        self.expired = True
        return NotImplemented  # asyncssh's word for *no*: nothing on a target is changed

    def kbdint_auth_requested(self) -> str | None:
        return "" if self.password and not self._asked else None

    async def kbdint_challenge_received(
        self, name: str, instructions: str, lang: str, prompts: Sequence[tuple[str, bool]]
    ) -> list[str] | None:
        """One hidden question is the password; a text without a question is read; anything else ends the method."""
        if not prompts:
            return []
        if len(prompts) > 1 or prompts[0][1]:
            return None
        password = await self._password_once()
        return None if password is None else [password]

    def auth_completed(self) -> None:
        self.done = True

    def leave_gate(self) -> None:
        """After the attempt, however it ended: frees the turn at the password."""
        if self._entered:
            right = self.done and not self.expired
            self.gate.leave(self.address.user, str(self.address), sent=self.sent_password, right=right)
            self._entered = False

    def record_host(self) -> None:
        """After a login: a host met for the first time is known from now on. Raises WardroundError if it cannot be."""
        if self.done and self.offered_key:
            self.hosts.record(self.address, self.offered_key)
