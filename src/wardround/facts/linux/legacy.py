"""Old and open network services: what their configuration lets in. No password or community is ever among these."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from wardround.facts import NOT_COLLECTED, Listing, Unread

#: Program -> the files that configure it.
FILES: dict[str, tuple[str, ...]] = {
    "vsftpd": ("/etc/vsftpd",),
    "proftpd": ("/etc/proftpd",),
    "samba": ("testparm -s", "/etc/samba/"),
    "redis": ("/etc/redis",),
    "mongodb": ("/etc/mongo",),
    "elasticsearch": ("/etc/elasticsearch/",),
    "memcached": ("/etc/memcached", "/etc/sysconfig/memcached"),
    "postfix": ("/etc/postfix/",),
}


class SuperServed(msgspec.Struct, frozen=True, omit_defaults=True):
    """A service that inetd or xinetd would start; ``at`` is FILE:LINE on the target, as in all of these."""

    name: str
    program: str = ""
    at: str = ""
    line: int = 0


class Export(msgspec.Struct, frozen=True, omit_defaults=True):
    """One client of one exported folder, exports(5). ``client`` is "*" for everyone."""

    path: str
    client: str
    options: tuple[str, ...] = ()
    at: str = ""
    line: int = 0


class Module(msgspec.Struct, frozen=True, omit_defaults=True):
    """One module of rsyncd.conf(5): whether it asks who (``users``), from where (``hosts``), and may be written."""

    name: str
    users: bool = False
    hosts: bool = False
    writable: bool = False
    at: str = ""
    line: int = 0


class Community(msgspec.Struct, frozen=True, omit_defaults=True):
    """One SNMP v1/v2c community, snmpd.conf(5). ``kind``: public, private or other, never the word itself."""

    kind: str
    source: str = "default"
    write: bool = False
    at: str = ""
    line: int = 0


class Trusted(msgspec.Struct, frozen=True, omit_defaults=True):
    """One line of hosts.equiv(5) or root's .rhosts: a host that may log in without a password.

    Of a user's .rhosts only the file is told, and ``text`` is "".
    """

    text: str
    at: str = ""
    line: int = 0


class Configured(msgspec.Struct, frozen=True, omit_defaults=True):
    """One setting of a program's file; ``section`` as in ``[share]``. Name "" says only that the file is there."""

    program: str
    name: str = ""
    value: str = ""
    section: str = ""
    at: str = ""
    line: int = 0


class Legacy(msgspec.Struct, frozen=True, omit_defaults=True):
    """What inetd serves, NFS exports, rsync modules, SNMP communities, trusted hosts, and settings by program."""

    inetd: Listing[SuperServed] | Unread = NOT_COLLECTED
    exports: Listing[Export] | Unread = NOT_COLLECTED
    modules: Listing[Module] | Unread = NOT_COLLECTED
    communities: Listing[Community] | Unread = NOT_COLLECTED
    trusted: Listing[Trusted] | Unread = NOT_COLLECTED
    settings: Listing[Configured] | Unread = NOT_COLLECTED

    def configured(self, programs: Sequence[str]) -> Listing[Configured] | Unread:
        """The settings of those programs, with only the gaps that concern them."""
        if isinstance(self.settings, Unread):
            return self.settings
        prefixes = tuple(p for program in programs for p in FILES[program])
        return Listing(
            tuple(s for s in self.settings.items if s.program in programs),
            tuple(g for g in self.settings.gaps if g.detail.startswith(prefixes) or not g.detail.startswith("/")),
            self.settings.line,
        )
