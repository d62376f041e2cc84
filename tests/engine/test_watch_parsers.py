"""Parsers of processes, places, audit, logging, cron, autostart, intrusion and servers.

None of the texts is a recording of a named machine: each follows the documented format of the program that it names
(man pages auditctl(8), logrotate(8), crontab(5), rpm(8), dpkg(1), journald.conf(5)), with invented values.
"""

from __future__ import annotations

import hashlib
import shutil
import subprocess

import pytest

from wardround.collectors import linux
from wardround.collectors.linux import raw
from wardround.facts import Listing, Unread
from wardround.facts.linux import LinuxFacts


def facts(section: str, body: str) -> LinuxFacts:
    """The facts of one section as the probe would print it; rows of a block start with "|"."""
    text = f"#wardround-probe 1 linux 1\n>{section}\n{body.strip(chr(10))}\n<{section}\n".encode()
    end = b"#wardround-end sha256 " + hashlib.sha256(text).hexdigest().encode() + b"\n"
    return linux.parse(raw.read(text + end, "x"))


def block(name: str, text: str) -> str:
    return f"={name}\n" + "\n".join("|" + row for row in text.strip("\n").split("\n"))


def rows(listing: Listing | Unread) -> tuple:
    assert isinstance(listing, Listing), listing
    return listing.items


# -- processes

TABLE = block(
    "table",
    "1 0 0\tsystemd\t/usr/lib/systemd/systemd\t/sbin/init\n2 0 0\tkthreadd\t\t\n9 1 33\ta\t/tmp/a (deleted)\ta -x",
)


def test_processes():
    running = facts("processes", f"=mounts\n{TABLE}\n=hidden\n").processes.running
    first, kernel, gone = rows(running)
    assert (first.pid, first.uid, first.exe, first.command) == (1, 0, "/usr/lib/systemd/systemd", "/sbin/init")
    assert (kernel.exe, kernel.deleted, kernel.program) == ("", False, "kthreadd")
    assert (gone.exe, gone.deleted, gone.uid, gone.parent) == ("/tmp/a", True, 33, 1)
    assert running.complete


def test_an_unread_program_file_is_a_gap_but_not_of_names():
    found = facts("processes", "=mounts\n" + block("table", "1 0 0\tsystemd\t?\t/sbin/init") + "\n=hidden\n").processes
    assert not found.running.complete
    assert found.names.complete
    assert [p.name for p in found.named(("systemd",))] == ["systemd"]


def test_hidepid_leaves_the_list_incomplete_for_a_plain_user():
    mount = block("mounts", "22 27 0:21 / /proc rw,nosuid shared:5 - proc proc rw,hidepid=2")
    found = facts("processes", mount + "\n" + block("table", "9 1 1000\tsh\t?\tsh") + "\n=hidden\n").processes
    assert not found.names.complete


def test_hidden_and_covered_processes():
    mount = block("mounts", "22 27 0:21 / /proc rw - proc proc rw\n30 22 8:1 /e /proc/4711 rw - ext4 /dev/sda1 rw")
    hidden = rows(facts("processes", f"{mount}\n{TABLE}\n{block('hidden', '99 x')}").processes.hidden)
    assert {(p.pid, p.name) for p in hidden} == {(99, "x"), (4711, "?")}


def test_a_find_without_printf_is_an_error_not_an_empty_host():
    assert isinstance(facts("processes", "=mounts\n=table\n=hidden\n!error /proc").processes.running, Unread)
    assert isinstance(facts("places", "=files\n=programs").places.files, Unread)


# -- places


def test_places_keep_gaps_where_they_belong():
    body = block("files", "f 640 0 4 100 1700000000.5000000000 /var/log/auth.log\nd 2755 0 0 1 -5.0 /etc/cron.d")
    body += "\n!denied /var/log/audit\n=programs\n|f 755 0 0 1 1.0 /opt/x y\n!denied /root/x"
    places = facts("places", body).places
    auth = rows(places.files)[0]
    assert (auth.mode, auth.gid, auth.size, auth.path) == (0o640, 4, 100, "/var/log/auth.log")
    assert auth.modified == 1700000000
    assert places.under("/etc/cron.d").complete
    assert not places.under("/var/log").complete
    assert not places.under("/var/log/audit/audit.log").complete
    assert [p.path for p in rows(places.programs)] == ["/opt/x y"]
    assert not places.named("/root/x").complete
    assert places.named("/opt/x y", "/usr/bin/true").complete


