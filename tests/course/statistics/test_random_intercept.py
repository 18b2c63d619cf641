"""Rows that belong together, beside closed forms and whole matrices; R's own figures are in test_vectors.py."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from course.statistics.intraclass import one_way
from course.statistics.random_intercept import fit, levels
from course.statistics.undetermined import Undetermined
from tests.course.statistics.cases import trial
from tests.course.statistics.dense import Dense

Numbers = NDArray[np.float64]


def after_given_before() -> tuple[Numbers, Numbers, NDArray[np.intp]]:
    scores, cohort, _minutes = trial()
    there = np.isfinite(scores[:, 1])
    design = np.column_stack([np.ones(there.sum()), scores[there, 0]])
    return scores[there, 1], design, cohort[there]


def dense(y: Numbers, x: Numbers, group: NDArray[np.intp], theta: Numbers) -> Dense:
    together = (group[:, np.newaxis] == group).astype(float)
    return Dense(y, x, np.array([together, np.eye(len(y))]), theta)


def test_the_fit_lies_at_the_top_of_the_likelihood_written_out_in_full() -> None:
    y, x, group = after_given_before()
    model = fit(y, x, group)
    whole = dense(y, x, group, np.array([model.between, model.within]))
    assert whole.log_likelihood(whole.theta) == pytest.approx(model.log_likelihood, rel=1e-12)
    assert whole.gradient() == pytest.approx([0, 0], abs=1e-6)
    assert whole.coef(whole.theta) == pytest.approx(model.coef, rel=1e-10)
    assert whole.covariance_of_coef(whole.theta) == pytest.approx(model.fixed.cov, rel=1e-9)


@pytest.mark.parametrize("weights", [[1.0, 0.0], [0.0, 1.0], [1.0, 2.9]])
def test_small_sample_figures_are_those_of_whole_matrices(weights: list[float]) -> None:
    y, x, group = after_given_before()
    model = fit(y, x, group)
    whole = dense(y, x, group, np.array([model.between, model.within]))
    assert model.fixed.satterthwaite(weights).df == pytest.approx(
        whole.satterthwaite_df(np.array(weights)), rel=1e-4
    )
    adjusted = model.fixed.kenward_roger(weights)
    assert (adjusted.se, adjusted.df) == pytest.approx(whole.kenward_roger(np.array(weights)), rel=1e-6)


@settings(max_examples=20, deadline=None)
@given(st.integers(3, 8), st.integers(2, 6), st.integers(0, 200))
def test_groups_of_one_size_have_the_closed_form_of_analysis_of_variance(k: int, n: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    group = np.repeat(np.arange(k), n)
    y = rng.normal(0, 1, k)[group] + rng.normal(0, 1, k * n)
    model, spread = fit(y, np.ones((k * n, 1)), group), one_way(y, group)
    assert model.coef == pytest.approx([y.mean()])
    if spread.between > spread.within:
        assert model.within == pytest.approx(spread.within, rel=1e-6)
        assert model.between == pytest.approx((spread.between - spread.within) / n, rel=1e-6)
        assert model.icc == pytest.approx(spread.icc, rel=1e-6)
        for contrast in (model.fixed.satterthwaite([1]), model.fixed.kenward_roger([1])):
            assert contrast.df == pytest.approx(k - 1, rel=1e-5)
            assert contrast.se == pytest.approx((spread.between / (k * n)) ** 0.5, rel=1e-5)
    else:
        assert model.between == 0
        assert model.within == pytest.approx(y.var(ddof=1), rel=1e-9)
        assert model.fixed.satterthwaite([1]).df == pytest.approx(k * n - 1)


def test_groups_that_do_not_differ_have_no_variance_between_and_kenward_and_roger_still_count_them() -> None:
    """Twelve people in four cohorts with the same mean: 11 degrees of freedom plainly, about 3 cautiously."""
    y, group = np.array([1.0, 2.0, 3.0] * 4), np.repeat(np.arange(4), 3)
    model = fit(y, np.ones((12, 1)), group)
    assert (model.between, model.icc) == (0.0, 0.0)
    assert levels(model, y, np.ones((12, 1)), group) == pytest.approx([0] * 4)
    assert model.fixed.satterthwaite([1]).df == pytest.approx(11)
    assert model.fixed.kenward_roger([1]).df == pytest.approx(3, rel=1e-6)


def test_levels_are_drawn_to_the_average_by_what_is_known_of_each_group() -> None:
    """By hand from the fit: between x n x mean of what is left / (within + n between)."""
    y, x, group = after_given_before()
    model = fit(y, x, group)
    rest = y - x @ model.coef
    by_hand = [
        model.between * rest[group == g].sum() / (model.within + model.between * (group == g).sum())
        for g in range(6)
    ]
    assert levels(model, y, x, group) == pytest.approx(by_hand)


def test_names_of_groups_and_units_of_a_column_do_not_matter() -> None:
    y, x, group = after_given_before()
    plain = fit(y, x, group)
    named = fit(y, x * np.array([1, 1e6]), [f"cohort {9 - g}" for g in group])
    assert named.between == pytest.approx(plain.between, rel=1e-8)
    assert named.coef * np.array([1, 1e6]) == pytest.approx(plain.coef, rel=1e-8)


ONES = np.ones((4, 1))


@pytest.mark.parametrize(
    ("score", "design", "group", "why"),
    [
        ([1.0, 2.0, 3.0, 4.0], ONES, [0, 0, 0, 0], "two groups"),
        ([1.0, 2.0, 3.0, 4.0], ONES, [0, 1, 2, 3], "two rows"),
        ([1.0, 1.0, 3.0, 3.0], ONES, [0, 0, 1, 1], "do not differ"),
        ([2.0, 2.0, 2.0, 2.0], ONES, [0, 0, 1, 1], "do not differ"),
        ([0.0, 0.0, 0.0, 0.0], ONES, [0, 0, 1, 1], "do not differ"),
        ([1.0, 2.0, 3.0, 5.0], np.ones((4, 2)), [0, 0, 1, 1], "the same thing"),
        ([1.0, 2.0, 3.0, 5.0], np.eye(4), [0, 0, 1, 1], "more rows"),
        ([1.0, 2.0], np.ones((2, 1)), [0, 1], "two rows"),
    ],
)
def test_what_cannot_be_known_is_said_and_not_guessed(
    score: list[float], design: Numbers, group: list[int], why: str
) -> None:
    with pytest.raises(Undetermined, match=why):
        fit(score, design, group)


@pytest.mark.parametrize(
    ("score", "design", "group"),
    [([1.0, 2.0], ONES, [0, 0]), ([1.0] * 4, ONES, [0, 1]), ([float("nan")] * 4, ONES, [0, 0, 1, 1])],
)
def test_wrong_input_is_refused(score: list[float], design: Numbers, group: list[int]) -> None:
    with pytest.raises(ValueError, match="a mixed model needs") as refused:
        fit(score, design, group)
    assert refused.type is ValueError


def test_how_alike_people_of_a_cohort_are_by_hand() -> None:
    """Groups (1, 3), (5, 7): means 2 and 6, MSB = 16, MSW = 2, n0 = 2, ICC = 14 / 18, design effect 1 + ICC."""
    found = one_way([1, 3, 5, 7], ["a", "a", "b", "b"])
    assert (found.between, found.within, found.n0) == (16, 2, 2)
    assert found.icc == pytest.approx(14 / 18)
    assert found.design_effect == pytest.approx(1 + 14 / 18)


@pytest.mark.parametrize(
    ("values", "cohort"), [([1, 2], [0, 0]), ([1, 2], [0, 1]), ([1, 1, 2, 2], [0, 0, 1, 1])]
)
def test_without_two_cohorts_and_some_spread_nobody_can_say_how_alike_people_are(
    values: list[float], cohort: list[int]
) -> None:
    with pytest.raises(Undetermined):
        one_way(values, cohort)
