"""Docker's daemon.json, each container's hostconfig.json, and kubelet's config.yaml (kubelet.config.k8s.io/v1beta1)."""

from __future__ import annotations

import json
import re
from typing import Any

from wardround.collectors.linux.raw import Block, Section
from wardround.facts import Listing, Reading, Setting, Unread
from wardround.facts.linux.containers import Container, Containers

FOLDER = "/var/lib/docker/containers"
KUBELET = "/var/lib/kubelet/config.yaml"


def _object(text: str) -> dict[str, Any] | None:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _text(value: object) -> str:
    try:
        return json.dumps(value)
    except RecursionError:  # nested deeper than any setting
        return "?"


def _strings(value: object) -> tuple[str, ...]:
    return tuple(str(v) for v in value) if isinstance(value, list) else ()


def _container(block: Block) -> Container | None:
    found = _object(block.text)
    if found is None:
        return None
    ident = block.name[len(FOLDER) + 1 :].split("/", 1)[0][:12]
    mounts = found.get("Mounts") if isinstance(found.get("Mounts"), list) else []
    binds = _strings(found.get("Binds")) + tuple(
        str(m.get("Source", "")) for m in mounts or () if isinstance(m, dict) and m.get("Type") == "bind"
    )
    return Container(
        ident,
        found.get("Privileged") is True,
        found.get("PidMode") == "host",
        found.get("NetworkMode") == "host",
        binds,
        _strings(found.get("CapAdd")),
        block.rows[0][0],
    )


def _docker(section: Section) -> Listing[Container] | Unread:
    blocks = [b for b in section.under(FOLDER + "/") if b.rows]
    if not blocks:
        empty = section.block(FOLDER)
        return empty if isinstance(empty, Unread) else Listing((), (), empty.line)
    rows = [(b, _container(b)) for b in blocks]
    odd = tuple(Unread("error", b.name, b.line) for b, row in rows if row is None)
    return Listing(tuple(row for _, row in rows if row), section.gaps(FOLDER) + odd, blocks[0].line)


def _daemon(section: Section) -> Listing[Setting] | Unread:
    block = section.block("/etc/docker/daemon.json")
    if isinstance(block, Unread):
        return Listing() if block.reason == "absent" else block
    found = _object("\n".join(text for _, text in block.rows))
    if found is None:
        return Unread("error", block.name, block.line)
    return Listing(tuple(Setting(k, _text(v), block.line) for k, v in found.items()), (), block.line)


def _anonymous(section: Section) -> Reading[bool] | Unread:
    """`authentication: anonymous: enabled:` in the block style of kubeadm; false where it is not given."""
    block = section.block(KUBELET)
    if isinstance(block, Unread):
        return block
    inside = -1
    for line, text in block.rows:
        indent = len(text) - len(text.lstrip())
        if re.fullmatch(r"\s*anonymous:\s*", text):
            inside = indent
        elif inside >= 0 and indent <= inside and text.strip():
            inside = -1
        elif inside >= 0 and (m := re.fullmatch(r"\s*enabled:\s*(\S+)\s*", text)):
            return Reading(m[1].lower() == "true", line)
        elif "anonymous" in text and "{" in text:
            return Unread("error", KUBELET, line)
    return Reading(False, block.line)


def parse(section: Section) -> Containers:
    """Engines and containers; no folder of Docker is absent, an unreadable one denied."""
    tools = [(b.name.partition(" ")[2], b) for b in section.under("tool ")]
    rows = tuple(Setting(name, b.text, b.rows[0][0]) for name, b in tools if b.rows)
    return Containers(
        tools=Listing(rows, (), section.line) if rows else section.missing("tool"),
        daemon=_daemon(section),
        docker=_docker(section),
        anonymous=_anonymous(section),
    )
