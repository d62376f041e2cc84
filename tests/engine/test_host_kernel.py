"""Parsers of kernel, modules and USB over texts made for these tests (not recorded on a real machine)."""

from __future__ import annotations

from wardround.checks import Given, judge
from wardround.collectors import linux
from wardround.collectors.linux import raw
from wardround.expectations import Expectations
from wardround.facts import Listing, Reading, Unread
from wardround.facts.linux import LinuxFacts
from wardround.verdicts import Outcome, Verdict


def facts_of(record, body: str) -> LinuxFacts:
    return linux.parse(raw.read(record(body), "x"))


def verdict(check_id: str, host: LinuxFacts, as_of) -> Verdict:
    return judge("linux", host, Given(Expectations(), as_of), None, (check_id,))[check_id]


KERNEL = """>kernel
=/proc/sys/kernel/sysrq
|438
=/proc/sys/net/ipv4/conf/all/rp_filter
|0
=/proc/sys/net/ipv4/conf/eth0.100/rp_filter
|1
=/sys/devices/system/cpu/vulnerabilities/mds
|Mitigation: Clear CPU buffers; SMT vulnerable
=/sys/kernel/security/lockdown
|none [integrity] confidentiality
=/etc/sysctl.conf
|kernel.sysrq = 1
=/etc/sysctl.d/50-a.conf
|# kernel.sysrq = 7
|-kernel.sysrq=0
|net/ipv4/conf/eth0.100/rp_filter = 1
|net.ipv4.conf.*.rp_filter = 2
=/usr/lib/sysctl.d/10-first.conf
|kernel.sysrq = 16
=/usr/lib/sysctl.d/50-a.conf
|kernel.sysrq = 99
!denied /etc/sysctl.d/secret.conf
<kernel
"""


def test_sysctl_files_take_effect_in_the_order_of_their_names_and_etc_hides_usr(record):
    kernel = facts_of(record, KERNEL).kernel
    assert isinstance(kernel.configured, Listing)
    assert [(c.name, c.value, c.file.rsplit("/", 1)[1]) for c in kernel.configured.items] == [
        ("kernel.sysrq", "16", "10-first.conf"),
        ("kernel.sysrq", "0", "50-a.conf"),
        ("net.ipv4.conf.eth0.100.rp_filter", "1", "50-a.conf"),
    ]
    assert kernel.configured.gaps[0].reason == "denied"
    assert isinstance(kernel.settings, Listing)
    assert kernel.settings.complete
    assert {s.name for s in kernel.settings.items} == {
        "kernel.sysrq",
        "net.ipv4.conf.all.rp_filter",
        "net.ipv4.conf.eth0.100.rp_filter",
    }
    assert isinstance(kernel.lockdown, Reading)
    assert kernel.lockdown.value == "integrity"


def test_an_interface_that_deviates_is_named(record, as_of):
    body = ">kernel\n"
    for name, value in (("all", 0), ("eth0", 1), ("eth1", 0), ("lo", 0)):
        body += f"=/proc/sys/net/ipv4/conf/{name}/rp_filter\n|{value}\n=/proc/sys/net/ipv4/conf/{name}/forwarding\n|0\n"
    found = verdict("linux.kernel.reverse_path", facts_of(record, body + "<kernel\n"), as_of)
    assert (found.outcome, found.args["found"]) == (Outcome.FAIL, ["eth1 (ipv4)"])


def test_without_proc_the_kernel_is_unknown_not_fine(record, as_of):
    host = facts_of(record, ">kernel\n!absent /proc/sys/kernel/sysrq\n<kernel\n")
    assert isinstance(host.kernel.settings, Unread)
    for name in ("sysrq", "kexec", "drift", "reverse_path", "processor", "lockdown"):
        assert verdict(f"linux.kernel.{name}", host, as_of).outcome is Outcome.UNKNOWN, name


