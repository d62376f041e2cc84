"""Updates that wait, judged against the intel bundle, and the upkeep that needs no bundle to be seen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, date, datetime

from wardround.checks import Given, check, failed, need, none_of, not_applicable, passed, unknown
from wardround.checks.intel import bundle, cannot, fresh, nothing_about, release, waiting_on
from wardround.facts import Listing, Reading, Unread
from wardround.facts.linux import LinuxFacts
from wardround.facts.linux.packages import Package, State
from wardround.facts.linux.patches import Held, Mapped
from wardround.facts.numbers import MAX_SECONDS
from wardround.intel.updates import Pending, Update
from wardround.intel.versions import debian, rpm
from wardround.verdicts import Verdict

#: Of a tenth of the packages the bundle may know nothing (programs of other makers); of more it lacks a whole part of
#: the distribution, such as Ubuntu's universe, and lets nothing pass.
MOST_FOREIGN = 0.1


def _shown(update: Update, detail: Sequence[str] | None = None) -> str:
    names = list(update.advisories if detail is None else detail)
    more = f" +{len(names) - 3}" if len(names) > 3 else ""
    tail = f" ({', '.join(names[:3])}{more})" if names else ""
    return f"{update.package} {update.installed} → {update.available or '-'}{tail}"


def _none_waits(
    found: Sequence[Update],
    shown: Callable[[Update], str],
    host: LinuxFacts,
    given: Given,
    known: Callable[[Pending], date | None],
    *,
    by_lists: bool = False,
) -> Verdict:
    """Fails naming the updates; passes only by a complete list, data about this release, and a fresh bundle.

    ``by_lists``: advisories cannot stand in for package lists that lack a part of the distribution.
    """
    waiting, rows = waiting_on(host, given)
    limit = given.expect.limit("patch_days")
    if found:
        return failed(found, found=[shown(u) for u in found], count=len(found), limit=limit)
    day = known(waiting)
    if day is None:
        raise nothing_about(given, release(host))
    if not rows.complete:
        return unknown(rows.gaps[0])
    if waiting.uncertain:
        raise cannot("unknown.uncertain", found=list(waiting.uncertain))
    foreign = waiting.counted - waiting.compared
    if (by_lists or waiting.advised is None) and foreign > waiting.counted * MOST_FOREIGN:
        raise nothing_about(given, f"{release(host)}: {foreign}/{waiting.counted}")
    fresh(given, day)
    return passed(rows, count=waiting.compared, foreign=foreign, date=day.isoformat(), limit=limit)


@check("linux.patches.security_updates")
def security_updates(host: LinuxFacts, given: Given) -> Verdict:
    waiting, _ = waiting_on(host, given)
    found = [u for u in waiting.updates if u.security and u.available]
    return _none_waits(found, _shown, host, given, lambda p: p.secured)


@check("linux.patches.known_exploited")
def known_exploited(host: LinuxFacts, given: Given) -> Verdict:
    waiting, _ = waiting_on(host, given)
    known = bundle(given).exploited
    if known is None:
        raise nothing_about(given, "KEV")
    found = [u for u in waiting.updates if not known.cves.isdisjoint(u.cves)]

    def shown(update: Update) -> str:
        return _shown(update, [c for c in update.cves if c in known.cves])

    return _none_waits(found, shown, host, given, lambda p: min(p.advised, known.as_of) if p.advised else None)


@check("linux.patches.overdue")
def overdue(host: LinuxFacts, given: Given) -> Verdict:
    """Without a date of publication, the package list that offers the update tells since when it certainly existed."""
    limit = given.expect.limit("patch_days")
    waiting, _ = waiting_on(host, given)
    security = [u for u in waiting.updates if u.security and u.available]

    def waited(update: Update) -> int:
        since = [d for d in (update.published, update.since) if d]
        return (given.as_of - min(since)).days if since else 0

    found = [u for u in security if waited(u) > limit]
    undated = [u.package for u in security if u.published is None]
    if not found and undated:
        raise cannot("unknown.no_date", found=undated)
    return _none_waits(found, lambda u: _shown(u, [f"{waited(u)} d"]), host, given, lambda p: p.secured)


@check("linux.patches.other_updates")
def other_updates(host: LinuxFacts, given: Given) -> Verdict:
    waiting, _ = waiting_on(host, given)
    found = [u for u in waiting.updates if not u.security]
    return _none_waits(found, _shown, host, given, lambda p: p.indexed, by_lists=True)


def _flavour(release: str) -> str:
    """What tells kernels of one line from others: -amd64, -generic, el8.x86_64, -default."""
    return re.sub(r"_\d+", "", re.sub(r"^[\d.]+(-[\d.]+)?", "", release))


@check("linux.patches.running_kernel")
def running_kernel(host: LinuxFacts, given: Given) -> Verdict:
    running, kernels = need(host.system.kernel), need(host.patches.kernels)
    newer = [
        k for k in kernels.items if _flavour(k.release) == _flavour(running.value) and rpm(k.release, running.value) > 0
    ]
    if newer:
        return failed(running, newer, running=running.value, found=[k.release for k in newer])
    if rebuilt := _rebuilt(host, running.value):
        return failed(running, rebuilt, running=running.value, found=[f"{rebuilt.name} {rebuilt.version}"])
    if not kernels.complete:
        return unknown(kernels.gaps[0])
    if running.value not in {k.release for k in kernels.items}:
        return not_applicable(running, running=running.value)
    return passed(running, running=running.value)


def _rebuilt(host: LinuxFacts, running: str) -> Package | None:
    """The package of the running kernel, where it was updated under the same release name (Debian, Ubuntu)."""
    build, packages = host.patches.build, host.packages.installed
    if isinstance(build, Unread):
        return None
    if isinstance(packages, Unread) and packages.reason != "absent":  # a kernel may be there without any package
        need(packages)
    version = re.sub(r"-[a-z]\w*$", "", build.value)
    found = host.packages.named((f"linux-image-{running}", f"linux-image-unsigned-{running}"))
    return next((p for p in found if debian(p.version, version) > 0), None)


#: Packages that write /run/reboot-required; without one the flag's absence tells nothing.
_FLAG_WRITERS = ("update-notifier-common", "unattended-upgrades", "reboot-notifier")


@check("linux.patches.reboot_pending")
def reboot_pending(host: LinuxFacts, given: Given) -> Verdict:
    flag = need(host.patches.reboot_required)
    if flag.value:
        return failed(flag, found=["/run/reboot-required"])
    if isinstance(core := host.patches.core, Listing):
        booted = need(host.system.clock).value - need(host.system.uptime_seconds).value
        return none_of(core, lambda s: s.at > booted, lambda s: s.name)
    need(host.packages.installed)
    writers = host.packages.named(_FLAG_WRITERS)
    if not writers:
        raise cannot("unknown.no_flag_writer", found=list(_FLAG_WRITERS))
    return passed(flag, writers, count=len(writers))


#: apt settings (as the probe names them) that let unsigned packages in.
_LOOSE = {
    "allow_unauthenticated": "APT::Get::AllowUnauthenticated",
    "allow_insecure": "Acquire::AllowInsecureRepositories",
    "allow_weak": "Acquire::AllowWeakRepositories",
}


@check("linux.patches.repositories_verified")
def repositories_verified(host: LinuxFacts, given: Given) -> Verdict:
    rows, settings = need(host.patches.repositories), need(host.patches.settings)
    loose = [s for s in settings.items if s.name in _LOOSE and s.value in ("1", "true", "yes", "on")]
    unsigned = [r for r in rows.items if not r.verified]
    if loose or unsigned:
        found = [f"{_LOOSE[s.name]}={s.value}" for s in loose] + [r.name for r in unsigned]
        return failed(loose, unsigned, found=found)
    if gaps := rows.gaps + settings.gaps:
        return unknown(gaps[0])
    return passed(rows.items, count=len(rows.items)) if rows.items else not_applicable(rows)


@check("linux.patches.repository_transport")
def repository_transport(host: LinuxFacts, given: Given) -> Verdict:
    def plain(addresses: Iterable[str]) -> bool:
        return any(a.lower().startswith(("http://", "ftp://")) for a in addresses)

    rows = need(host.patches.repositories)
    if rows.complete and not rows.items:
        return not_applicable(rows)
    return none_of(rows, lambda r: plain(r.addresses), lambda r: r.name)


def _days_since(reading: Reading[int], given: Given) -> tuple[date, int]:
    day = datetime.fromtimestamp(min(reading.value, MAX_SECONDS), UTC).date()
    return day, (given.as_of - day).days


@check("linux.patches.lists_fresh")
def lists_fresh(host: LinuxFacts, given: Given) -> Verdict:
    places = need(host.patches.repositories)
    if places.complete and not places.items:
        return not_applicable(places)
    lists, limit = need(host.patches.lists), given.expect.limit("patch_days")
    day, days = _days_since(lists, given)
    return (failed if days > limit else passed)(lists, date=day.isoformat(), days=days, limit=limit)


@check("linux.patches.activity")
def activity(host: LinuxFacts, given: Given) -> Verdict:
    changed, limit = need(host.patches.changed), given.expect.limit("patch_activity_days")
    day, days = _days_since(changed, given)
    return (failed if days > limit else passed)(changed, date=day.isoformat(), days=days, limit=limit)


@check("linux.patches.held")
def held(host: LinuxFacts, given: Given) -> Verdict:
    states, excluded = need(host.packages.states), need(host.patches.held)
    rows: tuple[State | Held, ...] = (*(s for s in states.items if s.state == "hold"), *excluded.items)
    return none_of(Listing(rows, states.gaps + excluded.gaps, states.line), lambda r: True, lambda r: r.name)


@check("linux.patches.broken")
def broken(host: LinuxFacts, given: Given) -> Verdict:
    if need(host.packages.manager).value == "rpm":
        return not_applicable(host.packages.manager)
    return none_of(host.packages.states, lambda s: s.state != "hold", lambda s: f"{s.name} ({s.state})")


#: Where programs (Java's above all) unpack libraries of their own and delete them at once: no update replaced those.
_UNPACKED = ("/tmp/", "/var/tmp/", "/dev/shm/", "/run/", "/memfd:")


@check("linux.patches.deleted_libraries")
def deleted_libraries(host: LinuxFacts, given: Given) -> Verdict:
    running = host.processes.running
    names = {} if isinstance(running, Unread) else {p.pid: p.program for p in running.items}

    def shown(m: Mapped) -> str:
        return f"{names.get(m.pid, 'pid')} {m.pid}: {m.library}"

    return none_of(host.patches.deleted, lambda m: not m.library.startswith(_UNPACKED), shown)
