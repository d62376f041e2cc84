"""Private keys of the person who runs this, read once a run."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import asyncssh

from wardround.errors import Fault, WardroundError
from wardround.transports.ssh.access import Secret


def load(path: Path, passphrase: Secret | None) -> asyncssh.SSHKey:
    """A private key. Raises WardroundError: missing, unreadable, none, or locked by another passphrase."""
    try:
        return asyncssh.read_private_key(path.expanduser(), passphrase.text if passphrase else None)
    except FileNotFoundError:
        raise WardroundError(Fault.BAD_INPUT, "file_missing", where=str(path)) from None
    except OSError as error:
        detail = error.strerror or "?"
        raise WardroundError(Fault.BAD_INPUT, "file_unreadable", where=str(path), detail=detail) from None
    except asyncssh.KeyEncryptionError:
        raise WardroundError(Fault.BAD_INPUT, "ssh_key_locked", where=str(path)) from None
    except asyncssh.KeyImportError as error:
        locked = "passphrase" in str(error).lower()
        message = "ssh_key_locked" if locked else "ssh_key_bad"
        raise WardroundError(Fault.BAD_INPUT, message, where=str(path)) from None


def locked(paths: Iterable[Path]) -> bool:
    """Whether any of these keys asks for a passphrase. Raises WardroundError on one that cannot be used at all."""
    for path in paths:
        try:
            load(path, None)
        except WardroundError as error:
            if error.message != "ssh_key_locked":
                raise
            return True
    return False
