"""What a log-in session gets: an end when idle, closed files, a warning, and no hint for an attacker."""

from __future__ import annotations

import re

from wardround.checks import Given, check, failed, need, none_found, not_applicable, passed, setting, unknown
from wardround.facts import Reading, Unread
from wardround.facts.linux import LinuxFacts
from wardround.facts.linux.session import Text
from wardround.facts.numbers import is_whole
from wardround.verdicts import Verdict

#: What a banner should not tell: getty(8) escapes for system, release, machine; names and versions of systems.
DETAILS = re.compile(
    r"\\[mrsvS]|\bkernel\b|\b(debian|ubuntu|centos|red hat|rocky|almalinux|fedora|suse|oracle linux|openeuler|kylin"
    r"|uniontech|uos|anolis|euler|nfschina|linux)\b|银河麒麟|统信|欧拉|龙蜥|方德",
    re.I,
)
WARNING = re.compile(
    r"authori[sz]ed|unauthori[sz]ed|prohibit|monitor|warning|prosecut|forbidden|警告|授权|禁止|未经|违者|监控", re.I
)
#: Banners before log-in; /etc/motd comes after it.
BEFORE = ("/etc/issue", "/etc/issue.net")
IDLE, LOCK, DELAY = (
    "org/gnome/desktop/session/idle-delay",
    "org/gnome/desktop/screensaver/lock-enabled",
    "org/gnome/desktop/screensaver/lock-delay",
)


@check("linux.session.timeout")
def timeout(host: LinuxFacts, given: Given) -> Verdict:
    limit, starts = given.expect.limit("ssh_idle_seconds"), need(host.session.starts)
    rows = [s for s in starts.items if s.name == "TMOUT"]
    bad = [s for s in rows if s.value == "unset" or (is_whole(s.value) and not 1 <= int(s.value) <= limit)]
    if bad:
        return failed(bad, says="fail", value=bad[-1].value, limit=limit)
    if starts.gaps:
        return unknown(starts.gaps[0])
    unclear = [s for s in rows if not is_whole(s.value)]
    if unclear:
        return unknown(Unread("error", f"TMOUT={unclear[0].value}", unclear[0].line))
    if not rows:
        return failed(starts, value="-", limit=limit)
    return passed(rows, value=rows[-1].value, limit=limit)


@check("linux.session.timeout_readonly")
def timeout_readonly(host: LinuxFacts, given: Given) -> Verdict:
    starts = need(host.session.starts)
    rows = [s for s in starts.items if s.name == "TMOUT readonly"]
    if rows:
        return passed(rows)
    return unknown(starts.gaps[0]) if starts.gaps else failed([s for s in starts.items if s.name == "TMOUT"], starts)


def _lax(value: str) -> bool:
    """Lets the group write or others do anything; symbolic masks (`u=rwx,g=rx,o=`) name what is left."""
    if re.fullmatch(r"[0-7]{1,4}", value):
        return int(value, 8) & 0o027 != 0o027
    left: dict[str, str] = dict(re.findall(r"([ugo]+)=([rwx]*)", value))
    return not left or "w" in left.get("g", left.get("go", "w")) or bool(left.get("o", left.get("go", "rwx")))


@check("linux.session.umask")
def umask(host: LinuxFacts, given: Given) -> Verdict:
    """Start files override the UMASK of login.defs, which counts only where pam_umask(8) is in the session."""
    starts = need(host.session.starts)
    rows = [s for s in starts.items if s.name == "umask"]
    lax = [s for s in rows if _lax(s.value)]
    if lax:
        return failed(lax, value=lax[-1].value)
    if starts.gaps:
        return unknown(starts.gaps[0])
    if rows:
        return passed(rows, value=rows[-1].value)
    services = [s for s in ("login", "sshd") if host.pam.has(s)]
    need(host.pam.rules)
    if gaps := host.pam.gaps(*services):
        return unknown(gaps[0])
    without = [s for s in services if not host.pam.of(s, "session", ("pam_umask",))]
    defined = setting(host.accounts.defs, "UMASK")
    value = "022" if without or not services or defined is None else defined.value
    rules = [r for s in services for r in host.pam.of(s, "session", ("pam_umask",))]
    return (failed if _lax(value) else passed)(rules, defined or (), starts, value=value)