MODULES = """>modules
=names
| dccp sctp rds udf usb_storage uas
=/lib/modules
|dccp loadable kernel/net/dccp/dccp.ko.xz
|sctp loadable kernel/net/sctp/sctp.ko
|usb_storage loadable kernel/drivers/usb/storage/usb-storage.ko
|uas loadable kernel/drivers/usb/storage/uas.ko
|udf builtin kernel/fs/udf/udf.ko
=/proc/modules
|uas 32768 0 -
=modprobe --showconfig
|install dccp /bin/false
|install sctp /sbin/modprobe --ignore-install sctp; logger sctp
|blacklist usb-storage
|install rds /bin/true; /sbin/insmod rds.ko
=/proc/cmdline
|ro quiet module_blacklist=uas
=/sys/module/module/parameters/sig_enforce
|N
<modules
"""


def test_only_a_rule_that_refuses_is_a_rule(record):
    modules = facts_of(record, MODULES).modules
    seen = {name: modules.named(name) for name in ("dccp", "sctp", "rds", "udf", "usb_storage", "uas")}
    assert {k: (m.home, m.rule, m.loaded) for k, m in seen.items() if m} == {
        "dccp": ("loadable", "install", False),
        "sctp": ("loadable", "none", False),
        "rds": ("absent", "none", False),
        "udf": ("builtin", "none", False),
        "usb_storage": ("loadable", "blacklist", False),
        "uas": ("loadable", "kernel", True),
    }
    assert isinstance(modules.signed_only, Reading)
    assert not modules.signed_only.value


def test_in_a_container_without_its_kernels_modules_nothing_is_claimed(record, as_of):
    body = ">modules\n=names\n| dccp sctp\n!absent /lib/modules/*/modules.dep\n"
    body += "=/proc/modules\n|ext4 1 0 -\n!absent modprobe\n<modules\n"
    host = facts_of(record, body)
    assert verdict("linux.modules.protocols", host, as_of).outcome is Outcome.UNKNOWN


def test_a_kernel_without_modules_shows_what_is_built_in(record, as_of):
    body = ">modules\n=names\n| dccp sctp\n!absent /lib/modules/*/modules.dep\n!absent /proc/modules\n"
    body += "=/proc/net/protocols\n|protocol size\n|SCTP 1 2\n<modules\n"
    found = verdict("linux.modules.protocols", facts_of(record, body), as_of)
    assert (found.outcome, found.args["builtin"]) == (Outcome.FAIL, ["sctp"])


USB = """>usb
=bus
|present
=devices
|usb1/authorized_default 1
|1-1:1.0/bInterfaceClass 08
|usb1/idVendor 1d6b
|1-1/idVendor 0781
|1-1/idProduct 5567
|1-1/product Cruzer Blade
=dmesg
|[12345.678901] usb 1-1: new high-speed USB device
|[12346.000000] usb-storage 1-1:1.0: USB Mass Storage device detected
=/etc/usbguard/usbguard-daemon.conf
|# ImplicitPolicyTarget=allow
|ImplicitPolicyTarget=block
=/etc/usbguard/rules.conf
|allow id 1d6b:0002 serial "0000:00:14.0" name "xHCI" with-interface 09:00:00
|allow with-interface equals { 08:*:* }
|allow with-interface one-of { 03:*:* }
<usb
"""


def test_usb_devices_rules_and_what_the_log_remembers(record):
    usb = facts_of(record, USB).usb
    assert isinstance(usb.devices, Listing)
    stick = next(d for d in usb.devices.items if d.port == "1-1")
    assert (stick.name, stick.title, stick.classes) == ("0781:5567", "Cruzer Blade", ("08",))
    assert isinstance(usb.remembered, Listing)
    assert len(usb.remembered.items) == 1
    assert not usb.remembered.complete  # the log starts hours after the machine
    assert isinstance(usb.guard, Reading)
    assert usb.guard.value == "block"
    assert isinstance(usb.guard_open, Listing)
    assert [s.value for s in usb.guard_open.items] == ["allow with-interface equals { 08:*:* }"]
