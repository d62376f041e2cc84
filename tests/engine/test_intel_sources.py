"""The public files that a bundle is made from.

Every file here is hand-written in its documented format (OSV schema, Debian security tracker `data/json`, CISA KEV,
Debian repository format); none was downloaded, and their holes and versions are made up.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import lzma
import zipfile
from datetime import date

import msgspec
import pytest

from wardround.errors import WardroundError
from wardround.intel import building
from wardround.intel.lookup import Intel
from wardround.intel.sources import apt, ends, feeds

OSV = {
    "schema_version": "1.6.0",
    "id": "DSA-9001-1",
    "modified": "2026-01-20T10:00:00Z",
    "published": "2026-01-15T00:00:00Z",
    "upstream": ["CVE-2026-1111", "CVE-2026-1112"],
    "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}],
    "affected": [
        {
            "package": {"ecosystem": "Debian:12", "name": "openssl", "purl": "pkg:deb/debian/openssl"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "3.0.18-1~deb12u1"}]}],
        },
        {
            "package": {"ecosystem": "Debian:11", "name": "openssl"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}],
        },
        {
            "package": {"ecosystem": "npm", "name": "openssl"},
            "ranges": [{"type": "SEMVER", "events": [{"introduced": "0"}, {"fixed": "9.0.0"}]}],
        },
    ],
}
TRACKER = {
    "openssl": {
        "CVE-2026-1111": {
            "scope": "remote",
            "releases": {
                "bookworm": {
                    "status": "resolved",
                    "repositories": {"bookworm": "3.0.17-1", "bookworm-security": "3.0.18-1~deb12u1"},
                    "fixed_version": "3.0.18-1~deb12u1",
                    "urgency": "not yet assigned",
                },
                "bullseye": {"status": "resolved", "fixed_version": "0", "urgency": "unimportant"},
                "sid": {"status": "resolved", "fixed_version": "3.5.4-1", "urgency": "not yet assigned"},
            },
        },
        "CVE-2026-2222": {
            "releases": {"bookworm": {"status": "open", "urgency": "not yet assigned", "nodsa": "Minor"}}
        },
        "CVE-2026-3333": {"releases": {"bookworm": {"status": "open", "urgency": "unimportant"}}},
        "TEMP-0000000-ABCDEF": {
            "releases": {"bookworm": {"status": "resolved", "fixed_version": "1.1.1-1", "urgency": "low"}}
        },
    }
}
KEV = {
    "title": "CISA Catalog of Known Exploited Vulnerabilities",
    "catalogVersion": "2026.01.21",
    "dateReleased": "2026-01-21T15:01:02.3456Z",
    "count": 1,
    "vulnerabilities": [{"cveID": "CVE-2026-2222", "vendorProject": "x", "product": "y", "dateAdded": "2026-01-21"}],
}
PACKAGES = b"""Package: openssl
Source: openssl
Version: 3.0.18-1~deb12u1
Architecture: amd64
Description: Package: not a field
 Version: 9 (a continuation line)

Package: openssl
Version: 3.0.9-1
Architecture: amd64

