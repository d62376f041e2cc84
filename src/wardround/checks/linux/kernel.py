"""Kernel settings in force against what hardening asks, and against what the next start will bring."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from wardround.checks import Cannot, Given, check, failed, need, not_applicable, passed, setting, unknown
from wardround.facts import Reading, Setting, Unread
from wardround.facts.linux import LinuxFacts
from wardround.facts.numbers import integer, is_whole
from wardround.verdicts import Verdict

Good = Callable[[str], bool]


def _one_of(*values: str) -> Good:
    return lambda value: value in values


def _no_strong_sysrq(value: str) -> bool:
    """None of the functions that dump memory (8), signal processes (64) or restart (128); 1 means all of them."""
    return is_whole(value) and value != "1" and not int(value) & (8 | 64 | 128)


class Row(NamedTuple):
    """Settings of one check with what is good; ``lack``: a kernel without the setting lacks a protection."""

    settings: Mapping[str, Good]
    lack: bool


SETTINGS: dict[str, Row] = {
    "address_randomisation": Row({"kernel.randomize_va_space": _one_of("2")}, False),
    "syn_cookies": Row({"net.ipv4.tcp_syncookies": _one_of("1", "2")}, True),
    "pointer_hiding": Row({"kernel.kptr_restrict": _one_of("1", "2")}, True),
    "log_reading": Row({"kernel.dmesg_restrict": _one_of("1")}, True),
    "process_tracing": Row({"kernel.yama.ptrace_scope": _one_of("1", "2", "3")}, True),
    "sysrq": Row({"kernel.sysrq": _no_strong_sysrq}, False),
    "link_protection": Row({f"fs.protected_{kind}links": _one_of("1") for kind in ("hard", "sym")}, True),
    "sticky_files": Row({f"fs.protected_{kind}": _one_of("1", "2") for kind in ("fifos", "regular")}, True),
    "unprivileged_bpf": Row({"kernel.unprivileged_bpf_disabled": _one_of("1", "2")}, False),
    "kexec": Row({"kernel.kexec_load_disabled": _one_of("1")}, False),
    "echo_replies": Row(
        {
            "net.ipv4.icmp_echo_ignore_broadcasts": _one_of("1"),
            "net.ipv4.icmp_ignore_bogus_error_responses": _one_of("1"),
        },
        False,
    ),
}


def _register(name: str, row: Row) -> None:
    @check(f"linux.kernel.{name}")
    def settings_are(host: LinuxFacts, given: Given) -> Verdict:
        found = {key: setting(host.kernel.settings, key) for key in row.settings}
        absent = [key for key, value in found.items() if value is None]
        present = {key: value for key, value in found.items() if value is not None}
        bad = {key: value for key, value in present.items() if not row.settings[key](value.value)}
        if bad:
            return failed(list(bad.values()), found=[f"{key} = {value.value}" for key, value in bad.items()])
        if absent and row.lack:
            return failed(list(present.values()), says="fail.no_protection", found=absent)
        if not present:
            return not_applicable(says="not_applicable.no_setting", name=absent)
        return passed(list(present.values()), found=[f"{key} = {value.value}" for key, value in present.items()])


for _name, _row in SETTINGS.items():
    _register(_name, _row)


class Door(NamedTuple):
    """A setting that each network interface has, and how the kernel joins it with *all* (ip-sysctl.rst)."""

    family: str
    name: str
    good: Callable[[int], bool]
    join: Callable[[int, int, bool], int]


def _either(every: int, one: int, forwards: bool) -> int:
    return max(every, one)


def _both(every: int, one: int, forwards: bool) -> int:
    return min(every, one)


#: check -> the settings it judges. Without forwarding, IPv4 redirects are accepted when *all* or the interface says so.
DOORS: dict[str, tuple[Door, ...]] = {
    "redirects_accepted": (
        Door("ipv4", "accept_redirects", lambda v: v == 0, lambda a, i, f: min(a, i) if f else max(a, i)),
        Door("ipv6", "accept_redirects", lambda v: v == 0, lambda a, i, f: 0 if f else i),
    ),
    "redirects_sent": (Door("ipv4", "send_redirects", lambda v: v == 0, lambda a, i, f: max(a, i) if f else 0),),
    "source_routes": (
        Door("ipv4", "accept_source_route", lambda v: v == 0, _both),
        Door("ipv6", "accept_source_route", lambda v: v <= 0, _both),
    ),
    "reverse_path": (Door("ipv4", "rp_filter", lambda v: v in (1, 2), _either),),
    "martians": (Door("ipv4", "log_martians", lambda v: v >= 1, _either),),
}


def _number(values: Mapping[str, Setting], key: str) -> int:
    """The number of a setting; the check ends as unknown where it is missing or none."""
    try:
        return integer(values[key].value)
    except (KeyError, ValueError):
        raise Cannot(unknown(Unread("error", key))) from None


def _interfaces(values: Mapping[str, Setting], door: Door) -> list[str]:
    start, end = f"net.{door.family}.conf.", f".{door.name}"
    inner = [key[len(start) : -len(end)] for key in values if key.startswith(start) and key.endswith(end)]
    return [name for name in inner if name not in ("all", "lo")]


def _open_doors(values: Mapping[str, Setting], door: Door) -> list[tuple[str, Setting]]:
    found = []
    for name in _interfaces(values, door):
        base = f"net.{door.family}.conf."
        forwards = _number(values, f"{base}{name}.forwarding") == 1
        one = _number(values, f"{base}{name}.{door.name}")
        in_force = door.join(_number(values, f"{base}all.{door.name}"), one, forwards)
        if not door.good(in_force):
            key = f"{base}{name}.{door.name}"
            found.append((f"{name} ({door.family})", values[key]))
    return found


def _register_doors(name: str, doors: tuple[Door, ...]) -> None:
    @check(f"linux.kernel.{name}")
    def interfaces_are(host: LinuxFacts, given: Given) -> Verdict:
        rows = need(host.kernel.settings)
        values = {row.name: row for row in rows.items}
        found = [pair for door in doors for pair in _open_doors(values, door)]
        if found:
            return failed([row for _, row in found], found=[text for text, _ in found])
        if not rows.complete:
            return unknown(rows.gaps[0])
        seen = [values[f"net.{d.family}.conf.{i}.{d.name}"] for d in doors for i in _interfaces(values, d)]
        if not seen:
            return unknown(Unread("absent", f"net.*.conf.*.{doors[0].name}"))
        return passed(seen, count=len(seen))


for _name, _doors in DOORS.items():
    _register_doors(_name, _doors)

#: Programs that distributions let the kernel hand a memory dump to (core(5)).
DUMP_PROGRAMS = frozenset({"systemd-coredump", "apport", "abrt-hook-ccpp", "false", "true"})
DUMP_FOLDERS = ("/usr/lib/systemd/", "/lib/systemd/", "/usr/share/apport/", "/usr/libexec/", "/usr/bin/", "/bin/")


@check("linux.kernel.dump_program")
def dump_program(host: LinuxFacts, given: Given) -> Verdict:
    found = setting(host.kernel.settings, "kernel.core_pattern")
    if found is None:
        return unknown(Unread("absent", "kernel.core_pattern"))
    program = found.value[1:].split(" ")[0] if found.value.startswith("|") else ""
    known = program.startswith(DUMP_FOLDERS) and program.rsplit("/", 1)[-1] in DUMP_PROGRAMS
    if program and (not known or ".." in program):
        return failed(found, found=program)
    return passed(found, found=found.value)


@check("linux.kernel.set_id_dumps")
def set_id_dumps(host: LinuxFacts, given: Given) -> Verdict:
    """proc_sys_fs(5): 0 never; 2 only for root's eyes, and only into a pipe or an absolute path."""
    found = setting(host.kernel.settings, "fs.suid_dumpable")
    pattern = setting(host.kernel.settings, "kernel.core_pattern")
    if found is None or pattern is None:
        return unknown(Unread("absent", "fs.suid_dumpable"))
    good = found.value == "0" or (found.value == "2" and pattern.value.startswith(("|", "/")))
    return (passed if good else failed)([found, pattern], value=found.value, pattern=pattern.value)


