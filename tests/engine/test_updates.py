"""Installed packages against a bundle: what is a missing update and, as important, what is none."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from wardround import checks
from wardround.errors import Fault, WardroundError
from wardround.expectations import Document
from wardround.facts import Listing, Reading
from wardround.facts.linux import LinuxFacts
from wardround.facts.linux.packages import Package, Packages
from wardround.facts.linux.system import System
from wardround.intel.lookup import Intel, belongs
from wardround.intel.model import Advisories, Advisory, Contents, Index, release_of
from wardround.intel.updates import pending

MADE = datetime(2026, 1, 30, tzinfo=UTC)
DAY = date(2026, 1, 29)


def intel(advisories=None, packages=None, release="debian/12", pockets=("main", "updates", "security")):
    index = Index(release, "amd64", dict.fromkeys(pockets, DAY), packages or {})
    advised = Advisories(release, DAY, advisories or {})
    return Intel.of(
        Contents(MADE, (index,) if packages is not None else (), (advised,) if advisories is not None else ())
    )


def shown(bundle, *packages, release="debian/12", manager="dpkg"):
    found = pending(bundle, release, manager, packages).updates
    return [(u.package, u.installed, u.available, u.security) for u in found]


def test_the_newest_of_all_pockets_counts_and_the_security_pocket_makes_it_a_security_update():
    bundle = intel(packages={"a": ("1", "3", "2"), "b": ("2", "1"), "c": ("5",)})
    packages = [Package(n, "1", "amd64") for n in "abc"]
    assert shown(bundle, *packages) == [("a", "1", "3", True), ("b", "1", "2", False), ("c", "1", "5", False)]


def test_a_version_newer_than_every_pocket_is_no_update():
    assert shown(intel(packages={"a": ("1", "2", "3")}), Package("a", "4", "amd64")) == []


def test_the_source_version_is_compared_with_an_advisory():
    bundle = intel({"src": (Advisory("DSA-1-1", (), "1.0-2"),)})
    rebuilt = Package("bin", "1.0-2+b1", "amd64", "src", "1.0-2")
    other_scheme = Package("bin2", "99", "amd64", "src", "1.0-1")
    assert shown(bundle, rebuilt) == []
    assert shown(bundle, other_scheme) == [("src", "1.0-1", "1.0-2", True)]


def test_binary_packages_of_one_source_are_one_update():
    bundle = intel({"openssl": (Advisory("DSA-1-1", ("CVE-1",), "2"), Advisory("DSA-2-1", (), "3"))})
    found = pending(
        bundle,
        "debian/12",
        "dpkg",
        (Package("openssl", "1", "amd64", line=4), Package("libssl3", "1", "amd64", "openssl", line=5)),
    )
    (update,) = found.updates
    assert (update.advisories, update.available, update.lines) == (("DSA-1-1", "DSA-2-1"), "3", (4, 5))


def test_an_old_kernel_beside_the_newest_is_no_missing_update():
    bundle = intel({"linux": (Advisory("DSA-1-1", (), "6.1.147-1"),)})
    old = Package("linux-image-6.1.0-20-amd64", "6.1.90-1", "amd64", "linux-signed-amd64", "6.1.90+1")
    new = Package("linux-image-6.1.0-38-amd64", "6.1.147-1", "amd64", "linux-signed-amd64", "6.1.147+1")
    headers = Package("linux-libc-dev", "6.1.90-1", "amd64", "linux")
    assert shown(bundle, old, new) == []
    assert shown(bundle, old) == [("linux", "6.1.90-1", "6.1.147-1", True)]
    assert shown(bundle, old, new, headers) == [("linux", "6.1.90-1", "6.1.147-1", True)]


@pytest.mark.parametrize(
    ("source", "named"),
    [("linux-signed", "linux"), ("linux-signed-amd64", "linux"), ("linux-signed-hwe-5.15", "linux-hwe-5.15")],
)
def test_a_signed_kernel_counts_under_the_source_of_its_advisories(source, named):
    bundle = intel({named: (Advisory("X", (), "5.15.0-99.1"),)})
    kernel = Package("linux-image-5.15.0-91-generic", "5.15.0-91.1", "amd64", source, "5.15.0-91.1")
    assert shown(bundle, kernel) == [(named, "5.15.0-91.1", "5.15.0-99.1", True)]


def test_rpm_kernels_installed_side_by_side():
    bundle = intel({"kernel": (Advisory("RHSA-1", (), "4.18.0-553.el8_10"),)}, release="el/8")
    old, new = (Package("kernel", f"4.18.0-{n}", "x86_64") for n in ("513.el8", "553.el8_10"))
    assert shown(bundle, new, old, release="el/8", manager="rpm") == []
    core = Package("kernel-core", "4.18.0-513.el8", "x86_64", "kernel", "4.18.0-513.el8")
    assert shown(bundle, new, core, release="el/8", manager="rpm") == [
        ("kernel", "4.18.0-513.el8", "4.18.0-553.el8_10", True)
    ]
    assert len(shown(bundle, old, release="el/8", manager="rpm")) == 1


def test_rpm_by_source_compares_without_the_epoch_that_a_source_rpm_does_not_name():
    bundle = intel({"bind": (Advisory("R", (), "32:9.11.4-26.P2.el7_9.10"),)}, release="el/7")
    good = Package("bind-libs", "32:9.11.4-26.P2.el7_9.10", "x86_64", "bind", "9.11.4-26.P2.el7_9.10")
    bad = Package("bind-utils", "32:9.11.4-9.P2.el7", "x86_64", "bind", "9.11.4-9.P2.el7")
    assert shown(bundle, good, bad, release="el/7", manager="rpm") == [
        ("bind", "32:9.11.4-9.P2.el7", "32:9.11.4-26.P2.el7_9.10", True)
    ]


def test_module_streams_are_not_mixed():
    def module(version):
        return f"{version}-1.module+el8.9.0+1+abc"

    rows = (Advisory("A", (), module("12.22.0")), Advisory("B", (), module("10.24.0")))
    bundle = intel({"nodejs": rows, "php": (Advisory("C", (), module("7.4.30")),)}, release="rocky/8")
    ten, php = Package("nodejs", module("10.24.0"), "x86_64"), Package("php", module("7.2.24"), "x86_64")
    found = pending(bundle, "rocky/8", "rpm", (ten, php))
    assert found.updates == ()
    assert found.uncertain == ("php",)


def test_a_version_older_than_the_hole_is_not_open_to_it():
    bundle = intel({"a": (Advisory("X", (), "3", "", None, "2"),)})
    assert shown(bundle, Package("a", "1", "amd64")) == []
    assert len(shown(bundle, Package("a", "2", "amd64"))) == 1


def test_an_architecture_that_the_bundle_lacks_leaves_the_lists_unknown():
    bundle = intel(packages={"a": ("1",)})
    native = (Package("a", "1", "amd64"), Package("b", "1", "all"))
    assert pending(bundle, "debian/12", "dpkg", native).indexed == DAY
    assert pending(bundle, "debian/12", "dpkg", (*native, Package("a", "1", "i386"))).indexed is None


def test_a_main_list_alone_says_nothing_of_security():
    found = pending(
        intel(packages={"a": ("1",)}, pockets=("main",)), "debian/12", "dpkg", (Package("a", "1", "amd64"),)
    )
    assert (found.indexed, found.secured) == (DAY, None)


def test_one_bundle_judges_hosts_apart():
    bundle = intel(packages={"a": ("2",)})
    assert len(shown(bundle, Package("a", "1", "amd64"))) == 1
    assert shown(bundle, Package("a", "2", "amd64")) == []
    assert pending(bundle, "debian/11", "dpkg", (Package("a", "1", "amd64"),)).indexed is None


@pytest.mark.parametrize(
    ("words", "release"),
    [
        (("debian", "12"), "debian/12"),
        (("ubuntu", "22.04"), "ubuntu/22.04"),
        (("centos", "7"), "el/7"),
        (("rhel", "8.10"), "el/8"),
        (("rocky", "9.4"), "rocky/9"),
        (("openEuler", "22.03", "openEuler 22.03 (LTS-SP3)"), "openeuler/22.03-LTS-SP3"),
        (("kylin", "V10", "Kylin Linux Advanced Server V10 (Lance)"), "kylin/V10"),
    ],
)
def test_names_of_releases(words, release):
    assert release_of(*words) == release


@pytest.mark.parametrize(
    ("version", "cycle", "yes"),
    [
        ("7.4.33", "7.4", True),
        ("7.40", "7.4", False),
        ("1.1.1w-0", "1.1.1", True),
        ("15", "15", True),
        ("1", "15", False),
    ],
)
def test_cycles(version, cycle, yes):
    assert belongs(version, cycle) is yes


def judged(bundle, *packages, check="security_updates"):
    read, rows = Reading, Listing(packages)
    facts = LinuxFacts(
        system=System(os_id=read("debian"), os_version=read("12")),
        packages=Packages(read("dpkg"), rows, Listing()),
    )
    given = checks.Given(Document().of("x"), date(2026, 1, 31), bundle)
    return checks.judge_one(f"linux.patches.{check}", facts, given)


def test_lists_that_lack_a_part_of_the_distribution_let_nothing_pass():
    checks.cards("linux")
    lists = {"a": ("1",)}
    packages = [Package("a", "1", "amd64"), *(Package(f"universe{n}", "1", "amd64") for n in range(3))]
    assert judged(intel(packages=lists), packages[0]).says == "pass"
    verdict = judged(intel(packages=lists), *packages)
    assert (verdict.says, verdict.args["detail"]) == ("unknown.no_release_intel", "debian/12: 3/4")
    with_advisories = intel({}, packages=lists)
    assert judged(with_advisories, *packages).args["foreign"] == 3
    assert judged(with_advisories, *packages, check="other_updates").says == "unknown.no_release_intel"


def test_single_advisories_refute_but_let_nothing_pass():
    checks.cards("linux")
    rows = {"a": (Advisory("DSA-1-1", (), "2"),)}
    bundle = Intel.of(Contents(MADE, advisories=(Advisories("debian/12", None, rows),)))
    assert judged(bundle, Package("a", "1", "amd64")).says == "fail"
    assert judged(bundle, Package("a", "2", "amd64")).says == "unknown.no_release_intel"


def test_a_part_that_is_damaged_later_is_unknown_and_no_fault_of_the_program():
    checks.cards("linux")

    def broken(name):
        raise WardroundError(Fault.BAD_INPUT, "intel_altered", where="current.intel", detail=name)

    verdict = judged(Intel(intel().manifest, "", broken), Package("a", "1", "amd64"))
    assert (verdict.says, verdict.args) == ("unknown.error", {"detail": "current.intel"})
