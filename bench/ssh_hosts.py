"""Seconds a host, over SSH on loopback: Wardround from the command line, and Ansible's `setup` where it is installed.

.venv/bin/python -m bench.ssh_hosts [HOSTS]      as root; starts one sshd with that many ports, ends it after
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from bench.measure import measured
from tests.reach import servers

LEAST = 5


def ansible(many: servers.Server) -> list[str] | None:
    program = shutil.which("ansible")
    if not program:
        return None
    inventory = Path(many.folder) / "inventory"
    args = f"ansible_user=root ansible_ssh_private_key_file={many.key} ansible_python_interpreter=/usr/bin/python3"
    common = f"ansible_ssh_common_args='-o UserKnownHostsFile={many.known_hosts}'"
    rows = (f"h{port} ansible_host=127.0.0.1 ansible_port={port} {args} {common}" for port in many.ports)
    inventory.write_text("\n".join(rows) + "\n")
    return [program, "all", "-i", str(inventory), "-f", "10", "-m", "setup"]


def main(count: int) -> int:
    """Prints seconds a host of both; 1 when ours is more than a fifth of Ansible's."""
    with servers.server(ports=count) as many, tempfile.TemporaryDirectory() as out:
        runs: dict[str, list[str] | None] = {
            "wardround inspect --no-walk": [
                *(sys.executable, "-m", "wardround", "inspect", *many.targets, "--no-walk"),
                *("--out", out, "--at-once", "10", "--format", "html", *many.flags),
            ],
            "ansible -m setup": ansible(many),
        }
        walls = []
        for name, command in runs.items():
            if not command:
                print(f"{name}: not installed")
                continue
            figures = measured(command)
            walls.append(figures.wall)
            print(f"{figures.row(name)}   {figures.wall / count:.3f} s a host")
    if len(walls) < 2:
        return 0
    print(f"{walls[1] / walls[0]:.1f} times as fast; budget {LEAST}")
    return int(walls[1] / walls[0] < LEAST)


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 50))
