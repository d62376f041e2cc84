"""Disks: space, what each block device stands on, arrays, swap, and errors that the kernel counts."""

from __future__ import annotations

import msgspec

from wardround.facts import NOT_COLLECTED, Listing, Setting, Unread


class Space(msgspec.Struct, frozen=True, omit_defaults=True):
    """One file system; ``percent`` in use, -1 where it has no such limit; ``used`` KiB or inodes."""

    point: str
    percent: int = -1
    used: int = 0
    line: int = 0


class Device(msgspec.Struct, frozen=True, omit_defaults=True):
    """One whole block device. ``number`` is major:minor; ``stands_on``: names of the devices or partitions below it.

    ``mapping``: the uuid of a device-mapper device, which starts with CRYPT- where it encrypts.
    """

    name: str
    number: str = ""
    removable: bool = False
    usb: bool = False
    mapping: str = ""
    title: str = ""
    stands_on: tuple[str, ...] = ()
    line: int = 0


class Array(msgspec.Struct, frozen=True, omit_defaults=True):
    """One software RAID array of /proc/mdstat. ``members`` as [total/working]; ``failed``: members marked (F)."""

    name: str
    total: int = 0
    working: int = 0
    failed: tuple[str, ...] = ()
    line: int = 0


class Disks(msgspec.Struct, frozen=True, omit_defaults=True):
    """``faults``: error counters of ext4, btrfs and memory, by their path under /sys; names end with the counter."""

    space: Listing[Space] | Unread = NOT_COLLECTED
    inodes: Listing[Space] | Unread = NOT_COLLECTED
    devices: Listing[Device] | Unread = NOT_COLLECTED
    arrays: Listing[Array] | Unread = NOT_COLLECTED
    swaps: Listing[Setting] | Unread = NOT_COLLECTED
    faults: Listing[Setting] | Unread = NOT_COLLECTED
