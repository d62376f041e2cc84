"""What an intel bundle holds. Sequences instead of objects where there are tens of thousands, so that it loads fast."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import msgspec

SCHEMA = "wardround/intel/1"
#: Where a distribution's package lies; the order of versions in :class:`Index`.
POCKETS = ("main", "updates", "security")


class Source(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One public file that went into a bundle: ``as_of`` its own date, ``count`` its rows, ``sha256`` of the file.

    ``dated_by`` says where the date comes from: the publisher's own word, or only the file's time.
    """

    name: str
    kind: str
    as_of: date
    count: int
    sha256: str
    dated_by: str = "publisher"


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One part of the file: its length and SHA-256."""

    bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is signed: when the bundle was made (UTC), of which sources, and the hash of each part."""

    schema: str
    made: datetime
    sources: tuple[Source, ...]
    parts: dict[str, Part]


class Index(msgspec.Struct, frozen=True, omit_defaults=True):
    """The packages of one release and architecture.

    ``pockets``: pocket -> date of its Release file; ``packages``: name -> newest version in each of :data:`POCKETS`,
    "" where it is not there, short at the end.
    """

    release: str
    architecture: str
    pockets: dict[str, date]
    packages: dict[str, tuple[str, ...]]


class Advisory(msgspec.Struct, frozen=True, array_like=True):
    """One hole in one package: mended in version ``fixed``; "" where no mended version exists yet.

    ``introduced``: the first version that has it, "" for every older one too.
    """

    id: str
    cves: tuple[str, ...] = ()
    fixed: str = ""
    severity: str = ""
    published: date | None = None
    introduced: str = ""


class Advisories(msgspec.Struct, frozen=True, omit_defaults=True):
    """Advisories of one release by package (source package; for rpm also binary package).

    ``as_of``: the date of the oldest whole feed; None where there are only single advisories, which refute but let
    nothing pass.
    """

    release: str
    as_of: date | None
    packages: dict[str, tuple[Advisory, ...]]


class End(msgspec.Struct, frozen=True, omit_defaults=True):
    """When the support of one cycle of a product ends (``debian`` ``12``, ``php`` ``7.4``), and who says so.

    ``end`` None: supported, and no end has been announced.
    """

    product: str
    cycle: str
    end: date | None = None
    source: str = ""

    def over(self, as_of: date) -> bool:
        """Whether support had ended on that day."""
        return self.end is not None and self.end < as_of


class Exploited(msgspec.Struct, frozen=True, omit_defaults=True):
    """CVE ids known to be exploited, as of a date."""

    as_of: date
    cves: frozenset[str]


class Contents(msgspec.Struct, frozen=True, omit_defaults=True):
    """All of a bundle in memory: what is written to a file, and what the examples of checks give."""

    made: datetime
    indexes: tuple[Index, ...] = ()
    advisories: tuple[Advisories, ...] = ()
    ends: tuple[End, ...] | None = None
    exploited: Exploited | None = None
    sources: tuple[Source, ...] = ()

    def parts(self) -> dict[str, msgspec.Struct | tuple[End, ...]]:
        """The named parts of the file."""
        found: dict[str, msgspec.Struct | tuple[End, ...]] = {}
        for index in self.indexes:
            found[index_part(index.release, index.architecture)] = index
        for advisories in self.advisories:
            found[advisories_part(advisories.release)] = advisories
        if self.ends is not None:
            found[ENDS] = self.ends
        if self.exploited is not None:
            found[EXPLOITED] = self.exploited
        return found


ENDS, EXPLOITED = "ends.json", "exploited.json"


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9.]+", "-", text.lower())


def index_part(release: str, architecture: str) -> str:
    """The name of the part with the packages of a release and architecture."""
    return f"index.{_plain(release)}.{_plain(architecture)}.json"


def advisories_part(release: str) -> str:
    """The name of the part with the advisories of a release."""
    return f"advisories.{_plain(release)}.json"


def kind_of(part: str) -> Any:
    """The type of a part by its name; None for a part that only a later version knows."""
    return {"index": Index, "advisories": Advisories, "ends": tuple[End, ...], "exploited": Exploited}.get(
        part.split(".", 1)[0]
    )


_ENTERPRISE = frozenset({"rhel", "centos"})


def release_of(os_id: str, version: str, pretty: str = "") -> str:
    """The name of a release, from ID, VERSION_ID and PRETTY_NAME of os-release(5): ``debian/12``, ``el/7``.

    CentOS and RHEL share ``el``: CentOS rebuilt the same package versions. openEuler names its service pack only in
    the pretty name.
    """
    major = version.split(".", 1)[0]
    if os_id in _ENTERPRISE:
        return f"el/{major}"
    if os_id in ("debian", "rocky", "almalinux", "ol"):
        return f"{os_id}/{major}"
    m = re.search(r"\((LTS(?:-SP\d+)?)\)", pretty) if os_id.lower() == "openeuler" else None
    return f"{os_id.lower()}/{version}" + (f"-{m[1]}" if m else "")


def by_package(rows: Mapping[str, list[Advisory]]) -> dict[str, tuple[Advisory, ...]]:
    """Advisories in a fixed order, so that equal input gives equal bytes."""
    return {name: tuple(sorted(set(found), key=lambda a: (a.id, a.fixed))) for name, found in sorted(rows.items())}