def _banners(host: LinuxFacts) -> tuple[list[Text], tuple[Unread, ...], Reading[str] | None]:
    """Banner files, what was not read, and the file that sshd shows before log-in, if that is another one."""
    banners = need(host.session.banners)
    if isinstance(host.ssh.present, Unread) or not host.ssh.present.value:
        return list(banners.items), banners.gaps, None
    if isinstance(host.ssh.options, Unread):
        return list(banners.items), (*banners.gaps, host.ssh.options), None
    return list(banners.items), banners.gaps, setting(host.ssh.options, "banner")


@check("linux.session.banner_details")
def banner_details(host: LinuxFacts, given: Given) -> Verdict:
    texts, gaps, _ = _banners(host)
    found = [t for t in texts if t.path in BEFORE and DETAILS.search(t.text)]
    return none_found(found, lambda t: t.path, gaps, texts)


@check("linux.session.banner_warning")
def banner_warning(host: LinuxFacts, given: Given) -> Verdict:
    """At the console /etc/issue; over SSH the file that Banner names, of which only the usual ones are read."""
    need(host.ssh.present)
    texts, gaps, banner = _banners(host)
    wanted = ["/etc/issue"]
    if banner is not None:
        if banner.value not in ("none", *(t.path for t in texts)):
            gaps = (*gaps, Unread("not_collected", banner.value, banner.line))
        wanted.append("sshd Banner none" if banner.value == "none" else banner.value)
    if lost := [g for g in gaps if g.reason == "truncated" and not g.detail.startswith("/")]:
        return unknown(lost[0])
    settled = {t.path for t in texts if WARNING.search(t.text)} | {g.detail for g in gaps}
    lines = {t.path: t.line for t in texts} | ({"sshd Banner none": banner.line} if banner else {})
    found = [Text(w, "", lines.get(w, banner.line if banner else 0)) for w in wanted if w not in settled]
    return none_found(found, lambda t: t.path, gaps, texts)


@check("linux.session.root_terminals")
def root_terminals(host: LinuxFacts, given: Given) -> Verdict:
    """pam_securetty(8): without its file root may come from every terminal."""
    rules = need(host.pam.rules)
    uses = host.pam.of("login", "auth", ("pam_securetty",))
    if not uses:
        gaps = host.pam.gaps("login")
        return unknown(gaps[0]) if gaps else not_applicable(rules, says="not_applicable.no_securetty")
    listed = host.session.root_terminals
    if isinstance(listed, Unread):
        return failed(uses, found=["/etc/securetty"]) if listed.reason == "absent" else unknown(listed)
    local = re.compile(r"console|tty\d{1,2}|vc/\d{1,2}|:\d(\.\d)?")
    found = [s for s in listed.items if not local.fullmatch(s.name)]
    return none_found(found, lambda s: s.name, listed.gaps, uses, listed)


@check("linux.session.screen_lock")
def screen_lock(host: LinuxFacts, given: Given) -> Verdict:
    """GNOME locks after 300 idle seconds unless the administrator says otherwise (GSettings defaults)."""
    displays = need(host.session.displays)
    if not displays.items:
        return not_applicable(displays, says="not_applicable.no_display")
    if not any(d.name.endswith(("/gnome-shell", "/gdm", "/gdm3")) for d in displays.items):
        return unknown(Unread("not_collected", displays.items[0].name, displays.items[0].line))
    limit = given.expect.limit("ssh_idle_seconds")
    idle, lock, delay = (setting(host.session.desktop, key) for key in (IDLE, LOCK, DELAY))
    seconds = _seconds(idle, 300)
    total = seconds + _seconds(delay, 0)
    good = (lock is None or lock.value == "true") and seconds > 0 and total <= limit
    shown = [row for row in (idle, lock, delay) if row]
    return (passed if good else failed)(shown or displays, seconds=total if seconds else "-", limit=limit)


def _seconds(found: Reading[str] | None, default: int) -> int:
    if found is None:
        return default
    number = re.search(r"(\d{1,18})$", found.value)
    return int(number[1]) if number else need(Unread("error", found.value, found.line))
