"""PAM: quality and history of passwords, lock-out, and who may become root."""

from __future__ import annotations

import re

from wardround.checks import Given, check, failed, need, none_found, not_applicable, passed, setting, unknown
from wardround.facts import Listing, Setting, Unread
from wardround.facts.linux import LinuxFacts
from wardround.facts.linux.pam import Rule
from wardround.facts.numbers import is_whole, whole
from wardround.verdicts import Verdict

#: Services that a password over the network or at the console reaches.
LOGINS = ("login", "sshd", "gdm-password", "lightdm", "sddm", "vsftpd")
#: Where a new password is asked for: `passwd`, else the stacks that distributions share.
CHANGES = ("passwd", "common-password", "system-auth", "password-auth")
QUALITY = ("pam_pwquality", "pam_cracklib")
LOCKS = ("pam_faillock", "pam_tally2", "pam_tally")
CREDITS = ("dcredit", "ucredit", "lcredit", "ocredit")
STRONG_HASHES = ("yescrypt", "gost_yescrypt", "sha512", "sha256", "blowfish", "sm3")


def _change(host: LinuxFacts, modules: tuple[str, ...]) -> tuple[str, list[Rule]]:
    """The service that changes passwords and its rules of those modules; unknown when there is none."""
    need(host.pam.rules)
    service = next((s for s in CHANGES if host.pam.has(s)), None)
    if service is None:
        need(Unread("absent", "/etc/pam.d/passwd"))
    rules = host.pam.of(service or "", "password", modules)
    if not rules and (gaps := host.pam.gaps(service or "")):
        need(gaps[0])
    return service or "", rules


def _old_defaults(host: LinuxFacts) -> bool:
    """libpwquality before 1.3, and pam_cracklib: minlen 9, and each class of characters counts one for length."""
    found = host.packages.named(("libpwquality", "libpwquality1"))
    if found:
        version = re.match(r"(?:\d+:)?(\d{1,9})\.(\d{1,9})", found[0].version)
        return bool(version) and (int(version[1]), int(version[2])) < (1, 3) if version else False
    system, release = need(host.system.os_id).value, need(host.system.os_version).value
    major = whole(release.split(".")[0], 0)
    last_old = {"rhel": 7, "centos": 7, "ol": 7, "debian": 8, "ubuntu": 15}.get(system, 0)
    return major <= last_old


def _enforced(rule: Rule) -> bool:
    """Its refusal counts; an optional rule only warns."""
    return rule.control in ("required", "requisite") or rule.control.startswith("[")


class _Quality:
    """The effective settings of the module that judges new passwords."""

    def __init__(self, host: LinuxFacts) -> None:
        self.service, rules = _change(host, QUALITY)
        self.rule = next((r for r in rules if _enforced(r)), None)
        self.host = host
        self.configured: Listing[Setting] = Listing()
        if self.rule and self.rule.module == "pam_pwquality":
            self.configured = need(host.pam.pwquality)
            if self.number("enforcing", 1) == 0:
                self.rule = None

    def value(self, name: str) -> tuple[str | None, object]:
        """The value and what shows it: the argument of the rule, else the file; None where neither says."""
        argument = self.rule.argument(name) if self.rule else None
        if argument is not None:
            return argument, self.rule
        found = setting(self.configured, name)
        return (found.value, found) if found else (None, None)

    def number(self, name: str, default: int) -> int:
        """The value as a number. A value that is none is unknown."""
        text, _ = self.value(name)
        if text is None:
            return default
        if not re.fullmatch(r"-?\d{1,18}", text):
            need(Unread("error", f"{name} = {text}"))
        return int(text)

    def default(self, old: int, new: int) -> int:
        """The shipped default of this module's version."""
        is_old = self.rule is not None and (self.rule.module == "pam_cracklib" or _old_defaults(self.host))
        return old if is_old else new

    def credit(self, name: str) -> int:
        """A positive credit shortens the password, a negative one demands that many of the class."""
        text, _ = self.value(name)
        return self.number(name, self.default(1, 0) if text is None else 0)


@check("linux.pam.quality")
def quality(host: LinuxFacts, given: Given) -> Verdict:
    service, rules = _change(host, (*QUALITY, "pam_passwdqc"))
    if not rules:
        return failed(host.pam.of(service, "password"), service=service)
    strict = [r for r in rules if _enforced(r) and r.module == "pam_passwdqc"]
    good = bool(strict) or _Quality(host).rule is not None
    return (passed if good else failed)(rules, service=service, module=rules[0].module)


def _unix_length(rule: Rule) -> int:
    """minlen= of pam_unix(8); only Debian's, which knows ``obscure``, asks for 6 without it."""
    text = rule.argument("minlen") or ""
    return whole(text, 6 if rule.argument("obscure") is not None else 0)


