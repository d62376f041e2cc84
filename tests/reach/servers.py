"""Real OpenSSH servers on loopback, each in a mount namespace with accounts of its own: the machine stays as it is."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

PASSWORD = "Right-9-horse"
SUDOERS = """\
Defaults !lecture, !use_pty
nopass ALL=(root) NOPASSWD: /usr/bin/sh -s -- *
asks ALL=(root) ALL
root ALL=(root) NOPASSWD: ALL
"""
#: of one sshd (MAX_LISTEN_SOCKS)
MAX_PORTS = 16
#: name -> login shell; all have PASSWORD
ACCOUNTS = {
    "plain": "/bin/sh",
    "nopass": "/bin/sh",
    "asks": "/bin/sh",
    "loud": "/bin/bash",
    "flood": "/bin/bash",
    "cat": "/bin/cat",
    "false": "/bin/false",
    "nologin": "/usr/sbin/nologin",
}


def free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def free_port() -> int:
    return free_ports(1)[0]


@dataclass
class Server:
    """A running sshd; ``key`` logs in as any of its accounts."""

    folder: Path
    port: int
    key: Path
    known_hosts: Path
    process: subprocess.Popen[bytes] = field(repr=False)
    ports: list[int] = field(default_factory=list)

    def target(self, user: str = "root") -> str:
        return f"ssh://{user}@127.0.0.1:{self.port}"

    @property
    def targets(self) -> list[str]:
        """One target a port: as many hosts as there are ports, for who comes from outside."""
        return [f"ssh://root@127.0.0.1:{port}" for port in self.ports]

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")

    @property
    def flags(self) -> list[str]:
        return ["--key", str(self.key), "--known-hosts", str(self.known_hosts)]


def keygen(path: Path, kind: str = "ed25519", passphrase: str = "") -> Path:
    path.unlink(missing_ok=True)
    subprocess.run(["ssh-keygen", "-q", "-t", kind, "-N", passphrase, "-f", path], check=True)
    return path


def accounts(folder: Path) -> None:
    """Copies of the account files with the accounts of these tests; homes under the folder."""
    hashed = subprocess.run(["openssl", "passwd", "-6", PASSWORD], capture_output=True, text=True, check=True).stdout
    passwd, shadow = Path("/etc/passwd").read_text(), Path("/etc/shadow").read_text()
    for number, (name, shell) in enumerate(ACCOUNTS.items(), 64001):
        home = folder / "home" / name
        home.mkdir(parents=True)
        os.chown(home, number, 65534)
        passwd += f"{name}:x:{number}:65534::{home}:{shell}\n"
        shadow += f"{name}:{hashed.strip()}:19000:0:99999:7:::\n"
    (folder / "home/loud/.bashrc").write_text("echo 'Welcome to the old HIS host'; echo '|>passwd'; echo\n")
    (folder / "home/flood/.bashrc").write_text("yes forever\n")
    (folder / "passwd").write_text(passwd)
    (folder / "shadow").write_text(shadow)
    (folder / "sudoers").write_text(SUDOERS)
    (folder / "sudoers").chmod(0o440)
    (folder / "shadow").chmod(0o600)
    folder.chmod(0o755)


def configure(folder: Path, ports: Sequence[int], more: str) -> Path:
    """``more`` comes first: sshd takes the first value of an option."""
    listen = "".join(f"Port {port}\n" for port in ports)
    conf = folder / f"conf.{ports[0]}"
    conf.write_text(
        f"{more}\n{listen}ListenAddress 127.0.0.1\nHostKey {folder}/host\nAuthorizedKeysFile {folder}/authorized\n"
        "PidFile none\nStrictModes no\nUsePAM no\nPasswordAuthentication yes\nPermitRootLogin yes\nLogLevel VERBOSE\n"
        "MaxStartups 200\nMaxAuthTries 4\n"
    )
    return conf


def start(folder: Path, ports: Sequence[int], more: str) -> subprocess.Popen[bytes]:
    files = ("passwd", "shadow", "sudoers")
    binds = "".join(f"mount --bind {folder}/{name} /etc/{name}; " for name in files)
    script = f"{binds}mkdir -p /run/sshd; exec /usr/sbin/sshd -D -f {configure(folder, ports, more)} -E {folder}/log"
    process = subprocess.Popen(["unshare", "-m", "--propagation", "private", "sh", "-ec", script])
    deadline = time.monotonic() + 15
    while time.monotonic() < deadline:
        with socket.socket() as s:
            if s.connect_ex(("127.0.0.1", ports[0])) == 0:
                return process
        if process.poll() is not None:
            break
        time.sleep(0.05)
    raise RuntimeError((folder / "log").read_text() if (folder / "log").exists() else "sshd did not start")


@contextmanager
def server(more: str = "", kind: str = "ed25519", ports: int = 1) -> Iterator[Server]:
    """A server whose host key is known and whose accounts take ``key`` or PASSWORD; ``more`` is sshd_config(5)."""
    folder = Path(tempfile.mkdtemp(prefix="wardround-sshd-"))  # not under pytest's own, which only root may enter
    try:
        yield from _serve(folder, more, kind, ports)
    finally:
        shutil.rmtree(folder)


def _serve(folder: Path, more: str, kind: str, ports: int) -> Iterator[Server]:
    accounts(folder)
    keygen(folder / "host", kind)
    key = keygen(folder / "id")
    shutil.copy(folder / "id.pub", folder / "authorized")
    every = free_ports(ports)
    chunks = [every[i : i + MAX_PORTS] for i in range(0, ports, MAX_PORTS)]
    known, host = folder / "known_hosts", (folder / "host.pub").read_text()
    known.write_text("".join(f"[127.0.0.1]:{port} {host}" for port in every))
    processes = [start(folder, chunk, more) for chunk in chunks]
    try:
        yield Server(folder, every[0], key, known, processes[0], every)
    finally:
        for process in processes:
            process.terminate()
            process.wait(10)


#: Tests of reaching look at results and say nothing of documents, which take most of an inspection's time.
ONE_FORMAT = ("--format", "html")


def wardround(
    *args: object,
    lang: str = "en",
    timeout: float = 120,
    env: dict[str, str] | None = None,
    pass_fds: Sequence[int] = (),
) -> subprocess.CompletedProcess[str]:
    """Runs the program as a person does, with no agent and no terminal. One document is enough to test reaching."""
    if args and args[0] == "inspect" and "--format" not in args:
        args = (*args, "--format", "html")
    surroundings = {k: v for k, v in os.environ.items() if not k.startswith(("WARDROUND_", "SSH_"))}
    formats = ONE_FORMAT if args[:1] == ("inspect",) and "--help" not in args else ()
    return subprocess.run(
        [sys.executable, "-m", "wardround", *map(str, args), *formats],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env=surroundings | {"WARDROUND_LANG": lang} | (env or {}),
        timeout=timeout,
        pass_fds=pass_fds,
    )
