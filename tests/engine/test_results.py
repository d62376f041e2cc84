"""The result document: its published schema, its answers and scores, and that it can be read again."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import jsonschema_rs
import msgspec
import pytest

from tests.sample import sample
from wardround.errors import WardroundError
from wardround.expectations import document
from wardround.inspection import judging
from wardround.inspection.answering import answers
from wardround.inspection.collecting import Collected
from wardround.inspection.options import Options
from wardround.inspection.targets import target
from wardround.results import Judged as Row
from wardround.results import Results, Says, canonical, read, schema
from wardround.verdicts import Basis, Conformity, Outcome, Severity

PUBLISHED = Path(__file__).parents[2] / "docs" / "results.schema.json"


def test_the_published_schema_is_the_one_in_force():
    published = json.loads(PUBLISHED.read_text("utf-8"))
    assert published == json.loads(json.dumps(schema())), "run ./wardround schema > docs/results.schema.json"


@pytest.mark.parametrize("results", [sample(), sample(checks=1, hosts=1)], ids=["large", "small"])
def test_results_keep_to_the_published_schema_and_read_back_the_same(results, tmp_path):
    data = canonical(results)
    jsonschema_rs.validator_for(json.loads(PUBLISHED.read_text("utf-8"))).validate(json.loads(data))
    path = tmp_path / "results.json"
    path.write_bytes(data)
    assert canonical(read(path)) == data


def test_the_schema_refuses_what_is_no_result():
    validator = jsonschema_rs.validator_for(json.loads(PUBLISHED.read_text("utf-8")))
    broken = json.loads(canonical(sample(checks=1, hosts=1)))
    broken["verdicts"][0]["outcome"] = "fine"
    assert not validator.is_valid(broken)
    assert not validator.is_valid({})


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"schema": "other/1"}', "not json", "\0"])
def test_what_is_no_result_is_bad_input(text, tmp_path):
    path = tmp_path / "results.json"
    path.write_text(text)
    with pytest.raises(WardroundError, match=r"results\.json"):
        read(path)


def verdict(asset, check, outcome, severity=Severity.HIGH):
    return Row(asset, check, outcome, severity, Says("x", {}, "x", "x"), (), "0" * 64)


PORTS = "linux.ports.unapproved"


def answer(verdicts, assets, clause="S1-41", known=(PORTS,), evaluation=None):
    found = answers(verdicts, assets, known, evaluation)
    return next(a for c in found for a in c.answers if a.id == clause)


def test_a_sufficient_check_passed_on_every_asset_conforms():
    both = [verdict(a, PORTS, Outcome.PASS) for a in "ab"]
    assert answer(both, ["a", "b"]).outcome is Conformity.CONFORM
    assert answer(both, ["a", "b"]).sufficient == (PORTS,)


def test_an_asset_that_could_not_be_collected_keeps_a_clause_from_conforming():
    both = [verdict(a, PORTS, Outcome.PASS) for a in "ab"]
    found = answer(both, ["a", "b", "unreachable"])
    assert (found.outcome, found.basis, found.passed.count) == (Conformity.NOT_VERIFIED, Basis.MEASURED, 2)


def test_unknown_is_never_conform_and_a_failure_refutes():
    mixed = [verdict("a", PORTS, Outcome.PASS), verdict("b", PORTS, Outcome.UNKNOWN)]
    assert answer(mixed, ["a", "b"]).outcome is Conformity.NOT_VERIFIED
    mixed = [verdict("a", PORTS, Outcome.PASS), verdict("b", PORTS, Outcome.FAIL)]
    assert answer(mixed, ["a", "b"]).outcome is Conformity.PARTIAL


def test_nothing_inspected_has_open_scores_and_no_conclusion():
    for catalogue in answers([], [], [PORTS], None):
        assert {a.outcome for a in catalogue.answers} == {Conformity.NOT_VERIFIED}
        for line in catalogue.scores[:2]:
            assert (line.lower, line.upper, line.verified, line.coverage) == (0.0, 100.0, 0, 0.0)
            assert line.conclusion is None


def test_a_rate_is_only_repeated_and_only_for_its_level():
    entered = document("evaluation: {level: 3, rate: 85.5, by: Evaluation body}", "e.yaml").evaluation
    by_name = {c.name: c.scores for c in answers([], ["a"], [], entered)}
    assert by_name["mlps3"][-1].conclusion == "basically_conform"
    assert by_name["mlps2"][-1].conclusion is None
    assert by_name["mlps2"][-1].notes[0].id == "scores.2025_no_rate"
    with pytest.raises(WardroundError, match=r"e\.yaml"):
        document("evaluation: {level: 3, rate: 101}", "e.yaml")


def test_names_that_a_verdict_keeps_are_bounded_and_printable():
    from wardround.inspection.judging import MAX_NAMED, _bounded

    kept = _bounded({"found": ["\x1b[31m" + "x" * 100_000] * 5000, "name": "a\u202eb", "count": 5000})
    assert len(kept["found"]) == MAX_NAMED + 1
    assert kept["found"][-1] == f"… +{5000 - MAX_NAMED}"
    assert all(len(name) < 500 and name.isprintable() for name in kept["found"])
    assert kept["name"] == r"a\x202eb"


def test_what_was_expected_and_who_judged_stand_in_the_document(tmp_path):
    options = Options(document("hospital: {name: H}\nall: {limits: {log_days: 200}}", "e"), date(2026, 1, 31))
    missing = tmp_path / "x.probe"
    missing.write_bytes(b"nonsense")
    item = Collected(target(str(missing)), missing.read_bytes())
    results = judging.judge([item], options)
    assert results.expected.all.limits == {"log_days": 200}
    assert results.expected.digest() == results.expectations
    assert len(results.program.rules) == 64
    assert not results.complete
    assert results.assets[0].failure.fault == "bad_input"
    again = msgspec.json.decode(canonical(results), type=Results)
    assert again == results
