"""What a hostile host writes stays text: in the terminal, and in a report opened in a browser."""

from __future__ import annotations

import hashlib
import re
import subprocess
import sys
from html.parser import HTMLParser

import pytest

from wardround.wording import LANGUAGES, MAX_ARGUMENT, fill

EVIL = "<script>alert(1)</script><img src=//x.invalid onerror=alert(2)>\x1b]0;owned\x07"
BODY = f"""#wardround-probe 1 linux 1
>system
=id -u
|0
=date +%s
|1767225600
=uname -n
|{EVIL.replace(" ", "")}
=/etc/os-release
|ID=debian
|PRETTY_NAME="{EVIL.replace('"', "")}"
<system
>accounts
=/etc/passwd
|{EVIL}:x:0:0:{EVIL}:/root:/bin/sh
=/etc/shadow
|{EVIL}::1::::::
=/etc/group
|root:x:0:
!denied /etc/{EVIL}
<accounts
"""


class Tags(HTMLParser):
    """Collects elements and what they would load."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("evil")
    body = BODY.encode()
    path = folder / "evil.probe"
    path.write_bytes(body + b"#wardround-end sha256 " + hashlib.sha256(body).hexdigest().encode() + b"\n")
    command = [sys.executable, "-m", "wardround", "judge", str(path), "--out", str(folder), "--as-of", "2026-01-02"]
    done = subprocess.run(command, capture_output=True, timeout=120)
    assert done.returncode == 1, done.stderr
    assert b"\x1b" not in done.stdout + done.stderr
    found = {lang: (folder / f"report.{lang}.html").read_text("utf-8") for lang in LANGUAGES}
    assert all("alert(1)" in text for text in found.values()), "the hostile text did not reach the report"
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_text_of_a_target_stays_text_in_the_report(pages, lang):
    tags = Tags()
    tags.feed(pages[lang])
    assert "script" not in {tag for tag, _ in tags.seen}
    assert not [a for _, attrs in tags.seen for a in attrs if a.startswith("on")]
    assert "&lt;script&gt;" in pages[lang]
    assert "\x1b" not in pages[lang]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_report_loads_nothing_from_outside(pages, lang):
    tags = Tags()
    tags.feed(pages[lang])
    loads = [
        attrs[n] for tag, attrs in tags.seen for n in ("src", "href", "srcset", "data") if tag != "a" and n in attrs
    ]
    assert not [url for url in loads if url and not url.startswith(("data:", "#"))]
    assert not re.search(r"@import|url\((?!['\"]?(data:|#))", pages[lang])


def test_control_characters_are_shown_not_sent():
    said = fill({"en": "{x}"}, "en", {"x": "\x1b[2J\r\u202eabc\n" + "y" * 9999})
    assert said.isprintable()
    assert len(said) <= 4 * MAX_ARGUMENT
    assert said.startswith("\\x1b[2J")
