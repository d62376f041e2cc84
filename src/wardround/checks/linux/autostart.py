"""What starts with the system: local units, rc.local, start scripts."""

from __future__ import annotations

import re

from wardround.checks import Given, approves, check, expected, failed, need, none_of, not_applicable, passed, unknown
from wardround.facts.linux import LinuxFacts
from wardround.facts.linux.lines import Line
from wardround.facts.linux.places import Dated
from wardround.verdicts import Verdict

UNIT_PLACES = ("/etc/systemd/system", "/usr/local/lib/systemd/system")
SCRIPT_PLACES = (
    "/etc/rc.local",
    "/etc/rc.d",
    "/etc/init.d",
    "/etc/profile",
    "/etc/profile.d",
    "/etc/bash.bashrc",
    "/etc/bashrc",
    "/etc/environment",
    "/etc/xdg/autostart",
    "/etc/update-motd.d",
)
_ODD_PLACE = re.compile(r"/(tmp|var/tmp|dev/shm|home|run/user)/")
#: The program of Exec=: special marks before the path (systemd.service(5)), then perhaps a shell in front of a script.
_PROGRAM = re.compile(r"Exec\w*\s*=\s*[-@:+!|]*\s*(?:\S*/(?:ba|da|z|k)?sh\s+(?:-\S+\s+)*)?[\"']?(/[^\s\"']+)")
_UNIT = re.compile(r".+\.(service|timer|socket|path)")


def _shown(file: Dated) -> str:
    return f"{file.path} ({file.mode:o}, uid {file.uid})"


def _line(row: Line) -> str:
    return f"{row.file}: {row.text}"


@check("linux.autostart.modes")
def modes(host: LinuxFacts, given: Given) -> Verdict:
    return none_of(
        host.places.under(*UNIT_PLACES, *SCRIPT_PLACES),
        lambda f: f.kind != "l" and (f.uid != 0 or bool(f.mode & 0o022)),
        _shown,
    )


def _program(row: Line) -> str:
    m = _PROGRAM.match(row.text)
    return m[1] if m else ""


@check("linux.autostart.odd_place")
def odd_place(host: LinuxFacts, given: Given) -> Verdict:
    return none_of(host.autostart.units, lambda row: bool(_ODD_PLACE.match(_program(row))), _line)


@check("linux.autostart.foreign_program")
def foreign_program(host: LinuxFacts, given: Given) -> Verdict:
    """Units without User= run as root; what they run, and its directory, must be root's alone to write."""
    rows = need(host.autostart.units)
    programs = need(host.places.named(*(path for row in rows.items if (path := _program(row)))))
    files = {f.path: f for f in programs.items}
    other = {row.file for row in rows.items if re.match(r"User\s*=\s*(?!root\s*$|0\s*$)\S", row.text)}
    bad = []
    for row in rows.items:
        path = _program(row)
        near = [files[p] for p in (path, path.rsplit("/", 1)[0]) if p in files]
        as_root = row.file not in other
        bad += [
            (row, f)
            for f in near
            if f.others_write or (as_root and (f.uid != 0 or (f.gid != 0 and bool(f.mode & 0o020))))
        ]
    if bad:
        return failed([r for r, _ in bad], [f for _, f in bad], found=[f"{_shown(f)} ← {r.file}" for r, f in bad])
    gaps = rows.gaps + programs.gaps
    return unknown(gaps[0]) if gaps else passed(rows, count=len({r.file for r in rows.items}))


@check("linux.autostart.local_units")
def local_units(host: LinuxFacts, given: Given) -> Verdict:
    """Packages put their units under /usr/lib or /lib; a file of its own in /etc was put there by somebody."""
    places = need(host.places.under(*UNIT_PLACES))
    found = [f for f in places.items if f.kind == "f" and _UNIT.fullmatch(f.name)]
    names = expected(given.expect.lists.services, "services") if found else ()
    if bad := [f for f in found if not (approves(names, f.name) or approves(names, f.name.rsplit(".", 1)[0]))]:
        return failed(bad, found=[f.path for f in bad])
    return passed(found or places, count=len(found)) if places.complete else unknown(places.gaps[0])


@check("linux.autostart.rc_local")
def rc_local(host: LinuxFacts, given: Given) -> Verdict:
    places = need(host.places.under("/etc/rc.local", "/etc/rc.d/rc.local"))
    rows = need(host.autostart.rc_local)
    runs = {f.path for f in places.items if f.mode & 0o111}
    if not runs and places.complete:
        return not_applicable(places.items or places, says="not_applicable.no_rc_local")
    found = [r for r in rows.items if r.file in runs and not re.match(r"(exit\b|touch /var/lock/subsys/local)", r.text)]
    names = expected(given.expect.lists.services, "services") if found else ()
    if bad := [r for r in found if not (approves(names, "rc.local") or approves(names, r.text))]:
        return failed(bad, found=[r.text for r in bad])
    gaps = rows.gaps + places.gaps
    return unknown(gaps[0]) if gaps else passed(found or places, count=len(found))


@check("linux.autostart.fetches")
def fetches(host: LinuxFacts, given: Given) -> Verdict:
    return none_of(host.autostart.suspicious, lambda row: True, _line)
