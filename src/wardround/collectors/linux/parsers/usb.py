"""Attributes under /sys/bus/usb/devices, lines of the kernel log, usbguard-daemon.conf(5) and its rules."""

from __future__ import annotations

import re

from wardround.collectors.linux.raw import Block, Section
from wardround.facts import Listing, Reading, Setting, Unread
from wardround.facts.linux.usb import Usb, UsbDevice

GUARD = "/etc/usbguard/"
_ROW = re.compile(r"([^/ ]+)/(\w+) ?(.*)")


def _devices(block: Block) -> tuple[list[UsbDevice], list[Setting]]:
    """Devices by port; an interface (1-1:1.0) lends its class to the device before the colon."""
    parts: dict[str, dict[str, str]] = {}
    classes: dict[str, list[str]] = {}
    lines: dict[str, int] = {}
    new: list[Setting] = []
    for line, text in block.rows:
        m = _ROW.fullmatch(text)
        if not m:
            continue
        port = m[1].partition(":")[0]
        lines[port] = line
        if m[2] == "authorized_default":
            new.append(Setting(port, m[3].strip(), line))
        elif m[2] == "bInterfaceClass":
            classes.setdefault(port, []).append(m[3].strip())
        else:
            parts.setdefault(port, {})[m[2]] = m[3].strip()
    devices = []
    for port in sorted(parts.keys() | classes.keys()):
        part = parts.get(port, {})
        ids = part.get("idVendor", ""), part.get("idProduct", ""), part.get("product", "")
        devices.append(UsbDevice(port, *ids, tuple(classes.get(port, ())), lines[port]))
    return devices, new


def _remembered(section: Section) -> Listing[Setting] | Unread:
    """Complete only when the first line is that of the start itself."""
    block = section.block("dmesg")
    if isinstance(block, Unread):
        return block
    gaps = list(section.gaps("dmesg"))
    if not gaps and not re.match(r"\[\s*0\.0+\]", block.text):
        gaps.append(Unread("truncated", "dmesg", block.line))
    rows = [(n, t) for n, t in block.rows if "Mass Storage" in t or "uas" in t or "Attached SCSI" in t]
    return Listing(tuple(Setting("dmesg", text, line) for line, text in rows), tuple(gaps), block.line)


def _guard(section: Section) -> Reading[str] | Unread:
    block = section.block(GUARD + "usbguard-daemon.conf")
    if isinstance(block, Unread):
        return block
    for line, text in block.rows:
        key, _, value = text.partition("=")
        if key.strip() == "ImplicitPolicyTarget":
            return Reading(value.strip().lower(), line)
    return Reading("block", block.line)


def _lets_in_storage(rule: str) -> bool:
    """An allow rule that names no device, or that names storage as a class (usbguard-rules.conf(5))."""
    words = rule.split()
    if not words or words[0] != "allow":
        return False
    named = re.search(r"\b(id\s+(?!\*:\*)\S|hash\s|serial\s|\d+$|^allow [0-9a-f]{4}:[0-9a-f]{4})", rule)
    return not named and (not re.search(r"\bwith-interface\b", rule) or bool(re.search(r"\b08:", rule)))


def parse(section: Section) -> Usb:
    """What is on USB now; without a USB bus the lists are empty and complete."""
    bus = section.block("bus")
    if isinstance(bus, Unread):
        return Usb(bus, bus, bus, bus, bus, bus)
    block = section.block("devices")
    devices, new = ([], []) if isinstance(block, Unread) else _devices(block)
    gone = (block,) if isinstance(block, Unread) and bus.text == "present" else ()
    rules = section.under(GUARD + "rules")
    loose = [Setting(b.name, text, line) for b in rules for line, text in b.rows if _lets_in_storage(text)]
    gaps = section.gaps("/sys") + gone
    return Usb(
        bus=Reading(bus.text == "present", bus.rows[0][0] if bus.rows else bus.line),
        devices=Listing(tuple(devices), gaps, bus.line),
        new_devices=Listing(tuple(new), gaps, bus.line),
        remembered=_remembered(section),
        guard=_guard(section),
        guard_open=Listing(tuple(loose), section.gaps(GUARD + "rules"), section.line),
    )
