"""Parsers of mounts, boot, disks, containers and memory dumps over texts made for these tests (not recorded)."""

from __future__ import annotations

import shutil
import subprocess

import pytest

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


MOUNTS = r""">mounts
=/proc/self/mountinfo
|27 1 8:2 / / rw,relatime shared:1 - ext4 /dev/sda2 rw,errors=remount-ro
|28 27 0:25 / /tmp rw,nosuid,nodev shared:2 master:1 - tmpfs tmpfs rw,size=4k
|29 27 8:17 / /mnt/USB\040stick rw - vfat /dev/sdb1 rw
|30 27 8:3 / /data rw,relatime - xfs /dev/sda3 ro,noquota
|31 27 nonsense
=/etc/fstab
|# comment
|UUID=1 / ext4 errors=remount-ro 0 1
|/dev/sda3 /data xfs defaults 0 2
|//pacs/x /pacs cifs user=a,password=hidden 0 0
<mounts
"""


def test_mountinfo_with_odd_names_and_odd_lines(record, as_of):
    host = facts_of(record, MOUNTS)
    mounted = host.mounts.mounted
    assert isinstance(mounted, Listing)
    assert [m.point for m in mounted.items] == ["/", "/tmp", "/mnt/USB stick", "/data"]
    assert not mounted.complete
    found = verdict("linux.mounts.turned_read_only", host, as_of)
    assert (found.outcome, found.args["found"]) == (Outcome.FAIL, ["/data (/dev/sda3)"])
    assert verdict("linux.mounts.tmp", host, as_of).args["found"] == ["noexec"]
    assert verdict("linux.mounts.network", host, as_of).outcome is Outcome.UNKNOWN


BOOT = """>boot
=/proc/cmdline
|ro quiet
=/boot/grub2/grub.cfg
|set superusers="root"
|password_pbkdf2 root ${GRUB2_PASSWORD}
=/usr/lib/systemd/system/rescue.service
|[Service]
|ExecStart=-/usr/lib/systemd/systemd-sulogin-shell rescue
=/usr/lib/systemd/system/emergency.service
|ExecStart=-/usr/lib/systemd/systemd-sulogin-shell emergency
=/etc/systemd/system/rescue.service.d/10-open.conf
|[Service]
|ExecStart=
|ExecStart=/bin/bash
=/etc/systemd/system.conf
|#CtrlAltDelBurstAction=none
=/etc/systemd/system.conf.d/a.conf
|CtrlAltDelBurstAction=none
=systemd
|present
=ctrl-alt-del
|/dev/null
=firmware
|efi
=od -An -tu1 /sys/firmware/efi/efivars/SecureBoot-8be4df61-93ca-11d2-aa0d-00e098032b8c
|   6   0   0   0   1
?0
<boot
"""


def test_boot_drop_ins_win_and_the_distributions_own_line_is_no_password(record, as_of):
    host = facts_of(record, BOOT)
    assert verdict("linux.boot.loader_password", host, as_of).outcome is Outcome.FAIL
    assert verdict("linux.boot.rescue_password", host, as_of).args["found"] == ["rescue.service: /bin/bash"]
    assert verdict("linux.boot.ctrl_alt_del", host, as_of).outcome is Outcome.PASS
    assert verdict("linux.boot.secure_boot", host, as_of).outcome is Outcome.PASS
    secret = facts_of(record, BOOT.replace("=/usr/lib", "=/boot/grub2/user.cfg\n|GRUB2_PASSWORD=PBKDF2\n=/usr/lib", 1))
    assert verdict("linux.boot.loader_password", secret, as_of).outcome is Outcome.PASS


def test_an_unreadable_boot_partition_is_unknown(record, as_of):
    host = facts_of(record, ">boot\n!denied /boot/grub2/grub.cfg\n!absent /boot/grub/grub.cfg\n<boot\n")
    found = verdict("linux.boot.loader_password", host, as_of)
    assert (found.outcome, found.says) == (Outcome.UNKNOWN, "unknown.denied")


