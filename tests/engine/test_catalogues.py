"""The catalogues as data, their links to checks, and the rules from verdicts to answers."""

import re
from importlib.resources import files

import pytest
import yaml

from wardround import checks
from wardround.catalogues import NAMES, Clause, linked, links, load
from wardround.catalogues.outcomes import Basis, Conformity, clause_result
from wardround.verdicts import Outcome, Severity

P, F, U, N = Outcome.PASS, Outcome.FAIL, Outcome.UNKNOWN, Outcome.NOT_APPLICABLE
ALL = [clause for name in NAMES for clause in load(name).clauses]


def test_counts_and_unique_ids():
    assert [len(load(name).clauses) for name in ("mlps2", "mlps3")] == [135, 211]
    assert len(load("seed").clauses) >= 92
    assert sum(c.kind == "C" for c in load("seed").clauses) == 92
    assert len({c.id for c in ALL}) == len(ALL)
    with pytest.raises(KeyError):
        load("mlps4")
    with pytest.raises(KeyError):
        load("seed").clause("S9-99")


def test_every_level_is_numbered_without_a_gap():
    for level in (2, 3):
        for code in {c.id[3:7] for c in load(f"mlps{level}").clauses}:
            serials = [int(c.id[-2:]) for c in load(f"mlps{level}").clauses if c.id[3:7] == code]
            assert serials == list(range(1, len(serials) + 1)), (level, code)


@pytest.mark.parametrize("clause", ALL, ids=lambda c: c.id)
def test_every_clause_speaks_english_and_chinese(clause):
    for words in (clause.text, clause.category, clause.point):
        if words:
            assert set(words) == {"en", "zh"}
            assert re.search(r"[\u4e00-\u9fff]", words["zh"])
            assert not re.search(r"[\u4e00-\u9fff]", words["en"])
    assert clause.weight is None


def test_high_risk_applies_from_its_level():
    assert load("mlps2").clause("L2-PES1-07").high_risk is None
    assert load("mlps3").clause("L3-PES1-09").high_risk.clause == "6.1.2.1"
    assert load("mlps2").clause("L2-CES1-01").high_risk.from_level == 2


def test_links_name_known_clauses_and_known_checks():
    assert set(links()) <= {c.id for c in ALL}
    known = set()
    for kind in (files("wardround") / "checks").iterdir():
        if kind.is_dir():
            for path in (p for p in kind.iterdir() if p.name.endswith(".yaml")):
                known |= set(yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader) or {})
    named = {i for link in links().values() for ids in link.values() for i in ids if not i.endswith(".*")}
    assert named <= known


@pytest.mark.parametrize("check_id", checks.cards("linux"))
def test_every_check_speaks_for_a_clause(check_id):
    """No check without a seed row or an MLPS item behind it."""
    assert [c.id for c in ALL if c.speaks(check_id)]


def test_linked_takes_exact_ids_and_families():
    checks = ["linux.pam.lockout", "linux.pamper.x", "linux.ssh.max_auth_tries", "linux.ssh.root_login"]
    assert linked("L3-CES1-02", checks) == ((), ("linux.pam.lockout", "linux.ssh.max_auth_tries"))
    assert linked("S1-21", checks) == ((), ())
    with pytest.raises(KeyError):
        linked("S9-99", checks)


CLAUSE = Clause("X", "seed", "C", {}, sufficient=("k.s.one", "k.s.two"), partial=("k.p.*",))
ONE, TWO, PART, OTHER = "k.s.one", "k.s.two", "k.p.some", "k.q.other"


@pytest.mark.parametrize(
    ("judged", "outcome", "basis"),
    [
        ([], Conformity.NOT_VERIFIED, Basis.NONE),
        ([("a", OTHER, P)], Conformity.NOT_VERIFIED, Basis.NONE),
        ([("a", ONE, P), ("a", TWO, P)], Conformity.CONFORM, Basis.MEASURED),
        ([("a", ONE, P), ("a", TWO, P), ("a", PART, U)], Conformity.CONFORM, Basis.MEASURED),
        ([("a", ONE, P)], Conformity.NOT_VERIFIED, Basis.MEASURED),
        ([("a", ONE, P), ("a", TWO, U)], Conformity.NOT_VERIFIED, Basis.MEASURED),
        ([("a", ONE, P), ("a", TWO, N)], Conformity.NOT_VERIFIED, Basis.MEASURED),
        ([("a", ONE, P), ("a", TWO, P), ("b", PART, P)], Conformity.NOT_VERIFIED, Basis.MEASURED),
        ([("a", ONE, P), ("a", TWO, P), ("b", OTHER, P)], Conformity.NOT_VERIFIED, Basis.MEASURED),
        ([("a", PART, P)], Conformity.NOT_VERIFIED, Basis.MEASURED),
        ([("a", PART, U)], Conformity.NOT_VERIFIED, Basis.NONE),
        ([("a", PART, N), ("a", ONE, N)], Conformity.NOT_APPLICABLE, Basis.MEASURED),
        ([("a", PART, N), ("b", PART, U)], Conformity.NOT_VERIFIED, Basis.MEASURED),
        ([("a", PART, N), ("b", OTHER, P)], Conformity.NOT_VERIFIED, Basis.MEASURED),
        ([("a", PART, F)], Conformity.NOT, Basis.MEASURED),
        ([("a", PART, F), ("a", ONE, U)], Conformity.NOT, Basis.MEASURED),
        ([("a", PART, F), ("b", PART, P)], Conformity.PARTIAL, Basis.MEASURED),
        ([("a", ONE, P), ("a", TWO, P), ("a", PART, F)], Conformity.PARTIAL, Basis.MEASURED),
    ],
)
def test_outcome_rules(judged, outcome, basis):
    result = clause_result(CLAUSE, [(*v, Severity.HIGH) for v in judged])
    assert (result.outcome, result.basis) == (outcome, basis)


def test_a_critical_failure_is_not_even_partly_conform():
    judged = [("a", PART, F, Severity.CRITICAL), ("a", ONE, P, Severity.LOW), ("b", ONE, P, Severity.LOW)]
    result = clause_result(CLAUSE, judged)
    assert result.outcome is Conformity.NOT
    assert (result.failed.count, result.failed.checks) == (1, (PART,))
    assert (result.passed.count, result.passed.checks) == (2, (ONE,))


def test_a_passed_critical_check_leaves_a_lesser_failure_partial():
    judged = [("a", PART, F, Severity.LOW), ("a", ONE, P, Severity.CRITICAL)]
    assert clause_result(CLAUSE, judged).outcome is Conformity.PARTIAL


def test_an_asset_in_scope_without_verdicts_keeps_a_clause_from_conforming():
    judged = [("a", ONE, P, Severity.LOW), ("a", TWO, P, Severity.LOW)]
    assert clause_result(CLAUSE, judged, assets=["a"]).outcome is Conformity.CONFORM
    assert clause_result(CLAUSE, judged, assets=["a", "b"]).outcome is Conformity.NOT_VERIFIED
