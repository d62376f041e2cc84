"""modules.dep(5), modprobe.d(5) as modprobe itself prints it, /proc/modules, and what is built into the kernel."""

from __future__ import annotations

import re

from wardround.collectors.linux.raw import Section
from wardround.facts import Listing, Reading, Unread
from wardround.facts.linux.modules import Home, Loaded, Module, Modules, Rule

#: An install line that does nothing but refuse. Anything more may load the module after all.
_REFUSES = re.compile(r"(/usr)?(/s?bin/)?(true|false|nologin|:)")
_SIGNED = "/sys/module/module/parameters/sig_enforce"


def _plain(name: str) -> str:
    return name.replace("-", "_")


def _rules(section: Section) -> dict[str, tuple[Rule, int]] | None:
    """Module -> rule and its line; None where modprobe could not tell."""
    found: dict[str, tuple[Rule, int]] = {}
    block = section.blocks.get("modprobe --showconfig")
    if block is None or any(m.reason == "error" and m.detail.startswith("modprobe") for m in section.misses):
        return None
    for line, text in block.rows:
        words = text.split(None, 2)
        if len(words) < 2:
            continue
        name = _plain(words[1])
        if words[0] == "install" and len(words) == 3 and _REFUSES.fullmatch(words[2].strip()):
            found[name] = ("install", line)
        elif words[0] == "blacklist":
            found.setdefault(name, ("blacklist", line))
    return found


def _kernel_rules(section: Section) -> dict[str, tuple[Rule, int]]:
    found: dict[str, tuple[Rule, int]] = {}
    block = section.blocks.get("/proc/cmdline")
    for line, text in block.rows if block else []:
        for word in text.split():
            key, _, value = word.partition("=")
            if key == "module_blacklist":
                found.update({_plain(name): ("kernel", line) for name in value.split(",")})
    return found


def _built_in(section: Section) -> dict[str, int]:
    """What the running kernel shows it has, without a file on disk: file systems, protocols, drivers."""
    found = {b.name.rsplit("/", 1)[-1]: b.line for b in section.under("/sys/module/") if b.text == "present"}
    for name in ("/proc/filesystems", "/proc/net/protocols"):
        block = section.blocks.get(name)
        for line, text in block.rows if block else []:
            words = text.replace("nodev", "").split()
            if words:
                found.setdefault(words[0].lower(), line)
    return found


def _homes(section: Section) -> dict[str, tuple[Home, int]] | None:
    block = section.block("/lib/modules")
    if isinstance(block, Unread):
        return None
    found: dict[str, tuple[Home, int]] = {}
    for line, text in block.rows:
        words = text.split()
        if len(words) >= 2 and words[1] in ("loadable", "builtin"):
            found[words[0]] = ("builtin" if words[1] == "builtin" else "loadable", line)
    return found


def _loaded(section: Section) -> Listing[Loaded] | Unread:
    """Without /proc/modules the kernel cannot load any (CONFIG_MODULES is off)."""
    block = section.block("/proc/modules")
    if isinstance(block, Unread):
        return Listing((), (), block.line) if block.reason == "absent" else block
    return Listing(tuple(Loaded(t.split()[0], n) for n, t in block.rows if t.split()), (), block.line)


class _Seen:
    """What the whole section says of modules, read once."""

    def __init__(self, section: Section, loaded: Listing[Loaded] | Unread) -> None:
        self.homes, self.rules, self.built = _homes(section), _rules(section), _built_in(section)
        self.of_kernel = _kernel_rules(section)
        self.running = {} if isinstance(loaded, Unread) else {m.name: m.line for m in loaded.items}
        self.monolithic = any(m.reason == "absent" and m.detail == "/proc/modules" for m in section.misses)

    def module(self, name: str, line: int) -> Module:
        """One module; ``line`` is where its name was asked for."""
        home: Home = "unknown"
        if self.homes is not None:
            home, line = self.homes.get(name, ("absent", line))
        elif self.monolithic:
            home = "absent"
        if name in self.built and name not in self.running and home != "loadable":
            home, line = "builtin", self.built[name]
        rule: Rule = "unknown"
        if self.rules is not None:
            rule, line = self.rules.get(name, ("none", line))
        rule, line = self.of_kernel.get(name, (rule, line))
        return Module(name, home, rule, name in self.running, self.running.get(name, line))


def _signed_only(section: Section) -> Reading[bool] | Unread:
    block = section.block(_SIGNED)
    if isinstance(block, Unread):
        return block
    return Reading(block.text.strip() == "Y", block.rows[0][0]) if block.rows else Unread("error", _SIGNED)


def parse(section: Section) -> Modules:
    """Every module that the probe asked for; where neither disk nor kernel tells, its home is unknown."""
    names = section.block("names")
    if isinstance(names, Unread):
        return Modules(seldom=names, loaded=names, signed_only=names)
    loaded = _loaded(section)
    seen = _Seen(section, loaded)
    items = tuple(seen.module(name, names.line) for name in names.text.split())
    gaps = (Unread("truncated", "modules", section.line),) if not section.closed else ()
    return Modules(Listing(items, gaps, names.line), loaded, _signed_only(section))
