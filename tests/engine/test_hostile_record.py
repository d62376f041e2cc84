"""A record by somebody who holds the target: any text, any number, any size. No parser raises, none takes long."""

from __future__ import annotations

import random
import re
import time
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engine.hosts import record, sealed
from wardround import checks
from wardround.checks import Given, judge, judge_one
from wardround.collectors import linux
from wardround.collectors.linux import raw
from wardround.collectors.linux.parsers import PARSERS
from wardround.expectations import Document
from wardround.facts.linux import LinuxFacts
from wardround.verdicts import Outcome, Verdict

RECORDING = Path(__file__).parents[1] / "recordings/linux/debian-12/raw.probe"
LINES = RECORDING.read_bytes().split(b"\n")[1:-2]
AS_OF = date(2026, 1, 31)
GIVEN = Given(Document().of("x"), AS_OF)
ODD = [
    b"", b"\0", b"\xff\xfe", "²".encode(), "٣".encode(), b"-1", b"9" * 30, b"9" * 5000, b"{}", b"{x}", b"%s", b":" * 20,
    b"|", b'"', b"'", b"\\", b"=", b"(", b"[", b"]", b"!", b"#", b" ", b"\t", "\u202e".encode(), b"\x1b[31m",
    b"A" * 3000, b"0x", b"1e9", b"*", b"@include x", b",", b";", b"-", b"/", b"zz", b"::1", b"256.0.0.1/99", b"1_0",
]  # fmt: skip
#: No section and no check of a whole record takes that long, on the slowest machine that we test on.
SECONDS = 3.0
N = 65_000


def _garbled(line: bytes, turn: random.Random) -> list[bytes]:
    odd, at = turn.choice(ODD), turn.randrange(1, len(line) + 1)
    split = line[1:].split(turn.choice([b" ", b":"]))
    split[turn.randrange(len(split))] = odd
    ways = [
        [], [line, line], [b"|" + odd], [line[:at]], [line[:at] + odd + line[at:]], [b"|" + b" ".join(split)],
        [b"|" + b":".join(split)], [b"|" + turn.choice(LINES)[1:]], [re.sub(rb"\d+", lambda _: turn.choice(ODD), line)],
    ]  # fmt: skip
    return turn.choice(ways)


def mutated(seed: int) -> bytes:
    """The recording with lines of content dropped, doubled, cut, mixed and garbled, sealed again."""
    turn = random.Random(seed)
    share, rows = turn.choice([0.002, 0.02, 0.2]), []
    for line in LINES:
        chance = turn.random()
        if line[:1] == b"|" and chance < share:
            rows += [row.replace(b"\n", b"") for row in _garbled(line, turn)]
        elif line[:1] in (b"=", b"!", b"?") and chance < share / 2:
            rows += turn.choice([[], [line, line], [line[:1] + turn.choice(ODD)], [b"!denied " + line[1:]]])
        else:
            rows.append(line)
    return sealed(b"#wardround-probe 1 linux 1\n" + b"\n".join(rows) + b"\n")


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32))
def test_no_garbled_record_breaks_a_parser_or_a_check(seed):
    found = raw.read(mutated(seed), "x")
    started = time.monotonic()
    facts = {name: parser(found.section(name)) for name, parser in PARSERS.items()}
    verdicts = judge("linux", LinuxFacts(**facts), GIVEN, datetime(2026, 1, 30, tzinfo=UTC))
    assert time.monotonic() - started < SECONDS
    assert not {i: v.args for i, v in verdicts.items() if v.says == "unknown.our_bug"}


