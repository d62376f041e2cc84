"""The bundle as a file from outside: each way to spoil it is told in one clear sentence, and the good one stays."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import zipfile
from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest

from wardround import signing
from wardround.errors import WardroundError
from wardround.intel import file, store
from wardround.intel.model import Contents, End, Index, Source

MADE = datetime(2026, 1, 30, tzinfo=UTC)
INDEX = Index("debian/12", "amd64", {"security": date(2026, 1, 29)}, {"openssl": ("", "", "3.0.18-1")})
SOURCE = Source("debian/12 security amd64", "packages", date(2026, 1, 29), 1, "0" * 64)


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("WARDROUND_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("WARDROUND_PASSPHRASE", raising=False)
    return tmp_path / "home"


@pytest.fixture
def bundle(tmp_path):
    return made(tmp_path / "good.intel")


def made(path, when=MADE):
    ends = (End("debian", "12", date(2028, 6, 30), "distro-info-data"),)
    file.write(Contents(made=when, indexes=(INDEX,), ends=ends, sources=(SOURCE,)), path, "City bureau")
    return path


def rewritten(path, change):
    """The same file with its members changed by a function of {name: bytes}."""
    with zipfile.ZipFile(path) as archive:
        members = {i.filename: archive.read(i) for i in archive.infolist()}
    change(members)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in members.items():
            archive.writestr(name, body)
    return path


def refused(path, message):
    with pytest.raises(WardroundError) as caught:
        store.take(path)
    assert caught.value.message == message, caught.value
    for lang in ("en", "zh"):
        assert path.name in caught.value.sentence(lang)
    assert store.load() is None
    folder = store.folder()
    assert not folder.exists() or not list(folder.iterdir())


def test_what_is_written_is_read_back(bundle):
    intel = store.take(bundle).intel
    assert intel.index("debian/12", "amd64") == INDEX
    assert intel.index("debian/12", "arm64") is None
    assert intel.advised("debian/12") is None
    assert intel.exploited is None
    assert intel.end_of_life("debian", "12").end == date(2028, 6, 30)
    assert intel.manifest.sources == (SOURCE,)


def test_equal_contents_give_equal_bytes(tmp_path, bundle):
    assert made(tmp_path / "again.intel").read_bytes() == bundle.read_bytes()


def test_an_altered_part_is_refused(bundle):
    def change(members):
        members["index.debian-12.amd64.json"] = members["index.debian-12.amd64.json"].replace(b"3.0.18", b"3.0.15")

    refused(rewritten(bundle, change), "intel_altered")


def test_an_altered_manifest_is_refused(bundle):
    def change(members):
        members["manifest.json"] = members["manifest.json"].replace(b"2026-01-30", b"2026-11-30")

    refused(rewritten(bundle, change), "intel_altered")


def test_a_missing_part_is_refused(bundle):
    refused(rewritten(bundle, lambda m: m.pop("ends.json")), "intel_altered")


def test_an_unsigned_bundle_is_refused(bundle):
    refused(rewritten(bundle, lambda m: m.pop("signature.json")), "intel_unsigned")


def test_another_zip_is_refused(bundle):
    refused(rewritten(bundle, lambda m: m.pop("manifest.json")), "intel_foreign")


@pytest.mark.parametrize("cut", [0, 1, 100, -1, -30])
def test_a_file_cut_short_is_refused(bundle, cut):
    bundle.write_bytes(bundle.read_bytes()[:cut])
    refused(bundle, "intel_damaged")


def test_a_flipped_byte_anywhere_never_gives_another_answer(bundle):
    good = bundle.read_bytes()
    for at in range(0, len(good), 7):
        bundle.write_bytes(good[:at] + bytes([good[at] ^ 0xFF]) + good[at + 1 :])
        try:
            intel = file.read(bundle).intel
            assert intel.index("debian/12", "amd64") == INDEX
        except WardroundError:
            continue


@pytest.mark.parametrize("name", ["../evil.json", "/etc/evil.json", "a/b.json", "evil.sh", "MANIFEST.JSON"])
def test_a_member_with_a_path_or_another_name_is_refused(bundle, name):
    refused(rewritten(bundle, lambda m: m.update({name: b"x"})), "intel_damaged")


def test_a_bomb_is_refused(bundle):
    refused(rewritten(bundle, lambda m: m.update({"bomb.json": b"0" * 30_000_000})), "intel_damaged")


def test_too_many_members_are_refused(bundle):
    refused(rewritten(bundle, lambda m: m.update({f"p{n}.json": b"" for n in range(2100)})), "intel_damaged")


def signed_again(members, **changes):
    members["manifest.json"] = json.dumps(json.loads(members["manifest.json"]) | changes).encode()
    members["signature.json"] = msgspec.json.encode(signing.sign(members["manifest.json"]))


def test_another_schema_is_refused_by_name(bundle):
    refused(rewritten(bundle, lambda m: signed_again(m, schema="wardround/intel/9")), "intel_schema")


def test_a_signed_part_of_another_shape_is_refused(bundle):
    def change(members):
        body = members["index.debian-12.amd64.json"] = b'{"release": 7}'
        part = {"bytes": len(body), "sha256": hashlib.sha256(body).hexdigest()}
        parts = json.loads(members["manifest.json"])["parts"] | {"index.debian-12.amd64.json": part}
        signed_again(members, parts=parts)

    refused(rewritten(bundle, change), "intel_damaged")


def test_a_date_without_a_time_zone_is_refused(bundle):
    refused(rewritten(bundle, lambda m: signed_again(m, made="2026-01-30T00:00:00")), "intel_damaged")


def test_a_foreign_signer_is_refused_until_a_person_trusts_the_key(bundle, monkeypatch, tmp_path):
    monkeypatch.setenv("WARDROUND_HOME", str(tmp_path / "hospital"))
    refused(bundle, "intel_foreign_key")
    signing.trust(file.read(bundle).signature)
    assert store.take(bundle).trusted
    (tmp_path / "hospital/trusted").rename(tmp_path / "hospital/no-longer")
    with pytest.raises(WardroundError, match="not trusted"):
        store.load()


def test_a_bundle_from_the_future_is_refused(tmp_path):
    refused(made(tmp_path / "x.intel", datetime.now(UTC) + timedelta(days=3)), "intel_future")


def test_an_older_bundle_needs_leave_and_the_one_before_is_kept(tmp_path, bundle):
    newer = made(tmp_path / "newer.intel", MADE + timedelta(days=1))
    store.take(bundle)
    store.take(newer)
    with pytest.raises(WardroundError, match="older than the bundle in use"):
        store.take(bundle)
    assert store.load().manifest.made == MADE + timedelta(days=1)
    assert (store.folder() / store.PREVIOUS).read_bytes() == bundle.read_bytes()
    store.take(bundle, older=True)
    assert store.load().manifest.made == MADE
    assert sorted(p.name for p in store.folder().iterdir()) == [store.CURRENT, store.PREVIOUS]


def test_a_damaged_bundle_in_use_does_not_keep_a_good_one_out(bundle):
    store.take(bundle)
    (store.folder() / store.CURRENT).write_bytes(b"PK")
    with pytest.raises(WardroundError):
        store.load()
    store.take(bundle)
    assert store.load() is not None


def wardround(*args, home, lang="en", text=""):
    env = os.environ | {"WARDROUND_LANG": lang, "WARDROUND_HOME": str(home)}
    command = [sys.executable, "-m", "wardround", *map(str, args)]
    return subprocess.run(command, capture_output=True, text=True, env=env, timeout=120, input=text)


def test_the_commands_by_hand(tmp_path, home, bundle):
    hospital = tmp_path / "hospital"
    assert wardround("intel", "show", home=hospital).returncode == 3
    done = wardround("intel", "import", bundle, home=hospital)
    fingerprint = file.read(bundle).signature.fingerprint
    assert (done.returncode, fingerprint in done.stderr) == (2, True)
    assert wardround("intel", "trust", bundle, home=hospital, text="n\n").returncode == 2
    assert wardround("intel", "import", bundle, home=hospital).returncode == 2
    assert wardround("intel", "trust", bundle, home=hospital, text="y\n").returncode == 0
    assert wardround("intel", "import", bundle, home=hospital).returncode == 0
    shown = wardround("intel", "show", home=hospital, lang="zh").stdout
    assert "2026-01-30" in shown
    assert "City bureau" in shown
    altered = rewritten(bundle, lambda m: m.pop("ends.json"))
    assert wardround("intel", "import", altered, home=hospital).returncode == 5


def test_building_of_nothing_is_bad_input(tmp_path, home):
    done = wardround("intel", "build", tmp_path / "x.intel", home=home)
    assert done.returncode == 2
    assert not (tmp_path / "x.intel").exists()
    assert "Traceback" not in done.stderr
