"""The `.intel` file: a zip of `manifest.json`, its detached `signature.json`, and parts in canonical JSON.

It comes from outside: it is opened only within limits of bytes, number, ratio and names, and nothing in it is used
before the signature over the manifest and the hash of the part hold.
"""

from __future__ import annotations

import hashlib
import re
import zipfile
import zlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from wardround import signing
from wardround.errors import Fault, WardroundError
from wardround.intel.lookup import Intel
from wardround.intel.model import SCHEMA, Contents, Manifest, Part
from wardround.signing import Signature

MAX_FILE = 512 * 1024**2
MAX_PART = 256 * 1024**2
MAX_PARTS = 2000
MAX_RATIO = 400
MANIFEST, SIGNATURE = "manifest.json", "signature.json"
#: A clock may be wrong by this much before a bundle counts as made in the future.
SLACK = timedelta(days=1)
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,100}\.json")


class Opened(msgspec.Struct):
    """A file whose signature holds over its manifest. Whether the signer is trusted here is asked apart."""

    path: Path
    intel: Intel
    signature: Signature

    @property
    def trusted(self) -> bool:
        """Whether this installation accepts the signer."""
        return signing.trusted(self.signature)


def _bad(message: str, path: Path, **args: object) -> WardroundError:
    return WardroundError(Fault.BAD_INPUT, message, where=str(path), **args)


def _json(value: object) -> bytes:
    return msgspec.json.encode(value, order="sorted")


def write(contents: Contents, path: Path, by: str) -> Opened:
    """Writes and signs a bundle. Equal contents give equal bytes but for the signature's key.

    Raises WardroundError when the place cannot be written or there is no usable key.
    """
    data = {name: _json(part) for name, part in contents.parts().items()}
    hashes = {name: Part(len(body), hashlib.sha256(body).hexdigest()) for name, body in data.items()}
    manifest = _json(Manifest(SCHEMA, contents.made, contents.sources, hashes))
    members = {MANIFEST: manifest, SIGNATURE: _json(signing.sign(manifest, by)), **data}
    new = path.with_name(f"{path.name}.new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(new, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, body in sorted(members.items()):
                info = zipfile.ZipInfo(name)
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, body)
        new.replace(path)
    except OSError as error:
        new.unlink(missing_ok=True)
        raise _bad("file_unwritable", path, detail=error.strerror or "?") from None
    return read(path)


def _members(path: Path, archive: zipfile.ZipFile) -> dict[str, zipfile.ZipInfo]:
    found = archive.infolist()
    if len(found) > MAX_PARTS or len({i.filename for i in found}) != len(found):
        raise _bad("intel_damaged", path, detail=f"{len(found)} parts")
    for info in found:
        huge = info.file_size > MAX_PART or info.file_size > MAX_RATIO * max(info.compress_size, 64)
        if not _NAME.fullmatch(info.filename) or info.flag_bits & 1 or huge:
            raise _bad("intel_damaged", path, detail=ascii(info.filename[:100]))
    return {info.filename: info for info in found}


def _body(path: Path, name: str) -> bytes | None:
    """One member, never more bytes than it says. The file is opened anew, so that none stays open between questions."""
    try:
        if path.stat().st_size > MAX_FILE:
            raise _bad("intel_huge", path, limit=MAX_FILE // 1024**2)
        with zipfile.ZipFile(path) as archive:
            info = _members(path, archive).get(name)
            if info is None:
                return None
            with archive.open(info) as stream:
                return stream.read(info.file_size)
    except FileNotFoundError:
        raise _bad("file_missing", path) from None
    except OSError as error:
        raise _bad("file_unreadable", path, detail=error.strerror or "?") from None
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise _bad("intel_damaged", path, detail=f"{name}: {type(error).__name__}") from None


def read(path: Path) -> Opened:
    """Opens a bundle and checks its signature; parts are read, and their hashes checked, when first asked for.

    Raises WardroundError: missing, unreadable, too large, damaged, unsigned, altered, or of another schema.
    """
    body, signed = _body(path, MANIFEST), _body(path, SIGNATURE)
    if body is None:
        raise _bad("intel_foreign", path)
    if signed is None:
        raise _bad("intel_unsigned", path)
    try:
        signature = msgspec.json.decode(signed, type=Signature)
        if not signing.holds(body, signature):
            raise _bad("intel_altered", path, detail=MANIFEST)
        if msgspec.json.decode(body).get("schema") != SCHEMA:
            raise _bad("intel_schema", path, known=SCHEMA)
        manifest = msgspec.json.decode(body, type=Manifest)
    except (msgspec.DecodeError, AttributeError) as error:
        raise _bad("intel_damaged", path, detail=str(error)) from None
    if manifest.made.tzinfo is None:
        raise _bad("intel_damaged", path, detail="made: no time zone")

    def load(name: str) -> bytes | None:
        return _checked(path, manifest, name)

    return Opened(path, Intel(manifest, hashlib.sha256(body).hexdigest(), load, signature.fingerprint), signature)


def _checked(path: Path, manifest: Manifest, name: str) -> bytes | None:
    part = manifest.parts.get(name)
    if part is None:
        return None
    body = _body(path, name)
    if body is None or len(body) != part.bytes or hashlib.sha256(body).hexdigest() != part.sha256:
        raise _bad("intel_altered", path, detail=name)
    return body


def accept(opened: Opened, now: datetime | None = None) -> None:
    """Reads every part of a bundle that is about to be used.

    Raises WardroundError: a part is altered, missing or of another shape, the signer is not trusted here, or it was
    made in the future.
    """
    for name in opened.intel.manifest.parts:
        _checked(opened.path, opened.intel.manifest, name)
    try:
        opened.intel.read_all()
    except msgspec.DecodeError as error:
        raise _bad("intel_damaged", opened.path, detail=str(error)) from None
    if not opened.trusted:
        raise WardroundError(
            Fault.NOT_PERMITTED,
            "intel_foreign_key",
            where=str(opened.path),
            fingerprint=opened.signature.fingerprint,
            by=opened.signature.by or "?",
        )
    made = opened.intel.manifest.made
    if made > (now or datetime.now(UTC)) + SLACK:
        raise _bad("intel_future", opened.path, made=made.date().isoformat())
