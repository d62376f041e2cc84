"""Each card's pass, fail and unknown examples are its tests; each sentence has its arguments in both languages."""

from __future__ import annotations

import string
from datetime import UTC, date, datetime

import msgspec
import pytest

from wardround import checks
from wardround.expectations import Document, Expectations, Lists
from wardround.facts.linux import LinuxFacts
from wardround.intel.lookup import Intel
from wardround.intel.model import Contents
from wardround.verdicts import Outcome
from wardround.wording import LANGUAGES, catalogue, fill

CARDS = checks.cards("linux")
EXAMPLES = [(i, name) for i, card in CARDS.items() for name in card.examples]


def given_of(example: dict) -> checks.Given:
    lists = msgspec.convert(example.get("expect", {}), Lists)
    as_of = example.get("as_of", date(2026, 1, 31))
    intel = Intel.of(msgspec.convert(example["intel"], Contents)) if "intel" in example else None
    return checks.Given(Expectations(lists=lists), as_of, intel)


def judged(check_id: str, example: dict) -> checks.Verdict:
    return checks.judge_one(check_id, msgspec.convert(example["facts"], LinuxFacts), given_of(example))


@pytest.mark.parametrize(("check_id", "name"), EXAMPLES)
def test_example(check_id, name):
    verdict = judged(check_id, CARDS[check_id].examples[name])
    assert verdict.outcome.value == name.split(":")[0], verdict
    for lang in LANGUAGES:
        assert fill(checks.template(check_id, verdict), lang, verdict.args)


@pytest.mark.parametrize("check_id", CARDS)
def test_card(check_id):
    card = CARDS[check_id]
    kinds = {name.split(":")[0] for name in card.examples}
    assert {"pass", "fail", "unknown"} <= kinds
    assert {"pass", "fail"} <= card.says.keys()
    for template in (card.title, card.why, card.remedy, *card.says.values()):
        assert template.keys() == set(LANGUAGES)
        assert all(template[lang].strip() for lang in LANGUAGES)


@pytest.mark.parametrize("check_id", CARDS)
def test_nothing_collected_is_never_a_pass(check_id):
    verdict = judged(check_id, {"facts": {}, "expect": {"ports": []}})
    assert verdict.outcome in (Outcome.UNKNOWN,), verdict
    assert verdict.says != "unknown.our_bug", verdict


def test_an_old_observation_is_unknown_stale():
    given = checks.Given(Document().of("x"), date(2026, 6, 1))
    verdicts = checks.judge("linux", LinuxFacts(), given, datetime(2026, 1, 1, tzinfo=UTC))
    assert {v.says for v in verdicts.values()} == {"unknown.stale"}


def test_a_broken_check_is_unknown_and_names_itself():
    verdict = checks.judge_one("linux.no.such", LinuxFacts(), checks.Given(Document().of("x"), date(2026, 6, 1)))
    assert (verdict.outcome, verdict.says) == (Outcome.UNKNOWN, "unknown.our_bug")


def names(text: str) -> set[str]:
    return {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}


@pytest.mark.parametrize(("key", "template"), [*catalogue().items()])
def test_shared_messages_say_the_same_in_both_languages(key, template):
    assert template.keys() == set(LANGUAGES)
    assert names(template["en"]) == names(template["zh"])


def test_card_messages_say_the_same_in_both_languages():
    for check_id, card in CARDS.items():
        for key, template in card.says.items():
            assert names(template["en"]) == names(template["zh"]), (check_id, key)
