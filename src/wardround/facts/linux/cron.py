"""Scheduled jobs: crontab(5) of the system and of its users."""

from __future__ import annotations

import msgspec

from wardround.facts import NOT_COLLECTED, Listing, Unread


class Job(msgspec.Struct, frozen=True, omit_defaults=True):
    """One job: ``schedule`` is the five time fields or a word such as @reboot, ``user`` runs ``command``."""

    file: str
    schedule: str
    user: str
    command: str
    line: int = 0


class Cron(msgspec.Struct, frozen=True, omit_defaults=True):
    """All jobs of /etc/crontab, /etc/cron.d, /etc/anacrontab and the users' own tables."""

    jobs: Listing[Job] | Unread = NOT_COLLECTED
