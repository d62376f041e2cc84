"""What checks ask of the intel bundle, and the one way each of them says that it does not know.

An old bundle still refutes (an update that existed then still waits now), but lets nothing pass.
"""

from __future__ import annotations

from datetime import date

from wardround.checks import Cannot, Given, need
from wardround.facts import Listing, Reading, Unread
from wardround.facts.linux import LinuxFacts
from wardround.facts.linux.packages import Package
from wardround.intel.lookup import Intel
from wardround.intel.model import End, release_of
from wardround.intel.updates import Pending, pending
from wardround.verdicts import Outcome, Scalar, Verdict


def cannot(says: str, **args: Scalar) -> Cannot:
    """To raise: the verdict is *unknown*, in the words of that message."""
    return Cannot(Verdict(Outcome.UNKNOWN, says, args))


def bundle(given: Given) -> Intel:
    """The bundle, or the end of the check: none is imported, or it was made after the date judged for."""
    if given.intel is None:
        raise cannot("unknown.no_intel")
    if given.intel.age_days(given.as_of) < -1:  # a day of grace: the bundle's day is UTC, the date judged for is local
        raise cannot("unknown.intel_later", date=given.intel.made.isoformat())
    return given.intel


def release(host: LinuxFacts) -> str:
    """The release as the bundle names it, such as ``debian/12``."""
    pretty = host.system.os_name
    name = "" if isinstance(pretty, Unread) else pretty.value
    return release_of(need(host.system.os_id).value, need(host.system.os_version).value, name)


def nothing_about(given: Given, what: str) -> Cannot:
    """To raise: the bundle says nothing about that release or product."""
    return cannot("unknown.no_release_intel", made=bundle(given).made.isoformat(), detail=what)


def fresh(given: Given, known: date) -> None:
    """Ends the check when what the bundle knows is too old to let anything pass."""
    oldest = min(known, bundle(given).made)
    limit = given.expect.limit("intel_days")
    if (given.as_of - oldest).days > limit:
        raise cannot("unknown.stale_intel", date=oldest.isoformat(), limit=limit)


def waiting_on(host: LinuxFacts, given: Given) -> tuple[Pending, Listing[Package]]:
    """The updates that wait on the host, and its installed packages."""
    intel = bundle(given)
    rows = need(host.packages.installed)
    return pending(intel, release(host), need(host.packages.manager).value, rows.items), rows


def support(host: LinuxFacts, given: Given) -> tuple[Reading[str], End]:
    """When the distribution's free security updates end."""
    intel, name, version = bundle(given), need(host.system.os_id), need(host.system.os_version)
    pretty = host.system.os_name
    stream = not isinstance(pretty, Unread) and "Stream" in pretty.value
    product = f"{name.value}-stream" if stream else name.value
    end = intel.end_of_life(product, version.value)
    if end is None:
        raise nothing_about(given, f"{product} {version.value}")
    return version, end
