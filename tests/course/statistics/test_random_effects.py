"""Averages over cohorts, where the reference vectors do not reach: one cohort, two, all alike, any at all."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.statistics import average, between, heterogeneity
from course.statistics.estimates import Estimates
from course.statistics.shrunken import shrunken

COHORTS = st.lists(
    st.tuples(st.floats(-3, 3, allow_subnormal=False), st.floats(0.01, 2)), min_size=1, max_size=9
).map(lambda pairs: Estimates.of([y for y, _ in pairs], [v for _, v in pairs]))


@settings(max_examples=60, deadline=None)
@given(COHORTS)
def test_every_figure_is_a_number_or_nothing_and_keeps_its_bounds(cohorts: Estimates) -> None:
    for method in (between.dersimonian_laird, between.paule_mandel, between.reml):
        tau2 = method(cohorts)
        assert tau2 >= 0
        assert np.isfinite(tau2)
        assert 0 <= heterogeneity.i2(cohorts, tau2) <= 100
        drawn = shrunken(cohorts, tau2)
        assert np.isfinite(drawn.se).all()
        low, high = cohorts.y.min() - 1e-9, cohorts.y.max() + 1e-9
        assert ((low <= drawn.value) & (drawn.value <= high)).all()
        exact, ad_hoc = (average.knapp_hartung(cohorts, tau2, ad_hoc=kind) for kind in (False, True))
        assert ad_hoc.se >= max(exact.se, cohorts.se(tau2)) - 1e-12


@settings(max_examples=40, deadline=None)
@given(COHORTS)
def test_paule_mandel_and_the_profile_interval_put_q_where_they_say(cohorts: Estimates) -> None:
    if cohorts.k < 2:
        return
    tau2 = between.paule_mandel(cohorts)
    assert cohorts.q(tau2) == pytest.approx(cohorts.k - 1) if tau2 else cohorts.q() <= cohorts.k - 1
    low, high = between.profile_interval(cohorts) or (1.0, 0.0)
    assert low <= high
    assert low <= tau2 <= high


@settings(max_examples=40, deadline=None)
@given(COHORTS)
def test_no_spread_near_the_reml_one_is_likelier(cohorts: Estimates) -> None:
    def likelihood(tau2: float) -> float:
        w = cohorts.weights(tau2)
        return float(0.5 * (np.log(w).sum() - np.log(w.sum()) - cohorts.q(tau2)))

    found = between.reml(cohorts)
    for other in (0.0, found * 0.99, found * 1.01 + 1e-6, found + 0.1, found + 1.0):
        assert likelihood(other) <= likelihood(found) + 1e-9


def test_cohorts_that_are_all_alike_have_no_spread_and_an_exact_interval_of_no_width() -> None:
    cohorts = Estimates.of([0.5, 0.5, 0.5], [0.1, 0.2, 0.3])
    assert [
        method(cohorts) for method in (between.dersimonian_laird, between.paule_mandel, between.reml)
    ] == [0] * 3
    assert between.profile_interval(cohorts) == (0.0, 0.0)
    assert heterogeneity.i2_of_q(cohorts) == 0
    alike = average.knapp_hartung(cohorts, 0.0, ad_hoc=False)
    assert alike.se == pytest.approx(0, abs=1e-15)
    assert average.knapp_hartung(cohorts, 0.0, ad_hoc=True).se == pytest.approx(cohorts.se())


def test_one_cohort_is_its_own_average_and_nothing_is_said_of_others() -> None:
    cohorts = Estimates.of([0.4], [0.04])
    assert average.plain(cohorts).mean == 0.4
    alone = average.knapp_hartung(cohorts, 0.0, ad_hoc=True)
    assert (alone.interval, alone.p) == (None, None)
    assert average.prediction(cohorts, 0.0) is None
    assert average.prediction_by_knapp_hartung(cohorts, 0.0) is None
    assert between.profile_interval(cohorts) is None
    assert heterogeneity.q_p(cohorts) is None
    assert (heterogeneity.i2(cohorts, 0.0), heterogeneity.h2(cohorts, 0.0)) == (0.0, 1.0)


def test_two_cohorts_have_an_interval_and_no_prediction() -> None:
    cohorts = Estimates.of([0.0, 1.0], [0.04, 0.04])
    assert between.reml(cohorts) == pytest.approx(0.5 - 0.04)
    assert average.prediction(cohorts, 0.46) is None
    assert average.knapp_hartung(cohorts, 0.46, ad_hoc=False).df == 1


def test_with_equal_variances_all_three_methods_agree_with_the_closed_form() -> None:
    y = [0.1, 0.9, 0.3, 1.4, -0.5]
    cohorts = Estimates.of(y, [0.05] * 5)
    for method in (between.dersimonian_laird, between.paule_mandel, between.reml):
        assert method(cohorts) == pytest.approx(np.var(y, ddof=1) - 0.05, rel=1e-9)


def test_without_spread_between_them_cohorts_shrink_to_the_average_and_with_much_they_stay() -> None:
    cohorts = Estimates.of([0.1, 0.9], [0.05, 0.05])
    assert shrunken(cohorts, 0.0).value == pytest.approx([0.5, 0.5])
    assert shrunken(cohorts, 1e9).value == pytest.approx([0.1, 0.9])
    assert shrunken(cohorts, 0.05).value == pytest.approx([0.3, 0.7])
