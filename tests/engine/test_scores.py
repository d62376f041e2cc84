"""Scores against examples worked by hand, and the bounds they must keep."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wardround.catalogues import load, scores
from wardround.catalogues.outcomes import Conformity
from wardround.catalogues.scores import Item, Mark, conclude_2025, exact, score_2015, score_2021
from wardround.wording import LANGUAGES


def rows(edition, count, importance, *marks, kind="technical"):
    return [Item("X", kind, tuple(exact(edition, m) for m in marks), importance)] * count


# Edition 2015, by hand. Weights: general 0.2, important 0.5, key 1; marks 0 to 5; loss = 5 - mean.
#   key        7 at 5 loss 0, 5 at 2 loss 3:          weight 12 x 1  = 12,  lost 5 x 3 x 1        = 15
#   important  4 at 5,        4 at 3 loss 2:          weight 8 x 0.5 = 4,   lost 4 x 2 x 0.5      = 4
#   general    1 at 5, 1 at 2 loss 3, 1 over two objects 5 and 2, mean 3.5, loss 1.5:
#                                                     weight 3 x 0.2 = 0.6, lost (3 + 1.5) x 0.2  = 0.9
#   weight 16.6, lost 19.9, mean = 5 - 19.9 / 16.6 = 63.1 / 16.6 = 3.801204...
#   no high risk: 20 x 3.801204... = 1262 / 16.6 = 76.0240... -> 76.02, basically conform (the seed's figure)
#   high risk:    60 - 12 x 19.9 / 16.6 = 60 - 14.385542... = 45.614457... -> 45.61, not conform
HAND_2015 = (
    rows(2015, 7, "key", 5) + rows(2015, 5, "key", 2)
    + rows(2015, 4, "important", 5) + rows(2015, 4, "important", 3)
    + rows(2015, 1, "general", 5) + rows(2015, 1, "general", 2) + rows(2015, 1, "general", 5, 2)
)  # fmt: skip


def test_2015_by_hand():
    score = score_2015(HAND_2015, "medium")
    assert (score.lower, score.upper, score.conclusion) == (76.02, 76.02, "basically_conform")
    assert (score.verified, score.applicable, score.coverage) == (23, 23, 1.0)
    assert score.unconfirmed == ["scores.weights_general_knowledge", "scores.2015_threshold"]
    risky = score_2015(HAND_2015, "high")
    assert (risky.lower, risky.upper, risky.conclusion) == (45.61, 45.61, "not_conform")
    open_risk = score_2015(HAND_2015)
    assert (open_risk.lower, open_risk.upper, open_risk.conclusion) == (45.61, 76.02, None)
    assert "scores.risk_unknown" in open_risk.unconfirmed


def test_2015_weights_that_nobody_confirmed_are_bounded():
    # Marks 5 and 0. Worst: 5 at 0.2, 0 at 1: 20 x 1 / 1.2 = 16.67. Best: 20 x 5 / 1.2 = 83.33.
    score = score_2015(rows(2015, 1, None, 5) + rows(2015, 1, None, 0), "low")
    assert (score.lower, score.upper) == (16.67, 83.33)
    assert "scores.importance_unknown" in score.unconfirmed


def test_2015_partly_conform_without_a_mark_is_one_to_four():
    clause = load("mlps2").clause("L2-CES1-01")
    score = score_2015([scores.item(2015, clause, [Conformity.PARTIAL])], "none")
    assert (score.lower, score.upper, score.coverage) == (20.0, 80.0, 1.0)


# Edition 2021, by hand. n = 10 items, S = 100 / 10 = 10, each half starts at 50.
#   technical: key, two objects 1 and 0.5, x = 0.75: 3 x 0.25 x 10 = 7.5; general, x = 0.5: 1 x 0.5 x 10 = 5;
#              4 items full: 0.                      Vt = 50 - 12.5 = 37.5
#   management: important, x = 0.5: 2 x 0.5 x 10 = 10; 3 items full: 0.   Vm = 50 - 10 = 40
#   M = 77.5: medium risk -> medium; high risk -> poor.
HAND_2021 = (
    rows(2021, 1, "key", 1, 0.5) + rows(2021, 1, "general", 0.5) + rows(2021, 4, "key", 1)
    + rows(2021, 1, "important", 0.5, kind="management") + rows(2021, 3, "general", 1, kind="management")
)  # fmt: skip


def test_2021_by_hand():
    score = score_2021(HAND_2021, "medium")
    assert (score.lower, score.upper, score.conclusion) == (77.5, 77.5, "medium")
    assert score_2021(HAND_2021, "high").conclusion == "poor"
    assert score_2021(HAND_2021).conclusion is None
    assert score.unconfirmed == ["scores.weights_general_knowledge", "scores.2021_formula"]


def test_2021_one_item_unverified():
    # As above with one full management item (general) open: 1 x 1 x 10 = 10 less in the lower bound.
    open_item = Item("X", "management", (Mark(0, 1, verified=False),), "general")
    score = score_2021([*HAND_2021[:-1], open_item], "medium")
    assert (score.lower, score.upper, score.coverage, score.conclusion) == (67.5, 77.5, 0.9, None)


def test_2021_a_half_never_falls_below_nothing_nor_is_it_given_away():
    # One technical key item, not conform: 50 - 3 x 1 x 100 < 0 -> 0. No management item: 0 or 50.
    score = score_2021(rows(2021, 1, "key", 0), "low")
    assert (score.lower, score.upper) == (0.0, 50.0)
    assert "scores.one_side_missing" in score.unconfirmed


@pytest.mark.parametrize(
    ("marks", "risk", "grade"),
    [(1, "low", "excellent"), (1, "medium", "good"), (1, "high", "poor"), (0, "none", "poor")],
)
def test_2021_grades(marks, risk, grade):
    both = rows(2021, 1, "key", marks) + rows(2021, 1, "key", marks, kind="management")
    assert score_2021(both, risk).conclusion == grade


@pytest.mark.parametrize(
    ("rate", "hidden", "conclusion", "note"),
    [
        (90.1, False, "conform", None),
        (90.1, True, None, "scores.2025_open_hidden_risk"),
        (90.1, None, None, "scores.2025_hidden_risk_unknown"),
        (90, False, None, "scores.2025_open_boundary"),
        (89.9, True, "basically_conform", None),
        (60, False, None, "scores.2025_open_boundary"),
        (59.9, False, "not_conform", None),
        (None, False, None, "scores.2025_no_rate"),
    ],
)
def test_2025_concludes_only_from_a_rate_and_only_what_is_written(rate, hidden, conclusion, note):
    score = conclude_2025(rate, hidden)
    assert score.conclusion == conclusion
    assert note is None or note in score.unconfirmed


def test_what_is_no_mark_or_rate_is_refused():
    for wrong in (lambda: exact(2015, 5.1), lambda: exact(2021, 2), lambda: conclude_2025(101, False)):
        with pytest.raises(ValueError):
            wrong()
    with pytest.raises(ValueError):
        scores.item(2021, load("seed").clauses[0], [])


def test_nothing_applicable_has_no_score():
    for score in (score_2015([Item("X", "technical", ())]), score_2021([])):
        assert (score.lower, score.upper, score.coverage, score.conclusion) == (None, None, 0.0, None)


def test_every_note_speaks_both_languages():
    known = scores._messages()
    assert all(set(words) == set(LANGUAGES) for words in known.values())
    given_notes = [n for s in (score_2015(HAND_2015), score_2021(HAND_2021[:2]), conclude_2025(60, None),
                               score_2015(rows(2015, 1, None, 5))) for n in s.notes]  # fmt: skip
    assert all(note.text(lang) for note in given_notes for lang in LANGUAGES)


OUTCOMES = st.lists(st.sampled_from(list(Conformity)), max_size=3)
ANSWERS = st.lists(
    st.tuples(
        st.sampled_from(["technical", "management"]),
        st.sampled_from(["general", "important", "key", None]),
        OUTCOMES,
    ),
    min_size=1,
    max_size=8,
)
RISKS = st.sampled_from(["none", "low", "medium", "high", None])
EDITIONS = pytest.mark.parametrize(("edition", "score"), [(2015, score_2015), (2021, score_2021)])


def items(edition, answers):
    marked = ((k, w, [scores.mark(edition, o) for o in found]) for k, w, found in answers)
    return [Item("X", k, tuple(m for m in marks if m), w) for k, w, marks in marked]


@EDITIONS
@given(answers=ANSWERS, risk=RISKS)
def test_lower_never_exceeds_upper(edition, score, answers, risk):
    result = score(items(edition, answers), risk)
    if result.applicable:
        assert 0 <= result.lower <= result.upper <= 100
        assert 0 <= result.coverage <= 1


@EDITIONS
@given(answers=ANSWERS, risk=RISKS, data=st.data())
def test_more_unknown_never_raises_lower_nor_coverage(edition, score, answers, risk, data):
    def hidden(outcome):
        if outcome is Conformity.NOT_APPLICABLE or not data.draw(st.booleans()):
            return outcome
        return Conformity.NOT_VERIFIED

    less = [(k, w, [hidden(o) for o in found]) for k, w, found in answers]
    before, after = score(items(edition, answers), risk), score(items(edition, less), risk)
    if before.applicable:
        assert after.lower <= before.lower
        assert after.upper >= before.upper
        assert after.coverage <= before.coverage
