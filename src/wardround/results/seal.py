"""results.sig.json: the signature over results.json and over the hash of every file of a report.

Two signatures by one key: one over the bytes of results.json, so that it can be checked alone, and one over the
canonical manifest, so that neither an observation nor a rendered document can be changed together with its hash.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from wardround import signing
from wardround.results.model import canonical, digest
from wardround.signing import Signature

SCHEMA = "wardround/seal/1"


class Rendered(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A rendered document: its hash and what made it. The same versions make the same bytes again."""

    sha256: str
    program: str
    template: str
    libraries: dict[str, str]


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """SHA-256 of every file of a report, by its path beside results.json."""

    schema: str
    results: str
    observations: dict[str, str]
    documents: dict[str, Rendered]


class Seal(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The content of results.sig.json."""

    manifest: Manifest
    results: Signature
    signature: Signature


class Stamp(msgspec.Struct, frozen=True):
    """What a document prints of the seal, known before the document exists. No fingerprint: not signed."""

    results: str
    fingerprint: str = ""
    by: str = ""


def seal(
    data: bytes, signed: Signature, observations: Mapping[str, str], documents: Mapping[str, Rendered]
) -> Seal:
    """The seal of a report: ``data`` are the bytes of results.json, ``signed`` their signature by this installation.

    Raises WardroundError when there is no usable key.
    """
    manifest = Manifest(SCHEMA, digest(data), dict(observations), dict(documents))
    return Seal(manifest, signed, signing.sign(canonical(manifest), signed.by))


def stamp(data: bytes, signed: Signature | None) -> Stamp:
    """What documents print of these results and their signature."""
    if signed is None:
        return Stamp(digest(data))
    return Stamp(digest(data), signed.fingerprint, signed.by)