@check("linux.pam.minimum_length")
def minimum_length(host: LinuxFacts, given: Given) -> Verdict:
    limit, q = given.expect.limit("password_min_length"), _Quality(host)
    unix = host.pam.of(q.service, "password", ("pam_unix",))
    least = max([_unix_length(r) for r in unix], default=0)
    evidence: list[object] = list(unix)
    if q.rule:
        text, shown = q.value("minlen")
        written = q.number("minlen", 0) if text is not None else q.default(9, 8)
        least = max(least, 6, written - sum(max(0, q.credit(name)) for name in CREDITS))
        evidence += [q.rule, shown] if shown else [q.rule]
    elif not least and host.pam.of(q.service, "password", ("pam_passwdqc",)):
        return unknown(Unread("not_collected", "pam_passwdqc min="))
    return (passed if least >= limit else failed)(
        evidence or host.pam.of(q.service, "password"), length=least, limit=limit
    )


@check("linux.pam.classes")
def classes(host: LinuxFacts, given: Given) -> Verdict:
    limit, q = given.expect.limit("password_classes"), _Quality(host)
    if not q.rule:
        if host.pam.of(q.service, "password", ("pam_passwdqc",)):
            return unknown(Unread("not_collected", "pam_passwdqc min="))
        return failed(host.pam.of(q.service, "password"), classes=0, limit=limit)
    demanded = sum(q.credit(name) < 0 for name in CREDITS)
    least = max(q.number("minclass", 0), demanded)
    shown = [s for name in ("minclass", *CREDITS) if (s := q.value(name)[1])]
    return (passed if least >= limit else failed)(q.rule, shown, classes=least, limit=limit)


@check("linux.pam.dictionary")
def dictionary(host: LinuxFacts, given: Given) -> Verdict:
    q = _Quality(host)
    if not q.rule:
        return failed(host.pam.of(q.service, "password"), value="-")
    on = q.number("dictcheck", 1)
    return (passed if on else failed)(q.rule, q.value("dictcheck")[1] or (), value=str(on))


def _logins(host: LinuxFacts) -> list[str]:
    need(host.pam.rules)
    services = [s for s in LOGINS if host.pam.has(s)]
    return services or need(Unread("absent", "/etc/pam.d/login"))


class _Lock:
    """How one service locks an account: attempts before (0 never), seconds after (0 until unlocked)."""

    def __init__(self, host: LinuxFacts, service: str) -> None:
        rules = host.pam.of(service, "auth", LOCKS)
        self.service = service
        self.rules = [r for r in rules if r.module != "pam_faillock" or r.argument("authfail") is not None]
        preauth = [r for r in rules if r.argument("preauth") is not None]
        order = [r for r in host.pam.of(service, "auth") if r in preauth or r.module == "pam_unix"]
        if rules and rules[0].module == "pam_faillock" and (not preauth or order[:1] != preauth[:1]):
            self.rules = []  # without preauth before the password nothing asks whether the account is locked
        own = host.pam.faillock if any(r.module == "pam_faillock" for r in rules) else Listing[Setting]()
        self.attempts = max((self._of(r, "deny", own, 3, never=0) for r in [*self.rules, *preauth]), default=0)
        self.evidence = [r for r in rules]
        if any(self._of(r, "deny", own, 3, never=0) == 0 for r in self.rules):
            self.attempts = 0
        waits = [self._of(r, "unlock_time", own, 600, never=0) for r in self.rules]
        self.seconds = min([w for w in waits if w], default=0)
        if not self.rules:
            self.attempts = 0

    @staticmethod
    def _of(rule: Rule, name: str, own: Listing[Setting] | Unread, default: int, never: int) -> int:
        """Argument, else faillock.conf, else the default: tally modules lock nothing without deny=."""
        text = rule.argument(name)
        if text is None and rule.module == "pam_faillock":
            found = setting(own, name)
            text = found.value if found else str(default)
        if text == "never":
            return never
        return whole(text or "", 0)


@check("linux.pam.lockout")
def lockout(host: LinuxFacts, given: Given) -> Verdict:
    limit, services = given.expect.limit("login_attempts"), _logins(host)
    locks = [_Lock(host, s) for s in services]
    found = [lock for lock in locks if not 1 <= lock.attempts <= limit and not _unread(host, lock)]
    if found:
        rules = [r for lock in found for r in lock.evidence or host.pam.of(lock.service, "auth")]
        return failed(rules, found=[f"{lock.service} ({lock.attempts or '-'})" for lock in found], limit=limit)
    if gaps := host.pam.gaps(*services):
        return unknown(gaps[0])
    return passed([r for lock in locks for r in lock.rules], found=services, limit=limit)


