"""How the machine starts: passwords before the system, no shell without one, no protection switched off."""

from __future__ import annotations

import re

from wardround.checks import Given, check, failed, need, not_applicable, passed, unknown
from wardround.facts import Setting, Unread
from wardround.facts.linux import LinuxFacts
from wardround.verdicts import Verdict


def _asks(lines: list[Setting]) -> bool:
    """GRUB 2 asks when superusers are set and one has a hash; RHEL keeps the hash in user.cfg. GRUB legacy: password.

    The line that RHEL always ships (password_pbkdf2 root ${GRUB2_PASSWORD}) says nothing without that hash.
    """
    live = [r for r in lines if not r.value.startswith("#")]
    superusers = any(re.search(r"\bsuperusers=[\"']?\w", r.value) for r in live)
    hashed = any(r.value.startswith("password_pbkdf2") and "PBKDF2" in r.value for r in live)
    kept = any(re.search(r"GRUB2_PASSWORD=(PBKDF2|OTHER)", r.value) for r in live if r.name.endswith("user.cfg"))
    referred = any(r.value.startswith("password_pbkdf2") and "GRUB2_PASSWORD" in r.value for r in live)
    legacy = any(r.name.endswith("menu.lst") and r.value.startswith("password") for r in live)
    return legacy or (superusers and (hashed or (referred and kept)))


@check("linux.boot.loader_password")
def loader_password(host: LinuxFacts, given: Given) -> Verdict:
    lines, files = need(host.boot.loader), need(host.boot.loader_files)
    rows = list(lines.items)
    if _asks(rows):
        return passed(rows)
    if gaps := lines.gaps + files.gaps:
        return unknown(gaps[0])
    if not files.items:
        return unknown(Unread("absent", "/boot/grub2/grub.cfg, /boot/grub/grub.cfg"))
    return failed([*rows, *files.items], found=[f.name for f in files.items])


@check("linux.boot.loader_files")
def loader_files(host: LinuxFacts, given: Given) -> Verdict:
    """Writable by others is a way to root; readable by others matters as soon as a hash stands inside."""
    named = need(host.files.named)
    loader = need(host.boot.loader)
    secret = {r.name for r in loader.items if "PBKDF2" in r.value or "CRYPT" in r.value or "PLAIN" in r.value}
    ours = [f for f in named.items if f.kind == "f" and re.fullmatch(r"/boot/.*((grub|user)\.cfg|menu\.lst)", f.path)]
    bad = [f for f in ours if f.uid != 0 or f.mode & (0o077 if f.path in secret else 0o022)]
    if bad:
        return failed(bad, found=[f"{f.path} ({f.mode:o}, {f.uid}:{f.gid})" for f in bad])
    if gaps := tuple(g for g in named.gaps + loader.gaps if g.detail.startswith("/boot") or g.reason != "denied"):
        return unknown(gaps[0])
    if not ours:
        return unknown(Unread("absent", "/boot/grub2/grub.cfg, /boot/grub/grub.cfg"))
    return passed(ours, count=len(ours))


def _sysv_rescue(host: LinuxFacts) -> Verdict:
    rows = need(host.boot.old_init)
    found = [r for r in rows.items if re.search(r":S:wait:|^~|^SINGLE=|^su:S:", r.value)]
    if not found:
        return unknown(rows.gaps[0] if rows.gaps else Unread("absent", "/etc/inittab, /etc/sysconfig/init"))
    good = any("sulogin" in r.value for r in found)
    return passed(found) if good else failed(found, found=[r.value for r in found])


@check("linux.boot.rescue_password")
def rescue_password(host: LinuxFacts, given: Given) -> Verdict:
    systemd = need(host.boot.systemd)
    if not systemd.value:
        return _sysv_rescue(host)
    rows = need(host.boot.rescue)
    bad = [u for u in rows.items if "sulogin" not in u.command or u.skips_password]
    if bad:
        return failed(bad, found=[f"{u.name}: {u.command}" for u in bad])
    if not rows.complete or len(rows.items) < 2:
        return unknown(rows.gaps[0] if rows.gaps else Unread("absent", "rescue.service, emergency.service"))
    return passed(list(rows.items))


DEBUG_SHELL = re.compile(r"systemd\.debug[-_]shell(=(?!0|no|false|off).*)?|rd\.break.*")


@check("linux.boot.debug_shell")
def debug_shell(host: LinuxFacts, given: Given) -> Verdict:
    line = need(host.boot.command_line)
    words = [w for w in line.value.split() if DEBUG_SHELL.fullmatch(w)]
    units = [u for u in host.services.named({"debug-shell.service"}) if u.wanted]
    if words or units:
        return failed([line, *units] if words else units, found=[*words, *(u.name for u in units)])
    services = need(host.services.units)
    return passed(line, services) if services.complete else unknown(services.gaps[0])


@check("linux.boot.ctrl_alt_del")
def ctrl_alt_del(host: LinuxFacts, given: Given) -> Verdict:
    systemd = need(host.boot.systemd)
    if not systemd.value:
        rows = need(host.boot.old_init)
        found = [r for r in rows.items if ":ctrlaltdel:" in r.value]
        if found:
            return failed(found, found=[r.value for r in found])
        return unknown(Unread("absent", "/etc/inittab")) if not rows.items else passed(list(rows.items)[:1])
    link, burst = need(host.boot.ctrl_alt_del), need(host.boot.burst)
    open_ways = [] if link.value == "/dev/null" else ["ctrl-alt-del.target"]
    open_ways += [] if burst.value == "none" else [f"CtrlAltDelBurstAction={burst.value}"]
    return failed([link, burst], found=open_ways) if open_ways else passed([link, burst])


@check("linux.boot.secure_boot")
def secure_boot(host: LinuxFacts, given: Given) -> Verdict:
    firmware = need(host.boot.firmware)
    if firmware.value != "efi":
        return not_applicable(firmware, says="not_applicable.no_efi")
    found = need(host.boot.secure_boot)
    return (passed if found.value else failed)(found)


#: Words on the kernel command line that switch a protection off, or start another program than init.
DANGEROUS = re.compile(
    r"selinux=0|enforcing=0|apparmor=0|security=none|audit=0|mitigations=off|(no)?pti=off|nopti|nokaslr|nosm[ea]p"
    r"|nospectre_v[12]|spectre_v2=off|spec_store_bypass_disable=off|l1tf=off|mds=off|tsx_async_abort=off|mmio_stale_data=off"
    r"|retbleed=off|srbds=off|noexec=off|module\.sig_enforce=0|lockdown=none|single|S|s|1|emergency|rescue"
    r"|systemd\.unit=(rescue|emergency)\.target|ima_appraise=(off|log|fix)|iommu=off|intel_iommu=off"
)
INITS = ("/sbin/init", "/usr/sbin/init", "/lib/systemd/systemd", "/usr/lib/systemd/systemd", "/bin/systemd", "/init")


@check("linux.boot.command_line")
def command_line(host: LinuxFacts, given: Given) -> Verdict:
    """Words after -- go to init, not to the kernel."""
    line = need(host.boot.command_line)
    words = line.value.partition(" -- ")[0].split()
    started = [w for w in words if re.match(r"(rd)?init=", w) and w.partition("=")[2] not in INITS]
    found = [w for w in words if DANGEROUS.fullmatch(w)] + started
    return failed(line, found=found) if found else passed(line, count=len(words))
