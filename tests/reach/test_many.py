"""Many hosts at once."""

from __future__ import annotations

import json
import re
import time

from tests.reach import servers
from tests.reach.servers import wardround


def test_twenty_four_hosts_side_by_side(sshd, out):
    with servers.server(ports=24) as many:
        flags = ("--no-walk", "--out", out, "--at-once", "8", *many.flags)
        done = wardround("inspect", *many.targets, *flags)
        log = many.log
    assert done.returncode in (0, 1), done.stderr
    found = json.loads((out / "results.json").read_text())
    assert len({a["name"] for a in found["assets"]}) == 24
    assert len(found["observations"]) == 24
    assert log.count("Starting session") == 24
    assert "[24/24]" in done.stderr


def test_never_more_at_once_than_allowed(sshd, out):
    with servers.server(ports=8) as many:
        done = wardround("inspect", *many.targets, "--no-walk", "--out", out, "--at-once", "2", *many.flags)
        events = re.findall(r"Accepted publickey|Closing connection", many.log)
    assert done.returncode in (0, 1), done.stderr
    open_now = most = 0
    for event in events:
        open_now += 1 if event.startswith("Accepted") else -1
        most = max(most, open_now)
    assert 1 <= most <= 3, "two, and one that the server has not yet seen closing"


def test_hosts_that_do_not_answer_do_not_hold_up_the_others(sshd, out):
    """Twelve dead addresses, ten at once: their time limits run side by side."""
    dead = [f"ssh://root@127.0.0.1:{port}" for port in servers.free_ports(12)]
    start = time.monotonic()
    done = wardround("inspect", *dead, sshd.target(), "--no-walk", "--out", out, *sshd.flags)
    assert done.returncode == 4
    assert time.monotonic() - start < 30
    assert len(json.loads((out / "results.json").read_text())["observations"]) == 1
