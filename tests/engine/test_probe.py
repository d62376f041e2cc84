"""The probe on this real machine, and its record when someone or something has damaged it."""

from __future__ import annotations

import hashlib
import subprocess

import pytest

from wardround.collectors import linux
from wardround.collectors.linux import raw
from wardround.errors import Fault, WardroundError
from wardround.facts import Listing, Reading, Unread


@pytest.fixture(scope="module")
def record() -> bytes:
    done = subprocess.run(
        ["sh", "-s", "--", "--no-walk"], input=linux.script().encode(), stdout=subprocess.PIPE, check=True, timeout=60
    )
    return done.stdout


def sealed(body: bytes) -> bytes:
    return body + b"#wardround-end sha256 " + hashlib.sha256(body).hexdigest().encode() + b"\n"


def test_this_machine(record):
    facts = linux.parse(raw.read(record, "here"))
    assert isinstance(facts.system.hostname, Reading)
    assert isinstance(facts.accounts.users, Listing)
    assert "root" in {u.name for u in facts.accounts.users.items}
    assert isinstance(facts.files.walked, Unread)
    assert facts.files.walked.reason == "not_collected"


def test_every_fact_line_shows_what_it_says(record):
    read = raw.read(record, "here")
    users = linux.parse(read).accounts.users
    assert isinstance(users, Listing)
    for user in users.items:
        where, text = read.describe(user.line)
        assert where.startswith("/etc/passwd:")
        assert text.startswith(user.name + ":")


def test_no_password_hash_leaves_the_host(record):
    shadow = raw.read(record, "here").section("accounts").blocks.get("/etc/shadow")
    for _, text in shadow.rows if shadow else []:
        assert "$" not in text


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda d: d[: len(d) // 2], "probe_truncated"),
        (lambda d: d[:-1], "probe_truncated"),
        (lambda d: d.replace(b"|root:", b"|toor:", 1), "probe_edited"),
        (lambda d: b"\x7fELF\0\0\0" + d, "probe_foreign"),
        (lambda d: b"", "probe_empty"),
        (lambda d: b"PK\x03\x04", "probe_foreign"),
        (lambda d: d.replace(b"#wardround-probe 1", b"#wardround-probe 9", 1), "probe_version"),
        (lambda d: d + b"x" * raw.MAX_BYTES, "probe_huge"),
    ],
)
def test_damage_is_bad_input_said_in_both_languages(record, damage, message):
    with pytest.raises(WardroundError) as caught:
        raw.read(damage(record), "HOST.probe")
    assert (caught.value.fault, caught.value.message) == (Fault.BAD_INPUT, message)
    for lang in ("en", "zh"):
        assert "HOST.probe" in caught.value.sentence(lang)


def test_a_copy_through_windows_is_still_read(record):
    assert raw.read(raw.plain(record.replace(b"\n", b"\r\n")), "x").sections


def test_hostile_text_cannot_open_a_section():
    body = b"#wardround-probe 1 linux 1\n>accounts\n=/etc/passwd\n|x:\n|>system\n|=id -u\n|0\n<accounts\n"
    read = raw.read(sealed(body), "x")
    assert list(read.sections) == ["accounts"]


def test_a_section_without_its_end_is_truncated():
    read = raw.read(sealed(b"#wardround-probe 1 linux 1\n>accounts\n=/etc/passwd\n|root:x:0:0::/root:/bin/sh\n"), "x")
    users = linux.parse(read).accounts.users
    assert isinstance(users, Listing)
    assert not users.complete


def test_a_file_name_with_a_line_break_stays_one_name():
    body = b"#wardround-probe 1 linux 1\n>files\n=walk\n|f 4755 0 0 1:2 9 /tmp/a\x01b\n<files\n"
    walked = linux.parse(raw.read(sealed(body), "x")).files.walked
    assert isinstance(walked, Listing)
    assert walked.items[0].path == "/tmp/a\nb"
