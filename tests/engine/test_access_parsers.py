"""Parsers of accounts, homes, PAM, sudo and sessions on texts of several distributions.

Every text says where it comes from: written by hand after a manual page, or from Debian 12 itself.
"""

from __future__ import annotations

import pytest
from hosts import record

from wardround.collectors import linux
from wardround.collectors.linux.parsers.accounts import moment
from wardround.facts import Listing, Reading, Unread
from wardround.facts.linux import LinuxFacts


def facts(**sections) -> LinuxFacts:
    return linux.parse(record(**sections))


def values(listing) -> dict[str, str]:
    assert isinstance(listing, Listing), listing
    return {row.name: row.value for row in listing.items}


# accounts: by hand after passwd(5), nsswitch.conf(5), login.defs(5)
PASSWD = "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1::/usr/sbin:/usr/sbin/nologin\n"


def test_compat_lines_are_facts_and_no_accounts():
    a = facts(accounts={"/etc/passwd": PASSWD + "+@staff::::::\n+::::::\n", "/etc/shadow": "+:none:::::::\n"}).accounts
    assert [u.name for u in a.users.items] == ["root", "daemon"]
    assert [(s.name, s.value) for s in a.compat.items] == [
        ("/etc/passwd", "+@staff"),
        ("/etc/passwd", "+"),
        ("/etc/shadow", "+"),
    ]


@pytest.mark.parametrize(
    ("line", "sssd", "gaps"),
    [
        ("passwd: files systemd", "", 0),  # Debian 12
        ("passwd:     sss files systemd", "", 0),  # RHEL 8 without a domain joined
        ("passwd:     sss files systemd", "=sssd\n|yes\n", 1),
        ("passwd:     sss files systemd", "!denied /etc/sssd/sssd.conf\n", 1),
        ("passwd: files ldap # directory", "", 1),
        ("passwd: files # ldap", "", 0),
        ("passwd: compat winbind nis", "", 2),
    ],
)
def test_accounts_of_a_directory_are_a_gap(line, sssd, gaps):
    text = f"=/etc/passwd\n|root:x:0:0:root:/root:/bin/bash\n=/etc/nsswitch.conf\n|{line}\n{sssd}"
    assert len(facts(accounts=text).accounts.users.gaps) == gaps


def test_login_defs_takes_the_last_value_and_no_comment():
    text = "# PASS_MAX_DAYS 1\nPASS_MAX_DAYS\t99999\nPASS_MAX_DAYS   90\nUMASK 022\n#ENCRYPT_METHOD DES\n"
    defs = values(facts(accounts={"/etc/login.defs": text}).accounts.defs)
    assert defs == {"PASS_MAX_DAYS": "90", "UMASK": "022"}


# lastlog(8) of Debian 12 and RHEL 8 print these columns; lines by hand after real output
LASTLOG = """Username         Port     From             Latest
root             pts/0    10.1.2.3         Wed Jan 28 09:00:01 +0800 2026
daemon                                     **Never logged in**
"""
# last -F -w of util-linux, by hand after last(1)
LAST = """li       pts/0        10.1.2.9         Wed Jan 28 09:00:01 2026   still logged in
reboot   system boot  5.10.0           Tue Jan 27 08:00:00 2026 - Wed Jan 28 09:30:00 2026  (01:30)
wtmp begins Thu Jan  1 00:00:00 2026
"""


def test_last_log_ins():
    a = facts(accounts={"/etc/passwd": PASSWD, "lastlog": LASTLOG, "last": LAST}).accounts
    assert [(r.name, r.at) for r in a.lastlog.items] == [("root", 1769562001), ("daemon", 0)]
    assert [r.name for r in a.recent.items] == ["li"]
    assert a.recent_since == Reading(1767225600, a.recent_since.line)


def test_a_date_in_another_language_is_none():
    assert moment("li pts/0 三 1月 28 09:00:01 2026") is None
    assert moment("Wed Jan 48 09:00:01 2026") is None


def test_last_without_its_end_is_unread():
    assert isinstance(facts(accounts={"/etc/passwd": PASSWD, "last": "x"}).accounts.recent_since, Unread)


# homes: keys made for this test with ssh-keygen; fingerprints as `ssh-keygen -l` prints them
ED = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIEo9nUtqpWzjMdWyEzB5sGpbzg4Fl4SRYsrBWUfQ0Ccm li@office"


def test_keys_by_fingerprint():
    home = facts(homes={"/home/li/.ssh/authorized_keys": f"{ED}\n?\nssh-rsa AAAAnonsense x\n"}).homes
    (key,) = home.keys.items
    assert (key.type, key.comment, key.bits) == ("ssh-ed25519", "li@office", 0)
    assert key.fingerprint.startswith("SHA256:")
    assert len(home.keys.gaps) == 2


