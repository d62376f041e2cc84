"""Ed25519 signatures (RFC 8032) over bytes: who made a report or an intel bundle, and that nothing was altered since.

A key pair belongs to one installation and lies in its home folder; public keys that this installation accepts from
others lie beside it, one file a key.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import re
from pathlib import Path

import msgspec
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from wardround.errors import Fault, WardroundError

ALGORITHM = "ed25519"


class Signature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``key``: the raw public key, ``value``: the signature, both base64; ``by``: the signer's own name, unproved."""

    algorithm: str
    key: str
    value: str
    by: str = ""

    @property
    def fingerprint(self) -> str:
        """What people compare: the first 16 hexadecimal digits of the SHA-256 of the public key."""
        return fingerprint(self.key)


def home() -> Path:
    """Where this installation keeps its keys: WARDROUND_HOME, else ``.wardround`` in the person's home folder.

    Raises WardroundError where there is neither.
    """
    try:
        return Path(os.environ.get("WARDROUND_HOME") or Path.home() / ".wardround")
    except RuntimeError:  # no HOME, and the account is in no list of accounts
        raise WardroundError(Fault.BAD_INPUT, "home_unknown", where="HOME") from None


def fingerprint(key: str) -> str:
    """The fingerprint of a base64 public key."""
    return hashlib.sha256(base64.b64decode(key)).hexdigest()[:16]


def _passphrase() -> bytes | None:
    """WARDROUND_PASSPHRASE encrypts the private key at rest; without one its mode (0600) is its only guard."""
    return os.environ["WARDROUND_PASSPHRASE"].encode() if os.environ.get("WARDROUND_PASSPHRASE") else None


def _create(path: Path) -> None:
    secret = _passphrase()
    wrap = serialization.BestAvailableEncryption(secret) if secret else serialization.NoEncryption()
    pem = Ed25519PrivateKey.generate().private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, wrap
    )
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    new = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as stream:
        stream.write(pem)
    try:
        os.link(new, path)  # two that start at once end with one key: the first link wins
    except FileExistsError:
        pass
    finally:
        new.unlink()


def private_key() -> Ed25519PrivateKey:
    """This installation's key, made on first use.

    Raises WardroundError: the file is unreadable, damaged, or needs another passphrase.
    """
    path = home() / "signing-key.pem"
    try:
        if not path.exists():
            _create(path)
        key = serialization.load_pem_private_key(path.read_bytes(), _passphrase())
    except OSError as error:
        detail = error.strerror or "?"
        raise WardroundError(Fault.NOT_PERMITTED, "key_unreadable", where=str(path), detail=detail) from None
    except (ValueError, TypeError):
        raise WardroundError(Fault.BAD_INPUT, "key_unusable", where=str(path)) from None
    if not isinstance(key, Ed25519PrivateKey):
        raise WardroundError(Fault.BAD_INPUT, "key_unusable", where=str(path))
    return key


def sign(data: bytes, by: str = "") -> Signature:
    """Signs bytes with this installation's key. Raises WardroundError when there is no usable key."""
    key = private_key()
    public = key.public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return Signature(ALGORITHM, base64.b64encode(public).decode(), base64.b64encode(key.sign(data)).decode(), by)


def holds(data: bytes, signature: Signature) -> bool:
    """Whether the signature is by its own key over exactly these bytes. Whose key it is, is another question."""
    if signature.algorithm != ALGORITHM:
        return False
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(signature.key, validate=True))
        key.verify(base64.b64decode(signature.value, validate=True), data)
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


def own(signature: Signature) -> bool:
    """Whether this installation made it."""
    public = private_key().public_key().public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    return signature.key == base64.b64encode(public).decode()


def trusted(signature: Signature) -> bool:
    """Whether a person has accepted that key here, or it is this installation's own."""
    return own(signature) or (home() / "trusted" / f"{signature.fingerprint}.pub").is_file()


def trust(signature: Signature) -> Path:
    """Accepts a key, by a person's decision; from then on :func:`trusted` says yes. Returns the file written."""
    folder = home() / "trusted"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{signature.fingerprint}.pub"
    name = re.sub(r"[^\w .@-]", "?", signature.by)[:100]
    path.write_text(f"{signature.algorithm} {signature.key} {name}\n", "utf-8")
    return path
