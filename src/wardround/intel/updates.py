"""Installed packages against a bundle: which updates wait, since when, and which holes they would mend."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

import msgspec

from wardround.facts.linux.packages import Package
from wardround.intel.lookup import Intel
from wardround.intel.model import Advisory, Index
from wardround.intel.versions import ORDERS, Compare, debian, newest

#: A Debian kernel package carries its version in its name, an rpm one does not; both lie side by side with older ones.
_DEB_KERNEL = re.compile(r"(linux-[a-z-]*?)-?\d[\w.+~-]*")
_RPM_KERNEL = re.compile(r"(kernel(?:-[\w-]+)?)")
_SIGNED = re.compile(r"linux-signed(?P<flavour>-hwe[\w.-]*|-[a-z]+-\d[\w.-]*)?(?:-(?:amd64|arm64|i386|armhf))?")


#: Answers kept for the next host; versions come from hosts, so their number must be bounded.
MOST_SEEN = 200_000


class Update(msgspec.Struct, frozen=True):
    """One source package that waits for a newer version.

    ``available`` is "" where no mended version exists yet. ``published``: when the first of its advisories was;
    ``since``: a date on which the update certainly existed; ``security``: it mends a hole, or comes from the
    distribution's security pocket.
    """

    package: str
    installed: str
    available: str
    security: bool
    advisories: tuple[str, ...] = ()
    cves: tuple[str, ...] = ()
    published: date | None = None
    since: date | None = None
    lines: tuple[int, ...] = ()

    @property
    def line(self) -> int:
        """The line of the first installed package: the evidence."""
        return self.lines[0] if self.lines else 0


class Pending(msgspec.Struct, frozen=True):
    """What waits on one host. A field that the bundle cannot fill is None: then nothing may pass by it.

    ``indexed`` and ``secured`` are the dates of the package lists and of what is known of holes; ``advised`` that of
    the advisories alone; of ``counted`` packages the bundle knows ``compared``; ``uncertain``: packages of module
    streams whose advisories cannot be told apart.
    """

    updates: tuple[Update, ...]
    counted: int
    compared: int
    indexed: date | None
    secured: date | None
    advised: date | None
    uncertain: tuple[str, ...] = ()


def current(packages: Iterable[Package], manager: str) -> list[Package]:
    """The packages that count: of several kernels installed side by side only the newest."""
    order = ORDERS[manager]
    pattern, start = (_DEB_KERNEL, "linux-") if manager == "dpkg" else (_RPM_KERNEL, "kernel")
    kept: list[Package] = []
    kernels: dict[tuple[str, str], Package] = {}
    for p in packages:
        m = pattern.fullmatch(p.name) if p.name.startswith(start) else None
        if m is None:
            kept.append(p)
            continue
        key = (m[1], p.architecture)
        if key not in kernels or order(p.version, kernels[key].version) > 0:
            kernels[key] = p
    return kept + list(kernels.values())


def source_of(p: Package) -> tuple[str, str]:
    """Source package and its version; a signed Linux kernel counts under the source that its advisories name."""
    source, version = p.source or p.name, p.source_version or p.version
    m = _SIGNED.fullmatch(source) if source.startswith("linux-signed") else None
    return (f"linux{m['flavour'] or ''}", p.version) if m else (source, version)


def pending(intel: Intel, release: str, manager: str, packages: tuple[Package, ...]) -> Pending:
    """Everything that waits on a host of that release. The last answer is kept: several checks ask for the same."""
    if intel.last is not None and intel.last[0] is packages and intel.last[1] == release:
        return intel.last[2]
    order = ORDERS[manager]
    counted = current(packages, manager)
    native = _native(counted)
    indexes = {a: intel.index(release, a) for a in {_architecture(p, native) for p in counted}}
    advisories = intel.advised(release)
    found: dict[tuple[str, str, str], Update] = {}
    uncertain: list[str] = []
    compared = 0
    for p in counted:
        index = indexes[_architecture(p, native)]
        offered = index.packages.get(p.name) if index else None
        holes = _holes(intel, release, manager, p, uncertain) if advisories else ()
        compared += offered is not None if index else bool(advisories and advisories.as_of)
        if not holes and (offered is None or offered == (p.version,)):
            continue
        update = _update(intel, p, index, holes, order)
        if update:
            key = (update.package, update.installed, update.available)
            found[key] = _joined(found[key], update) if key in found else update
    known = [i for i in indexes.values() if i]
    whole = len(known) == len(indexes)
    indexed = min(map(intel.index_date, known)) if known and whole else None
    secured = [d for d in (advisories.as_of if advisories else None, _security_date(known) if whole else None) if d]
    result = Pending(
        tuple(found[key] for key in sorted(found)),
        len(counted),
        compared,
        indexed,
        max(secured, default=None),
        advisories.as_of if advisories else None,
        tuple(dict.fromkeys(uncertain)),
    )
    intel.last = (packages, release, result)
    return result


def _architecture(p: Package, native: str) -> str:
    return native if p.architecture in ("", "all", "noarch") else p.architecture


def _native(packages: list[Package]) -> str:
    names = [p.architecture for p in packages if p.architecture not in ("", "all", "noarch")]
    return max(sorted(set(names)), key=names.count, default="")


def _security_date(indexes: list[Index]) -> date | None:
    days = [i.pockets.get("security") for i in indexes]
    known = [d for d in days if d]
    return min(known) if known and len(known) == len(days) else None


def _update(
    intel: Intel, p: Package, index: Index | None, holes: tuple[Advisory, ...], order: Compare
) -> Update | None:
    versions = index.packages.get(p.name, ()) if index else ()
    offered = newest([v for v in versions if v != p.version], order)
    if offered and order(offered, p.version) <= 0:
        offered = ""
    if not offered and not holes:
        return None
    source, installed = source_of(p)
    secure = intel.in_pocket(index, p.name, "security") if index else ""
    security = bool(secure) and order(secure, p.version) > 0
    pocket = next((name for name in ("security", "updates", "main") if _offers(intel, index, p, name, offered)), "")
    days = [a.published for a in holes if a.published]
    return Update(
        package=source,
        installed=p.version if offered or order is not debian else installed,
        available=offered or newest([a.fixed for a in holes], order),
        security=bool(holes) or security,
        advisories=tuple(dict.fromkeys(a.id for a in holes)),
        cves=tuple(dict.fromkeys(c for a in holes for c in a.cves)),
        published=min(days, default=None),
        since=index.pockets.get(pocket) if index and pocket else None,
        lines=(p.line,) if p.line else (),
    )


def _offers(intel: Intel, index: Index | None, p: Package, pocket: str, version: str) -> bool:
    return bool(index and version and intel.in_pocket(index, p.name, pocket) == version)


def _joined(a: Update, b: Update) -> Update:
    """Binary packages of one source and version are one update."""
    days = [d for d in (a.published, b.published) if d]
    since = [d for d in (a.since, b.since) if d]
    return msgspec.structs.replace(
        a,
        security=a.security or b.security,
        advisories=tuple(dict.fromkeys((*a.advisories, *b.advisories))),
        cves=tuple(dict.fromkeys((*a.cves, *b.cves))),
        published=min(days, default=None),
        since=min(since, default=None),
        lines=a.lines + b.lines,
    )


def _holes(intel: Intel, release: str, manager: str, p: Package, uncertain: list[str]) -> tuple[Advisory, ...]:
    """The advisories that the installed version does not mend yet."""
    source, version = source_of(p)
    if manager == "dpkg":
        return open_holes(intel, release, source, version, manager)
    found = open_holes(intel, release, p.name, p.version, manager)
    if source != p.name:
        found += open_holes(intel, release, source, _no_epoch(version), manager, epochs=False)
    if ".module" in p.version:
        certain = tuple(a for a in found if _stream(a.fixed) == _stream(p.version))
        uncertain += [p.name for a in found if a not in certain and _major(a.fixed) == _major(p.version)]
        return certain
    return tuple(a for a in found if ".module" not in a.fixed)


def _no_epoch(version: str) -> str:
    return version.split(":", 1)[-1]


def _stream(version: str) -> str:
    return ".".join(_no_epoch(version).split("-", 1)[0].split(".")[:2]) if ".module" in version else ""


def _major(version: str) -> str:
    return _no_epoch(version).split(".", 1)[0] if ".module" in version else ""


def open_holes(
    intel: Intel, release: str, package: str, version: str, manager: str, *, epochs: bool = True
) -> tuple[Advisory, ...]:
    """The advisories of a package that a version is open to; kept, because hosts of one release share packages."""
    key = (release, package, version, epochs)
    if key not in intel.seen:
        if len(intel.seen) >= MOST_SEEN:
            intel.seen.clear()
        order = ORDERS[manager]

        def older(a: str, b: str) -> bool:
            return order(a, b if epochs else _no_epoch(b)) < 0

        intel.seen[key] = tuple(
            a
            for a in intel.advisories(release, package)
            if (not a.fixed or older(version, a.fixed)) and not (a.introduced and older(version, a.introduced))
        )
    return intel.seen[key]
