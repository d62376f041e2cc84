"""The SSH server: effective options against what remote administration may allow."""

from __future__ import annotations

from collections.abc import Callable

from wardround.checks import Given, check, failed, need, not_applicable, passed, setting
from wardround.facts.linux import LinuxFacts
from wardround.verdicts import Verdict

Good = Callable[[str, Given], bool]


def _no(value: str, given: Given) -> bool:
    return value == "no"


#: check id -> option of sshd_config(5), what is good, and the value that an older sshd means by not having it
OPTIONS: dict[str, tuple[str, Good, str]] = {
    "linux.ssh.root_login": ("permitrootlogin", _no, "yes"),
    "linux.ssh.empty_passwords": ("permitemptypasswords", _no, "no"),
    "linux.ssh.max_auth_tries": (
        "maxauthtries",
        lambda v, g: v.isdigit() and 1 <= int(v) <= g.expect.limit("login_attempts"),
        "6",
    ),
}


def _register(check_id: str, option: str, good: Good, default: str) -> None:
    @check(check_id)
    def option_is(host: LinuxFacts, given: Given) -> Verdict:
        present = need(host.ssh.present)
        if not present.value:
            return not_applicable(present, says="not_applicable.no_sshd")
        found = setting(host.ssh.options, option)
        value = found.value if found else default
        return (passed if good(value, given) else failed)(found, option=option, value=value)


for _id, _row in OPTIONS.items():
    _register(_id, *_row)