# -- audit


def test_audit_rules_of_audit_3():
    text = (
        "-a never,task\n-w /etc/passwd -p wa -k identity\n"
        "-a always,exit -F arch=b64 -S adjtimex,settimeofday -F key=time\n"
        "-a always,exit -F dir=/etc/sudoers.d/ -F perm=wa -F key=sudoers\n"
        "-a always,exit -F arch=b64 -S execve -C uid!=euid -F euid=0 -F key=priv"
    )
    never, watch, call, folder, priv = rows(facts("audit", block("auditctl -l", text) + "\n?0").audit.rules)
    assert (never.never, never.where) == (True, "task")
    assert (watch.paths, watch.access) == (("/etc/passwd",), "wa")
    assert call.calls == ("adjtimex", "settimeofday")
    assert "arch=b64" in call.fields
    assert folder.paths == ("/etc/sudoers.d",)
    assert {"euid=0", "uid!=euid"} <= set(priv.fields)


def test_audit_rules_and_status_of_audit_1():
    text = (
        "LIST_RULES: exit,always watch=/etc/group perm=wa key=identity\n"
        "LIST_RULES: exit,always arch=3221225534 (0xc000003e) syscall=clock_settime key=time"
    )
    status = "AUDIT_STATUS: enabled=1 flag=1 pid=1234 rate_limit=0 backlog_limit=320 lost=0 backlog=0"
    audit = facts("audit", block("auditctl -s", status) + "\n?0\n" + block("auditctl -l", text) + "\n?0").audit
    watch, call = rows(audit.rules)
    assert (watch.paths, watch.access, call.calls) == (("/etc/group",), "wa", ("clock_settime",))
    assert {s.name: s.value for s in rows(audit.status)}["pid"] == "1234"


def test_no_rules_is_an_empty_complete_list_and_a_failed_command_is_not():
    assert facts("audit", "=auditctl -l\n|No rules\n?0").audit.rules.complete
    assert isinstance(facts("audit", "=auditctl -l\n?1").audit.rules, Unread)


# -- logging

LOGROTATE = """
weekly
rotate 4
include /etc/logrotate.d
/var/log/wtmp {
    missingok
    monthly
    rotate 1
}
"""
SYSLOG = """
/var/log/syslog
/var/log/auth.log
{
\trotate 26
\tpostrotate
\t\t/usr/lib/rsyslog/rsyslog-rotate   # rotate 1
\tendscript
}
/var/log/secure { size 10M
 rotate=7
}
"/var/log/cron" {
  maxsize 5M
  daily
  maxage 30
}
"""


def test_rotation_inherits_what_stands_before_it():
    body = block("/etc/logrotate.conf", LOGROTATE) + "\n" + block("/etc/logrotate.d/rsyslog", SYSLOG)
    wtmp, syslog, secure, cron = rows(facts("logging", body).logging.rotations)
    assert (wtmp.files, wtmp.keep, wtmp.days) == (("/var/log/wtmp",), 1, 30)
    assert (syslog.files, syslog.keep, syslog.days) == (("/var/log/syslog", "/var/log/auth.log"), 26, 7)
    assert (secure.files, secure.keep, secure.days) == (("/var/log/secure",), 7, 0)
    assert (cron.files, cron.days, cron.max_age) == (("/var/log/cron",), 0, 30)


def test_journal_settings_are_merged_as_systemd_does():
    body = "\n".join(
        [
            block("/usr/lib/systemd/journald.conf.d/10-a.conf", "[Journal]\nStorage=volatile\nMaxRetentionSec=9"),
            block("/etc/systemd/journald.conf", "[Journal]\n#Storage=auto\nStorage=none"),
            block("/etc/systemd/journald.conf.d/10-a.conf", "[Journal]\nStorage=persistent"),
        ]
    )
    settings = {s.name: s.value for s in rows(facts("logging", body).logging.journald)}
    assert settings == {"storage": "persistent"}