#: Bits of kernel.tainted (tainted-kernels.rst) that speak of foreign code or of failing parts.
TAINTS = {1: "F", 3: "R", 4: "M", 5: "B", 7: "D", 13: "E", 14: "L"}


@check("linux.kernel.taint")
def taint(host: LinuxFacts, given: Given) -> Verdict:
    found = setting(host.kernel.settings, "kernel.tainted")
    if found is None or not is_whole(found.value):
        return unknown(Unread("absent", "kernel.tainted"))
    letters = [letter for bit, letter in TAINTS.items() if int(found.value) >> bit & 1]
    return (failed if letters else passed)(found, found=letters, value=found.value)


@check("linux.kernel.lockdown")
def lockdown(host: LinuxFacts, given: Given) -> Verdict:
    need(host.kernel.settings)
    found = host.kernel.lockdown
    if isinstance(found, Unread) and found.reason == "absent":
        return not_applicable(says="not_applicable.no_setting", name="lockdown")
    mode = need(found)
    return (failed if mode.value == "none" else passed)(mode, value=mode.value)


@check("linux.kernel.processor")
def processor(host: LinuxFacts, given: Given) -> Verdict:
    rows = need(host.kernel.vulnerabilities)
    found = [row for row in rows.items if row.value.removeprefix("KVM: ").startswith(("Vulnerable", "Processor vuln"))]
    if found:
        return failed(found, found=[row.name for row in found])
    unsure = [row for row in rows.items if row.value.startswith("Unknown")]
    if unsure or not rows.complete:
        return unknown(Unread("error", f"{unsure[0].name}: {unsure[0].value}") if unsure else rows.gaps[0])
    return passed(list(rows.items), count=len(rows.items))


