"""Kernel settings in force against what hardening asks."""

from __future__ import annotations

from wardround.checks import Given, check, failed, not_applicable, passed, setting
from wardround.facts.linux import LinuxFacts
from wardround.verdicts import Verdict

#: check id -> (sysctl name, good values)
SETTINGS: dict[str, tuple[str, frozenset[str]]] = {
    "linux.kernel.address_randomisation": ("kernel.randomize_va_space", frozenset({"2"})),
    "linux.kernel.syn_cookies": ("net.ipv4.tcp_syncookies", frozenset({"1", "2"})),
}


def _register(check_id: str, name: str, good: frozenset[str]) -> None:
    @check(check_id)
    def setting_is(host: LinuxFacts, given: Given) -> Verdict:
        found = setting(host.kernel.settings, name)
        if found is None:
            return not_applicable(says="not_applicable.no_setting", name=name)
        return (passed if found.value in good else failed)(found, name=name, value=found.value)


for _id, _row in SETTINGS.items():
    _register(_id, *_row)
