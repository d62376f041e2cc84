"""Advisories and known exploitation: OSV (schema 1.x), the Debian security tracker's JSON, CISA's KEV JSON."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import msgspec

from wardround.intel.model import Advisory, Exploited, Source
from wardround.intel.sources.reading import bad, content, file_date, sha256

MAX_RECORD = 32 * 1024**2
MAX_RECORDS = 1_000_000
#: OSV ecosystem -> our name of the release. Streams that need a paid contract (Ubuntu Pro, RHEL EUS) are left out.
ECOSYSTEMS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"Debian:(\d+)"), r"debian/\1"),
    (re.compile(r"Ubuntu:(\d+\.\d+)(?::LTS)?"), r"ubuntu/\1"),
    (re.compile(r"Red Hat:enterprise_linux:(\d+)(?:\.\d+)?(?::.*)?"), r"el/\1"),
    (re.compile(r"Rocky Linux:(\d+)"), r"rocky/\1"),
    (re.compile(r"AlmaLinux:(\d+)"), r"almalinux/\1"),
    (re.compile(r"openEuler:(\d+\.\d+(?:-LTS(?:-SP\d+)?)?)"), r"openeuler/\1"),
    (re.compile(r"openSUSE:Leap (\d+\.\d+)"), r"opensuse-leap/\1"),
    (re.compile(r"SUSE:Linux Enterprise Server (\d+) SP(\d+)"), r"sles/\1.\2"),
)
#: A file that names a release fewer times than this is not that release's feed: it refutes, but lets nothing pass.
FEW = 50
#: (release, package, advisory)
Row = tuple[str, str, Advisory]


class Feed(msgspec.Struct, frozen=True):
    """The rows of one file, and what it was."""

    rows: list[Row]
    source: Source

    @property
    def releases(self) -> frozenset[str]:
        """The releases of which it is a whole feed."""
        return frozenset(r for r, n in Counter(r for r, _, _ in self.rows).items() if n >= FEW)


class OsvEvent(msgspec.Struct, frozen=True):
    """One end of a range of versions (OSV schema, ``events``)."""

    introduced: str = ""
    fixed: str = ""


class OsvRange(msgspec.Struct, frozen=True):
    """Versions affected, by the order of their ecosystem (``ranges``)."""

    type: str = ""
    events: tuple[OsvEvent, ...] = ()


class OsvPackage(msgspec.Struct, frozen=True):
    """Which package of which ecosystem (``package``)."""

    ecosystem: str = ""
    name: str = ""


class OsvAffected(msgspec.Struct, frozen=True):
    """A package with the ranges affected (``affected``)."""

    package: OsvPackage = OsvPackage()
    ranges: tuple[OsvRange, ...] = ()


class OsvSeverity(msgspec.Struct, frozen=True):
    """A score and its scale (``severity``)."""

    type: str = ""
    score: str = ""


class OsvRecord(msgspec.Struct, frozen=True):
    """The fields of an OSV record that we use."""

    id: str
    modified: str = ""
    published: str = ""
    withdrawn: str = ""
    aliases: tuple[str, ...] = ()
    upstream: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    affected: tuple[OsvAffected, ...] = ()
    severity: tuple[OsvSeverity, ...] = ()


_OSV = msgspec.json.Decoder(OsvRecord | list[OsvRecord])  # type: ignore[arg-type]  # a union is accepted


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def ecosystem(name: str) -> str:
    """Our name of an OSV ecosystem's release, "" for one that is no operating system of ours."""
    for pattern, release in ECOSYSTEMS:
        if m := pattern.fullmatch(name):
            return m.expand(release)
    return ""


def _fixes(ranges: tuple[OsvRange, ...]) -> Iterator[tuple[str, str]]:
    """(introduced, fixed) of each stretch; fixed "" where none is known."""
    for stretch in ranges:
        if stretch.type != "ECOSYSTEM":
            continue
        introduced, open_ = "", False
        for event in stretch.events:
            if event.introduced:
                introduced, open_ = event.introduced, True
            elif event.fixed:
                yield introduced, event.fixed
                open_ = False
        if open_:
            yield introduced, ""


