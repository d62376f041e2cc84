"""Hosts that are gone, hang, flood, lie or cannot: each ends in one sentence, in time, and harms no other."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from tests.reach import servers
from tests.reach.servers import wardround


@contextmanager
def listening(talk: Callable[[socket.socket], None]) -> Iterator[str]:
    """A raw TCP server that does ``talk`` with each who connects; gives its target."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            with suppress(OSError):
                while True:
                    conn, _ = listener.accept()
                    threading.Thread(target=one, args=(conn,), daemon=True).start()

        def one(conn: socket.socket) -> None:
            with suppress(OSError), conn:
                talk(conn)

        threading.Thread(target=serve, daemon=True).start()
        yield f"ssh://root@127.0.0.1:{listener.getsockname()[1]}"
        listener.shutdown(socket.SHUT_RDWR)


def banner_forever(conn: socket.socket) -> None:
    while True:
        conn.sendall(b"welcome to the ward\r\n")
        time.sleep(0.05)


def banner_flood(conn: socket.socket) -> None:
    while True:
        conn.sendall(b"x" * 65536)


def hang(conn: socket.socket) -> None:
    conn.recv(1)
    time.sleep(60)


def hang_after_greeting(conn: socket.socket) -> None:
    conn.sendall(b"SSH-2.0-OpenSSH_9.2\r\n")
    time.sleep(60)


def web(conn: socket.socket) -> None:
    conn.recv(100)
    conn.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")


def close(conn: socket.socket) -> None:
    conn.recv(1)


def garbage_after_greeting(conn: socket.socket) -> None:
    conn.sendall(b"SSH-2.0-x\r\n" + bytes(range(256)) * 200)
    conn.recv(100_000)


def inspect(target, out, *more, lang="en"):
    flags = ("--no-walk", "--out", out, "--connect-timeout", "2", "--known-hosts", "/dev/null")
    start = time.monotonic()
    done = wardround("inspect", target, *flags, *more, lang=lang, timeout=60)
    return done, time.monotonic() - start


@pytest.mark.parametrize(
    ("talk", "lang"),
    [
        *((t, "en") for t in (hang, hang_after_greeting, banner_forever, banner_flood, close, garbage_after_greeting)),
        (web, "zh"),
    ],
)
def test_what_is_no_ssh_server_is_unreachable_in_time(out, talk, lang):
    with listening(talk) as target:
        done, seconds = inspect(target, out, lang=lang)
    assert done.returncode == 3
    assert seconds < 12
    assert done.stderr.count(target) >= 2
    assert "Traceback" not in done.stderr
    (asset,) = json.loads((out / "results.json").read_text())["assets"]
    assert asset["failure"]["fault"] in ("unreachable", "refused")


def test_nothing_listens(out):
    done, _ = inspect(f"ssh://root@127.0.0.1:{servers.free_port()}", out)
    assert done.returncode == 3
    assert "connection refused" in done.stderr


def test_a_name_that_does_not_resolve(out):
    done, _ = inspect("ssh://root@no-such-host.invalid", out)
    assert done.returncode == 3
    assert "does not resolve" in done.stderr


def test_no_answer_at_all(out):
    """192.0.2.0/24 is for documentation (RFC 5737): nobody answers there, if a packet leaves at all."""
    done, seconds = inspect("ssh://root@192.0.2.1", out)
    assert done.returncode == 3
    assert seconds < 12


@pytest.mark.parametrize(
    ("user", "word"), [("false", "did not run"), ("nologin", "not available"), ("cat", "did not run")]
)
def test_an_account_without_a_shell(sshd, out, user, word):
    done = wardround("inspect", sshd.target(user), "--out", out, "--connect-timeout", "3", *sshd.flags, timeout=60)
    assert done.returncode == 3
    assert word in done.stderr


def test_a_profile_that_prints_before_the_probe(sshd, out):
    done = wardround("inspect", sshd.target("loud"), "--no-walk", "--out", out, *sshd.flags)
    assert done.returncode in (0, 1), done.stderr
    (record,) = (out / "observations").glob("*.probe")
    assert record.read_bytes().startswith(b"#wardround-probe ")


def test_a_profile_that_floods(sshd, out):
    done = wardround("inspect", sshd.target("flood"), "--no-walk", "--out", out, *sshd.flags, timeout=60)
    assert done.returncode == 3
    assert "without end" in done.stderr


