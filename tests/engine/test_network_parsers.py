"""Parsers of the network families on texts written after the programs' manuals, not taken from a real machine.

Nothing here runs OpenSSH 5.3, openrc, upstart or firewalld; what these print is known from systemctl(1), sshd(8) and
the rules that firewalld, ufw and Red Hat's iptables service load.
Real systemd, rules and sockets: test_network_truth.py.
"""

from __future__ import annotations

import hashlib
from datetime import date

import pytest

from wardround import checks
from wardround.collectors.linux import raw
from wardround.collectors.linux.parsers import PARSERS, rules
from wardround.collectors.linux.raw import Section
from wardround.expectations import Expectations
from wardround.facts import Listing, Reading, Unread
from wardround.facts.linux import LinuxFacts

checks.cards("linux")  # loads every family
GIVEN = checks.Given(Expectations(), date(2026, 1, 31))


def section(name: str, *blocks: tuple[str, str, str], other: str = "") -> Section:
    """Blocks as (name, text, exit code)."""
    lines = ["#wardround-probe 1 linux 1", f">{name}"]
    for title, text, code in blocks:
        lines += [f"={title}", *(f"|{row}" for row in text.split("\n")), *([f"?{code}"] if code else [])]
    body = "".join(f"{line}\n" for line in [*lines, *filter(None, other.split("\n")), f"<{name}"]).encode()
    seal = f"#wardround-end sha256 {hashlib.sha256(body).hexdigest()}\n".encode()
    return raw.read(body + seal, "test").section(name)


def facts(**sections: Section) -> LinuxFacts:
    return LinuxFacts(**{name: PARSERS[name](one) for name, one in sections.items()})


def outcome(check_id: str, host: LinuxFacts) -> str:
    return checks.judge_one(check_id, host, GIVEN).outcome.value


LIST_UNITS = """\
dbus.service                 loaded    active   running D-Bus System Message Bus
* kdump.service              loaded    failed   failed  Crash recovery kernel arming
● telnet.socket              not-found inactive dead    telnet.socket
sshd.service                 loaded    active   running OpenSSH server daemon
getty@tty1.service           loaded    active   running Getty on tty1"""
UNIT_FILES = """\
dbus.service       static
kdump.service      enabled  enabled
sshd.service       enabled  enabled
cups.service       masked   enabled
rsyncd.service     disabled disabled"""
SYSTEMD = (
    ("init", "systemd", ""),
    ("systemctl list-units --all", LIST_UNITS, "0"),
    ("systemctl list-unit-files --full", UNIT_FILES, "0"),
)


def test_units_of_systemd():
    units = facts(services=section("services", *SYSTEMD)).services.units
    assert isinstance(units, Listing) and units.complete
    states = {u.name: (u.active, u.enabled) for u in units.items}
    assert states == {
        "dbus.service": ("active", "static"),
        "kdump.service": ("failed", "enabled"),
        "telnet.socket": ("inactive", ""),
        "sshd.service": ("active", "enabled"),
        "getty@tty1.service": ("active", ""),
        "cups.service": ("inactive", "masked"),
        "rsyncd.service": ("inactive", "disabled"),
    }


def test_a_systemctl_that_failed_leaves_units_unread():
    broken = section("services", ("init", "systemd", ""), ("systemctl list-units --all", "", "1"))
    assert isinstance(facts(services=broken).services.units, Unread)


def test_start_links_of_an_older_init():
    links = "/etc/rc.d/rc3.d/S55sshd\n/etc/rc3.d/S20cups\n/etc/init.d/sshd\n/etc/init.d/vsftpd\n/etc/init.d/functions"
    old = section(
        "services", ("init", "sysvinit", ""), ("links", links, ""), ("upstart", "/etc/init/cron.conf enabled", "")
    )
    services = facts(services=old).services
    assert services.init == Reading("sysvinit", 4)
    assert {u.name: u.enabled for u in services.units.items} == {
        "sshd.service": "enabled",
        "cups.service": "enabled",
        "vsftpd.service": "disabled",
        "cron.service": "enabled",
    }
    assert {u.active for u in services.units.items} == {"unknown"}


