"""The first command on a bare machine, and the package as pip would install it."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
needs_lab = pytest.mark.skipif(
    os.geteuid() != 0 or not shutil.which("debootstrap"),
    reason="a bare Debian is built by debootstrap, as root",
)


def on_bare_debian(tmp_path: Path, packages: tuple[str, ...]) -> subprocess.CompletedProcess[str]:
    from tests.lab import images

    upper, work, merged = (tmp_path / name for name in ("upper", "work", "merged"))
    for folder in (upper, work, merged):
        folder.mkdir()
    upper.chmod(0o755)
    with images.mounted(images.layer(packages), upper, work, merged):
        (merged / "root/checkout").mkdir()
        for name in ("wardround", "pyproject.toml"):
            shutil.copy(ROOT / name, merged / "root/checkout")
        shutil.copytree(ROOT / "requirements", merged / "root/checkout/requirements")
        return subprocess.run(
            ["unshare", "-n", "chroot", merged, "sh", "/root/checkout/wardround", "up", "--once"],
            capture_output=True,
            text=True,
            env={"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/root"},
        )


@needs_lab
def test_without_python_the_exact_line_is_printed(tmp_path):
    done = on_bare_debian(tmp_path, ())
    assert done.returncode == 2
    assert "apt-get install -y python3 python3-pip python3-venv" in done.stderr


@needs_lab
def test_without_pip_and_venv_the_exact_line_is_printed(tmp_path):
    done = on_bare_debian(tmp_path, ("python3",))
    assert done.returncode == 2
    assert "apt-get install -y python3-pip python3-venv" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_installed_package_holds_every_file_of_the_source(tmp_path):
    uv = ROOT / ".tools/bin/uv"
    source = tmp_path / "source"
    source.mkdir()
    for name in ("pyproject.toml", "README.md", "LICENSE", "NOTICE"):
        if (ROOT / name).exists():
            shutil.copy(ROOT / name, source)
    shutil.copytree(ROOT / "src", source / "src", ignore=shutil.ignore_patterns("__pycache__", "*.egg-info"))
    subprocess.run([uv, "pip", "install", "-q", "--no-deps", "--target", tmp_path / "into", source], check=True)

    def held(root: Path) -> set[str]:
        return {p.relative_to(root).as_posix() for p in root.rglob("*") if p.is_file() and "__pycache__" not in p.parts}

    assert held(tmp_path / "into/wardround") == held(ROOT / "src/wardround")
    assert (tmp_path / "into/bin/wardround").is_file()
