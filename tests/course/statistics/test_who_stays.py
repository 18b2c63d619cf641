"""Those who left, those who took part more, and answers that were filled in."""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from course.statistics.dose import dose_association
from course.statistics.dropout import dropout
from course.statistics.imputation import rubin
from course.statistics.least_squares import least_squares
from course.statistics.logistic import logistic
from course.statistics.undetermined import Undetermined
from tests.course.statistics.cases import trial


def test_welch_by_hand() -> None:
    """Stayed 1, 2, 3 and left 4, 6: means 2 and 5, variances 1 and 2, so t = -3 / sqrt(1/3 + 1)."""
    found = dropout([1, 2, 3, 4, 6], [False, False, False, True, True])
    assert found.t == pytest.approx(-3 / (4 / 3) ** 0.5)
    assert found.df == pytest.approx((4 / 3) ** 2 / (1 / 18 + 1))
    assert found.smd == pytest.approx(3 / ((2 * 1 + 1 * 2) / 3) ** 0.5)
    assert found.is_notable


def test_too_few_who_left_or_no_differences_tell_nothing_about_dropout() -> None:
    with pytest.raises(Undetermined, match="two people who left"):
        dropout([1, 2, 3, 4], [False, False, False, True])
    with pytest.raises(Undetermined, match="do not differ"):
        dropout([2, 2, 2, 2], [False, False, True, True])
    with pytest.raises(ValueError, match="for each person"):
        dropout([1, 2, 3], [True, False])


def test_a_yes_or_no_column_gives_the_odds_of_the_two_by_two_table() -> None:
    """3 of 10 and 6 of 10: log odds log(3/7), ratio log(6/4) - log(3/7), se sqrt(1/3 + 1/7 + 1/6 + 1/4)."""
    yes = [1] * 3 + [0] * 7 + [1] * 6 + [0] * 4
    design = np.column_stack([np.ones(20), [0] * 10 + [1] * 10])
    found = logistic(yes, design)
    assert found.coef == pytest.approx([log(3 / 7), log(6 / 4) - log(3 / 7)])
    assert found.se == pytest.approx([(1 / 3 + 1 / 7) ** 0.5, (1 / 3 + 1 / 7 + 1 / 6 + 1 / 4) ** 0.5])
    assert found.log_likelihood == pytest.approx(3 * log(0.3) + 7 * log(0.7) + 6 * log(0.6) + 4 * log(0.4))


def test_the_unit_of_a_column_does_not_matter() -> None:
    scores, cohort, _minutes = trial()
    left = np.isnan(scores[:, 2])
    plain = logistic(left, np.column_stack([np.ones(57), scores[:, 0], cohort]))
    large = logistic(left, np.column_stack([np.ones(57), scores[:, 0] * 1e5, cohort]))
    assert large.coef[1] * 1e5 == pytest.approx(plain.coef[1], rel=1e-9)
    assert large.log_likelihood == pytest.approx(plain.log_likelihood, rel=1e-12)


@pytest.mark.parametrize(
    ("yes", "column", "why"),
    [
        ([0, 0, 1, 1], [1.0, 2.0, 3.0, 4.0], "without error"),
        ([0, 0, 0, 0], [1.0, 2.0, 3.0, 4.0], "without error"),
        ([0, 1, 0, 1], [2.0, 2.0, 2.0, 2.0], "the same thing"),
        ([0, 1, 0, 1], [0.0, 0.0, 0.0, 0.0], "the same thing"),
    ],
)
def test_a_model_of_yes_and_no_without_a_top_says_so(yes: list[int], column: list[float], why: str) -> None:
    with pytest.raises(Undetermined, match=why):
        logistic(yes, np.column_stack([np.ones(4), column]))


def test_wrong_input_to_a_model_of_yes_and_no_is_refused() -> None:
    for yes, design in (([0, 2], np.ones((2, 1))), ([0], np.ones((2, 1))), ([0, 1], [[1.0], [float("nan")]])):
        with pytest.raises(ValueError, match="a yes or no"):
            logistic(yes, design)