# -- cron, autostart, intrusion, servers


def test_jobs_of_every_kind_of_table():
    body = "\n".join(
        [
            block("/etc/crontab", "SHELL=/bin/sh\n# m h\n17 * * * * root cd / && run-parts /etc/cron.hourly"),
            block("/etc/cron.d/his", "@reboot his /opt/his/go"),
            block("/var/spool/cron/crontabs/his", "*/5 * * * * /opt/his/sync a b"),
            block("/etc/anacrontab", "1 5 cron.daily run-parts /etc/cron.daily"),
            block("/etc/cron.d/odd", "this is no job"),
        ]
    )
    cron = facts("cron", body).cron
    assert [(j.user, j.schedule, j.command) for j in rows(cron.jobs)] == [
        ("root", "17 * * * *", "cd / && run-parts /etc/cron.hourly"),
        ("his", "@reboot", "/opt/his/go"),
        ("his", "*/5 * * * *", "/opt/his/sync a b"),
        ("root", "1 days", "run-parts /etc/cron.daily"),
    ]
    assert [g.reason for g in cron.jobs.gaps] == ["error"]


def test_autostart_skips_comments_and_keeps_what_was_denied():
    body = block("suspicious", "/etc/profile.d/a.sh:3:curl x | sh\n/etc/profile.d/a.sh:4: # curl x | sh")
    body += "\n!denied /root"
    found = facts("autostart", body).autostart.suspicious
    assert [(r.file, r.text) for r in rows(found)] == [("/etc/profile.d/a.sh", "curl x | sh")]
    assert not found.complete


def test_package_verification_of_rpm_and_dpkg():
    text = (
        "S.5....T.  c /etc/ssh/sshd_config\nmissing     /usr/share/man/man1/x.1.gz\n..5......   /usr/bin/ls\n"
        "??5?????? c /etc/login.defs\nmissing   c /etc/x (Permission denied)"
    )
    found = facts("intrusion", block("verify", text) + "\n?0").intrusion.altered
    assert [(a.path, a.flags, a.config) for a in rows(found)] == [
        ("/etc/ssh/sshd_config", "S.5....T.", True),
        ("/usr/share/man/man1/x.1.gz", "missing", False),
        ("/usr/bin/ls", "..5......", False),
        ("/etc/login.defs", "??5??????", True),
        ("/etc/x", "missing", True),
    ]
    assert found.complete


def test_a_module_that_left_the_list():
    body = block("/proc/modules", "ext4 1 2 - Live 0x0") + "\n"
    body += block("sys_modules", "/sys/module/ext4/initstate\n/sys/module/rk/initstate")
    assert [m.text for m in rows(facts("intrusion", body).intrusion.hidden_modules)] == ["rk"]
    none = "!absent /proc/modules\n" + block("sys_modules", "/sys/module/*/initstate")
    assert rows(facts("intrusion", none).intrusion.hidden_modules) == ()


def test_raw_sockets_and_their_holders():
    body = block("/proc/net/raw", " sl\n 1: 00000000:0001 00000000:0000 07 0:0 00:00000000 00000000 0 0 5551 2 0 0")
    body += "\n" + block("/proc/net/packet", "sk RefCnt Type\nffff 3 3 0003 2 1 0 0 5552")
    body += "\n=holders\n|/proc/77/fd/3 socket:[5552]"
    assert [(s.kind, s.inode, s.pid) for s in rows(facts("intrusion", body).intrusion.sockets)] == [
        ("raw", "5551", 0),
        ("packet", "5552", 77),
    ]


def test_settings_go_to_their_program():
    text = "server_tokens off;\n# root /x;\nlocation /d { autoindex on; }"
    body = block("/etc/nginx/nginx.conf", text) + "\n!denied /etc/redis/redis.conf"
    servers = facts("servers", body).servers
    assert [r.text for r in rows(servers.nginx)] == ["server_tokens off", "location /d", "autoindex on"]
    assert servers.nginx.complete
    assert not servers.redis.complete