def test_homes_away_or_closed_are_gaps_of_everything():
    home = facts(homes="!skipped /home/li\n=homes\n=entries\n=private keys\n!absent /home/wang\n").homes
    for listing in (home.folders, home.entries, home.keys, home.private_keys, home.missing):
        assert not listing.complete
    assert [f.path for f in home.missing.items] == ["/home/wang"]


# PAM: RHEL 8 layout as authselect writes it, by hand after authselect-profiles(5) and pam_faillock(8)
SYSTEM_AUTH = """#%PAM-1.0
auth        required      pam_env.so
auth        required      pam_faillock.so preauth silent
auth        sufficient    pam_unix.so nullok
auth        [default=die] pam_faillock.so authfail
auth        required      pam_deny.so
account     required      pam_unix.so
password    requisite     pam_pwquality.so local_users_only
password    sufficient    pam_unix.so sha512 shadow \\
                          nullok use_authtok
password    required      pam_deny.so
session     optional      pam_keyinit.so revoke
-session    optional      pam_systemd.so
"""
RHEL = {
    "/etc/pam.d/login": "auth substack system-auth\naccount include system-auth\nsession include system-auth\n",
    "/etc/pam.d/passwd": "password substack system-auth\n",
    "/etc/pam.d/system-auth": SYSTEM_AUTH,
}
# Debian 12: /etc/pam.d/passwd and common-password as installed
DEBIAN = {
    "/etc/pam.d/passwd": "@include common-password\n",
    "/etc/pam.d/common-password": "password\t[success=1 default=ignore]\tpam_unix.so obscure yescrypt\n"
    "password\trequisite\t\t\tpam_deny.so\n# here are more modules\n",
}


def test_red_hat_stacks():
    pam = facts(pam=RHEL).pam
    assert pam.rules.complete
    assert [r.module for r in pam.of("login", "auth")] == [
        "pam_env",
        "pam_faillock",
        "pam_unix",
        "pam_faillock",
        "pam_deny",
    ]
    (unix,) = pam.of("passwd", "password", ("pam_unix",))
    assert unix.arguments == ("sha512", "shadow", "nullok", "use_authtok")
    assert pam.of("login", "session", ("pam_systemd",))
    assert not pam.of("login", "password")


def test_debian_stacks():
    pam = facts(pam=DEBIAN).pam
    (unix, deny) = pam.of("passwd", "password")
    assert (unix.control, unix.argument("yescrypt"), deny.module) == ("[success=1 default=ignore]", "", "pam_deny")
    assert unix.file == "/etc/pam.d/common-password"


def test_a_missing_include_is_a_gap_of_its_service_only():
    files = {"/etc/pam.d/login": "auth include system-auth\n", "/etc/pam.d/su": "auth required pam_unix.so\n"}
    pam = facts(pam=files).pam
    assert [g.detail for g in pam.gaps("login")] == ["login: /etc/pam.d/system-auth"]
    assert pam.gaps("su") == ()


def test_an_include_of_itself_ends():
    pam = facts(pam={"/etc/pam.d/login": "auth include login\n"}).pam
    assert pam.gaps("login")


def test_pwquality_directory_comes_before_the_file_and_comments_do_not_count():
    pam = facts(
        pam={
            "/etc/security/pwquality.conf.d/50-x.conf": "minlen = 14\nminclass=4\n",
            "/etc/security/pwquality.conf": "# minlen = 8\nminlen=10\n# dictcheck = 0\nenforce_for_root\n",
        }
    ).pam
    assert values(pam.pwquality) == {"minlen": "10", "minclass": "4", "enforce_for_root": ""}


# sudo: by hand after the examples of sudoers(5)
SUDOERS = r"""
Defaults env_reset, !authenticate, \
         timestamp_timeout = 0.5
Defaults:FULLTIMERS !lecture
Defaults>root   logfile="/var/log/sudo, all.log"
User_Alias  FULLTIMERS = millert, mikef : PARTTIMERS = bostley, %#1001
Cmnd_Alias  PAGERS = /usr/bin/more, /usr/bin/pg, \
                     /usr/bin/less
Cmnd_Alias  SU = sha224:0GomF8mNN3wlDt1HD9XldjJ3SNgpFdbjO1+NsQ==  /bin/su
root        ALL = (ALL) ALL
%wheel      ALL=(ALL:ALL) NOPASSWD: ALL     # everybody
FULLTIMERS  ALL = NOPASSWD:NOEXEC: PAGERS, PASSWD: /bin/kill, !SU
bob         SPARC = (OP) ROLE=x /bin/ls : HPPA = /bin/cat "a=b"
#1002       ALL=/usr/bin/lprm
alice ALL=(root) /usr/bin/systemctl restart his\:app, sudoedit /etc/hosts
@includedir /etc/sudoers.d
"""


