"""`ssh://user@host:port`, as people write it."""

from __future__ import annotations

import getpass
import re

import msgspec

from wardround.errors import Fault, WardroundError

SCHEME = "ssh://"
_SHAPE = re.compile(
    r"ssh://(?:(?P<user>[^\s:@/]{1,256})@)?"
    r"(?:\[(?P<v6>[0-9A-Fa-f:.]{2,45}(?:%[\w.-]{1,32})?)\]|(?P<host>[\w](?:[\w.-]{0,252})))"
    r"(?::(?P<port>\d{1,5}))?/?"
)


class Address(msgspec.Struct, frozen=True):
    """Whom to log in as, where. Two are the same target when all three are equal."""

    user: str
    host: str
    port: int = 22

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{SCHEME}{self.user}@{host}:{self.port}"

    @property
    def known_as(self) -> str:
        """The host's name in a known_hosts file, see sshd(8)."""
        return self.host if self.port == 22 else f"[{self.host}]:{self.port}"


def address(text: str) -> Address:
    """An address from text; without a user, the person's own name; without a port, 22.

    Raises WardroundError (bad input) when it is none, or holds a password, which is then not repeated.
    """
    if re.match(r"ssh://[^/@\s]*:[^/]*@", text):
        hidden = re.sub(r":[^:/]*@", ":…@", text[len(SCHEME) :])
        raise WardroundError(Fault.BAD_INPUT, "password_in_target", where=SCHEME + hidden)
    m = _SHAPE.fullmatch(text)
    if not m or not 0 < int(m["port"] or 22) < 65536:
        raise WardroundError(Fault.BAD_INPUT, "ssh_target", where=text)
    return Address(m["user"] or getpass.getuser(), (m["v6"] or m["host"]).lower(), int(m["port"] or 22))