def test_run_levels_of_openrc():
    openrc = section("services", ("init", "openrc", ""), ("links", "/etc/runlevels/default/sshd", ""))
    assert [u.name for u in facts(services=openrc).services.units.items] == ["sshd.service"]


def test_an_init_that_is_not_known_leaves_the_list_incomplete():
    units = facts(services=section("services", ("init", "other", ""), other="!absent systemctl")).services.units
    assert isinstance(units, Listing) and not units.complete


#: Printed by OpenSSH 5.3: no ciphers, MACs, key exchange or host key algorithms unless they are set.
OLD_SSHD = """\
port 22
protocol 2
usepam 1
permitrootlogin yes
maxauthtries 6
clientaliveinterval 0
clientalivecountmax 3
x11forwarding yes
maxstartups 10
loglevel INFO"""

#: An sshd without options on its command line, which would win over its file.
RUNNING = section("processes", ("mounts", "", ""), ("table", "900 1 0\tsshd\t/usr/sbin/sshd\t/usr/sbin/sshd", ""))


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("protocol", "pass"), ("ciphers", "fail"), ("macs", "fail"), ("key_exchange", "fail"),
        ("host_key_algorithms", "fail"), ("root_login", "fail"), ("empty_passwords", "pass"),
        ("start_up_limit", "pass"), ("tcp_forwarding", "fail"), ("pam", "pass"),
    ],
)  # fmt: skip
def test_openssh_5_3_is_judged_by_what_it_does_not_print(name, expected):
    blocks = (("present", "yes", ""), ("version", "OpenSSH_5.3p1", ""), ("sshd -T", OLD_SSHD, "0"))
    assert outcome(f"linux.ssh.{name}", facts(ssh=section("ssh", *blocks), processes=RUNNING)) == expected


MAIN = (
    "Include /etc/ssh/sshd_config.d/*.conf\nX11Forwarding no\nPermitRootLogin no\nMatch User ops\n  PermitRootLogin yes"
)
PART = "PermitRootLogin prohibit-password\nMatch Address 10.0.0.0/8\n PasswordAuthentication yes"
FILES = (("/etc/ssh/sshd_config", MAIN, ""), ("/etc/ssh/sshd_config.d/a.conf", PART, ""))


def test_settings_are_read_through_include_and_match_in_the_order_of_sshd():
    lines = facts(ssh=section("ssh", ("present", "yes", ""), *FILES)).ssh.lines
    assert [(s.name, s.value, s.condition, s.at) for s in lines.items] == [
        ("permitrootlogin", "prohibit-password", "", "/etc/ssh/sshd_config.d/a.conf:1"),
        ("passwordauthentication", "yes", "Address 10.0.0.0/8", "/etc/ssh/sshd_config.d/a.conf:3"),
        ("x11forwarding", "no", "", "/etc/ssh/sshd_config:2"),
        ("permitrootlogin", "no", "", "/etc/ssh/sshd_config:3"),
        ("permitrootlogin", "yes", "User ops", "/etc/ssh/sshd_config:5"),
    ]


def stopped(version: str) -> LinuxFacts:
    blocks = (("present", "yes", ""), ("version", version, ""), ("sshd -T", "", "255"), *FILES)
    return facts(ssh=section("ssh", *blocks), processes=RUNNING)


def test_where_sshd_t_would_not_run_the_files_and_known_defaults_speak_and_the_rest_is_unknown():
    host = stopped("OpenSSH_9.6p1")
    assert outcome("linux.ssh.root_login", host) == "fail"
    assert outcome("linux.ssh.x11_forwarding", host) == "pass"
    assert outcome("linux.ssh.max_auth_tries", host) == "fail"
    assert outcome("linux.ssh.ciphers", host) == "unknown"
    assert outcome("linux.ssh.root_login", stopped("OpenSSH_7.4p1")) == "unknown"


