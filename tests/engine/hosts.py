"""Hosts for tests: the probe on crafted files laid over the real ones, and records written by hand."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

from wardround.collectors import linux
from wardround.collectors.linux import raw

RunProbe = Callable[..., bytes]
#: These begin as a copy of the real folder, every other one begins empty.
COPIED = ("/etc",)
#: Folders under which a test may lay files; a longer one wins.
FOLDERS = ("/etc", "/home", "/root", "/opt", "/srv", "/boot", "/var/log", "/usr/local")


def sealed(body: str | bytes) -> bytes:
    """A record with its last line."""
    data = body.encode() if isinstance(body, str) else body
    return data + b"#wardround-end sha256 " + hashlib.sha256(data).hexdigest().encode() + b"\n"


def record(**sections: Mapping[str, str] | str) -> raw.Raw:
    """A raw record of sections, each {file or command: its text}, or the raw lines of the section as one text."""
    rows = ["#wardround-probe 1 linux 1"]
    for name, blocks in sections.items():
        rows.append(f">{name}")
        if isinstance(blocks, str):
            rows += blocks.splitlines()
        else:
            for block, text in blocks.items():
                rows += [f"={block}", *(f"|{line}" for line in text.splitlines())]
        rows.append(f"<{name}")
    return raw.read(sealed("\n".join(rows) + "\n"), "test")


def _lay(tree: Path, folder: str, files: Mapping[str, str | None], modes: Mapping[str, tuple[int, int]]) -> None:
    if folder in COPIED:
        shutil.copytree(folder, tree, symlinks=True, copy_function=shutil.copy2, dirs_exist_ok=True)
        for path in [folder, *(str(p) for p in Path(folder).rglob("*"))]:
            seen = os.lstat(path)
            os.chown(tree / os.path.relpath(path, folder), seen.st_uid, seen.st_gid, follow_symlinks=False)
    for path, text in files.items():
        if not path.startswith(f"{folder}/"):
            continue
        place = tree / os.path.relpath(path, folder)
        if text is None:
            shutil.rmtree(place, ignore_errors=True) if place.is_dir() else place.unlink(missing_ok=True)
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        place.unlink(missing_ok=True)
        place.write_text(text)
    for path, (mode, uid) in modes.items():
        if path == folder or path.startswith(f"{folder}/"):
            place = tree / os.path.relpath(path, folder)
            os.chown(place, uid, uid)
            place.chmod(mode)


@contextmanager
def weak_etc(files: Mapping[str, str | None], modes: Mapping[str, tuple[int, int]] | None = None) -> Iterator[RunProbe]:
    """Lays files over this machine's, in a mount namespace of their own; gives a function that runs the probe there.

    ``files``: path -> text, None removes; ``modes``: path -> (mode, uid). The function takes the probe's options, and
    ``shell`` (as ["busybox", "sh"]) and ``uid``. Needs root; the host itself is not touched.
    """
    if os.geteuid() != 0 or subprocess.run(["unshare", "-m", "true"], capture_output=True).returncode:
        pytest.skip("needs root and mount namespaces")
    with tempfile.TemporaryDirectory() as temporary:
        os.chmod(temporary, 0o755)
        used = [f for f in FOLDERS if any(p.startswith(f"{f}/") or p == f for p in (*files, *(modes or {})))]
        mounts = []
        for number, folder in enumerate(used):
            tree = Path(temporary) / str(number)
            tree.mkdir()
            _lay(tree, folder, files, modes or {})
            mounts.append(f"mount --bind {tree} {folder}")

        def run_probe(*arguments: str, shell: tuple[str, ...] = ("sh",), uid: int | None = None) -> bytes:
            change = ["setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups"] if uid is not None else []
            inner = [*change, *shell, "-s", "--", "--no-walk", *arguments]
            command = ["unshare", "-m", "sh", "-c", " && ".join([*mounts, 'exec "$@"']), "sh", *inner]
            done = subprocess.run(
                command, input=linux.script().encode(), stdout=subprocess.PIPE, check=True, timeout=120
            )
            return done.stdout

        yield run_probe
