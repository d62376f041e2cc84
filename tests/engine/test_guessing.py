"""Weak passwords: hashes leave the record before anything is kept, and what is said of them is right."""

from __future__ import annotations

import io
import json
import re
import subprocess
import zipfile
import zlib
from datetime import date
from pathlib import Path
from threading import Event

import pytest
from hosts import sealed, weak_etc
from test_cli import wardround

from wardround.collectors import linux
from wardround.collectors.linux import guessing, libcrypt, raw
from wardround.collectors.linux.candidates import Known, candidates
from wardround.expectations import Hospital
from wardround.facts import Listing, Unread

KNOWN = Known("his01", Hospital(name="County Hospital", words=("rmyy",)), date(2026, 11, 24))
#: One salt of each scheme of crypt(5); the hashes are made here, by this machine's libcrypt.
SALTS = {
    "y": "$y$j75$abcdefghijklmnopqrstu.$",
    "gy": "$gy$j75$abcdefghijklmnopqrstu.$",
    "6": "$6$abcdefgh$",
    "5": "$5$rounds=1000$abcdefgh$",
    "1": "$1$abcdefgh$",
    "2b": "$2b$04$abcdefghijklmnopqrstuu",
    "des": "ab",
}


def crypted(word: str, scheme: str = "6") -> str:
    crypt = libcrypt.crypt()
    assert crypt is not None
    found = crypt(word.encode(), SALTS[scheme].encode())
    assert found is not None
    return found.decode()


def with_tail(hashes: dict[str, str], end: str = "") -> bytes:
    body = "#wardround-probe 1 linux 1\n>system\n=uname -n\n|his01\n?0\n<system\n"
    rows = "".join(f"|{name}:{hashed}\n" for name, hashed in hashes.items())
    tail = f"#wardround-secret 1\n{rows}{end or f'#wardround-secret-end {len(hashes)}'}\n"
    return sealed(body) + tail.encode()


def settled(data: bytes, **budget: float) -> bytes:
    limits = guessing.Budget(**budget)
    return guessing.settle(data, "x", KNOWN, budget=limits, progress=lambda done, total: None, stop=Event())


def tried(data: bytes) -> Listing:
    found = linux.parse(raw.read(data, "x")).passwords.tried
    assert isinstance(found, Listing), found
    return found


@pytest.mark.parametrize("scheme", SALTS)
def test_every_scheme_is_guessed(scheme):
    found = tried(settled(with_tail({"li": crypted("li@2026", scheme)})))
    assert [(t.name, t.scheme, t.guessed) for t in found.items] == [("li", scheme, "user")]
    assert found.complete


def test_a_good_password_withstands_every_candidate():
    found = tried(settled(with_tail({"li": crypted("5201314", "1"), "wang": crypted("vK7#qd-Lm2", "1")})))
    assert [(t.name, t.guessed) for t in found.items] == [("li", "common"), ("wang", "")]
    assert found.items[1].count == len(candidates("wang", KNOWN)) > 500


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("", "empty"),
        ("zhang.wei", "user"),
        ("Wei123", "user"),
        ("his01@2026", "host"),
        ("Rmyy@2025", "hospital"),
        ("County123", "hospital"),
        ("woaini", "common"),
        ("a123456", "common"),
        ("Yiyuan@123", "common"),
        ("P@ssw0rd", "common"),
    ],
)
def test_kind_of_word(word, kind):
    (found,) = tried(settled(with_tail({"zhang.wei": crypted(word)}))).items
    assert found.guessed == kind


def test_neither_hash_nor_word_stays(capfd):
    hashes = {"li": crypted("Rmyy@2026"), "wang": crypted("vK7#qd-Lm2")}
    for data in (settled(with_tail(hashes)), guessing.split(with_tail(hashes))[0]):
        text = data.decode()
        assert "Rmyy" not in text
        assert "$6$" not in text
        assert "wardround-secret" not in text
    said = capfd.readouterr()
    assert "$6$" not in said.out + said.err
    assert "$6$" not in repr(guessing.split(with_tail(hashes))[1])


