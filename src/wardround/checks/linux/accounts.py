"""Local accounts: who exists, with what rights, behind what kind of password, and whether still in use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

from wardround.checks import Given, check, expected, failed, need, none_found, none_of, passed, setting, unknown
from wardround.facts import Unread
from wardround.facts.linux import LinuxFacts
from wardround.facts.linux.accounts import Account, Login, Secret
from wardround.facts.numbers import MAX_SECONDS, is_whole, whole
from wardround.verdicts import Verdict

#: Accounts that systems, programs or their manuals bring along.
DEFAULTS = frozenset(
    """
    games news uucp lp ftp guest test gopher operator halt shutdown sync nuucp listen smmsp rje temp demo support
    anonymous pi ubuntu debian centos vagrant ec2-user
    """.split()  # noqa: SIM905
)
#: Names of a role or of a program's owner, not of a person.
SHARED = frozenset(
    """
    admin administrator user users manager master share shared public staff team common office operator oper dba
    oracle db2inst1 informix sybase mysql postgres tomcat weblogic www web app nurse doctor pharmacy his lis pacs
    emr ris hushi yisheng yaofang xinxike guanliyuan admin1 user1 test1 dev ops yunwei
    """.split()  # noqa: SIM905
)


def _secrets(host: LinuxFacts) -> dict[str, Secret]:
    return {s.name: s for s in need(host.accounts.secrets).items}


def _gaps(*listings: Any) -> list[Unread]:
    """All that is missing from these listings; one that was not read is its own gap."""
    gaps: list[Unread] = []
    for listing in listings:
        gaps += [listing] if isinstance(listing, Unread) else listing.gaps
    return gaps


def _first_uid(host: LinuxFacts) -> int:
    """UID_MIN of login.defs(5), 1000 where the file does not say."""
    found = setting(host.accounts.defs, "UID_MIN")
    return whole(found.value, 1000) if found else 1000


def _openable(host: LinuxFacts, account: Account) -> bool:
    """A log-in shell and a usable password."""
    secret = _secrets(host).get(account.name)
    return account.can_log_in and secret is not None and secret.usable


@check("linux.accounts.empty_password")
def empty_password(host: LinuxFacts, given: Given) -> Verdict:
    users = () if isinstance(host.accounts.users, Unread) else host.accounts.users.items
    open_in_passwd = [a for a in users if a.password == ""]
    if open_in_passwd:
        return failed(open_in_passwd, found=[a.name for a in open_in_passwd], count=len(open_in_passwd))
    return none_of(host.accounts.secrets, lambda s: s.scheme == "", lambda s: s.name)


@check("linux.accounts.second_root")
def second_root(host: LinuxFacts, given: Given) -> Verdict:
    return none_of(host.accounts.users, lambda a: a.uid == 0 and a.name != "root", lambda a: a.name)


@check("linux.accounts.duplicate_uid")
def duplicate_uid(host: LinuxFacts, given: Given) -> Verdict:
    count = Counter(a.uid for a in need(host.accounts.users).items)
    return none_of(host.accounts.users, lambda a: count[a.uid] > 1, lambda a: f"{a.name} ({a.uid})")


@check("linux.accounts.duplicate_name")
def duplicate_name(host: LinuxFacts, given: Given) -> Verdict:
    count = Counter(a.name for a in need(host.accounts.users).items)
    return none_of(host.accounts.users, lambda a: count[a.name] > 1, lambda a: f"{a.name} ({a.uid})")


@check("linux.accounts.duplicate_group")
def duplicate_group(host: LinuxFacts, given: Given) -> Verdict:
    rows = need(host.accounts.groups).items
    names, ids = Counter(g.name for g in rows), Counter(g.gid for g in rows)
    return none_of(host.accounts.groups, lambda g: names[g.name] > 1 or ids[g.gid] > 1, lambda g: f"{g.name} ({g.gid})")


@check("linux.accounts.password_in_passwd")
def password_in_passwd(host: LinuxFacts, given: Given) -> Verdict:
    secrets = need(host.accounts.secrets)
    known = {s.name for s in secrets.items}
    rows = need(host.accounts.users)
    found = [a for a in rows.items if a.name not in known or a.password not in ("x", "none", "locked", "")]
    return none_found(found, lambda a: a.name, _gaps(rows, secrets), rows, rows=len(rows.items))


@check("linux.accounts.weak_hash")
def weak_hash(host: LinuxFacts, given: Given) -> Verdict:
    return none_of(host.accounts.secrets, lambda s: s.scheme in ("1", "des", "md5", "sha1", "3"), lambda s: s.name)


@check("linux.accounts.password_age")
def password_age(host: LinuxFacts, given: Given) -> Verdict:
    limit = given.expect.limit("password_max_days")
    return none_of(
        host.accounts.secrets, lambda s: s.usable and not 0 < s.maximum <= limit, lambda s: s.name, limit=limit
    )


@check("linux.accounts.stale_password")
def stale_password(host: LinuxFacts, given: Given) -> Verdict:
    """A change that is due at the next log-in (day 0, shadow(5)) is in order; no date at all is not."""
    limit = given.expect.limit("password_max_days")
    today = (given.as_of - date(1970, 1, 1)).days

    def stale(s: Secret) -> bool:
        return s.usable and s.changed != 0 and (s.changed < 0 or today - s.changed > limit)

    def named(s: Secret) -> str:
        known = 0 < s.changed < MAX_SECONDS // 86400
        return f"{s.name} ({date.fromordinal(date(1970, 1, 1).toordinal() + s.changed) if known else '?'})"

    return none_of(host.accounts.secrets, stale, named, limit=limit)


#: check id -> (bad for a usable secret and the limit, name of the limit)
FIELDS: dict[str, tuple[Callable[[Secret, int], bool], str]] = {
    "linux.accounts.minimum_days": (lambda s, limit: s.minimum < limit, "password_min_days"),
    "linux.accounts.warning_days": (lambda s, limit: s.warn < limit, "password_warn_days"),
    "linux.accounts.inactive_days": (lambda s, limit: not 0 <= s.inactive <= limit, "account_inactive_days"),
}


def _register_field(check_id: str, bad: Callable[[Secret, int], bool], name: str) -> None:
    @check(check_id)
    def field_is(host: LinuxFacts, given: Given) -> Verdict:
        limit = given.expect.limit(name)
        return none_of(host.accounts.secrets, lambda s: s.usable and bad(s, limit), lambda s: s.name, limit=limit)


for _id, _row in FIELDS.items():
    _register_field(_id, *_row)


def _number_in(low: int, high: int) -> Callable[[str], bool]:
    return lambda value: is_whole(value.removeprefix("-")) and low <= int(value) <= high


def _up_to(limit: str) -> Callable[[Given], Callable[[str], bool]]:
    return lambda given: _number_in(1, given.expect.limit(limit))


def _from(limit: str) -> Callable[[Given], Callable[[str], bool]]:
    return lambda given: _number_in(given.expect.limit(limit), 9999)


#: check id -> (name in login.defs, what login.defs(5) assumes without it, what is good given the limits)
DEFINITIONS: dict[str, tuple[str, str, Callable[[Given], Callable[[str], bool]]]] = {
    "linux.accounts.defs_maximum": (
        "PASS_MAX_DAYS",
        "-1",
        _up_to("password_max_days"),
    ),
    "linux.accounts.defs_minimum": ("PASS_MIN_DAYS", "-1", _from("password_min_days")),
    "linux.accounts.defs_warning": ("PASS_WARN_AGE", "-1", _from("password_warn_days")),
    "linux.accounts.defs_hash": (
        "ENCRYPT_METHOD",
        "DES",
        lambda g: lambda v: v.upper() in ("SHA256", "SHA512", "BCRYPT", "YESCRYPT", "GOST_YESCRYPT", "SM3"),
    ),
}


def _register_definition(
    check_id: str, name: str, default: str, good: Callable[[Given], Callable[[str], bool]]
) -> None:
    @check(check_id)
    def definition_is(host: LinuxFacts, given: Given) -> Verdict:
        found = setting(host.accounts.defs, name)
        value = found.value if found else default
        evidence = found or need(host.accounts.defs)
        return (passed if good(given)(value) else failed)(evidence, name=name, value=value)


for _id, _defined in DEFINITIONS.items():
    _register_definition(_id, *_defined)


@check("linux.accounts.default_accounts")
def default_accounts(host: LinuxFacts, given: Given) -> Verdict:
    secrets, users = need(host.accounts.secrets), need(host.accounts.users)
    usable = {s.name for s in secrets.items if s.usable}
    found = [a for a in users.items if a.name in DEFAULTS and (a.can_log_in or a.name in usable)]
    return none_found(found, lambda a: f"{a.name} ({a.shell})", _gaps(users, secrets), users, rows=len(users.items))


@check("linux.accounts.system_accounts")
def system_accounts(host: LinuxFacts, given: Given) -> Verdict:
    first, users = _first_uid(host), need(host.accounts.users)
    found = [a for a in users.items if 0 < a.uid < first and _openable(host, a)]
    gaps = _gaps(users, host.accounts.secrets)
    return none_found(found, lambda a: f"{a.name} ({a.uid}, {a.shell})", gaps, users, first=first)


@check("linux.accounts.shared_names")
def shared_names(host: LinuxFacts, given: Given) -> Verdict:
    users = need(host.accounts.users)
    found = [a for a in users.items if a.name.lower() in SHARED and _openable(host, a)]
    return none_found(found, lambda a: a.name, _gaps(users, host.accounts.secrets), users, rows=len(users.items))


@check("linux.accounts.expired")
def expired(host: LinuxFacts, given: Given) -> Verdict:
    today = (given.as_of - date(1970, 1, 1)).days
    return none_of(host.accounts.secrets, lambda s: s.usable and 0 <= s.expires <= today, lambda s: s.name)


@check("linux.accounts.root_group")
def root_group(host: LinuxFacts, given: Given) -> Verdict:
    groups, users = need(host.accounts.groups), need(host.accounts.users)
    members = [(m, g) for g in groups.items if g.gid == 0 for m in g.members if m != "root"]
    # sync, shutdown, halt and operator have primary gid 0 by design and cannot be used to log in.
    primary = [(a.name, a) for a in users.items if a.gid == 0 and a.uid != 0 and a.can_log_in]
    if members or primary:
        return failed(
            [row for _, row in members], [row for _, row in primary], found=[n for n, _ in (*members, *primary)]
        )
    gaps = _gaps(groups, users)
    return unknown(gaps[0]) if gaps else passed(groups)


@check("linux.accounts.compat_entries")
def compat_entries(host: LinuxFacts, given: Given) -> Verdict:
    return none_of(host.accounts.compat, lambda s: True, lambda s: f"{s.name} {s.value}")


@check("linux.accounts.administrators")
def administrators(host: LinuxFacts, given: Given) -> Verdict:
    approved = expected(given.expect.lists.administrators, "administrators")
    users, groups = need(host.accounts.users), need(host.accounts.groups)
    names = {a.name for a in approved} | {"root"}
    found = [(name, why) for name, why in host.accounts.administrators().items() if name not in names]
    said = [f"{a.name} ({a.by or '?'})" for a in approved] or ["-"]
    if found:
        words = {word for pair in found for word in pair}
        rows = [u for u in users.items if u.name in words], [g for g in groups.items if g.name in words]
        return failed(*rows, found=[f"{name} ({why})" for name, why in found], approved=said)
    gaps = _gaps(users, groups)
    return unknown(gaps[0]) if gaps else passed(users, groups, approved=said)


@check("linux.accounts.unapproved")
def unapproved(host: LinuxFacts, given: Given) -> Verdict:
    lists = given.expect.lists
    approved = expected(lists.accounts, "accounts")
    names = {a.name for a in (*approved, *(lists.administrators or ()))} | {"root"}
    return none_of(
        host.accounts.users,
        lambda a: a.can_log_in and a.name not in names,
        lambda a: a.name,
        approved=[f"{a.name} ({a.by or '?'})" for a in approved] or ["-"],
    )


def _last_seen(host: LinuxFacts, secret: Secret, limit: int, given: Given) -> Login | Unread:
    """The last log-in of an account; one never seen counts from the day its password was set."""
    lastlog, recent = host.accounts.lastlog, host.accounts.recent
    rows: list[Login] = []
    for listing in (lastlog, recent):
        rows += [] if isinstance(listing, Unread) else listing.items
    known = [row for row in rows if row.name == secret.name]
    if any(row.at for row in known):
        return max(known, key=lambda r: r.at)
    since = host.accounts.recent_since
    covered = not isinstance(since, Unread) and _days_ago(since.value, given) > limit
    if not known and not covered:
        return lastlog if isinstance(lastlog, Unread) else Unread("absent", f"lastlog {secret.name}")
    line = known[0].line if known else secret.line
    return Login(secret.name, max(secret.changed, 0) * 86400, line)


def _days_ago(at: int, given: Given) -> int:
    return (given.as_of - datetime.fromtimestamp(at, UTC).date()).days


@check("linux.accounts.idle")
def idle(host: LinuxFacts, given: Given) -> Verdict:
    """root stays out of this: it is needed in an emergency only. A key opens an account as a password does."""
    limit, users, secrets = given.expect.limit("account_idle_days"), need(host.accounts.users), _secrets(host)
    keys = need(host.homes.keys)
    with_key = {a.name for a in users.items if any(k.file.startswith(f"{a.home}/") for k in keys.items)}
    people = [a.name for a in users.items if a.uid != 0 and a.can_log_in and a.name in secrets]
    in_use = [secrets[name] for name in people if secrets[name].usable or name in with_key]
    seen = [_last_seen(host, secret, limit, given) for secret in in_use]
    found = [s for s in seen if isinstance(s, Login) and _days_ago(s.at, given) > limit]
    gaps = [s for s in seen if isinstance(s, Unread)] + _gaps(users, host.accounts.secrets, keys)
    return none_found(
        found,
        lambda s: f"{s.name} ({datetime.fromtimestamp(s.at, UTC).date() if s.at else '-'})",
        gaps,
        users,
        limit=limit,
        rows=len(seen),
    )
