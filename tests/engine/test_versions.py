"""Version order against the programs that define it: dpkg --compare-versions, and rpm's own rpm.vercmp."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wardround.intel.versions import debian, newest, rpm, rpm_part

#: (older, newer)
DEBIAN = [
    ("1.0", "1.1"),
    ("1.0~rc1", "1.0"),
    ("1.0~~", "1.0~"),
    ("1.0", "1.0+b1"),
    ("1.0-1", "1.0-1+deb12u1"),
    ("1.0-1+deb12u9", "1.0-1+deb12u10"),
    ("3.0.11-1~deb12u2", "3.0.17-1~deb12u3"),
    ("9.99", "1:0.1"),
    ("2.36-9+deb12u4", "2.36-9+deb12u13"),
    ("1.2a", "1.2b"),
    ("1.2a", "1.2+"),
    ("1.2-3-4", "1.2-3-5"),
    ("6.1.90-1", "6.1.147-1"),
    ("1.0-1ubuntu0.9", "1.0-1ubuntu0.10"),
    ("09.9", "9.10"),
]
RPM = [
    ("1.0", "1.1"),
    ("1.0~rc1", "1.0"),
    ("1.0", "1.0^git1"),
    ("1.0^git1", "1.0.1"),
    ("1.0a", "1.0.1"),
    ("2.4.6-97.el7_9.4", "2.4.6-97.el7_9.5"),
    ("2.4.6-97.el7.centos.5", "2.4.6-97.el7_9.5"),
    ("32:9.11.4-9.P2.el7", "32:9.11.4-16.P2.el7_8.6"),
    ("9.9-1", "1:0.1-1"),
    ("1.05", "1.6"),
    ("4.18.0-513.el8", "4.18.0-513.5.1.el8_9"),
]
TEXT = st.text(alphabet="0129.~+ab", min_size=0, max_size=7).map("1".__add__)


def dpkg(a: str, b: str) -> int:
    def holds(word: str) -> bool:
        return subprocess.run(["dpkg", "--compare-versions", a, word, b], check=False).returncode == 0

    return 0 if holds("eq") else 1 if holds("gt") else -1


def rpm_says(pairs: list[tuple[str, str]]) -> list[int]:
    script = "".join(f'print(rpm.vercmp("{a}", "{b}").." ")' for a, b in pairs)
    done = subprocess.run(["rpm", "--eval", "%{lua:" + script + "}"], capture_output=True, text=True, check=True)
    return [int(word) for word in done.stdout.split()]


@pytest.mark.parametrize(("old", "new"), DEBIAN)
def test_debian_table(old, new):
    assert (debian(old, new), debian(new, old), debian(old, old)) == (-1, 1, 0)


@pytest.mark.parametrize(("old", "new"), RPM)
def test_rpm_table(old, new):
    assert (rpm(old, new), rpm(new, old), rpm(new, new)) == (-1, 1, 0)


@pytest.mark.skipif(not shutil.which("dpkg"), reason="no dpkg")
@pytest.mark.parametrize(("old", "new"), DEBIAN)
def test_dpkg_agrees_with_the_table(old, new):
    assert dpkg(old, new) == -1


@pytest.mark.skipif(not shutil.which("dpkg"), reason="no dpkg")
@settings(max_examples=60, deadline=None)
@given(TEXT, TEXT)
def test_dpkg_agrees(a, b):
    assert debian(a, b) == dpkg(a, b)


@pytest.mark.skipif(not shutil.which("rpm"), reason="no rpm")
@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(TEXT, TEXT), min_size=30, max_size=60))
def test_rpm_agrees(pairs):
    pairs = [(a.replace("+", "^"), b.replace("+", "^")) for a, b in pairs]
    assert rpm_says(pairs) == [rpm_part(a, b) for a, b in pairs]


@pytest.mark.skipif(not shutil.which("rpm"), reason="no rpm")
def test_rpm_agrees_with_the_table():
    assert rpm_says(RPM) == [-1] * len(RPM)


@pytest.mark.parametrize("order", [debian, rpm])
def test_a_hostile_version_neither_raises_nor_hangs(order):
    assert order("9" * 100_000, "8" * 100_000) == 1
    assert order("~" * 10_000, "-:-:") in (-1, 0, 1)
    assert order("٣:1", "1") in (-1, 0, 1)


def test_newest_passes_over_what_is_not_there():
    assert newest(["", "1.0", "1.10", "1.9", ""], debian) == "1.10"
    assert newest([], debian) == ""
