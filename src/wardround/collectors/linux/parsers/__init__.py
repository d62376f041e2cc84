"""One pure parser a section: raw section -> facts of that section, never an exception for strange text.

Each field of LinuxFacts has a module of its own name here, with ``parse(section)``.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable

from wardround.collectors.linux.raw import Section
from wardround.facts.linux import LinuxFacts

PARSERS: dict[str, Callable[[Section], object]] = {
    name: importlib.import_module(f"{__name__}.{name}").parse for name in LinuxFacts.__struct_fields__
}
