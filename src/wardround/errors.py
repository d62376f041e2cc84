"""Errors that name whose fault they are, what happened, where, and what to do next, in the person's language."""

from __future__ import annotations

from enum import StrEnum

from wardround.wording import say


class Fault(StrEnum):
    """Whose fault an error is."""

    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    NOT_PERMITTED = "not_permitted"
    BAD_INPUT = "bad_input"
    OUR_BUG = "our_bug"


class WardroundError(Exception):
    """One clear sentence for a person.

    ``message`` is the id of a shared message ``error.<message>``; its ``error.<message>.next`` says what to do.
    """

    def __init__(self, fault: Fault, message: str, *, where: str, **args: object) -> None:
        self.fault = fault
        self.message = message
        self.where = where
        self.args_said = args
        super().__init__(self.sentence("en"))

    def sentence(self, lang: str) -> str:
        """What happened and where, whose fault, and the next step."""
        what = say(f"error.{self.message}", lang, where=self.where, **self.args_said)
        then = say(f"error.{self.message}.next", lang)
        return say("error.shape", lang, what=what, fault=say(f"fault.{self.fault}", lang), next=then)