def sudo(**files):
    rows = "=present\n|yes\n!absent /etc/nsswitch.conf\n"
    for name, text in files.items():
        path = f"/etc/{name.replace('__', '/').replace('_dot_', '.').replace('_tilde', '~')}"
        rows += f"={path}\n" + "".join(f"|{line}\n" for line in text.splitlines())
    return facts(sudo=rows).sudo


def test_sudoers_grammar():
    found = sudo(sudoers=SUDOERS)
    assert found.grants.complete, found.grants.gaps
    grants = {(g.who, ("!" if g.negated else "") + g.command): g for g in found.grants.items}
    assert grants["%wheel", "ALL"].no_password
    assert grants["millert", "/usr/bin/less"].no_exec
    assert grants["mikef", "/usr/bin/more"].no_password
    assert not grants["mikef", "/bin/kill"].no_password
    assert ("millert", "!/bin/su") in grants
    assert grants["bob", "/bin/ls"].runas == "OP"
    assert ("bob", '/bin/cat "a=b"') in grants
    assert ("#1002", "/usr/bin/lprm") in grants
    assert ("alice", "sudoedit /etc/hosts") in grants
    assert not grants["root", "ALL"].no_password
    assert values(found.defaults) == {
        "env_reset": "on",
        "authenticate": "off",
        "timestamp_timeout": "0.5",
        "lecture:FULLTIMERS": "off",
        "logfile>root": "/var/log/sudo, all.log",
    }


def test_includedir_passes_over_dots_and_tildes():
    found = sudo(
        sudoers="#includedir /etc/sudoers.d\n",
        sudoers_dot_d__ops="ops ALL=(ALL) ALL\n",
        sudoers_dot_d__x_dot_rpmsave="x ALL=(ALL) ALL\n",
        sudoers_dot_d__y_tilde="y ALL=(ALL) ALL\n",
    )
    assert [g.who for g in found.grants.items] == ["ops"]


def test_a_commented_include_is_none_and_a_missing_one_a_gap():
    assert sudo(sudoers="# include /etc/other\n").grants.complete
    assert not sudo(sudoers="@include /etc/other\n").grants.complete


def test_sudoers_of_a_directory_are_a_gap():
    rows = "=present\n|yes\n=/etc/sudoers\n|root ALL=(ALL) ALL\n=/etc/nsswitch.conf\n|sudoers: files {}\n"
    assert facts(sudo=rows.format("")).sudo.grants.complete
    assert facts(sudo=rows.format("sss")).sudo.grants.complete
    assert not facts(sudo=rows.format("ldap")).sudo.grants.complete
    assert not facts(sudo=rows.format("sss") + "=sssd\n|yes\n").sudo.grants.complete


def test_a_line_of_another_shape_is_a_gap():
    assert not sudo(sudoers="li ALL\n").grants.complete


# session: lines as the probe prints them, of files written by hand after bash(1) and CIS-like guides
def test_start_files():
    text = (
        "=starts /etc/profile\n|3: PATH=/usr/bin:/bin\n|9: umask 022\n"
        "=starts /etc/profile.d/t.sh\n|1: TMOUT=900\n|2: readonly TMOUT\n|3: declare -xr TMOUT=600\n|4: export TMOUT\n"
    )
    found = [(s.name, s.value) for s in facts(session=text).session.starts.items]
    assert found == [
        ("PATH", "/usr/bin:/bin"),
        ("umask", "022"),
        ("TMOUT", "900"),
        ("TMOUT readonly", "readonly TMOUT"),
        ("TMOUT", "600"),
        ("TMOUT readonly", "declare -xr TMOUT=600"),
    ]


def test_dconf_wins_over_schema_override():
    session = facts(
        session={
            "/usr/share/glib-2.0/schemas/10_x.gschema.override": "[org.gnome.desktop.session]\nidle-delay=0\n",
            "/etc/dconf/db/local.d/00-lock": "[org/gnome/desktop/session]\nidle-delay=uint32 600\n",
            "/etc/dconf/db/local.d/locks/lock": "/org/gnome/desktop/session/idle-delay\n",
        }
    ).session
    assert values(session.desktop) == {"org/gnome/desktop/session/idle-delay": "uint32 600"}
    assert [s.name for s in session.locks.items] == ["org/gnome/desktop/session/idle-delay"]
