"""The questions that checks put to a bundle. Pure: parts are loaded when first asked for, and only then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

import msgspec

from wardround.intel import model
from wardround.intel.model import POCKETS, Advisories, Advisory, Contents, End, Exploited, Index, Manifest
from wardround.intel.versions import Compare, newest

T = TypeVar("T")
#: Gives the bytes of a part, None where the bundle has none of that name.
Load = Callable[[str], bytes | None]


class Intel:
    """One bundle as of one date. ``digest`` is the SHA-256 of its manifest, ``signer`` the fingerprint of its key."""

    def __init__(self, manifest: Manifest, digest: str, load: Load, signer: str = "") -> None:
        self.manifest = manifest
        self.digest = digest
        self.signer = signer
        self._load = load
        self._parts: dict[str, Any] = {}
        #: Answers that :mod:`wardround.intel.updates` keeps: one bundle judges many hosts that share packages.
        self.seen: dict[tuple[str, str, str, bool], tuple[Advisory, ...]] = {}
        self.last: tuple[Any, str, Any] | None = None

    @classmethod
    def of(cls, contents: Contents) -> Intel:
        """A bundle in memory: for the examples of checks, and for what has just been made."""
        data = {name: msgspec.json.encode(part, order="sorted") for name, part in contents.parts().items()}
        return cls(Manifest(model.SCHEMA, contents.made, contents.sources, {}), "", data.get)

    def _part(self, name: str, kind: Any) -> Any:
        if name not in self._parts:
            data = self._load(name)
            if data is None:  # not kept: hosts choose what is asked for, and memory stays bounded
                return None
            self._parts[name] = msgspec.json.decode(data, type=kind)
        return self._parts[name]

    def read_all(self) -> None:
        """Reads every part of a kind that this program knows. Raises msgspec.DecodeError when one has another shape."""
        for name in self.manifest.parts:
            if kind := model.kind_of(name):
                self._part(name, kind)

    @property
    def made(self) -> date:
        """The day (UTC) on which the bundle was made."""
        return self.manifest.made.date()

    def age_days(self, as_of: date) -> int:
        """Days from the making of the bundle to the date judged for; negative when it was made later."""
        return (as_of - self.made).days

    def index(self, release: str, architecture: str) -> Index | None:
        """The packages of a release and architecture; None where the bundle has nothing about them."""
        found: Index | None = self._part(model.index_part(release, architecture), Index)
        return found

    def index_date(self, index: Index) -> date:
        """The date of the oldest list that changes from day to day; that of ``main`` only where it stands alone."""
        return min((d for p, d in index.pockets.items() if p != "main"), default=index.pockets.get("main", self.made))

    def newest(self, release: str, package: str, architecture: str, order: Compare) -> str:
        """The newest version that the release offers, "" where it has no such package."""
        index = self.index(release, architecture)
        return newest(list(index.packages.get(package, ())), order) if index else ""

    def in_pocket(self, index: Index, package: str, pocket: str) -> str:
        """The version in one pocket, "" where it is not there."""
        versions = index.packages.get(package, ())
        at = POCKETS.index(pocket)
        return versions[at] if at < len(versions) else ""

    def advised(self, release: str) -> Advisories | None:
        """All advisories of a release; None where the bundle has nothing about it."""
        found: Advisories | None = self._part(model.advisories_part(release), Advisories)
        return found

    def advisories(self, release: str, package: str) -> tuple[Advisory, ...]:
        """The advisories of one package (source package; for rpm also binary package)."""
        found = self.advised(release)
        return found.packages.get(package, ()) if found else ()

    @property
    def exploited(self) -> Exploited | None:
        """The CVE ids known to be exploited; None where the bundle has no such list."""
        found: Exploited | None = self._part(model.EXPLOITED, Exploited)
        return found

    @property
    def ends(self) -> tuple[End, ...] | None:
        """Every support end; None where the bundle has none."""
        found: tuple[End, ...] | None = self._part(model.ENDS, tuple[End, ...])
        return found

    def end_of_life(self, product: str, version: str) -> End | None:
        """The end of the longest cycle that the version belongs to: 7.4.33 belongs to 7.4, and to 7."""
        found = [e for e in self.ends or () if e.product == product and belongs(version, e.cycle)]
        return max(found, key=lambda e: len(e.cycle), default=None)


def belongs(version: str, cycle: str) -> bool:
    """Whether a version is of a cycle: the same, or going on with something other than a digit."""
    return version == cycle or (version.startswith(cycle) and not version[len(cycle)].isdigit())
