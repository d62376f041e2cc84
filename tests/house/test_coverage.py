"""docs/coverage.md names every row of the requirements once, and nothing that does not exist."""

from __future__ import annotations

import re

import pytest
from coverage_page import IDS, STATES, entries, exists, families, page, rows
from tree import ROOT

from wardround.catalogues import links, load
from wardround.checks import cards

ROWS = rows()
PAGE = ROOT / "docs/coverage.md"


def test_the_page_is_current(update):
    if update:
        PAGE.write_text(page(), "utf-8")
    assert PAGE.read_text("utf-8") == page(), "run `sh tests/refresh`"


def test_every_row_stands_once():
    assert len(IDS) == 234
    assert re.findall(r"^\| ([SX]\d?-\d\d) ", PAGE.read_text("utf-8"), re.M) == IDS


def test_the_data_names_no_strange_row():
    assert set(entries()) <= set(IDS)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_a_row_says_what_exists(row):
    assert row.state in STATES
    assert row.says
    assert all(row.where)
    if row.state != "not yet":
        assert row.tests, "a row that is done or in part names its test"
        assert all(exists(where) for where in row.where)
        assert all((ROOT / test).is_file() for test in row.tests)


def test_a_row_whose_family_exists_is_not_called_not_yet():
    ids = list(cards("linux"))
    state = {row.id: row.state for row in ROWS}
    for clause in load("seed").clauses:
        link = links().get(clause.id, {})
        if families([*link.get("sufficient", ()), *link.get("partial", ())], ids):
            assert state[clause.id] != "not yet", clause.id


def test_what_only_a_host_can_tell_is_never_called_done():
    """A family speaks for Linux hosts alone; `done` is a person's word in coverage.yaml."""
    by_hand = {i for i, entry in entries().items() if entry.state == "done"}
    assert {row.id for row in ROWS if row.state == "done"} == by_hand


def test_families_follow_the_links():
    assert families(["linux.ssh.*"], ["linux.ssh.a", "linux.sshd.b"]) == ("linux.ssh",)
    assert families(["linux.ssh.a"], ["linux.ssh.ab"]) == ()
