"""What is inspected: arguments, lists, the scope; each once, and nothing outside."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.reach import servers
from tests.reach.servers import wardround
from wardround.errors import WardroundError
from wardround.transports.ssh.address import Address, address


@pytest.mark.parametrize(
    ("text", "host", "port", "user"),
    [
        ("ssh://root@10.0.0.1", "10.0.0.1", 22, "root"),
        ("ssh://root@HIS-db.example:2222/", "his-db.example", 2222, "root"),
        ("ssh://a.b-c_d@[::1]:22", "::1", 22, "a.b-c_d"),
        ("ssh://root@[fe80::1%eth0]", "fe80::1%eth0", 22, "root"),
        ("ssh://DOMAIN\\user@h", "h", 22, "DOMAIN\\user"),
    ],
)
def test_addresses(text, host, port, user):
    assert address(text) == Address(user, host, port)
    assert address(str(address(text))) == address(text)


def test_the_user_is_the_persons_own_by_default(monkeypatch):
    monkeypatch.setenv("LOGNAME", "somebody")
    assert address("ssh://h").user == "somebody"


@pytest.mark.parametrize(
    "text",
    ["ssh://", "ssh://root@", "ssh://h:0", "ssh://h:65536", "ssh://h:x", "ssh://::1", "ssh://-oProxyCommand=x", "ssh://h/x",
     "ssh://a b@h", "ssh://h\n", "ssh://[::1", "ssh://h?x", "ssh://a@b@c"],
)  # fmt: skip
def test_what_is_no_address(text):
    with pytest.raises(WardroundError):
        address(text)


def test_a_password_in_a_target_is_refused_and_not_repeated(out):
    done = wardround("inspect", "ssh://root:Hospital-2024@10.0.0.1", "--out", out)
    assert done.returncode == 2
    assert "Hospital-2024" not in done.stderr + done.stdout
    assert "--ask-password" in done.stderr


def assets(out) -> list[dict]:
    return json.loads((out / "results.json").read_text())["assets"]


def test_a_list_and_arguments_are_joined_and_doubles_inspected_once(sshd, tmp_path, out):
    listed = tmp_path / "targets"
    listed.write_text(f"# wards\n{sshd.target('plain')}  # old\n\n{sshd.target()}\n{sshd.target()}/\n")
    start = len(sshd.log)
    done = wardround("inspect", sshd.target(), "--targets", listed, "--no-walk", "--out", out, *sshd.flags)
    assert done.returncode in (0, 1), done.stderr
    assert len(assets(out)) == 2
    assert sshd.log[start:].count("Starting session") == 2


@pytest.mark.parametrize("text", ["", "# nothing\n", "nonsense\n", "ssh://h:99999\n", "\x00\xff"])
def test_a_bad_list_is_bad_input(tmp_path, out, text):
    listed = tmp_path / "targets"
    listed.write_bytes(text.encode("latin-1"))
    done = wardround("inspect", "--targets", listed, "--out", out)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def scope_of(sshd, tmp_path, more: str = ""):
    scope = tmp_path / "scope.yaml"
    scope.write_text(
        f"targets:\n- {{target: '{sshd.target('nopass')}', asset: his-db, sudo: true, key: '{sshd.key}'}}\n"
        f"- {{target: '{sshd.target('plain')}', key: '{sshd.key}'}}\n{more}"
    )
    return scope


def test_the_scope_names_all_targets_and_how_each_is_reached(sshd, tmp_path, out):
    scope = scope_of(sshd, tmp_path)
    done = wardround("inspect", "--scope", scope, "--no-walk", "--out", out, "--known-hosts", sshd.known_hosts)
    assert done.returncode in (0, 1), done.stderr
    found = json.loads((out / "results.json").read_text())
    assert "his-db" in {a["name"] for a in found["assets"]}
    assert {o["privileged"] for o in found["observations"]} == {True, False}


def test_one_target_of_the_scope_by_its_asset_name(sshd, tmp_path, out):
    scope = scope_of(sshd, tmp_path)
    flags = ("--scope", scope, "--no-walk", "--out", out, "--known-hosts", sshd.known_hosts)
    assert wardround("inspect", "his-db", *flags).returncode in (0, 1)
    assert [a["name"] for a in assets(out)] == ["his-db"]


def test_nothing_outside_the_scope_is_contacted(sshd, tmp_path, out):
    scope, start = scope_of(sshd, tmp_path), len(sshd.log)
    done = wardround("inspect", sshd.target(), "--scope", scope, "--out", out, *sshd.flags)
    assert done.returncode == 2
    assert "not among the targets of the scope" in done.stderr
    assert sshd.log[start:] == ""


#: nine aliases of nine aliases …: 70 bytes a line, 9 to the power of the line's number in memory
BOMB = "a: &c0 [x]\n" + "".join(f"c{i}: &c{i} [{', '.join([f'*c{i - 1}'] * 9)}]\n" for i in range(1, 12))


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("targets:\n- {targt: 'ssh://h'}\n", 2),
        ("targets:\n- {target: 'ssh://h', sudo: 'maybe'}\n", 2),
        ("targets: 3\n", 1),
        ("all: {}\nall: {}\n", 2),
        (BOMB, 7),
        ("all: [\n", 2),
        ("[" * 5000, 1),
    ],
)  # fmt: skip
def test_a_wrong_scope_names_its_line(tmp_path, out, text, line, lang):
    scope = tmp_path / "s.yaml"
    scope.write_text(text)
    done = wardround("inspect", "--scope", scope, "--out", out, lang=lang, timeout=20)
    assert done.returncode == 2
    assert f"s.yaml:{line}" in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_a_chain_of_jump_hosts(sshd, out):
    with servers.server() as first, servers.server() as second:
        known = out.parent / "known"
        known.write_text("".join(s.known_hosts.read_text() for s in (sshd, first, second)))
        for each in (first, second):
            (each.folder / "authorized").write_text(sshd.key.with_suffix(".pub").read_text())
        flags = ("--no-walk", "--out", out, "--key", sshd.key, "--known-hosts", known)
        hops = ("--jump", first.target("plain"), "--jump", second.target("plain"))
        done = wardround("inspect", sshd.target(), sshd.target("plain"), *hops, *flags)
        assert done.returncode in (0, 1), done.stderr
        for each in (first, second):
            assert each.log.count("Accepted publickey for plain") == 1, "one login at each hop, however many go through"
            assert "Starting session" not in each.log


def test_a_jump_host_that_is_gone_is_named(sshd, out):
    gone = f"ssh://root@127.0.0.1:{servers.free_port()}"
    done = wardround("inspect", sshd.target(), "--jump", gone, "--out", out, *sshd.flags)
    assert done.returncode == 3
    assert gone in done.stderr
    assert "connection refused" in done.stderr


def test_a_jump_host_that_may_not_forward(sshd, out):
    with servers.server("AllowTcpForwarding no") as jump:
        known = out.parent / "known"
        known.write_text(sshd.known_hosts.read_text() + jump.known_hosts.read_text())
        (jump.folder / "authorized").write_text(sshd.key.with_suffix(".pub").read_text())
        flags = ("--out", out, "--key", sshd.key, "--known-hosts", known)
        done = wardround("inspect", sshd.target(), "--jump", jump.target(), *flags)
    assert done.returncode == 3
    assert "Traceback" not in done.stderr


def test_an_agent_serves_and_goes_no_further(sshd, out, tmp_path):
    agent = tmp_path / "agent"
    process = subprocess.Popen(["ssh-agent", "-D", "-a", agent], stdout=subprocess.DEVNULL)
    try:
        env = {"SSH_AUTH_SOCK": str(agent)}
        for _ in range(50):
            if agent.exists():
                break
            subprocess.run(["sleep", "0.1"], check=True)
        subprocess.run(
            ["ssh-add", "-q", sshd.key], env=env | {"PATH": "/usr/bin:/bin"}, check=True, capture_output=True
        )
        start = len(sshd.log)
        flags = ("--no-walk", "--out", out, "--known-hosts", sshd.known_hosts)
        done = wardround("inspect", sshd.target(), *flags, env=env)
    finally:
        process.terminate()
        process.wait()
    assert done.returncode in (0, 1), done.stderr
    assert "agent" not in sshd.log[start:]


def test_what_is_slow_to_import_is_imported_only_on_use():
    asked = "import sys, wardround.cli; print({'asyncssh', 'rich.progress'} & sys.modules.keys())"
    done = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert done.stdout == "set()\n"
