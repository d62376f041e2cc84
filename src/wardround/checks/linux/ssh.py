"""The SSH server: effective options against what remote administration may allow."""

from __future__ import annotations

import re
from collections.abc import Callable

from wardround.checks import (
    Cannot,
    Given,
    check,
    failed,
    need,
    none_of,
    not_applicable,
    passed,
    setting,
    unknown,
)
from wardround.facts import Listing, Reading, Setting, Unread
from wardround.facts.linux import LinuxFacts
from wardround.facts.linux.files import File
from wardround.facts.linux.ssh import FileSetting
from wardround.facts.numbers import whole
from wardround.verdicts import Verdict

Good = Callable[[str, Given], bool]

_CBC = r"arcfour\d*|none|.*-cbc(@.*)?"
_SHORT = r"none|hmac-md5.*|hmac-ripemd160.*|.*-96(-etm)?(@.*)?"
_SHA1_EXCHANGE = r"diffie-hellman-group(1|14|-exchange)-sha1|gss-.*-sha1-.*"
_SHA1_KEYS = r"ssh-dss.*|ssh-rsa(-cert.*)?"


def _is(*good: str) -> Good:
    return lambda value, given: value.lower() in good


def _number(value: str) -> int:
    """-1 where it is not a number, so that it never passes."""
    return whole(value, -1)


def _at_most(limit: str) -> Good:
    return lambda value, given: 1 <= _number(value) <= given.expect.limit(limit)


def _start_up(value: str, given: Given) -> bool:
    """``start[:rate:full]``: at most 10 log-ins in progress before refusals begin, at most 100 in all."""
    parts = [_number(p) for p in value.split(":")]
    return 1 <= parts[0] <= 10 and all(p >= 1 for p in parts) and parts[-1] <= 100


#: check id -> option of sshd_config(5), what is good, and the value that an older sshd means by not having it
OPTIONS: dict[str, tuple[str, Good, str]] = {
    "linux.ssh.root_login": ("permitrootlogin", _is("no"), "yes"),
    "linux.ssh.empty_passwords": ("permitemptypasswords", _is("no"), "no"),
    "linux.ssh.max_auth_tries": ("maxauthtries", _at_most("login_attempts"), "6"),
    "linux.ssh.protocol": ("protocol", _is("2"), "2"),
    "linux.ssh.login_grace": ("logingracetime", _at_most("ssh_login_seconds"), "120"),
    "linux.ssh.x11_forwarding": ("x11forwarding", _is("no"), "no"),
    "linux.ssh.tcp_forwarding": ("allowtcpforwarding", _is("no"), "yes"),
    "linux.ssh.gateway_ports": ("gatewayports", _is("no"), "no"),
    "linux.ssh.host_based": ("hostbasedauthentication", _is("no"), "no"),
    "linux.ssh.ignore_rhosts": ("ignorerhosts", _is("yes"), "yes"),
    "linux.ssh.user_environment": ("permituserenvironment", _is("no"), "no"),
    "linux.ssh.strict_modes": ("strictmodes", _is("yes"), "yes"),
    "linux.ssh.log_level": ("loglevel", _is("info", "verbose"), "INFO"),
    "linux.ssh.banner": ("banner", lambda v, g: v not in ("none", "/dev/null", ""), "none"),
    "linux.ssh.max_sessions": ("maxsessions", lambda v, g: 0 <= _number(v) <= 10, "10"),
    "linux.ssh.start_up_limit": ("maxstartups", _start_up, "10"),
    "linux.ssh.pam": ("usepam", _is("yes", "1"), "no"),
}

#: check id -> option that lists algorithms, the weak ones, and the weak ones of an sshd that does not print the option
ALGORITHMS: dict[str, tuple[str, str, str]] = {
    "linux.ssh.ciphers": ("ciphers", _CBC, "3des-cbc,blowfish-cbc,arcfour"),
    "linux.ssh.macs": ("macs", _SHORT, "hmac-md5,hmac-sha1-96,hmac-md5-96"),
    "linux.ssh.key_exchange": (
        "kexalgorithms",
        _SHA1_EXCHANGE,
        "diffie-hellman-group1-sha1,diffie-hellman-group-exchange-sha1",
    ),
    "linux.ssh.host_key_algorithms": ("hostkeyalgorithms", _SHA1_KEYS, "ssh-rsa,ssh-dss"),
}


def _options(host: LinuxFacts) -> Listing[Setting] | Unread:
    """The effective options; those on the running sshd's command line win (Red Hat 8 puts its crypto policy there).

    Ends the check where no sshd is there, or where the one that runs reads another file.
    """
    present = need(host.ssh.present)
    if not present.value:
        raise Cannot(not_applicable(present, says="not_applicable.no_sshd"))
    given: list[Setting] = []
    need(host.processes.names)
    for process in host.processes.named({"sshd"}):
        if m := re.search(r"\s-[46DdeiqT]*f\s*(\S+)", process.command):
            raise Cannot(unknown(Unread("not_collected", m[1], process.line)))
        given += [
            Setting(m[1].lower(), m[2], process.line)
            for m in re.finditer(r"\s-[46DdeiqT]*o\s*([A-Za-z0-9]+)[=\s](\S+)", process.command)
        ]
    options = host.ssh.options
    if isinstance(options, Unread) or not given:
        return options
    return Listing((*given, *options.items), options.gaps, options.line)


def _value(host: LinuxFacts, option: str, default: str) -> Reading[str]:
    """The effective value; that of an option which is not printed leads to the list that does not have it."""
    options = need(_options(host))
    return setting(options, option) or Reading(default, options.line)