def test_least_squares_by_hand() -> None:
    """y = 1, 2, 4 at 0, 1, 2: slope 1.5, residuals 1/6, -1/3, 1/6, so sigma^2 = 1/6 on one degree of freedom."""
    found = least_squares([1, 2, 4], [[1, 0], [1, 1], [1, 2]], [0, 1])
    assert found.value == pytest.approx(1.5)
    assert found.df == 1
    assert found.se == pytest.approx((1 / 6 / 2) ** 0.5)
    assert found.interval() == pytest.approx((1.5 - 12.706204736 * found.se, 1.5 + 12.706204736 * found.se))


def test_least_squares_of_too_little_or_without_error_says_so() -> None:
    with pytest.raises(Undetermined, match="too few rows"):
        least_squares([1, 2], [[1, 0], [1, 1]], [0, 1])
    with pytest.raises(Undetermined, match="the same thing"):
        least_squares([1, 2, 4], [[1, 1]] * 3, [0, 1])
    with pytest.raises(Undetermined, match="without error"):
        least_squares([0.1, 0.2, 0.3], [[1, 0], [1, 1], [1, 2]], [0, 1])
    with pytest.raises(ValueError, match="numbers, for each row"):
        least_squares([1, 2], [[1, 0]], [0, 1])


LMER = (0.0111884035984, 0.00541712392786, 50.8415395419)
"""Estimate, standard error and degrees of freedom; the latter two by Kenward and Roger."""
LM = (0.0103309566543, 0.00529761316334, 51)


def test_a_dose_is_associated_as_a_single_model_has_it() -> None:
    """lmer(post ~ pre + minutes + (1 | cohort)) and lm(post ~ pre + minutes) of R 4.2.2, per minute a day."""
    scores, cohort, minutes = trial()
    there = np.isfinite(scores[:, 1])
    rows = (scores[there, 1], scores[there, 0], minutes[there])
    with_cohorts, alone = dose_association(*rows, cohort=cohort[there]), dose_association(*rows)
    assert (with_cohorts.value, with_cohorts.se, with_cohorts.df) == pytest.approx(LMER, rel=1e-6)
    assert (alone.value, alone.se, alone.df) == pytest.approx(LM, rel=1e-9)
    tens = dose_association(rows[0], rows[1], rows[2] / 10, cohort=cohort[there])
    assert tens.value == pytest.approx(10 * with_cohorts.value)


def test_a_dose_that_is_the_same_for_everybody_cannot_be_associated_with_anything() -> None:
    with pytest.raises(Undetermined, match="the same thing"):
        dose_association([1, 2, 4, 3, 5], [1, 2, 3, 1, 2], [8] * 5)
    with pytest.raises(Undetermined, match="the same thing"):
        dose_association([1, 2, 4, 3, 5], [1, 2, 3, 1, 2], [8] * 5, cohort=[0, 0, 0, 1, 1])
    with pytest.raises(ValueError, match="a dose for each person"):
        dose_association([1, 2], [1, 2], [1])


def test_copies_that_agree_have_no_variance_between_them_and_nearly_all_degrees_of_freedom() -> None:
    """df_obs alone: (55 + 1) / (55 + 3) x 55."""
    found = rubin([0.5, 0.5, 0.5], [0.01, 0.01, 0.01], people=57, coefficients=2)
    assert (found.between, found.share_missing, found.df_old) == (0, 0, float("inf"))
    assert found.df == pytest.approx(56 / 58 * 55)
    assert np.isfinite(found.interval()).all()


@pytest.mark.parametrize(
    ("q", "u", "people"),
    [
        ([0.5], [0.01], 9),
        ([0.5, 0.4], [0.01], 9),
        ([0.5, 0.4], [0.01, 0.0], 9),
        ([0.5, 0.4], [0.01, 0.01], 1),
    ],
)
def test_copies_that_cannot_be_pooled_are_refused(q: list[float], u: list[float], people: int) -> None:
    with pytest.raises(ValueError, match="imputation needs"):
        rubin(q, u, people=people)