def _unread(host: LinuxFacts, lock: _Lock) -> bool:
    """No lock was seen, but a part of the stack was not read either."""
    return not lock.rules and bool(host.pam.gaps(lock.service))


@check("linux.pam.unlock_time")
def unlock_time(host: LinuxFacts, given: Given) -> Verdict:
    limit, services = given.expect.limit("lock_seconds"), _logins(host)
    locks = [lock for lock in (_Lock(host, s) for s in services) if lock.attempts]
    if not locks:
        gaps = host.pam.gaps(*services)
        return unknown(gaps[0]) if gaps else not_applicable(says="not_applicable.no_lockout")
    found = [lock for lock in locks if 0 < lock.seconds < limit]
    if found:
        rules = [r for lock in found for r in lock.evidence]
        return failed(rules, found=[f"{lock.service} ({lock.seconds} s)" for lock in found], limit=limit)
    if gaps := host.pam.gaps(*services):
        return unknown(gaps[0])
    return passed([r for lock in locks for r in lock.rules], limit=limit)


@check("linux.pam.history")
def history(host: LinuxFacts, given: Given) -> Verdict:
    """pam_pwhistory(8) keeps 10 without remember=; pam_unix keeps none."""
    limit = given.expect.limit("password_history")
    service, rules = _change(host, ("pam_pwhistory", "pam_unix"))
    kept, evidence = 0, []
    for rule in rules:
        text = rule.argument("remember")
        if rule.module == "pam_pwhistory" and text is None:
            found = setting(host.pam.pwhistory, "remember")
            text = found.value if found else "10"
        if text and is_whole(text) and int(text) >= kept:
            kept, evidence = int(text), [rule]
    if kept < limit and (gaps := host.pam.gaps(service)):
        return unknown(gaps[0])
    return (passed if kept >= limit else failed)(evidence or rules, count=kept, limit=limit)


@check("linux.pam.null_passwords")
def null_passwords(host: LinuxFacts, given: Given) -> Verdict:
    services = _logins(host)
    rules = [r for s in services for r in host.pam.of(s, "auth", ("pam_unix", "pam_unix2"))]
    found = [r for r in rules if r.argument("nullok") is not None or r.argument("nullok_secure") is not None]
    return none_found(found, lambda r: f"{r.service} ({r.file})", host.pam.gaps(*services), rules)


@check("linux.pam.su")
def su(host: LinuxFacts, given: Given) -> Verdict:
    need(host.pam.rules)
    services = [s for s in ("su", "su-l") if host.pam.has(s)]
    if not services:
        return unknown(Unread("absent", "/etc/pam.d/su"))

    def restricted(service: str) -> bool:
        rules = host.pam.of(service, "auth", ("pam_wheel",))
        return any(r.control in ("required", "requisite") and r.argument("deny") is None for r in rules)

    found = [rule for s in services if not restricted(s) for rule in host.pam.of(s, "auth")[:1]]
    wheel = [r for s in services for r in host.pam.of(s, "auth", ("pam_wheel",))]
    return none_found(found, lambda r: r.service, host.pam.gaps(*services), wheel)


@check("linux.pam.hash")
def password_hash(host: LinuxFacts, given: Given) -> Verdict:
    """pam_unix(8): the algorithm named last, else ENCRYPT_METHOD of login.defs."""
    service, rules = _change(host, ("pam_unix",))
    if not rules:
        return unknown(Unread("absent", f"pam_unix ({service})"))
    named = [a for a in rules[-1].arguments if a in (*STRONG_HASHES, "md5", "bigcrypt")]
    if named:
        return (passed if named[-1] in STRONG_HASHES else failed)(rules[-1], value=named[-1])
    found = setting(host.accounts.defs, "ENCRYPT_METHOD")
    value = found.value if found else "DES"
    good = value.lower() in (*STRONG_HASHES, "bcrypt")
    return (passed if good else failed)(rules[-1], found or (), value=value)


@check("linux.pam.open_doors")
def open_doors(host: LinuxFacts, given: Given) -> Verdict:
    """A module that admits without a password, and whose word suffices."""
    services = _logins(host)
    rules = [r for s in (*services, "sudo", "su") for r in host.pam.of(s, "auth")]
    trusting = ("pam_permit", "pam_rhosts", "pam_rhosts_auth")
    enough = re.compile(r"sufficient|\[.*(success|default)=(done|\d+).*\]")
    found = [r for r in rules if r.module in trusting and enough.fullmatch(r.control)]
    return none_found(found, lambda r: f"{r.service}: {r.control} {r.module}", host.pam.gaps(*services), rules[:1])