FIREWALLD = """\
table inet firewalld {
	chain filter_INPUT {
		type filter hook input priority filter + 10; policy accept;
		ct state { established, related } accept
		ct status dnat accept
		iifname "lo" accept
		jump filter_INPUT_ZONES
		ct state invalid drop
		reject with icmpx admin-prohibited
	}

	chain filter_INPUT_ZONES {
		iifname "eth0" goto filter_IN_public
		goto filter_IN_public
	}

	chain filter_IN_public {
		jump filter_IN_public_allow
		meta l4proto { icmp, ipv6-icmp } accept
	}

	chain filter_IN_public_allow {
		tcp dport 22 accept
		ip6 daddr fe80::/64 udp dport 546 accept
	}
}"""
TRUSTED = FIREWALLD.replace("meta l4proto { icmp, ipv6-icmp } accept", "accept")
UFW = """\
*filter
:INPUT DROP [0:0]
:ufw-before-input - [0:0]
:ufw-user-input - [0:0]
:ufw-not-local - [0:0]
-A INPUT -j ufw-before-input
-A ufw-before-input -i lo -j ACCEPT
-A ufw-before-input -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT
-A ufw-before-input -p udp -m udp --sport 67 --dport 68 -j ACCEPT
-A ufw-before-input -j ufw-not-local
-A ufw-before-input -j ufw-user-input
-A ufw-not-local -m addrtype --dst-type LOCAL -j RETURN
-A ufw-not-local -m limit --limit 3/min --limit-burst 10 -j LOG --log-prefix "[UFW BLOCK] "
-A ufw-not-local -j DROP
-A ufw-user-input -p tcp -m tcp --dport 22 -j ACCEPT
COMMIT"""
RED_HAT = """\
*filter
:INPUT ACCEPT [0:0]
-A INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT
-A INPUT -p icmp -j ACCEPT
-A INPUT -i lo -j ACCEPT
-A INPUT -s 10.1.2.0/24 -p tcp -m state --state NEW -m tcp --dport 22 -j ACCEPT
-A INPUT -j REJECT --reject-with icmp-host-prohibited
COMMIT"""
OPEN = RED_HAT.replace("-s 10.1.2.0/24 -p tcp -m state --state NEW -m tcp --dport 22", "-m state --state NEW")
BLACKLIST = """\
table ip filter {
	chain input {
		type filter hook input priority filter; policy accept;
		ip saddr != 10.1.2.0/24 tcp dport { 22, 3389 } counter packets 0 bytes 0 drop
	}
}"""
REST_ABSENT = "!absent /proc/net/tcp6\n!absent /proc/net/udp\n!absent /proc/net/udp6"
SSHD_LISTENS = "  sl  local_address\n   0: 00000000:0016 00000000:0000 0A 0:0 00:0 0 0 0 77"


@pytest.mark.parametrize(
    ("kind", "text", "denies", "admin"),
    [
        ("nft list ruleset", FIREWALLD, "pass", "fail"),
        ("nft list ruleset", TRUSTED, "fail", "fail"),
        ("nft list ruleset", BLACKLIST, "fail", "pass"),
        ("nft list ruleset", "", "fail", "fail"),
        ("iptables-legacy-save", UFW, "pass", "fail"),
        ("iptables-legacy-save", RED_HAT, "pass", "pass"),
        ("iptables-legacy-save", OPEN, "fail", "fail"),
    ],
)
def test_rules_as_programs_load_them(kind, text, denies, admin):
    state = "loaded" if kind.startswith("nft") else "absent"
    host = facts(
        firewall=section("firewall", ("nf_tables in the kernel", state, ""), (kind, text, "0")),
        ports=section("ports", ("/proc/net/tcp", SSHD_LISTENS, ""), ("programs", "", ""), other=REST_ABSENT),
    )
    assert (outcome("linux.firewall.default_deny", host), outcome("linux.firewall.admin_ports", host)) == (
        denies,
        admin,
    )


def test_a_verdict_map_is_one_rule_an_entry_and_a_named_one_cannot_be_told():
    found = list(rules.nft("tcp dport vmap { 22 : jump admin, 80 : accept }", 1))
    assert [(r.verdict, r.target, r.ports) for r in found] == [
        ("jump", "admin", ((22, 22),)),
        ("accept", "", ((80, 80),)),
    ]
    assert [r.verdict for r in rules.nft("ip saddr vmap @zones", 1)] == ["?"]


