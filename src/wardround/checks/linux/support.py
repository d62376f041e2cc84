"""Support that ends: of the distribution, and of databases, web servers, OpenSSL and PHP (`linux.patches.*` too)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from wardround.checks import Given, check, failed, need, not_applicable, passed, unknown
from wardround.checks.intel import bundle, cannot, fresh, release, support
from wardround.facts.linux import LinuxFacts
from wardround.facts.linux.packages import Package
from wardround.intel.model import End
from wardround.verdicts import Verdict

#: Days before the end of support from which a replacement must be planned.
NOTICE_DAYS = 180


@check("linux.patches.release_ended")
def release_ended(host: LinuxFacts, given: Given) -> Verdict:
    version, end = support(host, given)
    name, day, source = f"{end.product} {end.cycle}", str(end.end or "-"), end.source or "-"
    if end.over(given.as_of):
        return failed(version, name=name, date=day, source=source)
    fresh(given, bundle(given).made)  # ends are announced years ahead: the bundle's own age is what counts
    return passed(version, name=name, date=day, source=source)


@check("linux.patches.release_ending")
def release_ending(host: LinuxFacts, given: Given) -> Verdict:
    version, end = support(host, given)
    name, day = f"{end.product} {end.cycle}", str(end.end or "-")
    if end.over(given.as_of):
        return not_applicable(version, name=name, date=day)
    days = (end.end - given.as_of).days if end.end else NOTICE_DAYS + 1
    if days <= NOTICE_DAYS:
        return failed(version, name=name, date=day, days=days, notice=NOTICE_DAYS)
    fresh(given, bundle(given).made)
    return passed(version, name=name, date=day, notice=NOTICE_DAYS)


#: product as in the list of support ends -> package names of dpkg and of rpm that carry its own version
_NAMES: Mapping[str, Mapping[str, str]] = {
    "postgresql": {"dpkg": r"postgresql-\d+", "rpm": r"postgresql\d*-server"},
    "mysql": {"dpkg": r"mysql-(community-)?server(-core)?(-\d\.\d)?", "rpm": r"mysql(-community)?-server"},
    "mariadb": {"dpkg": r"mariadb-server(-core)?(-\d+\.\d+)?", "rpm": r"(?i:mariadb)-server"},
    "redis": {"dpkg": r"redis-server", "rpm": r"redis"},
    "mongodb": {"dpkg": r"mongodb(-org)?-server", "rpm": r"mongodb(-org)?-server"},
    "nginx": {"dpkg": r"nginx(-core|-light|-full|-extras)?", "rpm": r"nginx(-core)?"},
    "apache-http-server": {"dpkg": r"apache2", "rpm": r"httpd"},
    "tomcat": {"dpkg": r"tomcat\d+", "rpm": r"tomcat\d*"},
    "openssl": {"dpkg": r"openssl|libssl[\d.]+(t64)?", "rpm": r"openssl\d*(-libs)?|compat-openssl\d+"},
    "php": {"dpkg": r"php\d\.\d-(common|cli|fpm|cgi)", "rpm": r"php(\d\d-php)?-common"},
}
#: check id -> products
ENDS: Mapping[str, tuple[str, ...]] = {
    "linux.patches.database_ended": ("postgresql", "mysql", "mariadb", "redis", "mongodb"),
    "linux.patches.web_server_ended": ("nginx", "apache-http-server", "tomcat"),
    "linux.patches.openssl_ended": ("openssl",),
    "linux.patches.php_ended": ("php",),
}


@lru_cache(50_000)
def _product(package: str, manager: str) -> str:
    """The product that a package carries, "" for most. Kept, because hosts share package names."""
    return next((n for n, names in _NAMES.items() if re.fullmatch(names[manager], package)), "")


def _kept_by_distribution(host: LinuxFacts, given: Given, p: Package, end: End | None) -> bool | None:
    """Whether the distribution mends it, its makers having stopped or said nothing: None where that cannot be told.

    It does so while it is supported itself and offers this very cycle under this name, or, where the bundle knows no
    cycle, this very version.
    """
    _, own = support(host, given)
    if own.over(given.as_of):
        return False if end else None
    index = bundle(given).index(release(host), p.architecture)
    if index is None:
        return None
    offered = [_upstream(v) for v in index.packages.get(p.name, ()) if v]
    if end is None:
        return _makers(p.version) in {_makers(v) for v in offered} or None
    return any(bundle(given).end_of_life(end.product, v) == end for v in offered)


def _makers(version: str) -> str:
    """The part of a version that its makers gave, without epoch and revision."""
    return _upstream(version).rsplit("-", 1)[0]


def _upstream(version: str) -> str:
    return version.split(":", 1)[-1]


def _register(check_id: str, products: tuple[str, ...]) -> None:
    @check(check_id)
    def not_ended(host: LinuxFacts, given: Given) -> Verdict:
        rows, manager = need(host.packages.installed), need(host.packages.manager).value
        intel = bundle(given)
        seen, bad, doubt = [], [], []
        for p in rows.items:
            product = _product(p.name, manager)
            if product not in products:
                continue
            end = intel.end_of_life(product, _upstream(p.version))
            kept = True if end and not end.over(given.as_of) else _kept_by_distribution(host, given, p, end)
            seen.append(p)
            if kept is None:
                doubt.append(f"{p.name} {p.version}")
            elif not kept and end:
                bad.append((p, end))
        if bad:
            return failed(*(p for p, _ in bad), found=[f"{p.name} {p.version} ({e.end})" for p, e in bad])
        if not rows.complete:
            return unknown(rows.gaps[0])
        if not seen:
            return not_applicable(rows)
        if doubt:
            raise cannot("unknown.maintained", found=doubt)
        fresh(given, intel.made)
        return passed(*seen, found=[f"{p.name} {p.version}" for p in seen])


for _id, _products in ENDS.items():
    _register(_id, _products)
