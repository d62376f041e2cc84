"""The Linux collector: one POSIX sh script, and the pure parser of what it prints."""

from __future__ import annotations

import re
from importlib.resources import files
from typing import Any

from wardround.collectors.linux import raw
from wardround.collectors.linux.parsers import PARSERS
from wardround.facts import Unread
from wardround.facts.linux import LinuxFacts

KIND = "linux"
VERSION = "1"
#: What the probe may do to a target, said before it runs (message id).
IMPACT = "impact.linux"
IMPACT_NO_WALK = "impact.linux.no_walk"

OPTIONS = {"walk": "--no-walk", "verify": "--verify", "hashes": "--password-hashes"}
#: For a transport that holds the script's standard input open: the script ends with it.
TETHERED = "--tethered"


def script() -> str:
    """The whole probe as one shell script: the fragments of ``probe/`` in the order of their names.

    A fragment that defines ``probe_NAME`` is a section of that name.
    """
    parts = sorted(
        (p for p in files(__name__).joinpath("probe").iterdir() if p.name.endswith(".sh")),
        key=lambda p: p.name,
    )
    texts = [p.read_text("utf-8") for p in parts]
    sections = re.findall(r"^probe_(\w+)\(\)", "\n".join(texts), re.M)
    head = f"version={VERSION}\nsections='{' '.join(sections)}'\n"
    return texts[0] + head + "\n".join(texts[1:])


def arguments(*, walk: bool = True, verify: bool = False, hashes: bool = False) -> list[str]:
    """The probe's own options. The walk is on by default; package verification and hashes are asked for."""
    asked = {"walk": not walk, "verify": verify, "hashes": hashes}
    return [OPTIONS[name] for name, on in asked.items() if on]


def parse(record: raw.Raw) -> LinuxFacts:
    """Facts from a raw record; pure: the same record gives the same facts.

    A parser that breaks takes only its own section with it: every fact there is *unread: our bug*, and names itself.
    """
    return LinuxFacts(**{name: _section(name, record.section(name)) for name in PARSERS})


def _section(name: str, section: raw.Section) -> Any:
    try:
        return PARSERS[name](section)
    except Exception as error:
        trouble = Unread("our_bug", f"parser {name}: {type(error).__name__}: {error}", section.line)
        whole = type(getattr(LinuxFacts(), name))
        return whole(**dict.fromkeys(whole.__struct_fields__, trouble))
