"""Numbers agreed by R (metafor) and independent Python code; formulas named in course/statistics/effects.py."""

from __future__ import annotations

import numpy as np
import pytest

from course.statistics.effects import Groups, hedges_j, mean_change, smcr

BEFORE = [2.31, 2.65, 2.88, 3.12, 2.04, 2.77, 3.35, 2.5, 2.96, 2.42, 3.58, 2.19]
AFTER = [3.04, 3.27, 3.19, 3.85, 2.73, 3.62, 3.5, 3.31, 3.42, 2.38, 4.12, 3.0]
TWELVE = tuple(zip(BEFORE, AFTER, strict=True))
OTHERS = ((1.0, 2.0), (3.0, 3.5), (2.0, 1.0), (4.0, 4.0))


def test_mean_change_and_its_t_interval_are_those_of_the_reference() -> None:
    change = mean_change(Groups.of([TWELVE]))
    assert change.mean[0] == pytest.approx(0.555, abs=1e-12)
    assert change.sd[0] == pytest.approx(0.28414145005, rel=1e-9)
    assert [change.low[0], change.high[0]] == pytest.approx([0.374465135724, 0.735534864276], rel=1e-9)


def test_standardised_change_and_its_variance_are_those_of_the_reference() -> None:
    standard = smcr(Groups.of([TWELVE]))
    assert standard.g[0] == pytest.approx(1.09688268728, rel=1e-9)
    assert standard.variance[0] == pytest.approx(0.0802934076137, rel=1e-9)
    assert standard.r[0] == pytest.approx(0.81902746173, rel=1e-9)
    half = 1.959963984540054 * 0.0802934076137**0.5
    assert standard.high[0] - standard.g[0] == pytest.approx(half, rel=1e-9)


def test_small_sample_correction_is_exact_and_not_the_approximation() -> None:
    exact = [0.564189583548, 0.723601254558, 0.929959809976, 0.961944533741, 0.996244522479]
    assert hedges_j([2, 3, 11, 20, 200]) == pytest.approx(exact, rel=1e-11)


def test_one_person_has_a_mean_and_no_interval() -> None:
    change = mean_change(Groups.of([((2.0, 3.0),)]))
    assert change.mean[0] == 1.0
    assert np.isnan([change.sd[0], change.low[0], change.high[0]]).all()


def test_people_who_all_begin_alike_have_no_standardised_change() -> None:
    assert np.isnan(smcr(Groups.of([((2.0, 3.0), (2.0, 4.0), (2.0, 2.0))])).g[0])


def test_an_empty_cohort_between_others_does_not_shift_their_figures() -> None:
    together = mean_change(Groups.of([TWELVE, (), OTHERS]))
    assert together.mean[0] == mean_change(Groups.of([TWELVE])).mean[0]
    assert np.isnan(together.mean[1])
    assert together.mean[2] == mean_change(Groups.of([OTHERS])).mean[0]


def test_spread_inside_cohorts_ignores_differences_between_them() -> None:
    shifted = tuple((before, after + 10) for before, after in OTHERS)
    groups = Groups.of([OTHERS, shifted])
    assert groups.pooled_sd(groups.change) == pytest.approx(np.std([1, 0.5, -1, 0], ddof=1), rel=1e-12)
