"""Disks: room left, arrays whole, no error counted, encryption of what lies on them."""

from __future__ import annotations

from wardround.checks import Given, check, failed, need, none_of, not_applicable, passed, unknown
from wardround.facts import Listing, Setting, Unread
from wardround.facts.linux import LinuxFacts
from wardround.facts.linux.disks import Device, Space
from wardround.facts.linux.mounts import Mount
from wardround.facts.numbers import whole
from wardround.verdicts import Verdict

#: File systems that are full by design.
ALWAYS_FULL = ("squashfs", "erofs", "iso9660", "udf", "cramfs")


def _full(host: LinuxFacts, rows: Listing[Space] | Unread, limit: int) -> Verdict:
    need(host.mounts.mounted)

    def full(space: Space) -> bool:
        mount = host.mounts.at(space.point)
        return space.percent > limit and not (mount and mount.kind in ALWAYS_FULL)

    return none_of(rows, full, lambda s: f"{s.point} {s.percent} %", limit=limit)


@check("linux.disks.space")
def space(host: LinuxFacts, given: Given) -> Verdict:
    return _full(host, host.disks.space, given.expect.limit("disk_percent"))


@check("linux.disks.inodes")
def inodes(host: LinuxFacts, given: Given) -> Verdict:
    return _full(host, host.disks.inodes, given.expect.limit("disk_percent"))


@check("linux.disks.arrays")
def arrays(host: LinuxFacts, given: Given) -> Verdict:
    rows = need(host.disks.arrays)
    if rows.complete and not rows.items:
        return not_applicable(rows, says="not_applicable.no_array")
    return none_of(rows, lambda a: bool(a.failed) or a.working < a.total, lambda a: f"{a.name} [{a.total}/{a.working}]")


def _counters(host: LinuxFacts, *under: str) -> Listing:
    rows = need(host.disks.faults)
    return Listing(tuple(r for r in rows.items if r.name.startswith(under)), rows.gaps, rows.line)


@check("linux.disks.file_system_errors")
def file_system_errors(host: LinuxFacts, given: Given) -> Verdict:
    """ext4 and btrfs count the errors that they met; other file systems of Linux keep no such count."""
    rows = _counters(host, "/sys/fs/ext4/", "/sys/fs/btrfs/")
    if rows.complete and not rows.items:
        return not_applicable(rows, says="not_applicable.no_counter")
    return none_of(rows, lambda r: whole(r.value, 0) > 0, lambda r: f"{r.name} = {r.value}")


@check("linux.disks.memory_errors")
def memory_errors(host: LinuxFacts, given: Given) -> Verdict:
    rows = _counters(host, "/sys/devices/system/edac/")
    if rows.complete and not rows.items:
        return not_applicable(rows, says="not_applicable.no_counter")
    return none_of(rows, lambda r: whole(r.value, 0) > 0, lambda r: f"{r.name} = {r.value}")


def _encrypted(device: Device, by_name: dict[str, Device], depth: int = 0) -> bool:
    """The device encrypts, or everything it stands on does."""
    if device.mapping.startswith("CRYPT-"):
        return True
    below = [by_name.get(name) for name in device.stands_on]
    return bool(below) and depth < 8 and all(d is not None and _encrypted(d, by_name, depth + 1) for d in below)


DATA = ("ext2", "ext3", "ext4", "xfs", "btrfs", "f2fs", "jfs", "reiserfs", "vfat", "exfat", "ntfs3")


def _plain(mount: Mount, devices: list[Device]) -> bool:
    """A partition is no device of its own in /sys/block: it is never encrypted by itself."""
    by_name = {d.name: d for d in devices}
    device = next((d for d in devices if d.number == mount.device), None)
    named = next((d for d in devices if mount.source in (f"/dev/{d.name}", f"/dev/mapper/{d.title or '?'}")), None)
    found = device or named
    return found is None or not _encrypted(found, by_name)


@check("linux.disks.encryption")
def encryption(host: LinuxFacts, given: Given) -> Verdict:
    """dm-crypt only: a disk that encrypts in its own hardware does not show it. /boot must be readable to start."""
    devices = need(host.disks.devices)

    def plain(mount: Mount) -> bool:
        data = mount.kind in DATA and mount.source.startswith("/dev/") and not mount.point.startswith("/boot")
        return data and _plain(mount, list(devices.items))

    verdict = none_of(host.mounts.mounted, plain, lambda m: f"{m.point} ({m.source})")
    return unknown(devices.gaps[0]) if verdict.says == "pass" and not devices.complete else verdict


@check("linux.disks.swap")
def swap(host: LinuxFacts, given: Given) -> Verdict:
    devices, swaps = need(host.disks.devices), need(host.disks.swaps)
    by_name = {d.name: d for d in devices.items}
    if swaps.complete and not swaps.items:
        return not_applicable(swaps, says="not_applicable.no_swap")

    mounts = need(host.mounts.mounted).items if any(s.value == "file" for s in swaps.items) else ()

    def open_swap(area: Setting) -> bool:
        if area.value == "file":
            above = [m for m in mounts if area.name.startswith(m.point.rstrip("/") + "/")]
            return not above or _plain(max(above, key=lambda m: len(m.point)), list(devices.items))
        device = by_name.get(area.name.rsplit("/", 1)[-1])
        return not area.name.startswith("/dev/zram") and not (device and _encrypted(device, by_name))

    found = [s for s in swaps.items if open_swap(s)]
    if found:
        return failed(found, found=[f"{s.name} ({s.value})" for s in found])
    return passed(list(swaps.items), count=len(swaps.items)) if swaps.complete else unknown(swaps.gaps[0])