def test_no_time_is_no_pass():
    found = tried(settled(with_tail({"li": crypted("vK7#qd-Lm2")}), each=0.0))
    assert found.items == ()
    assert found.gaps[0].reason == "truncated"


@pytest.mark.parametrize(
    "hashed",
    [
        "$sm3$abcdefgh$" + "x" * 43,
        "$6$rounds=99999999$abc$" + "x" * 86,
        "$2b$31$" + "x" * 53,
        "$y$jFT$ab$xyz",
        "$9$a$b",
    ],
)
def test_an_unknown_or_too_dear_scheme_is_absent_and_quick(hashed):
    found = tried(settled(with_tail({"li": hashed})))
    assert found.items == ()
    assert found.gaps[0].reason == "absent"


def test_a_tail_cut_short_is_a_gap():
    hashes = {"li": crypted("vK7#qd-Lm2")}
    for end in ("#wardround-secret-end 2", "|wa"):
        assert not tried(settled(with_tail(hashes, end))).complete


def test_a_row_of_another_shape_is_not_repeated():
    hashed = crypted("x")
    data = with_tail({}, f"|{hashed}\n|:{hashed}\n!{hashed}\n#wardround-secret-end 3")
    text = settled(data).decode()
    assert hashed not in text
    assert "!truncated the list" in text


def test_a_record_without_a_tail_says_why_nothing_was_tried():
    record = guessing.split(with_tail({}))[0]
    passwords = linux.parse(raw.read(settled(record), "x")).passwords.tried
    assert isinstance(passwords, Unread)
    assert passwords.reason == "not_collected"


def test_a_copy_through_windows_is_guessed_too():
    data = with_tail({"li": crypted("123456", "1")}).replace(b"\n", b"\r\n")
    assert [t.guessed for t in tried(settled(data)).items] == ["common"]


def test_settling_twice_keeps_what_was_found():
    once = settled(with_tail({"li": crypted("123456")}))
    assert settled(once) == once


@pytest.mark.parametrize(
    "damage",
    [
        lambda d: d,
        lambda d: d.replace(b"\n", b"\r\n"),
        lambda d: d.replace(b"\n", b"\r"),
        lambda d: d.replace(b"#wardround-secret 1\n", b""),
        lambda d: d.replace(b"#wardround-end sha256", b"#wardround-dne"),
        lambda d: d[: d.rindex(b"$") + 3],
    ],
)
def test_damage_never_leaves_a_hash_in_the_record(damage):
    record, _ = guessing.split(damage(with_tail({"li": crypted("vK7#qd-Lm2")})))
    assert b"$6$" not in record


def test_libcrypt_calls_run_with_buffers_of_their_own():
    first, second = libcrypt.crypt(), libcrypt.crypt()
    assert first is not None
    assert second is not None
    kept = first(b"a", b"$1$abc$")
    assert kept != second(b"b", b"$1$abc$")
    assert kept == first(b"a", b"$1$abc$")


SHADOW = (
    "root:{weak}:20400:0:99999:7:::\nzhang:{good}:20400:0:90:7:::\nlocked:!{weak}:20400::::::\ndaemon:*:20400::::::\n"
)
PASSWD = (
    "root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1::/:/usr/sbin/nologin\n"
    "zhang:x:1000:1000::/home/zhang:/bin/bash\nlocked:x:1001:1001::/home/locked:/bin/bash\n"
)


@pytest.fixture(scope="module")
def kit_file(tmp_path_factory):
    """A kit file of a host with real hashes, made as a person would."""
    shadow = SHADOW.format(weak=crypted("Rmyy@2026"), good=crypted("vK7#qd-Lm2"))
    with weak_etc({"/etc/passwd": PASSWD, "/etc/shadow": shadow}) as run_probe:
        data = run_probe("--password-hashes")
    assert data.count(b"$6$") == 2
    assert b"$6$" not in data[: data.index(b"#wardround-end")]
    path = tmp_path_factory.mktemp("kit") / "his01.probe"
    path.write_bytes(data)
    return path