def osv_rows(record: OsvRecord) -> Iterator[Row]:
    """The rows of one OSV record; none of one that was withdrawn."""
    if record.withdrawn:
        return
    names = (record.id, *record.aliases, *record.upstream, *record.related)
    cves = tuple(sorted({m[0] for n in names if (m := re.search(r"CVE-\d{4}-\d{4,}", n))}))
    severity = next((s.score.lower() for s in record.severity if not s.score.startswith("CVSS")), "")
    for affected in record.affected:
        release = ecosystem(affected.package.ecosystem)
        if not release:
            continue
        for introduced, fixed in _fixes(affected.ranges):
            since = "" if introduced == "0" else introduced
            day = _day(record.published)
            yield release, affected.package.name, Advisory(record.id, cves, fixed, severity, day, since)


def _osv_files(path: Path) -> Iterator[bytes]:
    if path.is_dir():
        for each in sorted(path.rglob("*.json")):
            yield content(each)
    elif zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            members = [i for i in archive.infolist() if i.filename.endswith(".json")]
            if len(members) > MAX_RECORDS or any(i.file_size > MAX_RECORD for i in members):
                raise bad(path, "intel_huge", limit=MAX_RECORD // 1024**2)
            for info in members:
                yield archive.read(info)
    else:
        yield content(path)


def osv(path: Path) -> Feed:
    """OSV records: a zip of a whole ecosystem, a folder, or one JSON file (a record or a list of them).

    The date is the newest ``modified`` of its records. Raises WardroundError on a record of another shape.
    """
    rows: list[Row] = []
    count, newest = 0, ""
    hashes: list[str] = []
    try:
        for data in _osv_files(path):
            found = _OSV.decode(data)
            hashes.append(sha256(data))
            for record in found if isinstance(found, list) else [found]:
                count += 1
                newest = max(newest, record.modified)
                rows += osv_rows(record)
    except (msgspec.DecodeError, zipfile.BadZipFile, zlib.error) as error:
        raise bad(path, "intel_shape", kind="OSV", detail=str(error)) from None
    day = _day(newest)
    if day is None:
        raise bad(path, "intel_shape", kind="OSV", detail="modified")
    digest = sha256("\n".join(hashes).encode())
    return Feed(rows, Source(f"OSV {path.name}", "osv", day, count, digest))


def tracker(path: Path, codenames: Mapping[str, str]) -> Feed:
    """The Debian security tracker's `data/json`: source package -> CVE -> releases by code name.

    It carries no date: the file's time is taken, and said so. Holes that Debian calls unimportant are left out.
    """
    data = content(path)
    try:
        found: dict[str, dict[str, dict[str, Any]]] = msgspec.json.decode(data)
        rows = [row for package, holes in found.items() for row in _tracked(package, holes, codenames)]
    except (msgspec.DecodeError, AttributeError, TypeError) as error:
        raise bad(path, "intel_shape", kind="Debian security tracker", detail=str(error)) from None
    day = file_date(path)
    source = Source("Debian security tracker", "tracker", day, len(rows), sha256(data), dated_by="file")
    return Feed(rows, source)


def _tracked(package: str, holes: dict[str, dict[str, Any]], codenames: Mapping[str, str]) -> Iterator[Row]:
    for cve, hole in holes.items():
        for codename, state in hole.get("releases", {}).items():
            release = codenames.get(codename)
            status, urgency = state.get("status"), state.get("urgency", "")
            fixed = state.get("fixed_version", "") if status == "resolved" else ""
            if not release or urgency == "unimportant" or fixed == "0":
                continue
            if status == "open" or fixed:
                names = (cve,) if cve.startswith("CVE-") else ()
                severity = "" if urgency == "not yet assigned" else urgency
                yield release, package, Advisory(cve, names, fixed, severity)


def kev(path: Path) -> tuple[Exploited, Source]:
    """CISA's catalogue of known exploited vulnerabilities; its date is ``dateReleased``."""
    data = content(path)
    try:
        found: dict[str, Any] = msgspec.json.decode(data)
        day = date.fromisoformat(found["dateReleased"][:10])
        cves = frozenset(v["cveID"] for v in found["vulnerabilities"])
    except (msgspec.DecodeError, KeyError, TypeError, ValueError) as error:
        raise bad(path, "intel_shape", kind="KEV", detail=str(error)) from None
    return Exploited(day, cves), Source("CISA KEV", "kev", day, len(cves), sha256(data))