@pytest.mark.parametrize("shell", ["dash", "busybox"])
def test_no_boot_password_leaves_the_host(shell):
    """The probe's own awk over lines as GRUB 2 and GRUB legacy write them."""
    if not shutil.which(shell):
        pytest.skip(f"no {shell} here")
    lines = (
        "|password_pbkdf2 root grub.pbkdf2.sha512.10000.AAAA.BBBB",
        "|GRUB2_PASSWORD=grub.pbkdf2.sha512.10000.AAAA.BBBB",
        "|password --md5 $1$AAAA$BBBB",
        "|password --encrypted $6$AAAA$BBBB",
        "|  password AAAA",
        "|menuentry 'x' { linux AAAA }",
    )
    fragment = linux.script().split("main() {", 1)[0] + "\nshow() { cat; }\nboot_loader\n"
    command = [shell, "sh", "-c", fragment] if shell == "busybox" else [shell, "-c", fragment]
    done = subprocess.run(command, input="\n".join(lines).encode() + b"\n", stdout=subprocess.PIPE, check=True)
    out = done.stdout.decode()
    assert "AAAA" not in out
    assert out.count("PBKDF2") == 2
    assert out.count("CRYPT") == 2
    assert "PLAIN" in out


DISKS = """>disks
=df -kP
|Filesystem 1024-blocks Used Available Capacity Mounted on
|/dev/mapper/vg-data 100 97 3 97% /data with blank
|none 0 0 0 - /x
?1
=ls -l /sys/block
|total 0
|lrwxrwxrwx 1 root root 0 Jan  1 00:00 sda -> ../devices/pci0000:00/0000:00:02.0/host0/block/sda
|lrwxrwxrwx 1 root root 0 Jan  1 00:00 sdb -> ../devices/pci0000:00/usb1/1-1/1-1:1.0/host6/block/sdb
|lrwxrwxrwx 1 root root 0 Jan  1 00:00 dm-0 -> ../devices/virtual/block/dm-0
?0
=/sys/block/dm-0/dm/uuid
|CRYPT-LUKS2-abc-root
=/sys/block/dm-0/dev
|253:0
=slaves
|dm-0/slaves/sda2
=/proc/mdstat
|Personalities : [raid1]
|md0 : active raid1 sdb1[1](F) sda1[0]
|      1046528 blocks super 1.2 [2/1] [U_]
|md1 : active raid0 sdc1[1] sdd1[0]
|      10 blocks super 1.2 512k chunks
=/proc/swaps
|Filename Type Size Used Priority
|/dev/dm-0 partition 1 0 -2
=/sys/fs/ext4/sda2/errors_count
|0
=/sys/fs/btrfs/1234/devinfo/1/error_stats
|write_errs 0
|read_errs 7
<disks
"""


def test_disks(record, as_of):
    host = facts_of(record, DISKS)
    space, devices, arrays = host.disks.space, host.disks.devices, host.disks.arrays
    assert isinstance(space, Listing)
    assert [(s.point, s.percent) for s in space.items] == [("/data with blank", 97), ("/x", -1)]
    assert not space.complete
    assert isinstance(devices, Listing)
    assert [(d.name, d.usb, d.stands_on) for d in devices.items] == [
        ("sda", False, ()),
        ("sdb", True, ()),
        ("dm-0", False, ("sda2",)),
    ]
    assert isinstance(arrays, Listing)
    assert [(a.name, a.total, a.working, a.failed) for a in arrays.items] == [
        ("md0", 2, 1, ("sdb1",)),
        ("md1", 0, 0, ()),
    ]
    assert verdict("linux.disks.swap", host, as_of).outcome is Outcome.PASS
    assert "read_errs = 7" in str(verdict("linux.disks.file_system_errors", host, as_of).args)


CONTAINERS = """>containers
=/etc/docker/daemon.json
|{
|  "hosts": ["tcp://0.0.0.0:2375"], "tlsverify": true
|}
=tool dockerd
|present
=/var/lib/docker/containers/0123456789abcdef/hostconfig.json
|{"Binds":["/etc:/e:ro"],"LogConfig":null,"NetworkMode":"host","PidMode":"","Privileged":false,"CapAdd":null}
=/var/lib/docker/containers/fedcba9876543210/hostconfig.json
|{"Binds":null,"Mounts":[{"Type":"bind","Source":"/","Target":"/host"}],"Privi
=/var/lib/kubelet/config.yaml
|authentication:
|  anonymous:
|    enabled: true
|  webhook:
|    enabled: false
<containers
"""


