"""Packages and upkeep as the probe reads them here, with a real rpm database, and from lines that others may write."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime

import pytest

from wardround.collectors import linux
from wardround.collectors.linux import raw
from wardround.facts import Listing, Reading, Unread
from wardround.intel import building
from wardround.intel.lookup import Intel
from wardround.intel.sources import apt
from wardround.intel.updates import pending

ROOT = os.getuid() == 0
APT = shutil.which("apt") and apt.LISTS.is_dir() and any(apt.packages_files(apt.LISTS))


def probe(*, script=None, shell=("sh",), user=None):
    command = ["setpriv", "--reuid", user, "--clear-groups"] if user else []
    done = subprocess.run(
        [*command, *shell, "-s", "--", "--no-walk"],
        input=(script or linux.script()).encode(),
        stdout=subprocess.PIPE,
        check=True,
        timeout=60,
        cwd="/",
    )
    return raw.read(done.stdout, "here")


@pytest.fixture(scope="module")
def record():
    return probe()


def section(text, name="patches"):
    """Facts of one section in the probe's own format."""
    body = f"#wardround-probe 1 linux 1\n>{name}\n{text}<{name}\n".encode()
    return linux.parse(
        raw.read(body + b"#wardround-end sha256 " + hashlib.sha256(body).hexdigest().encode() + b"\n", "x")
    )


@pytest.mark.skipif(not APT, reason="no apt lists: run apt-get update")
def test_what_waits_here_is_what_apt_lists_as_upgradable(record):
    made = building.Building()
    for path in apt.packages_files(apt.LISTS):
        made.packages(path)
    if made.skipped:
        pytest.skip("repositories of others are configured, whose updates apt lists too")
    facts = linux.parse(record)
    installed = facts.packages.installed
    assert isinstance(installed, Listing)
    assert installed.complete
    release = next(i.release for i in made.contents().indexes)
    found = pending(Intel.of(made.contents()), release, "dpkg", installed.items)
    by_line = {p.line: p.name for p in installed.items}
    ours = {(by_line[line], u.available) for u in found.updates for line in u.lines}
    said = subprocess.run(["apt", "list", "--upgradable"], capture_output=True, text=True, check=True).stdout
    theirs = {(r.split("/")[0], r.split()[1]) for r in said.splitlines() if "/" in r}
    assert ours == theirs


@pytest.mark.skipif(not APT, reason="no apt lists: run apt-get update")
def test_from_apt_to_a_report_and_its_intel(tmp_path):
    def wardround(*args):
        env = os.environ | {"WARDROUND_LANG": "en", "WARDROUND_HOME": str(tmp_path / "home")}
        command = [sys.executable, "-m", "wardround", *map(str, args)]
        return subprocess.run(command, capture_output=True, text=True, env=env, timeout=120)

    def verdict(out):
        results = raw_results(out)
        return results["intel"], next(v for v in results["verdicts"] if v["check"] == "linux.patches.security_updates")

    wardround("inspect", "local", "--no-walk", "--out", tmp_path / "without")
    assert wardround("intel", "build", tmp_path / "b.intel", "--from-apt").returncode == 0
    assert wardround("intel", "import", tmp_path / "b.intel").returncode == 0
    done = wardround("inspect", "local", "--no-walk", "--out", tmp_path / "with")
    intel, without = verdict(tmp_path / "without")
    assert (intel, without["outcome"], without["says"]["id"]) == (None, "unknown", "unknown.no_intel")
    intel, judged = verdict(tmp_path / "with")
    assert intel["age_days"] in (0, 1)
    assert any("security" in s for s in intel["sources"])
    assert judged["outcome"] in ("pass", "fail", "unknown")
    assert judged["says"]["id"] != "unknown.no_intel"
    assert intel["made"][:10] in done.stdout
    assert intel["digest"] in (tmp_path / "with/report.zh.html").read_text("utf-8")
    (tmp_path / "home/intel/current.intel").write_bytes(b"spoilt")
    done = wardround("inspect", "local", "--no-walk", "--out", tmp_path / "spoilt")
    assert "damaged" in done.stderr
    assert verdict(tmp_path / "spoilt")[1]["says"]["id"] == "unknown.no_intel"


def raw_results(out):
    return json.loads((out / "results.json").read_text("utf-8"))


@pytest.mark.skipif(not shutil.which("dpkg-query"), reason="no dpkg")
def test_every_package_line_shows_its_package(record):
    packages = linux.parse(record).packages
    assert packages.manager == Reading("dpkg", packages.manager.line)
    counted = subprocess.run(["dpkg-query", "-W", "-f", "${Status}\n"], capture_output=True, text=True).stdout
    assert len(packages.installed.items) == sum(r.endswith(" installed") for r in counted.splitlines())
    for p in packages.installed.items:
        assert record.describe(p.line)[1].startswith(f"{p.name}|{p.version}|")


