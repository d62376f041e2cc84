"""Records carried by hand: packed, through Windows, cut, huge, or not records at all."""

from __future__ import annotations

import gzip
import hashlib
import os
import resource
import subprocess
import sys
import zipfile

import pytest

from wardround.checks import Given, cards, judge
from wardround.collectors import linux
from wardround.collectors.linux import raw
from wardround.errors import WardroundError
from wardround.expectations import Document
from wardround.inspection.carried import read_file
from wardround.verdicts import Outcome


@pytest.fixture(scope="module")
def record() -> bytes:
    feed = {"input": linux.script().encode(), "stdout": subprocess.PIPE, "timeout": 60}
    return subprocess.run(["sh", "-s", "--", "--no-walk"], check=True, **feed).stdout


def zipped(path, *names, data=b""):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in names:
            archive.writestr(name, data)


def test_each_way_of_carrying_gives_the_same_bytes(record, tmp_path):
    ways = {
        "plain": record,
        "crlf": record.replace(b"\n", b"\r\n"),
        "powershell": b"\xff\xfe" + record.decode().replace("\n", "\r\n").encode("utf-16-le"),
        "mark": b"\xef\xbb\xbf" + record,
        "greeting": b"Authorized use only\n\n" + record,
        "gz": gzip.compress(record),
    }
    for name, data in ways.items():
        path = tmp_path / name
        path.write_bytes(data)
        assert read_file(path) == record, name
    zipped(tmp_path / "zip", "HOST.probe", data=record)
    assert read_file(tmp_path / "zip") == record


@pytest.mark.parametrize(
    ("names", "message"), [((), "archive_not_one"), (("a", "b"), "archive_not_one"), (("a.probe", "note.txt"), "")]
)
def test_a_zip_holds_one_record(record, tmp_path, names, message):
    zipped(tmp_path / "x.zip", *names, data=record)
    if not message:
        assert read_file(tmp_path / "x.zip") == record
        return
    if not names:  # an empty zip file has another signature, and is no record
        assert read_file(tmp_path / "x.zip").startswith(b"PK")
        return
    with pytest.raises(WardroundError) as caught:
        read_file(tmp_path / "x.zip")
    assert caught.value.message == message


def test_a_damaged_archive_keeps_what_comes_before_the_damage(record, tmp_path):
    path = tmp_path / "x.gz"
    path.write_bytes(gzip.compress(record)[:-2000])
    found = read_file(path)
    assert record.startswith(found)
    assert len(found) > 1000
    (tmp_path / "x.zip").write_bytes(b"PK\x03\x04" + b"\0" * 100)
    with pytest.raises(WardroundError):
        read_file(tmp_path / "x.zip")


@pytest.mark.parametrize("kind", ["sparse", "gz", "zip"])
def test_ten_gigabytes_are_not_read_into_memory(tmp_path, kind):
    path = tmp_path / "big"
    if kind == "sparse":
        with path.open("wb") as file:
            file.truncate(10 * 1024**3)
    elif kind == "gz":
        with gzip.open(path, "wb") as file:
            for _ in range(raw.MAX_BYTES // 1024**2 + 6):
                file.write(bytes(1024**2))
    else:
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("x", "w") as member:
            for _ in range(raw.MAX_BYTES // 1024**2 + 6):
                member.write(bytes(1024**2))

    def bounded() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (900 * 1024**2, 900 * 1024**2))

    command = [sys.executable, "-m", "wardround", "judge", str(path), "--out", str(tmp_path / "out"), "--lang", "en"]
    done = subprocess.run(command, capture_output=True, text=True, preexec_fn=bounded, timeout=60)
    assert done.returncode == 2, done.stderr
    assert "64 MiB" in done.stderr


def test_many_short_lines_do_not_fill_the_memory():
    data = b"#wardround-probe 1 linux 1\n" + b"\n" * (raw.MAX_LINES + 1)
    with pytest.raises(WardroundError) as caught:
        raw.read(data, "x")
    assert caught.value.message == "probe_huge"


@pytest.mark.parametrize("kind", ["folder", "fifo", "missing", "device"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_what_is_no_file_is_one_sentence(tmp_path, kind, lang):
    path = tmp_path / "x.probe"
    if kind == "folder":
        path.mkdir()
    elif kind == "fifo":
        os.mkfifo(path)
    command = [sys.executable, "-m", "wardround", "judge", "/dev/zero" if kind == "device" else str(path)]
    done = subprocess.run(
        [*command, "--out", str(tmp_path / "o"), "--lang", lang], capture_output=True, text=True, timeout=30
    )
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def cuts(record: bytes) -> list[int]:
    """Places to cut: after every section, and in the middle of each."""
    ends = [i for i in range(len(record)) if record.startswith(b"\n<", i)]
    after = [record.index(b"\n", end + 1) + 1 for end in ends]
    return [*after, *((a + b) // 2 for a, b in zip([0, *after], after, strict=False))]


def test_a_cut_record_never_says_more_than_the_whole(record):
    """For every place to cut at: each verdict is the one of the whole record, or unknown."""
    given = Given(Document().of("x"), __import__("datetime").date.today())
    whole = judge("linux", linux.parse(raw.read(record, "x")), given, None)
    told = 0
    for at in cuts(record):
        try:
            part = raw.read(record[:at], "x", partial=True)
        except WardroundError as error:
            assert error.message in ("probe_truncated", "probe_version")
            continue
        assert part.partial
        for check, verdict in judge("linux", linux.parse(part), given, None).items():
            if verdict.outcome is Outcome.UNKNOWN:
                assert whole[check].outcome is Outcome.UNKNOWN or verdict.says == "unknown.truncated", check
            else:
                assert verdict == whole[check], (check, at)
                told += 1
    assert told > len(cards("linux"))


def test_a_cut_record_is_refused_unless_asked(record, tmp_path):
    path = tmp_path / "cut.probe"
    path.write_bytes(record[: len(record) * 3 // 4])
    command = [sys.executable, "-m", "wardround", "judge", str(path), "--lang", "en", "--out"]
    refused = subprocess.run([*command, str(tmp_path / "a")], capture_output=True, text=True)
    assert refused.returncode == 2
    assert "--partial" in refused.stderr
    partly = subprocess.run([*command, str(tmp_path / "b"), "--partial"], capture_output=True, text=True)
    assert partly.returncode == 4, partly.stderr
    assert "cut short" in partly.stderr
    (kept,) = (tmp_path / "b/observations").iterdir()
    assert kept.suffix == ".broken"
    assert kept.stem == hashlib.sha256(path.read_bytes()).hexdigest()


def test_partial_does_not_forgive_an_edited_record(record, tmp_path):
    with pytest.raises(WardroundError) as caught:
        raw.read(record.replace(b"|root:", b"|toor:", 1), "x", partial=True)
    assert caught.value.message == "probe_edited"
