"""A section that is lost is never taken for one in which nothing stands: no answer changes but to *unknown*."""

from __future__ import annotations

from itertools import chain, combinations

import msgspec
import pytest
from test_checks import CARDS, EXAMPLES, given_of

from wardround import checks
from wardround.collectors.linux import raw
from wardround.collectors.linux.parsers import PARSERS
from wardround.facts.linux import LinuxFacts
from wardround.verdicts import Outcome

#: What each parser makes of a section that was lost with the rest of a record.
LOST = {name: parse(raw.Section(name, 99, ran=True)) for name, parse in PARSERS.items()}


@pytest.mark.parametrize(("check_id", "name"), EXAMPLES)
def test_what_was_lost_decides_nothing(check_id, name):
    example = CARDS[check_id].examples[name]
    given, facts = given_of(example), msgspec.convert(example["facts"], LinuxFacts)
    whole = checks.judge_one(check_id, facts, given)
    sections = list(example["facts"])
    for dropped in chain.from_iterable(combinations(sections, n) for n in range(1, len(sections) + 1)):
        kept = msgspec.structs.replace(facts, **{n: LOST[n] for n in LOST if n in dropped or n not in sections})
        verdict = checks.judge_one(check_id, kept, given)
        assert verdict.outcome is Outcome.UNKNOWN or verdict == whole, dropped
        assert verdict.says != "unknown.our_bug", verdict
