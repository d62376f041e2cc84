"""Makes the contents of a bundle from public files, one call a file; what was skipped is said."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, date, datetime
from pathlib import Path

from wardround.intel.model import POCKETS, Advisories, Advisory, Contents, End, Exploited, Index, Source, by_package
from wardround.intel.sources import apt, ends, feeds
from wardround.intel.versions import debian

#: A Packages file of one pocket and component, by (release, architecture).
_Pockets = dict[str, dict[str, str]]


class Building:
    """Gathers sources. Give support ends first: the Debian tracker needs their code names."""

    def __init__(self) -> None:
        self.sources: list[Source] = []
        self.skipped: list[str] = []
        self._codenames: dict[str, str] = {}
        self._pockets: dict[tuple[str, str], _Pockets] = defaultdict(lambda: defaultdict(dict))
        self._days: dict[tuple[str, str], dict[str, date]] = defaultdict(dict)
        self._advisories: dict[str, dict[str, list[Advisory]]] = defaultdict(lambda: defaultdict(list))
        self._as_of: dict[str, date] = {}
        self._ends: list[End] = []
        self._exploited: Exploited | None = None

    def packages(self, path: Path) -> None:
        """One Packages file. Repositories other than Debian's and Ubuntu's own are skipped."""
        found = apt.packages(path)
        of = found.release
        if not of.release:
            self.skipped.append(f"{path.name} ({of.origin} {of.pocket})")
            return
        self._codenames.setdefault(of.codename, of.release)
        key = (of.release, found.architecture)
        pocket = self._pockets[key][of.pocket]
        for name, version in found.versions.items():
            if name not in pocket or debian(version, pocket[name]) > 0:
                pocket[name] = version
        days = self._days[key]
        days[of.pocket] = min(of.day, days.get(of.pocket, of.day))
        self.sources.append(found.source)

    def distro_info(self, path: Path) -> None:
        """One table of distro-info-data."""
        table = ends.distro_info(path)
        self._codenames.update(table.codenames)
        self._ends += table.ends
        self.sources.append(table.source)

    def ends(self, path: Path) -> None:
        """One list of support ends of one's own; its rows win over those before."""
        table = ends.own(path)
        self._ends += table.ends
        self.sources.append(table.source)

    def osv(self, path: Path) -> None:
        """OSV records."""
        self._feed(feeds.osv(path))

    def tracker(self, path: Path) -> None:
        """The Debian security tracker."""
        self._feed(feeds.tracker(path, self._codenames))

    def kev(self, path: Path) -> None:
        """The known exploited vulnerabilities."""
        self._exploited, source = feeds.kev(path)
        self.sources.append(source)

    def _feed(self, feed: feeds.Feed) -> None:
        for release, package, advisory in feed.rows:
            self._advisories[release][package].append(advisory)
        for release in feed.releases:
            self._as_of[release] = min(feed.source.as_of, self._as_of.get(release, feed.source.as_of))
        self.sources.append(feed.source)

    def _keeps(self, advisory: Advisory) -> bool:
        """A hole without a mended version is kept only where it is known to be exploited."""
        known = self._exploited.cves if self._exploited else frozenset()
        return bool(advisory.fixed) or not known.isdisjoint(advisory.cves)

    def contents(self, now: datetime | None = None) -> Contents:
        """The whole, in a fixed order."""
        latest = {(e.product, e.cycle): e for e in self._ends}
        return Contents(
            made=(now or datetime.now(UTC)).replace(microsecond=0),
            indexes=tuple(self._index(key) for key in sorted(self._pockets)),
            advisories=tuple(self._advised(release) for release in sorted(self._advisories)),
            ends=tuple(latest[key] for key in sorted(latest)) if self._ends else None,
            exploited=self._exploited,
            sources=tuple(sorted(self.sources, key=lambda s: (s.kind, s.name, s.sha256))),
        )

    def _index(self, key: tuple[str, str]) -> Index:
        pockets = self._pockets[key]
        names = sorted({name for versions in pockets.values() for name in versions})
        rows = {}
        for name in names:
            row = [pockets[p].get(name, "") if p in pockets else "" for p in POCKETS]
            while not row[-1]:
                row.pop()
            rows[name] = tuple(row)
        return Index(key[0], key[1], dict(self._days[key]), rows)

    def _advised(self, release: str) -> Advisories:
        rows = {}
        for package, found in self._advisories[release].items():
            kept = [a for a in found if self._keeps(a)]
            if kept:
                rows[package] = kept
        return Advisories(release, self._as_of.get(release), by_package(rows))
