"""The guide of expectations says every key and limit that the program knows, and its examples are accepted."""

from __future__ import annotations

import pytest
import yaml
from expectations_page import GROUPS, example, keys, page, words
from tree import ROOT

from wardround.expectations import LIMITS, document
from wardround.wording import LANGUAGES


@pytest.mark.parametrize("group", GROUPS)
def test_every_key_has_words(group):
    said = words()[group]
    assert set(keys(group)) <= set(said), f"add lines to `{group}` in tests/house/expectations.yaml"
    assert all(said[key][lang] for key in said for lang in LANGUAGES)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_page_is_current(lang, update):
    path = ROOT / f"docs/guide/expectations.{lang}.md"
    if update:
        path.write_text(page(lang), "utf-8")
    assert path.read_text("utf-8") == page(lang), "run `sh tests/refresh`"
    assert all(f"`{name}`" in page(lang) for name in LIMITS)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_example_is_accepted_and_means_what_it_says(lang):
    found = document(example(lang), "example")
    his = found.of("his-db")
    assert [p.port for p in his.lists.ports or ()] == [22, 1521]
    assert his.limit("password_max_days") == 60
    assert [p.port for p in found.of("other").lists.ports or ()] == [22]


@pytest.mark.parametrize("key", keys("lists"))
def test_the_example_of_a_key_is_accepted(key):
    inner = words()["lists"][key].get("example", "{name: x}")
    text = f"all: {{{key}: {{{inner}}}}}" if key == "limits" else f"all: {{{key}: [{inner}]}}"
    assert yaml.safe_load(text)
    assert getattr(document(text, "x").all, key)
