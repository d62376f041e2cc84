"""Local accounts: who exists, with what rights, behind what kind of password."""

from __future__ import annotations

from collections import Counter

from wardround.checks import Given, check, failed, need, none_of, passed, unknown
from wardround.facts.linux import LinuxFacts
from wardround.verdicts import Verdict


@check("linux.accounts.empty_password")
def empty_password(host: LinuxFacts, given: Given) -> Verdict:
    return none_of(host.accounts.secrets, lambda s: s.scheme == "", lambda s: s.name)


@check("linux.accounts.second_root")
def second_root(host: LinuxFacts, given: Given) -> Verdict:
    return none_of(host.accounts.users, lambda a: a.uid == 0 and a.name != "root", lambda a: a.name)


@check("linux.accounts.duplicate_uid")
def duplicate_uid(host: LinuxFacts, given: Given) -> Verdict:
    count = Counter(a.uid for a in need(host.accounts.users).items)
    return none_of(host.accounts.users, lambda a: count[a.uid] > 1, lambda a: f"{a.name} ({a.uid})")


@check("linux.accounts.password_in_passwd")
def password_in_passwd(host: LinuxFacts, given: Given) -> Verdict:
    secrets = need(host.accounts.secrets)
    known = {s.name for s in secrets.items}
    rows = need(host.accounts.users)
    found = [a for a in rows.items if a.name not in known]
    if found:
        return failed(found, found=[a.name for a in found])
    if gaps := rows.gaps + secrets.gaps:
        return unknown(gaps[0])
    return passed(rows, count=len(rows.items))


@check("linux.accounts.weak_hash")
def weak_hash(host: LinuxFacts, given: Given) -> Verdict:
    return none_of(host.accounts.secrets, lambda s: s.scheme in ("1", "des", "md5", "sha1"), lambda s: s.name)


@check("linux.accounts.password_age")
def password_age(host: LinuxFacts, given: Given) -> Verdict:
    limit = given.expect.limit("password_max_days")
    locked = ("none", "locked")
    return none_of(
        host.accounts.secrets,
        lambda s: s.scheme not in locked and not 0 < s.maximum <= limit,
        lambda s: s.name,
        limit=limit,
    )