@pytest.mark.parametrize("shell", [("dash",), ("busybox", "sh"), ("bash",), ("bash", "--posix")])
def test_every_shell_gives_the_same_facts(record, shell):
    if not shutil.which(shell[0]):
        pytest.skip(f"no {shell[0]}")
    here, there = linux.parse(record), linux.parse(probe(shell=shell))
    assert there.packages.installed.items[0].name == here.packages.installed.items[0].name
    assert len(there.packages.installed.items) == len(here.packages.installed.items)
    assert [r.name for r in there.patches.repositories.items] == [r.name for r in here.patches.repositories.items]
    assert there.patches.lists.value == here.patches.lists.value


@pytest.mark.skipif(not ROOT or not shutil.which("setpriv"), reason="needs root")
def test_a_plain_user_says_what_it_may_not_see():
    patches = linux.parse(probe(user="65534")).patches
    assert isinstance(patches.deleted, Unread)
    assert patches.deleted.reason == "denied"


@pytest.mark.skipif(not ROOT, reason="needs root")
def test_a_library_that_was_replaced_under_a_running_process_is_seen(tmp_path):
    copy = tmp_path / "libprobe.so.1"
    copy.write_bytes(b"x" * 4096)
    code = "import mmap, sys; f = open(sys.argv[1], 'rb'); m = mmap.mmap(f.fileno(), 0, prot=mmap.PROT_READ)"
    code += "; print(1, flush=True); input()"
    process = subprocess.Popen([sys.executable, "-c", code, copy], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    try:
        process.stdout.readline()
        copy.unlink()
        deleted = linux.parse(probe()).patches.deleted
        assert (process.pid, str(copy)) in {(m.pid, m.library) for m in deleted.items}
    finally:
        process.communicate(b"\n")


SPEC = """Name: probe-b
Version: 3.4~rc1
Release: 1.el8
Epoch: 7
Summary: for a test
License: none
BuildArch: noarch
%description
for a test
%files
%package extra
Summary: for a test
%description extra
for a test
%files extra
"""


@pytest.mark.skipif(not shutil.which("rpmbuild"), reason="no rpm")
def test_a_real_rpm_database(tmp_path):
    """A real package, built and entered into a database of their own; the probe reads it instead of dpkg's."""
    database = ["--dbpath", str(tmp_path / "db")]
    spec = tmp_path / "probe.spec"
    spec.write_text(SPEC)
    build = ["rpmbuild", "-bb", "--quiet", "--define", f"_topdir {tmp_path}/top", str(spec)]
    subprocess.run(build, check=True, capture_output=True)
    built = sorted((tmp_path / "top/RPMS/noarch").glob("*.rpm"))
    subprocess.run(["rpm", *database, "-i", "--nodeps", *built], check=True, capture_output=True)
    script = (
        linux.script()
        .replace("/var/lib/dpkg/status", "/nonexistent")
        .replace(
            "\nprobe_packages() {", f'\nlimit=\nrpm() {{ command rpm {" ".join(database)} "$@"; }}\nprobe_packages() {{'
        )
    )
    facts = linux.parse(probe(script=script))
    assert facts.packages.manager.value == "rpm"
    assert [
        (p.name, p.version, p.source, p.source_version)
        for p in sorted(facts.packages.installed.items, key=lambda p: p.name)
    ] == [
        ("probe-b", "7:3.4~rc1-1.el8", "", ""),
        ("probe-b-extra", "7:3.4~rc1-1.el8", "probe-b", "3.4~rc1-1.el8"),
    ]
    assert facts.packages.installed.complete
    assert abs(facts.patches.changed.value - datetime.now(UTC).timestamp()) < 300
    assert isinstance(facts.patches.core, Listing)


def test_no_secret_of_a_repository_leaves_the_host(tmp_path):
    """The fragment's own sed, fed with the places where passwords stand."""
    (tmp_path / "x.repo").write_text(
        "[r]\nbaseurl=https://user:s3cret@mirror/x?token=s3cret\npassword = s3cret\nproxy_password=s3cret\n"
        "username=s3cret\n# s3cret\nproxy=http://u:p@s3cret@proxy:3128\ngpgcheck=0\nmirrorlist=https://m/?a=s3cret&b=1\n"
    )
    (tmp_path / "x.list").write_text("deb [trusted=yes] http://s3cret@mirror/debian stable main\n")
    script = linux.script().replace("/etc/yum.repos.d", str(tmp_path)).replace("/etc/apt/sources.list.d", str(tmp_path))
    found = probe(script=script)
    text = "\n".join(t for b in found.section("patches").blocks.values() for _, t in b.rows)
    assert "s3cret" not in text
    assert "baseurl=https://-@mirror/x?-" in text
    assert "deb [trusted=yes] http://-@mirror/debian stable main" in text


def dpkg(*rows):
    head = "=manager\n|dpkg\n=dpkg-query -W -f x\n"
    return section(head + "".join(f"|{r}\n" for r in rows) + "?0\n", "packages").packages


def test_states_of_dpkg():
    found = dpkg(
        "a|1|amd64|a|1|install ok installed",
        "b|1+b1|amd64|src|1|hold ok installed",
        "c|1|amd64|c|1|install ok half-configured",
        "d|1|amd64|d|1|deinstall ok config-files",
        "e|||||unknown ok not-installed",
    )
    assert [(p.name, p.source, p.source_version) for p in found.installed.items] == [("a", "", ""), ("b", "src", "1")]
    assert [(s.name, s.state) for s in found.states.items] == [("b", "hold"), ("c", "half-configured")]
    assert found.installed.complete


@pytest.mark.parametrize("row", ["a|1", "", "a|1|amd64|a|1|installed"])
def test_a_line_of_another_shape_is_a_gap(row):
    found = dpkg("a|1|amd64|a|1|install ok installed", row)
    assert not found.installed.complete
    assert not found.states.complete


def test_no_package_at_all_is_a_gap_and_a_failed_query_an_error():
    assert not dpkg().installed.complete
    found = section("=manager\n|rpm\n=rpm -qa --qf x\n|a\n?124\n", "packages").packages
    assert isinstance(found.installed, Unread)
    assert section("=manager\n|other\n", "packages").packages.installed == Unread("absent", "dpkg, rpm", 3)


def sources(name, *rows, more=""):
    text = f"{more}={name}\n" + "".join(f"|{r}\n" for r in rows)
    return [(r.addresses, r.verified) for r in section(text).patches.repositories.items]


def test_repositories_of_apt():
    path = "/etc/apt/sources.list.d/x"
    assert sources(
        f"{path}.list",
        "# deb http://off/ x main",
        "deb-src http://src/ x main",
        "deb [ arch=amd64 trusted=yes ] http://a/ x main",
        "deb [signed-by=/k] https://b/ x main",
        "deb [allow-insecure=yes] http://c/ ./",
    ) == [(("http://a/",), False), (("https://b/",), True), (("http://c/",), False)]
    assert sources(
        f"{path}.sources",
        "Types: deb deb-src",
        "URIs: http://a/",
        " https://b/",
        "# comment inside a stanza",
        "Suites: x",
        "Trusted: yes",
        "",
        "Types: deb",
        "Enabled: no",
        "URIs: http://off/",
        "",
        "Types: deb",
        "URIs: https://c/",
        "Suites: x",
    ) == [(("http://a/", "https://b/"), False), (("https://c/",), True)]


def test_repositories_of_yum_check_no_signature_unless_told_to():
    path = "/etc/yum.repos.d/x.repo"
    rows = ("[a]", "baseurl=http://a/", "[b]", "enabled=0", "[c]", "gpgcheck=1", "baseurl=https://c/", "  https://d/")
    assert sources(path, *rows) == [(("http://a/",), False), (("https://c/", "https://d/"), True)]
    main = "=/etc/dnf/dnf.conf\n|[main]\n|gpgcheck=1\n"
    assert sources(path, *rows, more=main)[0] == (("http://a/",), True)
    assert sources("/etc/zypp/repos.d/x.repo", "[a]", "baseurl=http://a/")[0][1] is True


def test_kernels_that_can_start_and_those_that_cannot():
    rows = (
        "/boot/vmlinuz-6.1.0-38-amd64",
        "/boot/vmlinuz-0-rescue-abc",
        "/boot/vmlinuz-6.1.0-38-amd64.old",
        "/lib/modules/5.14.0-1.el9.x86_64/vmlinuz",
        "/usr/lib/modules/5.14.0-1.el9.x86_64/vmlinuz",
    )
    found = section("=kernels\n" + "".join(f"|{r}\n" for r in rows)).patches.kernels
    assert [k.release for k in found.items] == ["6.1.0-38-amd64", "5.14.0-1.el9.x86_64"]


def test_a_restart_flag_without_text_is_still_a_flag():
    assert section("+/run/reboot-required\n").patches.reboot_required.value is True
    assert section("!absent /run/reboot-required\n").patches.reboot_required.value is False
    assert section("!denied /run/reboot-required\n").patches.reboot_required.reason == "denied"


def test_a_folder_that_may_not_be_read_hides_no_date():
    found = section("!denied lists of packages in /var/cache/dnf\n=lists\n|1769000000.5 /x\n=changed\n|17 /y\n").patches
    assert found.lists.reason == "denied"
    assert found.changed.value == 17


def test_a_section_that_did_not_run_is_not_collected():
    facts = section("", "other")
    assert facts.patches.deleted.reason == "not_collected"
    assert facts.packages.installed.reason == "not_collected"
