"""PDF report, PDF/A-2b: the template report.typ reads the report as JSON; nothing of a target is ever markup."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from datetime import date
from importlib.resources import files
from typing import Any

import msgspec

from wardround.renderers import fonts
from wardround.renderers.report import Report
from wardround.wording import printable

#: A run without a place to break gets one (a zero width space) after its punctuation, and after this many letters.
UNBROKEN = re.compile(r"[!-~]{18,}")
BREAKS = re.compile(r"([/_.:,;=&?|\\-]+)(?=[!-~])|([!-~]{24})(?=[!-~])")
SPACE = "\u200b"


def render(report: Report) -> bytes:
    """The whole report as one PDF. The same report and versions give the same bytes."""
    data = _safe(msgspec.to_builtins(report))
    data["worst"] = len(report.worst)
    for name in ("scored", "machines", "first_steps"):
        data[name] = _safe(msgspec.to_builtins(getattr(report, name)))
    data["day"] = _day(report.day)
    here = files("wardround.renderers")
    asked = {
        "template": here.joinpath("report.typ").read_text("utf-8"),
        "data": msgspec.json.encode(data).decode(),
        "fonts": str(fonts.folder()),
    }
    # -P: the files beside the program are not modules to it (html.py here would hide the library's).
    command = [sys.executable, "-P", str(here.joinpath("typeset.py"))]
    # An installation without a virtual environment knows its libraries only by this path.
    where = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    done = subprocess.run(command, input=msgspec.json.encode(asked), capture_output=True, env=where)
    if done.returncode:
        raise RuntimeError(f"PDF: {printable(done.stderr.decode(errors='replace')[-1000:], 1000)}")
    return done.stdout


def _day(as_of: str) -> list[int]:
    """The date of the document is the date judged for: the same results give the same bytes on any day."""
    try:
        day = date.fromisoformat(as_of)
    except ValueError:
        day = date(1980, 1, 1)
    return [day.year, day.month, day.day]


def _safe(value: Any) -> Any:
    """The same data with every text in characters that the font can show, and with places to break."""
    if isinstance(value, str):
        shown = "".join(c if fonts.shows(c) else f"\\u{{{ord(c):x}}}" for c in value)
        return UNBROKEN.sub(lambda run: BREAKS.sub(r"\g<0>" + SPACE, run[0]), shown)
    if isinstance(value, dict):
        return {key: inner if key in ("anchor", "to", "key", "severity", "outcome") else _safe(inner)
                for key, inner in value.items()}  # fmt: skip
    if isinstance(value, (list, tuple)):
        return [_safe(inner) for inner in value]
    return value
