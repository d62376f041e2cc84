"""USB: the devices attached now, the storage that the kernel log still remembers, and what keeps others out."""

from __future__ import annotations

import msgspec

from wardround.facts import NOT_COLLECTED, Listing, Reading, Setting, Unread

#: Class of USB mass storage (usb.org defined class codes).
STORAGE = "08"


class UsbDevice(msgspec.Struct, frozen=True, omit_defaults=True):
    """One attached device. ``vendor`` and ``product`` are hexadecimal ids; ``classes`` of its interfaces."""

    port: str
    vendor: str = ""
    product: str = ""
    title: str = ""
    classes: tuple[str, ...] = ()
    line: int = 0

    @property
    def name(self) -> str:
        """``vendor:product``, as an approved exception names it."""
        return f"{self.vendor}:{self.product}"


class Usb(msgspec.Struct, frozen=True, omit_defaults=True):
    """``bus``: whether this machine has USB at all; ``new_devices``: per controller, what authorized_default says.

    ``remembered``: lines of the kernel log about storage; with a gap where the log no longer reaches back to the start.
    ``guard``: target of usbguard for unknown devices; ``guard_open``: its rules that let in any storage.
    """

    bus: Reading[bool] | Unread = NOT_COLLECTED
    devices: Listing[UsbDevice] | Unread = NOT_COLLECTED
    new_devices: Listing[Setting] | Unread = NOT_COLLECTED
    remembered: Listing[Setting] | Unread = NOT_COLLECTED
    guard: Reading[str] | Unread = NOT_COLLECTED
    guard_open: Listing[Setting] | Unread = NOT_COLLECTED
