"""A real sshd, real rules and real sockets: every planted weakness is found, and the hardened twin has none."""

from __future__ import annotations

from datetime import date

import pytest
from namespaces import probed, probed_under_systemd

from wardround import checks
from wardround.collectors import linux
from wardround.collectors.linux import raw
from wardround.expectations import Document, document
from wardround.verdicts import Outcome, Verdict

FAMILIES = tuple(f"linux.{name}." for name in ("ssh", "ports", "legacy", "services", "firewall", "network", "time"))

WEAK = r"""
cat >/etc/ssh/sshd_config <<X
PermitRootLogin yes
PermitEmptyPasswords yes
MaxAuthTries 20
Ciphers aes256-ctr,aes128-cbc
MACs hmac-sha2-256,hmac-md5
KexAlgorithms curve25519-sha256,diffie-hellman-group14-sha1
HostKeyAlgorithms ssh-ed25519,ssh-rsa
LoginGraceTime 600
X11Forwarding yes
GatewayPorts yes
HostbasedAuthentication yes
IgnoreRhosts no
PermitUserEnvironment yes
StrictModes no
LogLevel QUIET
MaxSessions 90
MaxStartups 200
UsePAM no
Match Address 10.0.0.0/8
  AllowTcpForwarding yes
X
ssh-keygen -qA
chmod 666 /etc/ssh/sshd_config
/usr/sbin/sshd
chmod 644 /etc/ssh/ssh_host_rsa_key
hold redis-server 6379; hold mysqld 3306; hold smbd 445; hold Xorg 6000; hold vsftpd 21; hold snmpd 161 udp
hold master 25; hold named 53 udp; hold dhcpd 67 udp; hold squid 3128; hold Xvnc 5901; hold memcached 11211
hold mongod 27017; hold dockerd 2375; hold /dev/shm/.x 4444; hold gone 4445; hold in.telnetd 23; hold in.tftpd 69 udp
sleep 0.5; rm /run/bin/gone
enable rsh.socket nis.service rpcbind.service nfs-server.service rsync.service finger.socket ntalk.socket
enable avahi-daemon.service cups.service bluetooth.service ModemManager.service autofs.service gdm.service
enable slapd.service webmin.service
enable chrony.service ntpsec.service xinetd.service
mkdir -p /etc/chrony /etc/redis /etc/samba /etc/snmp /etc/xinetd.d /etc/postfix
echo 'bind 0.0.0.0' >/etc/redis/redis.conf
printf 'net:\n  bindIp: 0.0.0.0\n#security:\n#  authorization: enabled\n' >/etc/mongod.conf
echo '-l 0.0.0.0' >/etc/memcached.conf
printf '[global]\nserver min protocol = NT1\n[all]\npath = /srv\nguest ok = yes\n' >/etc/samba/smb.conf
printf 'rocommunity public\nrwcommunity TopSecretWord 10.0.0.0/8\n' >/etc/snmp/snmpd.conf
echo 'anonymous_enable=YES' >/etc/vsftpd.conf
echo 'mynetworks = 127.0.0.0/8, 0.0.0.0/0' >/etc/postfix/main.cf
echo '/srv *(rw,no_root_squash)' >/etc/exports
printf 'read only = no\n[bak]\npath = /srv\n' >/etc/rsyncd.conf
echo '+ +' >/etc/hosts.equiv
mkdir -p /run/home/mallory && mount --bind /run/home /home
echo TopSecretWord >/run/secret && ln -s /run/secret /home/mallory/.rhosts
printf 'service chargen\n{\n  type = INTERNAL\n  disable = no\n}\n' >/etc/xinetd.d/chargen
card eth0 10.1.2.3/24; card eth1 192.168.5.9/24; ip link set eth0 promisc on
ip tuntap add dev tun0 mode tun; ip link set tun0 up
ip route add default via 10.1.2.1; ip route add default via 192.168.5.1 metric 9
echo 1 >/proc/sys/net/ipv4/ip_forward
echo 'nameserver 8.8.8.8' >/run/resolv; mount --bind /run/resolv /etc/resolv.conf
echo 'http_proxy=http://someone:TopSecretWord/with=strange@signs@proxy.example.org:3128' >>/etc/environment
echo 'export HTTPS_PROXY=someone:TopSecretWord@10.9.9.9:3128' >/etc/profile.d/z.sh
echo 'pool pool.example.org iburst' >/etc/chrony/chrony.conf
"""

