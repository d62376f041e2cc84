"""No check is left half written: what `wardround new check` asks a person to write has been written."""

from __future__ import annotations

import pytest

from wardround.checks import cards
from wardround.wording import LANGUAGES

WRITE = "WRITE"
CARDS = cards("linux")


@pytest.mark.parametrize("check_id", CARDS)
def test_every_check_has_its_examples(check_id):
    have = {name.split(":")[0] for name in CARDS[check_id].examples}
    family = check_id.split(".")[1]
    lacking = [kind for kind in ("pass", "fail", "unknown") if kind not in have]
    assert not lacking, "; ".join(f"{check_id}: write the example `{kind}` in {family}.yaml" for kind in lacking)


@pytest.mark.parametrize("check_id", CARDS)
def test_every_check_has_its_words(check_id):
    card = CARDS[check_id]
    texts = {"title": card.title, "why": card.why, "remedy": card.remedy, **card.says}
    for name, text in texts.items():
        for lang in LANGUAGES:
            assert WRITE not in text[lang], f"{check_id}: write its {name} ({lang})"
