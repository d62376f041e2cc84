"""Home directories, the keys that may log in, and what lies open beside them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from wardround.checks import Given, check, expected, need, none_found, none_of, setting, unknown
from wardround.facts import Listing, Unread
from wardround.facts.linux import LinuxFacts
from wardround.facts.linux.accounts import Account
from wardround.facts.linux.files import File
from wardround.facts.linux.homes import Key
from wardround.facts.linux.ssh import Ssh
from wardround.verdicts import Scalar, Verdict

T = TypeVar("T")
OTHERS_WRITE = 0o022
HISTORIES = (
    ".bash_history",
    ".zsh_history",
    ".sh_history",
    ".ash_history",
    ".history",
    ".mysql_history",
    ".psql_history",
    ".rediscli_history",
    ".python_history",
    ".sqlplus_history",
)
TRUST = (".rhosts", ".shosts", ".netrc", ".forward")
#: Where sshd looks for keys without being told otherwise (sshd_config(5)), as `sshd -T` prints it.
USUAL_KEY_FILES = {
    ".ssh/authorized_keys",
    ".ssh/authorized_keys2",
    "%h/.ssh/authorized_keys",
    "%h/.ssh/authorized_keys2",
}


def _shown(file: File) -> str:
    return f"{file.path} ({file.mode:04o}, uid {file.uid})"


def _of_all(host: LinuxFacts, listing: Listing[T] | Unread) -> Listing[T]:
    """The listing, with the accounts that were not read as gaps: their homes were not visited."""
    rows, users = need(listing), host.accounts.users
    return rows if isinstance(users, Unread) else Listing(rows.items, rows.gaps + users.gaps, rows.line)


def _name(file: File) -> str:
    return file.path.rsplit("/", 1)[-1]


def _owners(host: LinuxFacts) -> dict[str, set[int]]:
    """Home -> the uids of the accounts whose home it is."""
    found: dict[str, set[int]] = {}
    for account in need(host.accounts.users).items:
        found.setdefault(account.home, set()).add(account.uid)
    return found


@check("linux.homes.missing")
def missing(host: LinuxFacts, given: Given) -> Verdict:
    users, gone = need(host.accounts.users), need(host.homes.missing)
    paths = {f.path for f in gone.items}
    found: list[Account] = [a for a in users.items if a.can_log_in and a.home in paths]
    return none_found(found, lambda a: f"{a.name} ({a.home})", (*users.gaps, *gone.gaps), gone)


@check("linux.homes.owner")
def owner(host: LinuxFacts, given: Given) -> Verdict:
    owners, users = _owners(host), need(host.accounts.users)
    folders = need(host.homes.folders)
    found = [f for f in folders.items if f.uid not in owners.get(f.path, {f.uid})]
    return none_found(found, _shown, (*users.gaps, *folders.gaps), folders)


@check("linux.homes.writable")
def writable(host: LinuxFacts, given: Given) -> Verdict:
    return none_of(_of_all(host, host.homes.folders), lambda f: bool(f.mode & OTHERS_WRITE), _shown)


#: check id -> which entries are bad
ENTRIES: dict[str, Callable[[File], bool]] = {
    "linux.homes.trust_files": lambda f: f.kind == "f" and _name(f) in TRUST,
    "linux.homes.dot_files": lambda f: f.kind in "fd" and "/.ssh/" not in f.path and bool(f.mode & OTHERS_WRITE),
    "linux.homes.history": lambda f: f.kind == "f" and _name(f) in HISTORIES and bool(f.mode & 0o077),
}


def _register(check_id: str, bad: Callable[[File], bool]) -> None:
    @check(check_id)
    def entries_are(host: LinuxFacts, given: Given) -> Verdict:
        return none_of(_of_all(host, host.homes.entries), bad, _shown)


for _id, _bad in ENTRIES.items():
    _register(_id, _bad)


@check("linux.homes.key_files")
def key_files(host: LinuxFacts, given: Given) -> Verdict:
    """Owner the account or root; nobody else may write the folder, or read a private key."""
    owners = _owners(host)

    def bad(f: File) -> bool:
        home, found, name = f.path.partition("/.ssh")
        if not found or f.kind not in "fd":
            return False
        if f.uid not in {0, *owners.get(home, {f.uid})}:
            return True
        private = name.startswith("/id_") and not name.endswith(".pub")
        return bool(f.mode & (0o077 if private else OTHERS_WRITE))

    return none_of(_of_all(host, host.homes.entries), bad, _shown)


def _elsewhere(ssh: Ssh) -> tuple[Unread, ...]:
    """A gap where sshd takes keys from other places than the homes; where its options are not known, too."""
    if not isinstance(ssh.present, Unread) and not ssh.present.value:
        return ()
    if isinstance(ssh.options, Unread):
        return (ssh.options,)
    files = setting(ssh.options, "authorizedkeysfile")
    command = setting(ssh.options, "authorizedkeyscommand")
    gaps = [Unread("not_collected", command.value, command.line)] if command and command.value != "none" else []
    other = [w for w in files.value.split() if w not in USUAL_KEY_FILES and w != "none"] if files else []
    return tuple(gaps + [Unread("not_collected", word, files.line if files else 0) for word in other])


def _keys(host: LinuxFacts, bad: Callable[[Key], bool], **args: Scalar) -> Verdict:
    keys = _of_all(host, host.homes.keys)
    found = [k for k in keys.items if bad(k)]
    return none_found(
        found,
        lambda k: f"{k.file}: {k.type} {k.bits or ''} {k.fingerprint} {k.comment}".replace("  ", " ").strip(),
        (*keys.gaps, *_elsewhere(host.ssh)),
        keys,
        **{"rows": len(keys.items), **args},
    )


@check("linux.homes.unapproved_keys")
def unapproved_keys(host: LinuxFacts, given: Given) -> Verdict:
    approved = expected(given.expect.lists.authorized_keys, "authorized_keys")
    names = {a.name for a in approved}
    said = [f"{a.name} ({a.by or '?'})" for a in approved] or ["-"]
    return _keys(host, lambda k: k.fingerprint not in names, approved=said)


@check("linux.homes.weak_keys")
def weak_keys(host: LinuxFacts, given: Given) -> Verdict:
    return _keys(host, lambda k: k.type.startswith("ssh-dss") or (k.type.startswith("ssh-rsa") and k.bits < 2048))


@check("linux.homes.open_private_keys")
def open_private_keys(host: LinuxFacts, given: Given) -> Verdict:
    return none_of(_of_all(host, host.homes.private_keys), lambda k: not k.encrypted, lambda k: k.path)


@check("linux.homes.root_path")
def root_path(host: LinuxFacts, given: Given) -> Verdict:
    starts, folders = need(host.session.starts), need(host.session.folders)
    definitions = need(host.accounts.defs)
    rows = [s for s in starts.items if s.name == "PATH"]
    rows += [s for s in definitions.items if s.name == "ENV_SUPATH"]
    relative, unclear = [], []
    for row in rows:
        for part in row.value.removeprefix("PATH=").strip("\"'").split(":"):
            if part.startswith(("$PATH", "${PATH", "$HOME", "${HOME", "~")):
                continue
            if "$" in part or "`" in part:
                unclear.append(Unread("not_collected", part, row.line))
            elif not part.startswith("/"):
                relative.append((row, part or '""'))
    if relative:
        return none_found([r for r, _ in relative], lambda r: r.value, ())
    loose = [f for f in folders.items if f.kind == "d" and (f.mode & OTHERS_WRITE or f.uid != 0)]
    verdict = none_found(loose, _shown, (*starts.gaps, *folders.gaps, *definitions.gaps, *unclear), starts)
    return verdict if rows or loose else unknown(Unread("absent", "PATH", starts.line))