Package: tzdata
Version: 2026a-0+deb12u1
Architecture: all
"""


def written(path, value):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(value if isinstance(value, bytes) else json.dumps(value).encode())
    return path


def release(packages=PACKAGES, origin="Debian", codename="bookworm-security", version="12", suite="oldstable-security"):
    digest = hashlib.sha256(packages).hexdigest()
    return (
        f"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nOrigin: {origin}\nSuite: {suite}\nVersion: {version}\n"
        f"Codename: {codename}\nDate: Fri, 23 Jan 2026 11:22:37 UTC\nSHA256:\n"
        f" {digest} {len(packages)} main/binary-amd64/Packages\n"
    ).encode()


def test_osv_by_release():
    rows = list(feeds.osv_rows(msgspec.convert(OSV, feeds.OsvRecord)))
    assert [(r, p, a.fixed, a.cves, a.published) for r, p, a in rows] == [
        ("debian/12", "openssl", "3.0.18-1~deb12u1", ("CVE-2026-1111", "CVE-2026-1112"), date(2026, 1, 15)),
        ("debian/11", "openssl", "", ("CVE-2026-1111", "CVE-2026-1112"), date(2026, 1, 15)),
    ]


@pytest.mark.parametrize(
    ("name", "release_"),
    [
        ("Debian:12", "debian/12"),
        ("Ubuntu:22.04:LTS", "ubuntu/22.04"),
        ("Ubuntu:25.10", "ubuntu/25.10"),
        ("Ubuntu:Pro:18.04:LTS", ""),
        ("Red Hat:enterprise_linux:8::baseos", "el/8"),
        ("Red Hat:rhel_eus:8.6::baseos", ""),
        ("Rocky Linux:9", "rocky/9"),
        ("AlmaLinux:8", "almalinux/8"),
        ("openEuler:22.03-LTS-SP3", "openeuler/22.03-LTS-SP3"),
        ("PyPI", ""),
        ("Debian", ""),
    ],
)
def test_ecosystems(name, release_):
    assert feeds.ecosystem(name) == release_


def test_osv_as_zip_folder_file_and_list(tmp_path):
    one = written(tmp_path / "dir/DSA.json", OSV)
    many = written(tmp_path / "all.json", [OSV, OSV | {"id": "DSA-9002-1", "withdrawn": "2026-01-16T00:00:00Z"}])
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.write(one, "DSA-9001-1.json")
    feeds_ = [feeds.osv(p) for p in (one, one.parent, many, tmp_path / "all.zip")]
    assert {len(f.rows) for f in feeds_} == {2}
    assert {f.source.as_of for f in feeds_} == {date(2026, 1, 20)}


def test_the_tracker_needs_code_names_and_leaves_out_what_does_not_matter(tmp_path):
    path = written(tmp_path / "json", TRACKER)
    feed = feeds.tracker(path, {"bookworm": "debian/12", "bullseye": "debian/11"})
    assert sorted((r, a.id, a.fixed) for r, _, a in feed.rows) == [
        ("debian/12", "CVE-2026-1111", "3.0.18-1~deb12u1"),
        ("debian/12", "CVE-2026-2222", ""),
        ("debian/12", "TEMP-0000000-ABCDEF", "1.1.1-1"),
    ]
    assert feed.source.dated_by == "file"
    assert not feeds.tracker(path, {}).rows


def test_only_exploited_holes_stay_without_a_mended_version(tmp_path):
    made = building.Building()
    written(
        tmp_path / "debian.csv",
        b"version,codename,series,created,release,eol,eol-lts,eol-elts\n"
        b"12,Bookworm,bookworm,2021-08-14,2023-06-10,2026-06-10,2028-06-30,2033-06-30\n",
    )
    made.distro_info(tmp_path / "debian.csv")
    made.tracker(written(tmp_path / "json", TRACKER))
    made.osv(written(tmp_path / "osv.json", OSV))
    without = Intel.of(made.contents())
    assert {a.id for a in without.advisories("debian/12", "openssl")} == {
        "CVE-2026-1111",
        "DSA-9001-1",
        "TEMP-0000000-ABCDEF",
    }
    assert without.exploited is None
    assert without.advisories("debian/11", "openssl") == ()
    made.kev(written(tmp_path / "kev.json", KEV))
    intel = Intel.of(made.contents())
    assert "CVE-2026-2222" in {a.id for a in intel.advisories("debian/12", "openssl")}
    assert intel.exploited.as_of == date(2026, 1, 21)
    assert intel.end_of_life("debian", "12").end == date(2028, 6, 30)


def test_a_few_advisories_are_not_the_feed_of_a_release(tmp_path):
    made = building.Building()
    made.osv(written(tmp_path / "one.json", OSV))
    few = Intel.of(made.contents()).advised("debian/12")
    assert few.as_of is None
    assert few.packages["openssl"][0].fixed == "3.0.18-1~deb12u1"
    made.osv(written(tmp_path / "all.json", [OSV | {"id": f"DSA-{n}-1"} for n in range(feeds.FEW)]))
    assert Intel.of(made.contents()).advised("debian/12").as_of == date(2026, 1, 20)


@pytest.mark.parametrize(
    ("method", "content"),
    [
        ("osv", b"{"),
        ("osv", b'{"id": 7}'),
        ("osv", b"[]"),
        ("kev", b"{}"),
        ("kev", b"[1]"),
        ("tracker", b"[]"),
        ("tracker", b'{"a": 1}'),
        ("ends", b"ends: 7"),
        ("ends", b"{"),
    ],
)
def test_another_shape_is_told_with_its_file(tmp_path, method, content):
    path = written(tmp_path / "input.json", content)
    with pytest.raises(WardroundError) as caught:
        getattr(building.Building(), method)(path)
    assert "input.json" in caught.value.sentence("zh")


@pytest.mark.parametrize("pack", [bytes, gzip.compress, lzma.compress])
def test_packages_with_their_release_file(tmp_path, pack):
    suffix = {bytes: "", gzip.compress: ".gz", lzma.compress: ".xz"}[pack]
    written(tmp_path / "dists/bookworm-security/InRelease", release())
    path = written(tmp_path / f"dists/bookworm-security/main/binary-amd64/Packages{suffix}", pack(PACKAGES))
    assert list(apt.packages_files(tmp_path)) == [path]
    made = building.Building()
    made.packages(path)
    (index,) = made.contents().indexes
    assert (index.release, index.architecture, index.pockets) == ("debian/12", "amd64", {"security": date(2026, 1, 23)})
    assert index.packages == {"openssl": ("", "", "3.0.18-1~deb12u1"), "tzdata": ("", "", "2026a-0+deb12u1")}


@pytest.mark.parametrize(
    ("words", "release_", "pocket"),
    [
        ({}, "debian/12", "security"),
        ({"codename": "bookworm", "suite": "oldstable", "version": "12.15"}, "debian/12", "main"),
        (
            {"codename": "bookworm-updates", "suite": "oldstable-updates", "version": "12-updates"},
            "debian/12",
            "updates",
        ),
        ({"codename": "bookworm-backports", "suite": "oldstable-backports"}, "", "backports"),
        (
            {"origin": "Ubuntu", "codename": "jammy", "suite": "jammy-security", "version": "22.04"},
            "ubuntu/22.04",
            "security",
        ),
        ({"origin": "Ubuntu", "codename": "jammy", "suite": "jammy", "version": "22.04"}, "ubuntu/22.04", "main"),
        ({"origin": "Docker", "codename": "bookworm", "suite": "bookworm", "version": ""}, "", "main"),
    ],
)
def test_release_files(tmp_path, words, release_, pocket):
    found = apt.release(written(tmp_path / "InRelease", release(**words)))
    assert (found.release, found.pocket) == (release_, pocket)


def test_a_packages_file_that_its_release_does_not_list_is_refused(tmp_path):
    written(tmp_path / "InRelease", release())
    with pytest.raises(WardroundError, match="SHA-256"):
        apt.packages(written(tmp_path / "Packages", PACKAGES + b"\n"))


def test_a_packages_file_without_its_release_is_refused(tmp_path):
    with pytest.raises(WardroundError, match="InRelease"):
        apt.packages(written(tmp_path / "a/b/c/d/e/Packages", PACKAGES))


def test_a_repository_of_others_is_skipped_and_said(tmp_path):
    written(tmp_path / "InRelease", release(origin="Docker"))
    made = building.Building()
    made.packages(written(tmp_path / "Packages", PACKAGES))
    assert made.skipped == ["Packages (Docker security)"]
    assert made.contents().indexes == ()


def test_own_support_ends_in_yaml_and_csv(tmp_path):
    yaml = written(tmp_path / "e.yaml", b'as_of: 2026-01-05\nends: [{product: php, cycle: "7.4", end: 2022-11-28}]\n')
    csv = written(
        tmp_path / "e.csv", b"product,cycle,end,source\nphp,7.4,2022-11-28,https://php.example\nnginx,1.30,,\n"
    )
    assert ends.own(yaml).source.as_of == date(2026, 1, 5)
    assert [(e.product, e.cycle, e.end) for e in ends.own(csv).ends] == [
        ("php", "7.4", date(2022, 11, 28)),
        ("nginx", "1.30", None),
    ]
    bad = written(tmp_path / "bad.csv", b"product,cycle,end\nphp,7.4,soon\n")
    with pytest.raises(WardroundError, match="CSV:2"):
        ends.own(bad)


def test_the_guide_s_list_of_support_ends_can_be_used(request):
    path = request.config.rootpath / "docs/guide/support-ends.yaml"
    found = {(e.product, e.cycle): e.end for e in ends.own(path).ends}
    assert found["centos", "7"] == date(2024, 6, 30)
    assert len(found) > 100


@pytest.mark.skipif(not ends.DISTRO_INFO.is_dir(), reason="no distro-info-data")
def test_this_machine_s_distro_info():
    table = ends.distro_info(ends.DISTRO_INFO / "ubuntu.csv")
    assert table.codenames["jammy"] == "ubuntu/22.04"
    assert {e.cycle: e.end for e in table.ends}["22.04"] >= date(2027, 4, 1)
