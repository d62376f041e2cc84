"""Boot loader lines, units of systemd with their drop-ins (systemd.unit(5)), and the Secure Boot variable of UEFI."""

from __future__ import annotations

from wardround.collectors.linux.raw import Block, Section
from wardround.facts import Listing, Reading, Setting, Unread
from wardround.facts.linux.boot import Boot, RescueUnit

UNITS = ("/etc/systemd/system/", "/run/systemd/system/", "/usr/lib/systemd/system/", "/lib/systemd/system/")
VARIABLE = "od -An -tu1 /sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c"


def _text(section: Section, name: str) -> Reading[str] | Unread:
    block = section.block(name)
    if isinstance(block, Unread):
        return block
    return Reading(block.text, block.rows[0][0] if block.rows else block.line)


def _loader(section: Section) -> tuple[Listing[Setting], Listing[Setting]]:
    blocks = list(section.under("/boot/"))
    lines = tuple(Setting(b.name, text.strip(), n) for b in blocks for n, text in b.rows)
    gaps = section.gaps("/boot")
    files = tuple(Setting(b.name, "", b.line) for b in blocks)
    return Listing(lines, gaps, section.line), Listing(files, gaps, section.line)


def _unit_blocks(section: Section, name: str) -> list[Block]:
    """The unit's file, the strongest folder first, then its drop-ins by name."""
    whole = [section.blocks[f + name] for f in UNITS if f + name in section.blocks][:1]
    drops = [b for f in reversed(UNITS) for b in section.under(f"{f}{name}.d/")]
    return whole + sorted(drops, key=lambda b: b.name.rsplit("/", 1)[-1])


def _rescue(section: Section, name: str) -> RescueUnit | None:
    blocks = _unit_blocks(section, name)
    command, line, skips = "", 0, False
    for block in blocks:
        for number, text in block.rows:
            key, _, value = text.partition("=")
            if key.strip() == "ExecStart":
                command, line = value.strip(), number
            if "SYSTEMD_SULOGIN_FORCE=1" in text and not text.lstrip().startswith(("#", ";")):
                skips = True
    return RescueUnit(name, command, skips, line or blocks[0].line) if blocks else None


def _old_init(section: Section) -> Listing[Setting]:
    rows = []
    for name in ("/etc/inittab", "/etc/sysconfig/init"):
        block = section.blocks.get(name)
        rows += [Setting(name, text.strip(), n) for n, text in (block.rows if block else [])]
    kept = tuple(r for r in rows if r.value and not r.value.startswith("#"))
    return Listing(kept, section.gaps("/etc/inittab", "/etc/sysconfig"), section.line)


def _burst(section: Section) -> Reading[str] | Unread:
    """system.conf, then its drop-ins by name; reboot-force where nothing says otherwise (systemd-system.conf(5))."""
    found = Reading("reboot-force", section.line)
    blocks = list(section.under("/etc/systemd/system.conf"))
    blocks += list(section.under("/usr/lib/systemd/system.conf.d/"))
    for block in sorted(blocks, key=lambda b: (".d/" in b.name, b.name.rsplit("/", 1)[-1])):
        for line, text in block.rows:
            key, _, value = text.partition("=")
            if key.strip() == "CtrlAltDelBurstAction":
                found = Reading(value.strip(), line)
    gaps = section.gaps("/etc/systemd/system.conf", "/usr/lib/systemd/system.conf.d")
    return gaps[0] if gaps else found


def _secure_boot(section: Section) -> Reading[bool] | Unread:
    """Four bytes of attributes, then one byte: 1 when on (UEFI, globally defined variables)."""
    block = section.block(VARIABLE)
    if isinstance(block, Unread):
        return block
    words = block.text.split()
    if len(words) != 5 or words[4] not in ("0", "1"):
        return Unread("error", "SecureBoot", block.line)
    return Reading(words[4] == "1", block.rows[0][0])


def parse(section: Section) -> Boot:
    """The start of the machine; what stands on an unreadable boot partition is a gap."""
    if not section.ran:
        return Boot()
    loader, files = _loader(section)
    systemd = _text(section, "systemd")
    units = tuple(u for name in ("rescue.service", "emergency.service") if (u := _rescue(section, name)))
    return Boot(
        command_line=_text(section, "/proc/cmdline"),
        loader=loader,
        loader_files=files,
        systemd=systemd if isinstance(systemd, Unread) else Reading(systemd.value == "present", systemd.line),
        rescue=Listing(units, section.gaps(*UNITS), section.line),
        old_init=_old_init(section),
        ctrl_alt_del=_text(section, "ctrl-alt-del"),
        burst=_burst(section),
        firmware=_text(section, "firmware"),
        secure_boot=_secure_boot(section),
    )