def _blocks(rows: list[bytes]) -> list[list[bytes]]:
    """The rows of a section, one list a block."""
    found: list[list[bytes]] = []
    for row in rows:
        found += [[]] if row[:1] in b"=+!" or not found else []
        found[-1].append(row)
    return found


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 2**32))
def test_what_was_denied_never_becomes_a_pass_by_dropping_lines(seed):
    """Some files of a section are denied; then lines of the others are dropped: what was denied stays unknown."""
    turn = random.Random(seed)
    name = turn.choice([line[1:] for line in LINES if line[:1] == b">"])
    start, end = LINES.index(b">" + name) + 1, LINES.index(b"<" + name)
    share = turn.choice([0.2, 0.6, 1.0])
    denied = [[b"!denied " + b[0][1:]] if b[0][:1] in b"=+" and turn.random() < share else b
              for b in _blocks(LINES[start:end]) if b]  # fmt: skip
    whole = [row for block in denied for row in block]
    part = [row for row in whole if row[:1] != b"|" or turn.random() < 0.5]

    def verdicts(rows: list[bytes]) -> dict[str, Verdict]:
        body = b"\n".join([b"#wardround-probe 1 linux 1", *LINES[:start], *rows, *LINES[end:]]) + b"\n"
        return judge("linux", linux.parse(raw.read(sealed(body), "x")), GIVEN, None)

    before, after = verdicts(whole), verdicts(part)
    own = f"linux.{name.decode()}."
    unread = [i for i, v in before.items() if i.startswith(own) and v.says == "unknown.denied"]
    assert not [i for i in unread if after[i].outcome is Outcome.PASS]


def sudoers(*lines: str) -> dict:
    return {"sudo": {"present": "yes", "modes": "", "/etc/sudoers": "\n".join(lines)}}


def nft(*lines: str) -> dict:
    head = "table ip x {\n\tchain y {\n\t\ttype filter hook input priority 0; policy accept;\n"
    rules = "\n".join(f"\t\t{line}" for line in lines)
    return {"firewall": {"nf_tables in the kernel": "present", "nft list ruleset": f"{head}{rules}\n\t}}\n}}"}}


