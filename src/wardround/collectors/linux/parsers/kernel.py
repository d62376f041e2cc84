"""Files under /proc/sys as sysctl settings."""

from __future__ import annotations

from wardround.collectors.linux.raw import Section
from wardround.facts import NOT_COLLECTED, Listing, Setting
from wardround.facts.linux.kernel import Kernel

ROOT = "/proc/sys/"


def parse(section: Section) -> Kernel:
    """Settings in force; one that this kernel does not have is simply not listed."""
    if not section.ran:
        return Kernel(settings=NOT_COLLECTED)
    items = [
        Setting(b.name[len(ROOT) :].replace("/", "."), b.text, b.rows[0][0]) for b in section.under(ROOT) if b.rows
    ]
    return Kernel(settings=Listing(tuple(items), section.gaps(), section.line))