#: What only a real card, phone or tunnel, an older sshd, or the owner of another section can plant.
NOT_PLANTED = {
    "linux.ssh.protocol", "linux.ssh.restart_pending", "linux.network.wireless", "linux.network.mobile",
    "linux.time.service", "linux.time.synchronised", "linux.services.elasticsearch_security",
}  # fmt: skip

HARD = r"""
cat >/etc/ssh/sshd_config <<X
PermitRootLogin no
PasswordAuthentication no
KbdInteractiveAuthentication no
MaxAuthTries 4
LoginGraceTime 60
ClientAliveInterval 300
X11Forwarding no
AllowTcpForwarding no
AllowGroups admins
Banner /etc/issue.net
UsePAM yes
X
ssh-keygen -qA; chmod 600 /etc/ssh/sshd_config; rm -f /etc/ssh/sshd_config.d/*
/usr/sbin/sshd
enable nftables.service chrony.service
hold redis-server 6379 127.0.0.1; echo 'bind 127.0.0.1' >/etc/redis.conf
hold exim4 25 127.0.0.1
mkdir -p /etc/chrony; echo 'server 10.1.1.1 iburst' >/etc/chrony/chrony.conf
rm -rf /etc/chrony/sources.d /etc/chrony/conf.d /etc/exports /etc/rsyncd.conf /etc/hosts.equiv /etc/xinetd.d
card eth0 10.1.2.3/24; ip route add default via 10.1.2.1
echo 0 >/proc/sys/net/ipv4/ip_forward
echo 'nameserver 10.1.1.53' >/run/resolv; mount --bind /run/resolv /etc/resolv.conf
sed -i '/proxy/Id' /etc/environment; rm -f /etc/apt/apt.conf.d/*proxy* /etc/profile.d/*proxy*
grep -rli proxy /etc/apt | xargs -r rm -f
nft -f - <<X
table inet filter {
  chain input { type filter hook input priority 0; policy drop;
    ct state vmap { established : accept, related : accept, invalid : drop }
    iifname "lo" accept
    ip saddr 10.1.2.0/24 tcp dport 22 accept
  }
}
X
"""

EXPECT = """
all:
  ports: [{port: 22, by: Li}]
  time_servers: [{name: 10.1.1.1, by: Li}]
"""
STRICT = "all:\n  ports: [{port: 1, by: Li}]\n  time_servers: [{name: 10.1.1.1, by: Li}]\n"


def judged(record: raw.Raw, expect: Document) -> dict[str, Verdict]:
    given = checks.Given(expect.of("x"), date(2026, 1, 31))
    return checks.judge("linux", linux.parse(record), given, None)


def of_these(verdicts: dict[str, Verdict], outcome: Outcome) -> dict[str, Verdict]:
    return {i: v for i, v in verdicts.items() if i.startswith(FAMILIES) and v.outcome is outcome}


@pytest.fixture(scope="module")
def weak():
    return probed(WEAK)


def test_every_planted_weakness_is_found(weak):
    verdicts = judged(weak, document(STRICT, "e"))
    mine = {i for i in verdicts if i.startswith(FAMILIES)}
    missed = {i: verdicts[i] for i in mine - NOT_PLANTED - of_these(verdicts, Outcome.FAIL).keys()}
    assert not missed, "\n".join(f"{i}: {v}" for i, v in missed.items())


def test_every_failure_leads_to_a_line_that_shows_it(weak):
    for check_id, verdict in of_these(judged(weak, document(STRICT, "e")), Outcome.FAIL).items():
        assert verdict.lines, check_id
        assert all(weak.describe(line)[1] for line in verdict.lines), check_id


def test_a_proxy_without_a_scheme_is_found_too(weak):
    proxies = linux.parse(weak).network.proxies
    assert {p.value for p in proxies.items} >= {"proxy.example.org", "10.9.9.9"}


def test_a_users_trust_file_is_told_but_not_read(weak):
    trusted = linux.parse(weak).legacy.trusted
    assert {(t.at, t.text) for t in trusted.items} == {("/etc/hosts.equiv:1", "+ +"), ("/home/mallory/.rhosts", "")}


def test_no_secret_leaves_the_host(weak):
    assert not [text for text in weak.texts if "TopSecretWord" in text]


def test_the_hardened_twin_has_no_failure():
    verdicts = judged(probed(HARD), document(EXPECT, "e"))
    assert not of_these(verdicts, Outcome.FAIL)
    assert not {i for i, v in verdicts.items() if v.says == "unknown.our_bug"}
    assert len(of_these(verdicts, Outcome.PASS)) > 50


