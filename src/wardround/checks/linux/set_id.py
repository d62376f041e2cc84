"""Programs that run with the rights of their owner or group: only known ones, in known places."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Sequence

from wardround.checks import Given, check, failed, need, none_of, passed, unknown
from wardround.checks.set_id_baseline import Shipped, families, rows_for
from wardround.facts import Listing, Unread
from wardround.facts.linux import LinuxFacts
from wardround.facts.linux.accounts import Account, Group
from wardround.facts.linux.files import File
from wardround.verdicts import Verdict

SHELLS = frozenset({"sh", "bash", "dash", "ash", "zsh", "ksh", "csh", "tcsh", "fish", "busybox", "env", "find", "vim"})
INTERPRETER = re.compile(r"(python|perl|ruby|lua|php|node|tclsh)[0-9.]*")
#: Places where people and programs without rights may put files.
USERS_PLACES = ("/tmp/", "/var/tmp/", "/dev/", "/run/user/", "/home/", "/root/", "/mnt/", "/media/", "/var/www/")


def _programs(host: LinuxFacts) -> Listing[File]:
    """The set-id files of the walk. A share that could bring in others, because it is not nosuid, is a gap."""
    rows = need(host.files.walked)
    left_out = () if isinstance(host.files.left_out, Unread) else host.files.left_out.items
    open_shares = [p for p in left_out if p.kind != "container" and "nosuid" not in p.options.split(",")]
    gaps = tuple(Unread("not_collected", f"{p.point} ({p.kind})", p.line) for p in open_shares)
    return Listing(tuple(f for f in rows.items if f.set_id), rows.gaps + gaps, rows.line)


def _is(number: int, name: str, names: Listing[Account] | Listing[Group] | Unread) -> bool:
    """Whether the number has that name; 0 is root's, and where names could not be read, another may have any."""
    if number == 0 or isinstance(names, Unread):
        return (name == "root") == (number == 0)
    first = next((row.name for row in names.items if _number(row) == number), "?")
    return first == name


def _number(row: Account | Group) -> int:
    return row.uid if isinstance(row, Account) else row.gid


def _writable(file: File) -> bool:
    return bool(file.mode & 0o002) or bool(file.mode & 0o020 and file.gid != 0)


def _shipped(file: File, host: LinuxFacts) -> bool:
    """Whether the distribution ships this path with these rights and owners."""
    words = [w.value for w in (host.system.os_id, host.system.os_like) if not isinstance(w, Unread)]

    def fits(row: Shipped) -> bool:
        owner = _is(file.uid, row.owner, host.accounts.users) if file.mode & 0o4000 else row.owner == "-"
        group = _is(file.gid, row.group, host.accounts.groups) if file.mode & 0o2000 else row.group == "-"
        return owner and group

    return any(fits(row) for row in rows_for(file.path, families(*words)))


def _unnamed(files: Sequence[File], host: LinuxFacts) -> tuple[Unread, ...]:
    """What the comparison needs and could not be read: names of owners, and the distribution where it tells one."""
    asked = (
        (host.accounts.users, any(f.mode & 0o4000 and f.uid for f in files)),
        (host.accounts.groups, any(f.mode & 0o2000 and f.gid for f in files)),
        (host.system.os_id, bool(files)),
    )
    return tuple(x for x, used in asked if used and isinstance(x, Unread) and x.reason != "absent")


def _approved(file: File, given: Given) -> bool:
    return any(fnmatch.fnmatchcase(file.path, name.name) for name in given.expect.lists.set_id_files or ())


def _text(file: File) -> str:
    return f"{file.path} ({file.mode:o}, {file.uid}:{file.gid})"


@check("linux.set_id.unknown")
def unknown_program(host: LinuxFacts, given: Given) -> Verdict:
    programs = _programs(host)
    compared = Listing(programs.items, (*programs.gaps, *_unnamed(programs.items, host)), programs.line)
    return none_of(compared, lambda f: not _shipped(f, host) and not _approved(f, given), _text)


def _like(file: File, shells: Listing[File]) -> str:
    """The shell that this file is by name, is by inode, or equals in size; "" where none."""
    name = file.path.rsplit("/", 1)[-1].lstrip(".")
    if name in SHELLS or INTERPRETER.fullmatch(name):
        return name
    return next((s.path for s in shells.items if s.inode == file.inode or (s.size and s.size == file.size)), "")


@check("linux.set_id.shells")
def shells(host: LinuxFacts, given: Given) -> Verdict:
    programs, known = _programs(host), need(host.files.shells)
    found = [(f, like) for f in programs.items if (like := _like(f, known))]
    if found:
        return failed([f for f, _ in found], found=[f"{_text(f)} = {like}" for f, like in found])
    if gaps := programs.gaps + known.gaps:
        return unknown(gaps[0])
    return passed(programs, count=len(programs.items))


@check("linux.set_id.odd_places")
def odd_places(host: LinuxFacts, given: Given) -> Verdict:
    def odd(file: File) -> bool:
        return (file.hidden or file.path.startswith(USERS_PLACES)) and not _approved(file, given)

    return none_of(_programs(host), odd, _text)


@check("linux.set_id.writable")
def writable(host: LinuxFacts, given: Given) -> Verdict:
    return none_of(_programs(host), _writable, _text)


#: Capabilities that are as good as root (capabilities(7)).
STRONG = re.compile(
    r"cap_(setuid|setgid|setfcap|setpcap|dac_override|dac_read_search|sys_admin|sys_ptrace|sys_module|sys_rawio|chown"
    r"|fowner|bpf|mac_admin)\b|(^|,)=?e?i?p?=e?i?p"
)
CAPABLE = frozenset({"newuidmap", "newgidmap", "snap-confine", "suexec", "gdm-session-worker", "systemd-detect-virt"})


@check("linux.set_id.capabilities")
def capabilities(host: LinuxFacts, given: Given) -> Verdict:
    def strong(row: object) -> bool:
        path, value = getattr(row, "name", ""), getattr(row, "value", "")
        folder, _, name = path.rpartition("/")
        known = name in CAPABLE and folder.startswith(("/usr/bin", "/usr/sbin", "/usr/lib"))
        return bool(STRONG.search(value)) and not known

    capable, uid = need(host.files.capable), need(host.system.uid)
    if uid.value != 0:
        capable = Listing(capable.items, (*capable.gaps, Unread("denied", "getcap", uid.line)), capable.line)
    return none_of(capable, strong, lambda row: f"{row.name} {row.value}")
