"""Root file systems of laboratory machines: one Debian base, and what a machine has besides as a layer over it.

Built once by debootstrap(8) and kept under /var/cache; a build that is cut short leaves nothing behind.
"""

from __future__ import annotations

import fcntl
import hashlib
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CACHE = Path("/var/cache/wardround-lab")
SUITE = "bookworm"
#: What a small server has; no Python, as on most targets.
BASE = (
    *("systemd-sysv", "dbus", "openssh-server", "sudo", "cron", "nftables", "rsyslog", "iproute2", "procps"),
    *("libpam-pwquality", "libpam-modules-bin", "auditd", "logrotate", "kmod", "chrony", "apparmor"),
)


@contextmanager
def _locked(name: str) -> Iterator[None]:
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def base() -> Path:
    """The root file system that every machine starts from."""
    key = hashlib.sha256(",".join(BASE).encode()).hexdigest()[:10]
    done = CACHE / f"{SUITE}-{key}"
    with _locked("base"):
        if not done.is_dir():
            half = CACHE / f"{SUITE}-{key}.part"
            shutil.rmtree(half, ignore_errors=True)
            subprocess.run(
                ["debootstrap", "--variant=minbase", f"--include={','.join(BASE)}", SUITE, half],
                check=True,
                stdout=subprocess.DEVNULL,
            )
            half.rename(done)
    return done


def layer(packages: tuple[str, ...]) -> list[Path]:
    """Lower directories, top first, of a machine with these packages besides the base."""
    lower = base()
    if not packages:
        return [lower]
    key = hashlib.sha256(f"{lower.name} {packages}".encode()).hexdigest()[:10]
    done = CACHE / f"layer-{key}"
    with _locked("layer"):
        if not done.is_dir():
            half, work, merged = (CACHE / f"layer-{key}.{part}" for part in ("part", "work", "merged"))
            for folder in (half, work, merged):
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
            with mounted([lower], half, work, merged):
                _install(merged, packages)
            shutil.rmtree(work)
            merged.rmdir()
            half.rename(done)
    return [done, lower]


@contextmanager
def mounted(lower: list[Path], upper: Path, work: Path, merged: Path) -> Iterator[None]:
    """An overlay file system for the time of the block."""
    options = f"lowerdir={':'.join(map(str, lower))},upperdir={upper},workdir={work}"
    subprocess.run(["mount", "-t", "overlay", "overlay", "-o", options, merged], check=True)
    try:
        yield
    finally:
        subprocess.run(["umount", "-R", merged], check=True)


def _install(root: Path, packages: tuple[str, ...]) -> None:
    (root / "usr/sbin/policy-rc.d").write_text("#!/bin/sh\nexit 101\n")
    (root / "usr/sbin/policy-rc.d").chmod(0o755)
    shutil.copy("/etc/resolv.conf", root / "etc/resolv.conf")
    command = f"""
mount -t proc proc /proc
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq && apt-get install -y -qq --no-install-recommends {" ".join(packages)} >/dev/null && apt-get clean
"""
    subprocess.run(["unshare", "-mpf", "chroot", root, "sh", "-ec", command], check=True)
    (root / "usr/sbin/policy-rc.d").unlink()
