"""A password is tried once an account, and a wrong one is not carried from host to host: accounts lock."""

from __future__ import annotations

import asyncio
from collections import defaultdict


class PasswordGate:
    """Lets one host at a time try the password of a user until it has proved right somewhere.

    An account may live in a directory that all hosts share: ten wrong tries at once would lock it everywhere. After the
    first refusal the password of that user is not sent to any further host of the run.
    """

    def __init__(self) -> None:
        self.proved: set[str] = set()
        self.refused: dict[str, str] = {}
        self._turn: dict[str, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def enter(self, user: str) -> bool:
        """Waits for this user's turn. False: the password was refused elsewhere, do not send it."""
        if user not in self.proved:
            await self._turn[user].acquire()
            if user in self.refused or user in self.proved:
                self._turn[user].release()
        return user in self.proved or user not in self.refused

    def leave(self, user: str, where: str, *, sent: bool, right: bool) -> None:
        """Tells the outcome of a turn that was entered with True; the next host goes on."""
        if right:
            self.proved.add(user)
        elif sent and user not in self.proved:
            self.refused.setdefault(user, where)
        if self._turn[user].locked():
            self._turn[user].release()
