"""Host keys: a host is the one that was met before, or nothing is sent to it.

The file is OpenSSH's own (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT); hashed names, patterns, @revoked and @cert-authority
hold. A host on another port than 22 is another host.
"""

from __future__ import annotations

import os
from pathlib import Path

import asyncssh
from asyncssh.public_key import get_default_public_key_algs

from wardround.errors import Fault, WardroundError
from wardround.transports.ssh.address import Address

MAX_BYTES = 16 * 1024 * 1024
SHA1 = {b"ssh-rsa", b"ssh-dss"}
Keys = tuple[list, list, list, list, list, list, list]


class HostKeys:
    """The hosts known at the start of a run, and those accepted in it."""

    def __init__(self, path: Path | None, accept_new: bool) -> None:
        """Raises WardroundError: the file is named but missing, unreadable, or no known_hosts file."""
        self.path = path or Path.home() / ".ssh" / "known_hosts"
        self.accept_new = accept_new
        self._met: dict[str, asyncssh.SSHKey] = {}
        try:
            with self.path.open("rb") as stream:
                text = stream.read(MAX_BYTES + 1)
            if len(text) > MAX_BYTES:
                raise ValueError("> 16 MiB")
            self._known = asyncssh.import_known_hosts(text.decode("utf-8", "replace"))
        except FileNotFoundError:
            if path and not accept_new:
                raise WardroundError(Fault.BAD_INPUT, "file_missing", where=str(path)) from None
            self._known = asyncssh.import_known_hosts("")
        except OSError as error:
            detail = error.strerror or "?"
            raise WardroundError(Fault.BAD_INPUT, "file_unreadable", where=str(self.path), detail=detail) from None
        except ValueError as error:
            raise WardroundError(
                Fault.BAD_INPUT, "known_hosts_bad", where=str(self.path), detail=str(error)[:200]
            ) from None

    def of(self, address: Address) -> Keys:
        """Trusted keys, authorities, revoked keys (and X.509, unused) of a host, in asyncssh's order."""
        keys, authorities, revoked, *_ = self._known.match(address.known_as, "", None)
        met = self._met.get(address.known_as)
        return [*keys, *([met] if met else [])], list(authorities), list(revoked), [], [], [], []

    def algorithms(self, address: Address, old: bool) -> list[str]:
        """Host key algorithms to ask a host for, those of its known keys first, so that it shows the key we know."""
        keys, authorities, *_ = self.of(address)
        if authorities:
            return []
        known = [alg for key in keys for alg in key.sig_algorithms]
        chosen = dict.fromkeys([*known, *get_default_public_key_algs(), *(SHA1 if old else ())])
        return [a.decode() for a in chosen if old or a not in SHA1]

    def known(self, address: Address) -> bool:
        """Whether any key of that host was known before."""
        keys, authorities, *_ = self.of(address)
        return bool(keys or authorities)

    def record(self, address: Address, key: asyncssh.SSHKey) -> None:
        """Writes down the key of a host met for the first time. Raises WardroundError when that is not possible."""
        if address.known_as in self._met:
            return
        line = f"{address.known_as} {key.export_public_key('openssh').decode().strip()}\n".encode()
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            file = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600)
            try:
                last = os.pread(file, 1, max(0, os.fstat(file).st_size - 1))
                os.write(file, line if last in (b"", b"\n") else b"\n" + line)
            finally:
                os.close(file)
        except OSError as error:
            where, detail = str(self.path), error.strerror or "?"
            raise WardroundError(Fault.NOT_PERMITTED, "known_hosts_unwritable", where=where, detail=detail) from None
        self._met[address.known_as] = key
