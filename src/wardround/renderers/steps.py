"""Why verdicts are unknown -> what to do about it: many unknown verdicts come down to few steps."""

from __future__ import annotations

from wardround.results import Says

#: Step -> the messages that it answers, in the order in which a person takes the steps.
STEPS: dict[str, tuple[str, ...]] = {
    "root": ("denied",),
    "intel": (
        "no_intel", "no_release_intel", "stale_intel", "intel_later", "no_date", "uncertain", "maintained",
    ),
    "lists": ("no_expectation",),
    "walk": (),
    "verify": (),
    "guess": ("guess_not_asked",),
    "again": ("stale", "truncated"),
    "clock": ("later",),
    "failed": ("error",),
    "lacking": ("absent", "no_settings", "no_program", "no_time_service", "no_flag_writer"),
    "beyond": ("not_collected",),
    "later": ("young",),
    "ask": ("no_trace", "by_size", "not_set", "no_signatures"),
    "fault": ("our_bug",),
}  # fmt: skip
_STEP_OF = {f"unknown.{message}": step for step, messages in STEPS.items() for message in messages}
#: What a run leaves out unless it is asked for: how the detail of *not collected* begins -> step.
_LEFT_OUT = {"package verification": "verify", "the walk": "walk"}


def step_of(says: Says) -> str:
    """The step that would let this be judged. A check's own sentence is for a person to answer."""
    if says.id == "unknown.not_collected":
        detail = str(says.args.get("detail", ""))
        for beginning, step in _LEFT_OUT.items():
            if detail.startswith(beginning):
                return step
    return _STEP_OF.get(says.id, "ask")