@pytest.mark.parametrize("shell", ["dash", "busybox sh", "bash"])
def test_every_shell_tells_the_same(shell, weak):
    there = judged(probed(WEAK, shell=shell), document(STRICT, "e"))
    here = judged(weak, document(STRICT, "e"))
    assert {i: v.outcome for i, v in there.items()} == {i: v.outcome for i, v in here.items()}


STRANGERS = [  # real rules: loaded by, rules, refused by default, SSH closed to strangers
    ("iptables-nft", "-A INPUT -i lo -j ACCEPT; -A INPUT -p tcp --dport 22 -j ACCEPT; -P INPUT DROP", "pass", "fail"),
    ("iptables-nft", "-A INPUT -s 10.0.0.0/8 -p tcp -m multiport --dports 22,3389 -j ACCEPT; -A INPUT -j REJECT",
     "pass", "pass"),
    ("iptables-legacy", "-A INPUT -p tcp -m tcp --dport 22 -m iprange --src-range 10.1.2.1-10.1.2.9 -j ACCEPT; "
     "-P INPUT DROP", "pass", "pass"),
    ("iptables-legacy", "-A INPUT -m state --state NEW,ESTABLISHED -j ACCEPT; -P INPUT DROP", "fail", "fail"),
    ("iptables-legacy", "-N mine; -A INPUT -j mine; -A mine -s 10.0.0.0/8 -j ACCEPT; -A mine -j DROP", "pass", "pass"),
    ("iptables-nft", "-A FORWARD -j DROP", "fail", "fail"),
]  # fmt: skip


@pytest.mark.parametrize(("program", "rules", "denies", "admin"), STRANGERS)
def test_real_rules_are_judged_by_what_a_stranger_meets(program, rules, denies, admin):
    loads = "\n".join(f"{program} {rule.strip()} || exit 9" for rule in rules.split(";"))
    verdicts = judged(probed(f"hold sshd 22\n{loads}"), document(EXPECT, "e"))
    found = [verdicts[f"linux.firewall.{name}"].outcome.value for name in ("default_deny", "admin_ports")]
    assert found == [denies, admin], [verdicts[f"linux.firewall.{n}"] for n in ("default_deny", "admin_ports")]


def test_a_plain_user_is_told_what_could_not_be_read_and_nothing_of_it_passes():
    setup = f"{HARD}\nsleep 0.5\nchmod 755 /run /run/etc"
    verdicts = judged(
        probed(setup, shell="setpriv --reuid 65534 --regid 65534 --clear-groups sh"), document(EXPECT, "e")
    )
    needs_root = ["linux.ssh.root_login", "linux.firewall.active", "linux.ports.program_place"]
    assert {verdicts[i].says for i in needs_root} == {"unknown.denied"}
    assert not of_these(verdicts, Outcome.FAIL)


UNITS = r"""
unit() {
  printf '[Unit]\nDefaultDependencies=no\n%s\n[Install]\nWantedBy=default.target\n' "$2" >/etc/systemd/system/$1
}
printf '[Unit]\nWants=telnet.socket steady.service broken.service\n' >/etc/systemd/system/default.target
unit telnet.socket "$(printf '[Socket]\nListenStream=23')"
unit telnet.service "$(printf '[Service]\nExecStart=/bin/true')"
unit steady.service "$(printf '[Service]\nExecStart=/bin/sleep 99')"
unit broken.service "$(printf '[Service]\nExecStart=/bin/false')"
unit finger.socket "$(printf '[Socket]\nListenStream=79')"
mkdir -p /etc/systemd/system/default.target.wants
ln -s /etc/systemd/system/telnet.socket /etc/systemd/system/default.target.wants/telnet.socket
ln -s /dev/null /etc/systemd/system/cups.service
"""


def test_units_of_a_real_systemd():
    record = probed_under_systemd(UNITS)
    services = linux.parse(record).services
    assert services.init.value == "systemd"
    assert services.units.complete
    names = {"telnet.socket", "steady.service", "broken.service", "finger.socket", "cups.service"}
    assert {u.name: (u.active, u.enabled) for u in services.named(names)} == {
        "telnet.socket": ("active", "enabled"),
        "steady.service": ("active", "disabled"),
        "broken.service": ("failed", "disabled"),
        "finger.socket": ("inactive", "disabled"),
        "cups.service": ("inactive", "masked"),
    }
    verdicts = judged(record, document(EXPECT, "e"))
    assert verdicts["linux.legacy.telnet"].outcome is Outcome.FAIL
    assert "telnet.socket (active, enabled)" in verdicts["linux.legacy.telnet"].args["found"]
    assert verdicts["linux.legacy.finger"].outcome is Outcome.PASS