def _register_option(check_id: str, option: str, good: Good, default: str) -> None:
    @check(check_id)
    def option_is(host: LinuxFacts, given: Given) -> Verdict:
        found = _value(host, option, default)
        return (passed if good(found.value, given) else failed)(found, option=option, value=found.value)


def _register_algorithms(check_id: str, option: str, weak: str, old: str) -> None:
    @check(check_id)
    def algorithms_are(host: LinuxFacts, given: Given) -> Verdict:
        found = _value(host, option, old)
        bad = [name for name in found.value.split(",") if re.fullmatch(weak, name)]
        return failed(found, option=option, found=bad) if bad else passed(found, option=option, value=found.value)


for _id, _row in OPTIONS.items():
    _register_option(_id, *_row)
for _id, _kind in ALGORITHMS.items():
    _register_algorithms(_id, *_kind)


@check("linux.ssh.idle_timeout")
def idle_timeout(host: LinuxFacts, given: Given) -> Verdict:
    """interval x count seconds without an answer; a count of 0 means *at once* before OpenSSH 8.2, *never* since."""
    limit = given.expect.limit("ssh_idle_seconds")
    interval, count = _value(host, "clientaliveinterval", "0"), _value(host, "clientalivecountmax", "3")
    seconds = _number(interval.value) * max(_number(count.value), 0)
    if _number(count.value) == 0 and _number(interval.value) > 0:
        m = re.match(r"OpenSSH_(\d{1,9})\.(\d{1,9})", need(host.ssh.version).value)
        if m and (int(m[1]), int(m[2])) < (8, 2):
            seconds = _number(interval.value)
    good = 0 < seconds <= limit
    return (passed if good else failed)(
        interval, count, interval=interval.value, count=count.value, seconds=seconds, limit=limit
    )


@check("linux.ssh.password_authentication")
def password_authentication(host: LinuxFacts, given: Given) -> Verdict:
    """A password alone suffices unless it is off in both forms, or every accepted combination has a key in it."""
    password = _value(host, "passwordauthentication", "yes")
    options = _options(host)
    keyboard = (
        setting(options, "kbdinteractiveauthentication")
        or setting(options, "challengeresponseauthentication")
        or Reading("yes")
    )
    methods = _value(host, "authenticationmethods", "any")
    if methods.value not in ("any", "") and all("publickey" in m for m in methods.value.split()):
        return passed(methods, found=[f"authenticationmethods {methods.value}"])
    rows = {"passwordauthentication": password, "kbdinteractiveauthentication": keyboard}
    on = [name for name, row in rows.items() if row.value != "no"]
    shown = [f"{name} {row.value}" for name, row in rows.items() if not on or name in on]
    return (failed if on else passed)(*rows.values(), found=shown)


@check("linux.ssh.allowed_users")
def allowed_users(host: LinuxFacts, given: Given) -> Verdict:
    options = need(_options(host))
    rows = [o for o in options.items if o.name in ("allowusers", "allowgroups")]
    if rows and not all(set(r.value.split()) & {"*", "*@*"} for r in rows):
        return passed(rows, found=[f"{r.name} {r.value}" for r in rows])
    setting(options, "allowusers")
    return failed(options)


@check("linux.ssh.match_blocks")
def match_blocks(host: LinuxFacts, given: Given) -> Verdict:
    """A Match block may loosen for some what is tight for all, and `sshd -T` does not show it."""
    _options(host)
    judged = {option: good for option, good, _ in OPTIONS.values()}

    def loose(row: FileSetting) -> bool:
        return bool(row.condition) and row.name in judged and not judged[row.name](row.value, given)

    return none_of(host.ssh.lines, loose, lambda r: f"{r.at} ({r.condition}): {r.name} {r.value}")


def _too_open(host: LinuxFacts, file: File) -> bool:
    """Red Hat before 9 keeps host keys 0640 for the group ssh_keys, which owns ssh-keysign."""
    if file.uid != 0 or bool(file.mode & 0o7777 & ~0o640):
        return True
    if not file.mode & 0o040:
        return False
    return file.gid not in [g.gid for g in need(host.accounts.groups).items if g.name == "ssh_keys"]


def _files(host: LinuxFacts, prefix: str) -> Listing[File]:
    _options(host)
    named = need(host.files.named)
    rows = tuple(f for f in named.items if f.path.startswith(prefix) and f.kind == "f")
    if not rows and named.complete:
        raise Cannot(unknown(Unread("absent", prefix)))
    return Listing(rows, named.gaps, named.line)


def _shown(file: File) -> str:
    return f"{file.path} (uid {file.uid}, {file.mode:04o})"


@check("linux.ssh.host_key_files")
def host_key_files(host: LinuxFacts, given: Given) -> Verdict:
    return none_of(_files(host, "/etc/ssh/ssh_host_"), lambda f: _too_open(host, f), _shown)


@check("linux.ssh.config_file")
def config_file(host: LinuxFacts, given: Given) -> Verdict:
    return none_of(_files(host, "/etc/ssh/sshd_config"), lambda f: f.uid != 0 or bool(f.mode & 0o022), _shown)


@check("linux.ssh.restart_pending")
def restart_pending(host: LinuxFacts, given: Given) -> Verdict:
    _options(host)
    running = need(host.processes.running)
    servers = Listing(tuple(host.processes.named({"sshd"})), running.gaps, running.line)
    return none_of(servers, lambda p: p.deleted, lambda p: f"{p.exe or p.name} (pid {p.pid})")