def test_containers(record, as_of):
    host = facts_of(record, CONTAINERS)
    docker = host.containers.docker
    assert isinstance(docker, Listing)
    assert [(c.ident, c.binds, c.host_network) for c in docker.items] == [("0123456789ab", ("/etc:/e:ro",), True)]
    assert not docker.complete  # the second is cut
    assert isinstance(host.containers.anonymous, Reading)
    assert host.containers.anonymous.value
    assert verdict("linux.containers.privileged", host, as_of).args["found"] == ["0123456789ab: /etc:/e:ro"]
    broken = facts_of(record, ">containers\n=/etc/docker/daemon.json\n|{ not json\n<containers\n")
    assert isinstance(broken.containers.daemon, Unread)


def test_options_for_log_drivers_stay_on_the_host():
    text = '{"Binds":null,"LogConfig":{"Type":"splunk","Config":{"splunk-token":"SECRET"}},"Privileged":true}'
    awk = linux.script().split("awk 'FNR == 1 { print \"=\" FILENAME; sub(", 1)[1].split(", 1, 60000)", 1)[0]
    program = "FNR == 1 { sub(" + awk + ", 1, 60000) }"
    done = subprocess.run(["awk", program], input=text.encode(), stdout=subprocess.PIPE, check=True)
    assert done.stdout == b'|{"Binds":null,"LogConfig":null,"Privileged":true}\n'


def test_memory_dumps_the_last_drop_in_holds(record):
    body = ">coredumps\n=/etc/systemd/coredump.conf\n|#Storage=none\n|Storage=none\n"
    body += "=/usr/lib/systemd/coredump.conf\n|Storage=journal\n"
    body += "=/etc/systemd/coredump.conf.d/z.conf\n|Storage=external\n"
    body += "=/etc/security/limits.conf\n|* hard core 0 # none\n|#* soft core 0\n<coredumps\n"
    dumps = facts_of(record, body).coredumps
    assert isinstance(dumps.storage, Reading)
    assert dumps.storage.value == "external"
    assert isinstance(dumps.limits, Listing)
    assert [(r.name, r.value) for r in dumps.limits.items] == [("* hard", "0")]


def test_security_modules(record, as_of):
    body = ">lsm\n!absent /sys/fs/selinux/enforce\n!absent /selinux/enforce\n!absent /etc/selinux/config\n"
    body += "=/sys/kernel/security/lsm\n|capability,apparmor\n=/sys/module/apparmor/parameters/enabled\n|Y\n"
    body += "=/sys/kernel/security/apparmor/profiles\n|/usr/bin/man (enforce)\n|snap.x (y) (complain)\n<lsm\n"
    host = facts_of(record, body)
    assert verdict("linux.lsm.enforcing", host, as_of).outcome is Outcome.PASS
    assert verdict("linux.lsm.complaining", host, as_of).args["found"] == ["snap.x (y) (complain)"]
    assert verdict("linux.lsm.next_start", host, as_of).outcome is Outcome.NOT_APPLICABLE


def run_probe(shell: list[str], script: str) -> raw.Raw:
    done = subprocess.run([*shell, "-s", "--", "--no-walk"], input=script.encode(), stdout=subprocess.PIPE, check=True)
    return raw.read(done.stdout, "here")


@pytest.mark.parametrize("shell", [["busybox", "sh"], ["bash"]], ids=" ".join)
def test_every_shell_reads_the_same(shell):
    if not shutil.which(shell[0]):
        pytest.skip(f"no {shell[0]} here")
    one, other = run_probe(["sh"], linux.script()), run_probe(shell, linux.script())
    for name in ("kernel", "modules", "boot", "lsm", "containers", "coredumps"):
        sections = one.section(name), other.section(name)
        texts = [[(b.name, b.code, [text for _, text in b.rows]) for b in s.blocks.values()] for s in sections]
        misses = [[(m.reason, m.detail) for m in s.misses] for s in sections]
        assert (texts[0], misses[0]) == (texts[1], misses[1]), name
        assert all(s.closed for s in sections)


def test_a_find_that_cannot_print_modes_leaves_files_unknown(as_of):
    """As on a system whose find is busybox's: the walk is then said to be missing, not done."""
    host = linux.parse(run_probe(["sh"], linux.script().replace("nl='\n'", "find() { return 1; }\nnl='\n'", 1)))
    for name in ("files.password_files", "files.world_writable", "set_id.unknown", "set_id.shells"):
        found = verdict(f"linux.{name}", host, as_of)
        assert (found.outcome, found.says) == (Outcome.UNKNOWN, "unknown.absent"), (name, found)
