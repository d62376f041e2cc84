"""The offline archive: installed and upgraded in a network namespace without a route, by a Python without pip."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest

from wardround import offline

ROOT = os.geteuid() == 0
needs_namespace = pytest.mark.skipif(not ROOT, reason="a network namespace of its own needs root")


@pytest.fixture(scope="module")
def archive(tmp_path_factory) -> Path:
    return offline.write(tmp_path_factory.mktemp("dist"), lambda _: None)


def unpack(archive: Path, into: Path) -> Path:
    with tarfile.open(archive) as packed:
        packed.extractall(into, filter="data")
    (folder,) = into.iterdir()
    return folder


def alone(*command: object, **env: str) -> subprocess.CompletedProcess[str]:
    """Runs a command where there is no network at all: a fresh namespace has not even loopback up."""
    path = f"{Path(sys.base_prefix) / 'bin'}:/usr/bin:/bin"
    return subprocess.run(
        ["unshare", "-n", *map(str, command)],
        capture_output=True,
        text=True,
        timeout=120,
        env={"PATH": path, "HOME": env.pop("HOME", "/nonexistent"), **env},
    )


@needs_namespace
def test_installs_inspects_and_upgrades_without_a_network(archive, tmp_path):
    folder = unpack(archive, tmp_path / "first")
    into = tmp_path / "opt"
    routes = alone("cat", "/proc/net/route").stdout.splitlines()
    assert not [line for line in routes if not line.startswith("Iface")], "this namespace has a route"
    done = alone("sh", folder / "install.sh", into)
    assert done.returncode == 0, done.stderr
    program = into / "bin/wardround"
    shutil.rmtree(folder)
    out = tmp_path / "out"
    home = {"HOME": str(tmp_path), "WARDROUND_HOME": str(tmp_path / "home")}
    done = alone(program, "inspect", "local", "--no-walk", "--out", out, **home)
    assert done.returncode in (0, 1), done.stderr
    assert (out / "results.json").is_file()

    newer = unpack(archive, tmp_path / "second")
    rename(newer, "9.9.9")
    done = alone("sh", newer / "install.sh", into)
    assert done.returncode == 0, done.stderr
    assert os.readlink(into / "current") == "versions/9.9.9"
    assert {p.name for p in (into / "versions").iterdir()} == {"9.9.9", folder.name.removeprefix("wardround-")}
    assert alone(program, "kit", "linux", **home).stdout.startswith("#!/bin/sh")


def rename(folder: Path, version: str) -> None:
    """Makes a later version of an unpacked archive, sums included."""
    about = folder / "ABOUT"
    lines = about.read_text().splitlines()
    about.write_text("\n".join([f"version={version}", *lines[1:]]) + "\n")
    sums = folder / "SHA256SUMS"
    kept = [line for line in sums.read_text().splitlines() if not line.endswith("  ABOUT")]
    new = subprocess.run(["sha256sum", "ABOUT"], cwd=folder, capture_output=True, text=True, check=True).stdout
    sums.write_text("\n".join([*kept, new.strip()]) + "\n")


def test_a_changed_file_is_not_installed(archive, tmp_path):
    folder = unpack(archive, tmp_path / "x")
    (folder / "lib/wardround/verdicts.py").write_text("raise SystemExit\n")
    done = subprocess.run(["sh", folder / "install.sh", tmp_path / "opt"], capture_output=True, text=True)
    assert done.returncode == 2
    assert "damaged" in done.stderr
    assert not (tmp_path / "opt").exists()


def test_another_platform_is_told(archive, tmp_path):
    folder = unpack(archive, tmp_path / "x")
    about = folder / "ABOUT"
    about.write_text(about.read_text().replace("platform=", "platform=other-"))
    sums = folder / "SHA256SUMS"
    sums.write_text("".join(x for x in sums.read_text().splitlines(True) if not x.endswith("  ABOUT\n")))
    done = subprocess.run(["sh", folder / "install.sh", tmp_path / "opt"], capture_output=True, text=True)
    assert done.returncode == 2
    assert "is for other-" in done.stderr


def test_the_archive_is_the_same_twice_and_names_no_path_of_this_machine(archive, tmp_path):
    again = offline.write(tmp_path, lambda _: None)
    assert again.read_bytes() == archive.read_bytes()
    here = str(Path(offline.__file__).parents[3]).encode()
    with tarfile.open(archive) as packed:
        for entry in packed:
            stream = packed.extractfile(entry)
            assert stream is None or here not in stream.read(), entry.name