SECTIONS = ["processes", "places", "audit", "logging", "cron", "autostart", "intrusion", "servers"]


@pytest.mark.parametrize("section", SECTIONS)
def test_strange_text_raises_nothing_and_a_section_cut_short_is_never_complete(section):
    names = ["table", "files", "auditctl -l", "/etc/logrotate.conf", "/etc/crontab", "suspicious", "/proc/net/raw"]
    names += ["verify", "auditctl -s", "/etc/nginx/nginx.conf", "environ", "hidden", "sys_modules"]
    body = "\n".join(block(n, "}\n{\n\x01\t|\n:::\n= = =\n" + "x" * 3000) for n in names)
    text = f"#wardround-probe 1 linux 1\n>{section}\n{body}\n".encode()
    end = b"#wardround-end sha256 " + hashlib.sha256(text).hexdigest().encode() + b"\n"
    found = getattr(linux.parse(raw.read(text + end, "x")), section)
    for name in found.__struct_fields__:
        field = getattr(found, name)
        assert isinstance(field, Unread) or not getattr(field, "complete", False), (section, name)


@pytest.mark.parametrize("shell", ["dash", "bash", "busybox sh"])
def test_every_shell_tells_the_same_of_this_machine(shell):
    if not shutil.which(shell.split()[0]):
        pytest.skip(f"no {shell.split()[0]} here")
    done = subprocess.run(
        [*shell.split(), "-s", "--", "--no-walk"], input=linux.script().encode(), capture_output=True, timeout=60
    )
    found = linux.parse(raw.read(done.stdout, shell))
    assert {1} <= {p.pid for p in rows(found.processes.running)}
    assert "/var/log" in {f.path for f in rows(found.places.files)}
    assert isinstance(found.cron.jobs, Listing)
    assert isinstance(found.servers.nginx, Listing)
    assert not found.processes.hidden.items
    assert [g for s in SECTIONS for g in raw.read(done.stdout, shell).section(s).gaps() if g.reason == "error"] == []


# -- what the probe masks

SECRETS = [
    "mysqldump -uroot -pSecret1 his",
    "mysqldump -u root -p Secret1 his",
    'mysqldump --password="Secret1 Secret1 Secret1" his',
    "env PGPASSWORD=Secret1 pg_dump his",
    "curl -u bob:Secret1 http://h/",
    "curl http://bob:Secret1@h/y",
    "curl http://bob:Sec:Secret1@h/y",
    'curl -H "Authorization: Bearer Secret1" h',
    "expdp system/Secret1@orcl full=y",
    "sshpass -p 'Secret1' ssh h",
    "redis-cli -a Secret1 ping",
    "java -Dspring.datasource.password=Secret1 -jar x.jar",
    "snmpwalk -v2c -c Secret1 h",
    "*.* :ommysql:h,db,user,Secret1",
    "export MYSQL_PWD='Secret1 Secret1' ; do",
    "ldapsearch -D cn=x -w Secret1",
    "x --api-key Secret1 --token=Secret1",
]


@pytest.mark.parametrize("awk", ["mawk", "gawk", "busybox awk"])
def test_secrets_are_masked_by_every_awk(awk):
    if subprocess.run(["sh", "-c", f"command -v {awk.split()[0]}"], capture_output=True).returncode:
        pytest.skip(f"no {awk.split()[0]} here")
    head = linux.script().split("main()")[0]
    plain = ["mkdir -p /backup/his", "ssh -p 22 h", "find /srv -print"]
    script = head + f'\n{awk} "$masking"\'{{ print mask($0) }}\'\n'
    done = subprocess.run(["sh", "-c", script], input="\n".join([*SECRETS, *plain]), capture_output=True, text=True)
    masked = done.stdout.splitlines()
    assert len(masked) == len(SECRETS) + len(plain), done.stderr
    for before, after in zip(SECRETS, masked, strict=False):
        assert "Secret1" not in after, before
        assert "***" in after
    assert masked[-3] == plain[0]
    assert masked[-1] == plain[2]