@check("linux.kernel.sibling_threads")
def sibling_threads(host: LinuxFacts, given: Given) -> Verdict:
    rows = need(host.kernel.vulnerabilities)
    found = [row for row in rows.items if "SMT vulnerable" in row.value]
    if found:
        return failed(found, found=[row.name for row in found])
    unsure = [row for row in rows.items if "SMT Host state unknown" in row.value]
    if unsure or not rows.complete:
        return unknown(Unread("error", f"{unsure[0].name}: {unsure[0].value}") if unsure else rows.gaps[0])
    return passed(list(rows.items), count=len(rows.items))


def _judged_name(name: str) -> bool:
    doors = tuple(f".{door.name}" for doors in DOORS.values() for door in doors)
    known = {key for row in SETTINGS.values() for key in row.settings} | {"fs.suid_dumpable", "kernel.core_pattern"}
    return name in known or (name.startswith("net.ipv") and name.endswith(doors))


@check("linux.kernel.drift")
def drift(host: LinuxFacts, given: Given) -> Verdict:
    """Only settings that this family judges: tuning of other values while running is ordinary work."""
    rows, files, other = need(host.kernel.settings), need(host.kernel.configured), need(host.kernel.elsewhere)
    in_force = {row.name: Reading(" ".join(row.value.split()), row.line) for row in rows.items}
    last = {row.name: row for row in files.items if _judged_name(row.name)}
    allowed: dict[str, set[str]] = {}
    for row in (*last.values(), *(row for row in other.items if _judged_name(row.name))):
        allowed.setdefault(row.name, set()).add(row.value)
        last.setdefault(row.name, row)
    found = [name for name in allowed if name in in_force and in_force[name].value not in allowed[name]]
    if found:
        texts = [f"{name}: {in_force[name].value} / {last[name].value} ({last[name].file})" for name in found]
        return failed([each for name in found for each in (in_force[name], last[name])], found=texts)
    if gaps := rows.gaps + files.gaps + other.gaps:
        return unknown(gaps[0])
    return passed(list(last.values()), count=len(allowed))
