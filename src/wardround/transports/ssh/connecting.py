"""From an address to an open, authenticated connection; jump hosts are shared by all that go through them."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import asyncssh

from wardround.errors import Fault, WardroundError
from wardround.transports.received import Received
from wardround.transports.ssh import faults, keys, probing
from wardround.transports.ssh.access import Access
from wardround.transports.ssh.address import Address
from wardround.transports.ssh.hostkeys import HostKeys
from wardround.transports.ssh.login import Login
from wardround.transports.ssh.passwords import PasswordGate

Connection = asyncssh.SSHClientConnection
#: Nothing of this program's surroundings goes along: no agent, no display, no variables, no ~/.ssh/config.
ALONE: dict[str, Any] = {
    "config": None,
    "agent_forwarding": False,
    "x11_forwarding": False,
    "request_pty": False,
    "env": (),
    "send_env": (),
    "gss_auth": False,
    "gss_kex": False,
    "host_based_auth": False,
    "preferred_auth": "publickey,password,keyboard-interactive",
    "compression_algs": ["none"],
}
NO_SHA1 = {"kex_algs": "-*-sha1", "signature_algs": "-ssh-rsa,ssh-dss"}
#: Servers up to OpenSSH 6.6 (RHEL 6 and before) and network equipment of that age.
WITH_OLD = {
    "kex_algs": "+diffie-hellman-group-exchange-sha1,diffie-hellman-group1-sha1",
    "encryption_algs": "+aes128-cbc,aes192-cbc,aes256-cbc,3des-cbc",
}


class Connector:
    """All SSH of one run. Use as ``async with``: at its end no connection is left."""

    def __init__(self, access: Access) -> None:
        """Raises WardroundError when the known-hosts file or a key cannot be used."""
        self.access = access
        self.hosts = HostKeys(access.known_hosts, access.accept_new)
        self.gate = PasswordGate()
        self._keys: dict[Path, asyncssh.SSHKey] = {}
        self._jumps: dict[tuple[Address, ...], asyncio.Task[Connection]] = {}
        for path in access.keys:
            self._key(path)

    async def __aenter__(self) -> Connector:
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._jumps.values():
            task.cancel()
            with suppress(Exception, asyncio.CancelledError):
                (await task).abort()

    async def run(
        self,
        address: Address,
        script: str,
        arguments: Sequence[str],
        into: Received,
        *,
        keys: tuple[Path, ...] = (),
        sudo: bool | None = None,
        jump: tuple[Address, ...] | None = None,
    ) -> None:
        """Fills ``into`` with what the script prints on that host. Raises WardroundError. Leaves no connection."""
        access = self.access
        conn = await self._through(access.jump if jump is None else jump, address, keys)
        try:
            await probing.run(
                conn,
                script,
                arguments,
                into,
                sudo=access.sudo if sudo is None else sudo,
                sudo_password=access.sudo_password,
                patience=max(access.connect_timeout, 5),
            )
        except (asyncssh.Error, OSError) as error:
            raise WardroundError(Fault.UNREACHABLE, "connection_lost", where=into.where, detail=str(error)) from None
        finally:
            conn.abort()

    async def _through(self, jump: tuple[Address, ...], address: Address, keys: tuple[Path, ...]) -> Connection:
        if not jump:
            return await self._open(address, keys, None)
        if jump not in self._jumps:
            self._jumps[jump] = asyncio.ensure_future(self._through(jump[:-1], jump[-1], ()))
        return await self._open(address, keys, await asyncio.shield(self._jumps[jump]))

    async def _open(self, address: Address, own: tuple[Path, ...], tunnel: Connection | None) -> Connection:
        access = self.access
        login = Login(address, self.hosts, self.gate, access.password, access.connect_timeout)
        try:
            async with asyncio.timeout(access.connect_timeout) as login.deadline:
                conn = await asyncssh.connect(
                    address.host,
                    address.port,
                    username=address.user,
                    tunnel=tunnel or (),
                    client_factory=lambda: login,
                    known_hosts=lambda *_: self.hosts.of(address),
                    server_host_key_algs=self.hosts.algorithms(address, access.old) or (),
                    connect_timeout=None,
                    login_timeout=0,
                    **self._credentials(own or access.keys),
                    **ALONE,
                    **(WITH_OLD if access.old else NO_SHA1),
                )
        except (asyncssh.Error, OSError, TimeoutError, ValueError) as error:
            raise faults.of(error, login) from None
        finally:
            login.leave_gate()
        try:
            login.record_host()
        except WardroundError:
            conn.abort()
            raise
        return conn

    def _credentials(self, paths: Sequence[Path]) -> dict[str, Any]:
        if paths:
            return {"client_keys": [self._key(p) for p in paths], "agent_path": None}
        if self.access.password:
            return {"client_keys": None, "public_key_auth": False}
        return {}

    def _key(self, path: Path) -> asyncssh.SSHKey:
        if path not in self._keys:
            self._keys[path] = keys.load(path, self.access.passphrase)
        return self._keys[path]