def test_a_firewall_that_a_plain_user_may_not_read_is_denied():
    chains = facts(firewall=section("firewall", other="!denied nft list ruleset")).firewall.chains
    assert isinstance(chains, Unread) and chains.reason == "denied"


def test_old_configuration_files():
    host = facts(
        legacy=section(
            "legacy",
            ("/etc/inetd.conf", "#telnet x\nftp stream tcp nowait root /usr/sbin/tcpd in.ftpd -l", ""),
            ("/etc/xinetd.d/rsh", "service shell\n{\n disable = yes\n server = /usr/sbin/in.rshd\n}", ""),
            ("/etc/xinetd.d/tftp", "service tftp\n{\n server = /usr/sbin/in.tftpd\n}", ""),
            ("/etc/exports", "/a 10.0.0.0/8(rw,\\\nno_root_squash) *(ro)\n/b\n# /c *", ""),
            ("/etc/rsyncd.conf", "auth users = bak\n[a]\npath = /a\n[b]\nauth users =\nread only = no", ""),
        )
    ).legacy
    assert [s.name for s in host.inetd.items] == ["ftp", "tftp"]
    assert [(e.path, e.client, e.options) for e in host.exports.items] == [
        ("/a", "10.0.0.0/8", ("rw", "no_root_squash")),
        ("/a", "*", ("ro",)),
        ("/b", "*", ()),
    ]
    assert [(m.name, m.users, m.writable) for m in host.modules.items] == [("a", True, False), ("b", False, True)]


@pytest.mark.parametrize(
    ("block", "expected"),
    [
        (("chronyc -h 127.0.0.1 -n tracking", "Reference ID    : 0A010101\nLeap status     : Normal", "0"), True),
        (("chronyc -h 127.0.0.1 -n tracking", "Leap status     : Not synchronised", "0"), False),
        (("ntpq -pn", "     remote           refid\n==========\n*10.1.1.1  .GPS.  1 u", "0"), True),
        (("ntpq -pn", "     remote           refid\n==========\n 10.1.1.1  .INIT. 16 u", "0"), False),
        (("timedatectl show -p NTPSynchronized", "NTPSynchronized=no", "0"), False),
    ],
)  # fmt: skip
def test_whether_the_clock_follows(block, expected):
    state = facts(time=section("time", block)).time.synchronised
    assert isinstance(state, Reading) and state.value is expected


def test_interfaces_are_told_by_what_the_kernel_says():
    net = "/sys/class/net"
    host = facts(
        network=section(
            "network",
            (f"{net}/lo/flags", "0x9", ""), (f"{net}/lo/type", "772", ""),
            (f"{net}/wlp2s0/flags", "0x1003", ""), (f"{net}/wlp2s0/type", "1", ""),
            (f"{net}/usb0/flags", "0x1103", ""), (f"{net}/usb0/type", "1", ""),
            (f"{net}/wg0/flags", "0x91", ""), (f"{net}/wg0/type", "65534", ""),
            (f"{net}/docker0/flags", "0x1003", ""), (f"{net}/docker0/type", "1", ""),
            ("marks", "wlp2s0 phy80211\ndocker0 bridge\nusb0 device", ""),
            ("drivers", "usb0/device/driver -> ../../../bus/usb/drivers/rndis_host", ""),
            ("ip -o addr", "2: usb0    inet 192.168.42.9/24 brd 192.168.42.255 scope global dynamic usb0", "0"),
        )
    )  # fmt: skip
    kinds = {i.name: (i.kind, i.promiscuous) for i in host.network.interfaces.items}
    assert kinds == {
        "lo": ("loopback", False), "wlp2s0": ("wireless", False), "usb0": ("mobile", True),
        "wg0": ("tunnel", False), "docker0": ("virtual", False),
    }  # fmt: skip
    assert outcome("linux.network.mobile", host) == "fail"


def test_name_servers_behind_the_hosts_own_resolver():
    stub = ("/etc/resolv.conf", "nameserver 127.0.0.53", "")
    real = ("/run/systemd/resolve/resolv.conf", "nameserver 8.8.8.8", "")
    assert outcome("linux.network.public_dns", facts(network=section("network", stub))) == "unknown"
    assert outcome("linux.network.public_dns", facts(network=section("network", stub, real))) == "fail"
