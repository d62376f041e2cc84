"""`verify`: proves a report, or says in one line each what was altered.

In this order: the files and the seal, the hash of every file, every quoted line of evidence, and, by the same
program, that the same observations give the same verdicts, answers and scores again.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal

import msgspec

from wardround import signing
from wardround.errors import WardroundError
from wardround.inspection.keeping import RESULTS, SEAL
from wardround.inspection.rejudging import differences, misquoted
from wardround.results import Results, digest
from wardround.results.model import canonical
from wardround.results.reading import bytes_of, document
from wardround.results.seal import Manifest, Seal
from wardround.wording import say

Kind = Literal["altered", "said"]


class Word(msgspec.Struct, frozen=True):
    """One line of a verification: something *altered*, or something *said* that a reader should know."""

    kind: Kind
    message: str
    args: dict[str, str] = {}

    def text(self, lang: str) -> str:
        """The line in a language."""
        return say(f"verify.{self.message}", lang, **self.args)


class Verification(msgspec.Struct, frozen=True):
    """Everything said, and how much was looked at."""

    words: list[Word]
    counts: dict[str, int]

    @property
    def altered(self) -> list[Word]:
        """What fails the verification."""
        return [word for word in self.words if word.kind == "altered"]


def altered(message: str, **args: str) -> Word:
    """A line that makes the verification fail."""
    return Word("altered", message, args)


def verify(path: Path, *, trust: bool = False) -> Verification:
    """Everything to be said of the report in that folder, or beside that results.json.

    ``trust`` accepts its key from now on, when its signature holds. Raises WardroundError (bad input) when there is
    no report at all.
    """
    folder = path if path.is_dir() else path.parent
    results_path = path / RESULTS if path.is_dir() else path
    if not results_path.is_file() and (folder / SEAL).is_file():
        return Verification([altered("missing", file=RESULTS)], {})
    data = bytes_of(results_path)
    seal = _seal(folder / SEAL)
    if isinstance(seal, Word):
        document(data, str(results_path))
        return Verification([seal], {})
    words = list(_signature(seal, data))
    if trust and not any(word.kind == "altered" for word in words):
        signing.trust(seal.results)
        words = [*(w for w in words if w.message != "key_unknown"), Word("said", "trusted", _signer(seal))]
    words += _files(folder, seal.manifest)
    try:
        results = document(data, str(results_path))
    except WardroundError:
        return Verification([*words, altered("results_unreadable", file=RESULTS)], {})
    words += _content(folder, results, seal)
    files = 1 + len(seal.manifest.observations) + len(seal.manifest.documents)
    lines = sum(len(v.evidence) for v in results.verdicts)
    return Verification(words, {"files": files, "evidence": lines, "verdicts": len(results.verdicts)})


def _signer(seal: Seal) -> dict[str, str]:
    return {"fingerprint": seal.results.fingerprint, "by": seal.results.by or "-"}


def _seal(path: Path) -> Seal | Word:
    if not path.is_file():
        return altered("unsealed", file=SEAL)
    try:
        return msgspec.json.decode(bytes_of(path), type=Seal)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return altered("seal_unreadable", file=SEAL)


def _signature(seal: Seal, data: bytes) -> Iterator[Word]:
    """The two signatures; then whose key it is, which is another question than whether anything was altered."""
    good = signing.holds(data, seal.results)
    if not good:
        yield altered("results_signature", file=RESULTS)
    if not signing.holds(canonical(seal.manifest), seal.signature):
        yield altered("manifest_signature", file=SEAL)
    if seal.results.key != seal.signature.key:
        yield altered("two_keys", file=SEAL)
    if good and digest(data) != seal.manifest.results:
        yield altered("manifest_results", file=SEAL)
    if good:
        yield Word("said", _whose(seal), _signer(seal))


def _whose(seal: Seal) -> str:
    try:
        return "key_known" if signing.trusted(seal.results) else "key_unknown"
    except WardroundError:
        return "key_unknown"  # a machine without a usable key of its own can still verify


def _hash(path: Path) -> str | None:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None


def _files(folder: Path, manifest: Manifest) -> Iterator[Word]:
    sealed = manifest.observations | {name: made.sha256 for name, made in manifest.documents.items()}
    for name, wanted in sorted(sealed.items()):
        if not _inside(folder, name):
            yield altered("outside", file=name)
            continue
        found = _hash(folder / name)
        if found is None:
            yield altered("missing", file=name)
        elif found != wanted:
            yield altered("file", file=name)
    for path in sorted(folder.glob("report.*")):
        if path.name not in manifest.documents:
            yield Word("said", "unsealed_document", {"file": path.name})


def _inside(folder: Path, name: str) -> bool:
    """Whether a name from the seal stays in the folder of the report: it is text from elsewhere."""
    return (folder / name).resolve().is_relative_to(folder.resolve())


def _content(folder: Path, results: Results, seal: Seal) -> Iterable[Word]:
    if seal.results.by != results.hospital:
        yield altered("signer_name", file=SEAL, by=seal.results.by)
    if results.expected.digest() != results.expectations:
        yield altered("expectations", file=RESULTS)
    for o in results.observations:
        if o.file not in seal.manifest.observations:
            yield altered("unlisted", file=o.file)
    for message, args in (*misquoted(folder, results), *differences(folder, results)):
        kind: Kind = "said" if message in ("other_rules", "other_intel", "not_judged_again") else "altered"
        yield Word(kind, message, args)
