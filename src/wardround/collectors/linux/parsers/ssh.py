"""`sshd -T`: one option a line, lower case."""

from __future__ import annotations

from wardround.collectors.linux.raw import Section
from wardround.facts import Listing, Reading, Setting, Unread
from wardround.facts.linux.ssh import Ssh


def parse(section: Section) -> Ssh:
    """Whether sshd is there and how it would behave."""
    present = section.block("present")
    options = section.block("sshd -T")
    return Ssh(
        present=present
        if isinstance(present, Unread)
        else Reading(present.text == "yes", present.rows[0][0] if present.rows else 0),
        options=options
        if isinstance(options, Unread)
        else Listing(tuple(Setting(*text.partition(" ")[::2], line) for line, text in options.rows), (), options.line),
    )