def unpacked(path: Path) -> bytes:
    """What stands in a file for who opens it: the parts of DOCX and XLSX, and the text and the streams of PDF."""
    data = path.read_bytes()
    if data[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return b"\n".join(archive.read(name) for name in archive.namelist())
    if data[:5] == b"%PDF-":
        text = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True).stdout
        streams = (inflated(m[1]) for m in re.finditer(rb"stream\r?\n(.*?)endstream", data, re.S))
        return b"\n".join([b"".join(text.split()), *streams])  # a long word may be broken over lines
    return data


def inflated(stream: bytes) -> bytes:
    """A stream of a PDF, as it is where it is not deflated."""
    try:
        return zlib.decompressobj().decompress(stream)
    except zlib.error:
        return stream


def outputs(folder) -> bytes:
    return b"\n".join(unpacked(p) for p in folder.rglob("*") if p.is_file())


def secrets_of(kit_file: Path) -> list[bytes]:
    """The hashes as they stand in the kit file, whole and without their salts, and the word behind one of them."""
    hashes = re.findall(rb"\$6\$[^:\n]+", kit_file.read_bytes())
    assert len(hashes) == 2
    return [b"wardround-secret", b"Rmyy@2026", *hashes, *(h.rsplit(b"$", 1)[1] for h in hashes)]


@pytest.mark.parametrize("ask", [(), ("--guess-passwords",)])
def test_no_output_file_holds_a_hash_or_a_guess(kit_file, tmp_path, ask):
    scope = tmp_path / "e.yaml"
    scope.write_text("hospital: {words: [rmyy]}\n")
    out = tmp_path / "out"
    done = wardround("judge", kit_file, "--out", out, "--scope", scope, "--as-of", "2026-11-24", *ask)
    assert done.returncode in (0, 1), done.stderr
    results = json.loads((out / "results.json").read_text())
    (verdict,) = [v for v in results["verdicts"] if v["check"] == "linux.passwords.guessable"]
    assert verdict["outcome"] == ("fail" if ask else "unknown")
    if ask:
        assert verdict["says"]["args"]["found"] == ["root (hospital)"]
        assert "root:6:" in verdict["evidence"][0]["text"]
        reports = [*out.glob("report.*")]
        assert {p.suffix for p in reports} == {".html", ".docx", ".xlsx", ".pdf"}
        assert [p.name for p in reports if b"(hospital)" not in unpacked(p)] == []  # what is looked for would be found
    everything = outputs(out) + (done.stdout + done.stderr).encode()
    assert [secret for secret in secrets_of(kit_file) if secret in everything] == []


def test_a_kept_record_is_judged_again_to_the_same_answer(kit_file, tmp_path):
    scope = tmp_path / "e.yaml"
    scope.write_text("hospital: {words: [rmyy]}\n")
    args = ("--scope", scope, "--as-of", "2026-11-24")
    wardround("judge", kit_file, "--out", tmp_path / "a", "--guess-passwords", *args)
    (kept,) = (tmp_path / "a/observations").glob("*.probe")
    wardround("judge", kept, "--out", tmp_path / "b", *args)
    first, second = (json.loads((tmp_path / n / "results.json").read_text())["verdicts"] for n in "ab")
    assert first == second


def test_a_file_that_is_no_record_is_not_copied(tmp_path):
    shadow = tmp_path / "shadow.txt"
    shadow.write_text("root:" + crypted("x") + ":20400:0:99999:7:::\n")
    done = wardround("judge", shadow, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert list((tmp_path / "out/observations").iterdir()) == []


def test_a_kit_file_of_powershell_is_a_record_without_its_hashes(kit_file, tmp_path):
    wide = tmp_path / "wide.probe"
    wide.write_bytes(kit_file.read_bytes().decode().encode("utf-16"))
    done = wardround("judge", wide, "--out", tmp_path / "out", "--format", "html")
    assert done.returncode == 1, done.stderr
    (kept,) = (tmp_path / "out/observations").glob("*.probe")
    assert kept.read_bytes() == guessing.split(kit_file.read_bytes())[0]
    everything = outputs(tmp_path / "out")
    assert [secret for secret in secrets_of(kit_file) if secret in everything] == []