FORCED = {
    "flood_after_head": ("echo '#wardround-probe 1 linux 1'; yes '|x'", 3, "without end"),
    "flood_of_errors": ("yes 1>&2", 3, "without end"),
    "cut": (
        "cat >/dev/null & echo '#wardround-probe 1 linux 1'; echo '>system'; echo '=id'; exit 9",
        3,
        "before its end",
    ),
    "killed": ("echo '#wardround-probe 1 linux 1'; kill -9 $$", 3, "before its end"),
    "no_sh": ("exec /no/such/sh", 3, "did not run"),
    "other_program": ("echo hello", 3, "did not run"),
    "nothing": ("true", 3, "did not run"),
    "binary": ("head -c 100000 /dev/urandom", 3, "did not run"),
    "version": ("echo '#wardround-probe 7 linux 1'; echo '#wardround-end sha256 0'", 3, "format 7"),
    "forged_digest": ("echo '#wardround-probe 1 linux 1'; echo '#wardround-end sha256 0'", 3, "digest"),
    "git_shell": ('exec git-shell -c "$SSH_ORIGINAL_COMMAND"', 3, "did not run"),
    "silent": ("exec sleep 60", 3, "does not start"),
}


@pytest.mark.parametrize("name", FORCED)
def test_what_a_host_may_do_in_the_place_of_the_probe(sshd, out, tmp_path, name):
    command, code, word = FORCED[name]
    with servers.server(f"ForceCommand {command}") as host:
        flags = ("--out", out, "--connect-timeout", "5", "--timeout", "30", *host.flags)
        done = wardround("inspect", host.target(), *flags, timeout=60)
    assert done.returncode == code, done.stderr
    assert word in done.stderr
    assert "Traceback" not in done.stderr


def test_one_bad_host_harms_no_other(sshd, out):
    with listening(hang) as hanging, listening(banner_flood) as flooding:
        targets = (hanging, sshd.target(), flooding, sshd.target("flood"), sshd.target("plain"))
        done = wardround("inspect", *targets, "--no-walk", "--out", out, "--connect-timeout", "3", *sshd.flags)
    assert done.returncode == 4, done.stderr
    found = json.loads((out / "results.json").read_text())
    assert found["complete"] is False
    assert len(found["observations"]) == 2
    assert len([a for a in found["assets"] if a.get("failure")]) == 3


@pytest.mark.parametrize(
    "old",
    ["KexAlgorithms diffie-hellman-group14-sha1", "HostKeyAlgorithms ssh-rsa", "Ciphers aes128-cbc,3des-cbc"],
)
def test_an_old_server_is_reached_only_when_asked(sshd, out, old):
    with servers.server(old, kind="rsa") as host:
        flags = ("--no-walk", "--out", out, *host.flags)
        refused = wardround("inspect", host.target(), *flags)
        reached = wardround("inspect", host.target(), *flags, "--old-ssh")
    assert refused.returncode == 3
    assert "--old-ssh" in refused.stderr
    assert reached.returncode in (0, 1), reached.stderr


def test_a_disk_without_room_is_no_matter(sshd, out):
    """The probe writes nothing: a host whose disks are full is inspected like any other."""
    mounts = (
        "mount -t tmpfs -o size=4k,nr_inodes=1 full /tmp && mount --bind /tmp /var/tmp && mount --bind /tmp /dev/shm"
    )
    command = f"unshare -m sh -c '{mounts} && exec sh -s -- --no-walk --tethered'"
    with servers.server(f"ForceCommand {command}") as host:
        done = wardround("inspect", host.target(), "--no-walk", "--out", out, *host.flags)
    assert done.returncode in (0, 1), done.stderr


def test_a_host_without_sha256sum_is_judged_and_says_so(sshd, out):
    hide = "for d in /usr/bin /bin; do mount --bind /dev/null $d/sha256sum; done 2>/dev/null"
    command = f"unshare -m sh -c '{hide}; exec sh -s -- --no-walk --tethered'"
    with servers.server(f"ForceCommand {command}") as host:
        done = wardround("inspect", host.target(), "--no-walk", "--out", out, *host.flags)
    assert done.returncode in (0, 1), done.stderr
    (seen,) = json.loads((out / "results.json").read_text())["observations"]
    assert "absent: sha256sum" in seen["gaps"]
