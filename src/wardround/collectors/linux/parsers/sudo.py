"""The files that sudo reads, in the order of their includes, and who may write them."""

from __future__ import annotations

from wardround.collectors.linux.parsers.accounts import elsewhere
from wardround.collectors.linux.parsers.homes import files
from wardround.collectors.linux.parsers.sudoers import Reader
from wardround.collectors.linux.raw import Section
from wardround.facts import Listing, Reading, Unread
from wardround.facts.linux.sudo import Sudo

MAIN = "/etc/sudoers"


def parse(section: Section) -> Sudo:
    """Grants and Defaults after includes and aliases; a line of another shape is a gap of both."""
    present = section.block("present")
    if isinstance(present, Unread):
        return Sudo(present=present)
    there = Reading(present.text == "yes", present.rows[0][0] if present.rows else 0)
    if not there.value:
        return Sudo(present=there)
    modes = files(section, "modes", section.gaps("/"))
    main = section.block(MAIN)
    if isinstance(main, Unread):
        return Sudo(present=there, grants=main, defaults=main, files=modes)
    reader = Reader(section)
    reader.read(MAIN)
    grants = tuple(reader.grants())  # before the gaps: expanding aliases may find more of them
    gaps = tuple(dict.fromkeys([*section.gaps("/"), *reader.gaps, *elsewhere(section, "sudoers")]))
    return Sudo(
        present=there,
        grants=Listing(grants, gaps, main.line),
        defaults=Listing(tuple(reader.defaults), gaps, main.line),
        files=modes,
    )
