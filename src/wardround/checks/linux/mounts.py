"""Mount options in force, file systems of their own for what may fill up, and deviations from fstab."""

from __future__ import annotations

import re
from typing import NamedTuple

from wardround.checks import Given, check, failed, need, none_of, not_applicable, passed, unknown
from wardround.facts.linux import LinuxFacts
from wardround.facts.linux.mounts import Mount, Planned
from wardround.verdicts import Verdict


class Row(NamedTuple):
    """``wanted``: options that must be in force; ``alone``: having no file system of its own is a failure."""

    point: str
    wanted: tuple[str, ...]
    alone: bool = True


ROWS: dict[str, Row] = {
    "tmp": Row("/tmp", ("nodev", "nosuid", "noexec")),
    "var_tmp": Row("/var/tmp", ("nodev", "nosuid", "noexec")),
    "shared_memory": Row("/dev/shm", ("nodev", "nosuid", "noexec")),
    "home": Row("/home", ("nodev", "nosuid")),
    "boot": Row("/boot", ("nodev", "nosuid"), alone=False),
}


def _register(name: str, row: Row) -> None:
    @check(f"linux.mounts.{name}")
    def options_are(host: LinuxFacts, given: Given) -> Verdict:
        rows = need(host.mounts.mounted)
        found = host.mounts.at(row.point)
        if found is None and not rows.complete:
            return unknown(rows.gaps[0])
        if found is None:
            root = [m for m in rows.items if m.point == "/"]
            if not row.alone:
                return not_applicable(root or rows, says="not_applicable.no_mount", point=row.point)
            return failed(root or rows, says="fail.no_mount", point=row.point, wanted=list(row.wanted))
        missing = [option for option in row.wanted if option not in found.options]
        return (failed if missing else passed)(found, point=row.point, found=missing, wanted=list(row.wanted))


for _name, _row in ROWS.items():
    _register(_name, _row)


def _register_own(name: str, points: tuple[str, ...]) -> None:
    """A file system other than the root's for what grows: the point itself or a folder above it."""

    @check(f"linux.mounts.{name}")
    def own_file_system(host: LinuxFacts, given: Given) -> Verdict:
        rows = need(host.mounts.mounted)
        found = [m for point in points if (m := host.mounts.at(point))]
        if found:
            return passed(found[0], point=found[0].point)
        if not rows.complete:
            return unknown(rows.gaps[0])
        return failed([m for m in rows.items if m.point == "/"] or rows, point=points[0])


_register_own("log", ("/var/log", "/var"))
_register_own("audit_log", ("/var/log/audit",))

NETWORK = ("nfs", "nfs4", "cifs", "smb3", "smbfs", "ceph", "glusterfs", "fuse.glusterfs", "fuse.sshfs", "9p", "lustre")


@check("linux.mounts.network")
def network(host: LinuxFacts, given: Given) -> Verdict:
    return none_of(
        host.mounts.mounted,
        lambda m: m.kind in NETWORK and not {"nosuid", "nodev"} <= set(m.options),
        lambda m: f"{m.point} ({m.kind}, {m.source})",
    )


def _disk(source: str, names: set[str]) -> bool:
    """Whether a device is one of those disks or a partition of one (sdb, sdb1, mmcblk0p1)."""
    m = re.fullmatch(r"/dev/(.+?)(p?\d+)?", source)
    return bool(m) and (source[5:] in names or (m is not None and m[1] in names))


@check("linux.mounts.removable")
def removable(host: LinuxFacts, given: Given) -> Verdict:
    disks = need(host.disks.devices)
    names = {d.name for d in disks.items if d.removable or d.usb}
    verdict = none_of(
        host.mounts.mounted,
        lambda m: _disk(m.source, names),
        lambda m: f"{m.point} ({m.source}, {m.kind})",
    )
    return unknown(disks.gaps[0]) if verdict.says == "pass" and not disks.complete else verdict


@check("linux.mounts.turned_read_only")
def turned_read_only(host: LinuxFacts, given: Given) -> Verdict:
    """A file system planned for writing and read-only now: the kernel does that after an error on the disk."""
    planned = need(host.mounts.planned)
    never = ("iso9660", "squashfs", "udf", "erofs")
    writable = {p.point for p in planned.items if "ro" not in p.options and p.kind not in never}

    def turned(mount: Mount) -> bool:
        return mount.point in writable and "ro" in mount.device_options and host.mounts.at(mount.point) == mount

    return none_of(host.mounts.mounted, turned, lambda m: f"{m.point} ({m.source})")


HARDENING = ("nosuid", "nodev", "noexec", "ro", "hidepid=2", "hidepid=invisible")


def _lost(plan: Planned, host: LinuxFacts) -> list[str]:
    mount = host.mounts.at(plan.point)
    if mount is None:
        return []
    in_force = {*mount.options, *mount.device_options}
    asked = {*plan.options, *(("nosuid", "nodev", "noexec") if {"user", "users"} & set(plan.options) else ())}
    given_back = {"noexec": "exec", "nosuid": "suid", "nodev": "dev"}
    return [o for o in HARDENING if o in asked and given_back.get(o) not in plan.options and o not in in_force]


@check("linux.mounts.fstab")
def fstab(host: LinuxFacts, given: Given) -> Verdict:
    mounted, planned = need(host.mounts.mounted), need(host.mounts.planned)
    lost = [(plan, options) for plan in planned.items if (options := _lost(plan, host))]
    if lost:
        seen = [m for plan, _ in lost if (m := host.mounts.at(plan.point))]
        return failed([*(plan for plan, _ in lost), *seen], found=[f"{p.point}: {','.join(o)}" for p, o in lost])
    if gaps := mounted.gaps + planned.gaps:
        return unknown(gaps[0])
    return passed(list(planned.items) or mounted, count=len(planned.items))