LONG = {
    "pam: escapes in an open bracket": {"pam": {"/etc/pam.d/x": "auth required pam_x.so [" + "\\a" * (N // 2)}},
    "pam: brackets that never close": {"pam": {"/etc/pam.d/x": "auth required pam_x.so " + "[ " * (N // 2)}},
    "pam: files that include each other": {
        "pam": {"/etc/pam.d/x": "@include y\n" * 2000, "/etc/pam.d/y": "auth include x\n" * 2000}
    },
    "sudo: a file that includes itself": sudoers(*["@include /etc/sudoers"] * 2000),
    "sudo: an alias of itself": sudoers("User_Alias A = " + "A," * 20_000 + "A", "A ALL=(ALL) ALL"),
    "sudo: aliases of each other": sudoers(
        "Cmnd_Alias A = " + ",".join("B" * 5000), "Cmnd_Alias B = " + ",".join("A" * 5000), "root ALL=(ALL) A"
    ),
    "sudo: blanks": sudoers("root" + " " * N + "ALL = ALL", "Defaults" + " " * N, "NOPASSWD" + " " * N, '#"' * N),
    "sshd: a file that includes itself": {
        "ssh": {
            "present": "yes",
            "/etc/ssh/sshd_config": "Include /etc/ssh/*\n" * 1000,
            "/etc/ssh/b": "Include /etc/ssh/*\n" * 1000,
        }
    },
    "sshd: blanks": {"ssh": {"/etc/ssh/sshd_config": " " * N + "\nPort" + " " * N + "x" + " " * N + "y\n" + "=" * N}},
    "sysctl: blanks": {"kernel": {"/etc/sysctl.conf": " " * N + "\na =" + " " * N + "x" + " " * N + "y"}},
    "proxy: schemes": {"network": {"proxies": f"/x:1 http://{'a' * N}://x\n/x:1 " + "://" * 20_000}},
    "nft: words, blanks, maps": nft(
        "accept " * (N // 7) + '"', " " * N + "vmap { a", "ip saddr 1.1.1.1 " * 3000, "a" * N + " vmap {" + "a : b," * 9
    ),
    "rpm -Va: brackets": {"intrusion": {"verify": "missing   /" + " (" * (N // 2) + "x"}},
    "exports: options for every client": {"legacy": {"/etc/exports": "/x -" + "a," * 10_000 + " " + "c " * 20_000}},
    "repository: a field that goes on": {
        "patches": {"/etc/yum.repos.d/x.repo": "[a]\nbaseurl=x\n" + (" y" * 50 + "\n") * 20_000}
    },
    "modules: many names": {
        "modules": {
            "names": " ".join(f"m{i}" for i in range(9000)),
            "/lib/modules": "\n".join(f"m{i} loadable" for i in range(20_000)),
        }
    },
    "json: deep": {"containers": {"/etc/docker/daemon.json": '{"a":' + "[" * 30_000 + "]" * 30_000 + "}"}},
}  # fmt: skip


@pytest.mark.parametrize("name", LONG)
def test_a_long_line_or_a_loop_takes_no_time_by_the_square(name):
    found = record(**LONG[name])
    started = time.monotonic()
    facts = LinuxFacts(**{section: PARSERS[section](found.section(section)) for section in LONG[name]})
    for check_id in checks.cards("linux"):
        assert judge_one(check_id, facts, GIVEN).says != "unknown.our_bug", check_id
    assert time.monotonic() - started < SECONDS


@pytest.mark.parametrize("name", ["pam: files that include each other", "sudo: a file that includes itself",
                                  "sudo: an alias of itself", "sshd: a file that includes itself"])  # fmt: skip
def test_what_was_given_up_is_a_gap(name):
    (section,) = LONG[name]
    facts = PARSERS[section](record(**LONG[name]).section(section))
    listing = {"pam": "rules", "sudo": "grants", "ssh": "lines"}[section]
    assert any(gap.reason == "truncated" for gap in getattr(facts, listing).gaps)


def test_a_line_of_a_megabyte_is_cut_and_that_is_a_gap():
    found = record(accounts={"/etc/passwd": "root:x:0:0::/root:/bin/sh\nx" + ":" * 1_000_000})
    assert max(len(text) for _, text in found.section("accounts").blocks["/etc/passwd"].rows) == raw.MAX_ROW
    gaps = PARSERS["accounts"](found.section("accounts")).users.gaps
    assert any(gap.reason == "truncated" for gap in gaps)


def test_numbers_of_another_script_or_length_are_gaps():
    for odd in ("²", "9" * 5000, "1_0", "٣", ""):
        found = record(accounts={"/etc/passwd": f"root:x:0:0::/root:/bin/sh\neve:x:{odd}:0::/:/bin/sh"})
        users = PARSERS["accounts"](found.section("accounts")).users
        assert [u.name for u in users.items] == ["root"]
        assert not users.complete


def test_a_broken_parser_takes_only_its_section(monkeypatch):
    def broken(section):
        raise RuntimeError("on purpose")

    monkeypatch.setitem(PARSERS, "ssh", broken)
    facts = linux.parse(raw.read(RECORDING.read_bytes(), "x"))
    verdicts = judge("linux", facts, GIVEN, None)
    said = {i: v for i, v in verdicts.items() if v.says == "unknown.our_bug"}
    assert all("parser ssh: RuntimeError: on purpose" in str(v.args["detail"]) for v in said.values())
    assert "linux.ssh.root_login" in said
    assert verdicts["linux.accounts.second_root"].outcome is Outcome.PASS


@pytest.mark.parametrize("days", [2, 365, 20_000])
def test_a_record_from_the_future_is_unknown(days):
    later = datetime.fromordinal(AS_OF.toordinal() + days).replace(tzinfo=UTC)
    verdicts = judge("linux", linux.parse(raw.read(RECORDING.read_bytes(), "x")), GIVEN, later)
    assert {v.says for v in verdicts.values()} == {"unknown.later"}


@pytest.mark.parametrize("clock", ["0", "253402300800", "9" * 4000, "²", "-5", "x"])
def test_a_clock_that_is_no_clock_never_passes(clock):
    from wardround.inspection.collecting import Collected
    from wardround.inspection.judging import judge_one as judged
    from wardround.inspection.options import Options
    from wardround.inspection.targets import Target

    data = re.sub(rb"(=date \+%s\n\|)\d+", rb"\g<1>" + clock.encode(), RECORDING.read_bytes())
    data = sealed(data[: data.rindex(b"#wardround-end")])
    _, _, verdicts = judged(Collected(Target("x", "file", "x", Path("x")), data), Options(Document(), AS_OF))
    assert {v.outcome for v in verdicts} == {Outcome.UNKNOWN}
