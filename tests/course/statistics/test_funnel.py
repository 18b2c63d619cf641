"""Control limits of three kinds: the textbook's, those that are honest for small groups, and those of shares."""

from __future__ import annotations

from math import comb

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.statistics.effects import Groups
from course.statistics.equal_cohorts import EqualCohorts, equal_cohorts
from course.statistics.funnel import ALMOST_ALL, NINETEEN_IN_TWENTY, WITHIN_95, WITHIN_998, Funnel, limits
from course.statistics.overdispersion import overdispersion
from course.statistics.proportion_funnel import share_limits
from course.statistics.undetermined import Undetermined

THREE = [0, 0, 0, 1, 1, 1, 2, 2, 2]
CHANGES = [1.0, 2.0, 3.0, 2.0, 3.0, 4.0, 6.0, 7.0, 8.0]
"""Means 2, 3 and 7 around 4; every cohort's own spread is 1, so sigma is 1 on 6 degrees of freedom."""


def test_textbook_limits_are_those_of_the_reference() -> None:
    low, high = limits(0.62, 0.7, [5, 12, 60], NINETEEN_IN_TWENTY)
    assert low == pytest.approx([0.00642294697406, 0.223937715336, 0.442875561633], rel=1e-10)
    assert high == pytest.approx([1.23357705303, 1.01606228466, 0.797124438367], rel=1e-10)
    low, high = limits(0.62, 0.7, [8, 20], ALMOST_ALL)
    assert low == pytest.approx([-0.144735983853, 0.136338496467], rel=1e-10)
    assert high == pytest.approx([1.38473598385, 1.10366150353], rel=1e-10)


def test_a_cohort_is_partly_compared_with_itself_and_the_spread_is_a_guess() -> None:
    """Each mean less the overall one varies by 1/3 - 1/9; t on 6 degrees of freedom is 2.4469 at 97.5 %."""
    found = equal_cohorts(THREE, CHANGES)
    assert (found.mean, found.df, found.people) == (4.0, 6, 9)
    assert found.sigma == pytest.approx(1.0)
    assert found.se == pytest.approx([(2 / 9) ** 0.5] * 3)
    assert found.half_widths(0.95) == pytest.approx([2.4469118 * (2 / 9) ** 0.5] * 3)
    assert found.standardised == pytest.approx(np.array([-2, -1, 3]) / (2 / 9) ** 0.5)


def test_adjusted_for_first_scores_a_cohort_is_compared_with_what_such_people_show() -> None:
    """Later scores follow first ones exactly but for one cohort's 1 more: by hand with whole matrices."""
    rng = np.random.default_rng(3)
    owner, first = np.repeat(np.arange(4), [6, 9, 7, 12]), rng.normal(3, 0.6, 34)
    later = 1 + 0.5 * first + rng.normal(0, 0.3, 34) + (owner == 2)
    found = equal_cohorts(owner, later, known=first)
    x = np.column_stack([np.ones(34), first])
    left = np.eye(34) - x @ np.linalg.inv(x.T @ x) @ x.T
    average = (owner == np.arange(4)[:, np.newaxis]) / np.bincount(owner)[:, np.newaxis]
    full = np.column_stack([owner == c for c in range(4)] + [first]).astype(float)
    rest = later - full @ np.linalg.lstsq(full, later, rcond=None)[0]
    assert found.values - found.mean == pytest.approx(average @ left @ later)
    assert found.unit == pytest.approx(np.diag(average @ left @ average.T))
    assert found.sigma == pytest.approx((rest @ rest / 29) ** 0.5)
    assert found.df == 29


def test_a_difference_between_first_scores_alone_does_not_set_a_cohort_apart() -> None:
    rng = np.random.default_rng(4)
    owner, first = np.repeat(np.arange(3), 12), rng.normal(3, 0.4, 36)
    first[owner == 2] += 2
    later = 1 + 0.5 * first + rng.normal(0, 0.3, 36)
    assert equal_cohorts(owner, later - first).outside(0.998)[2]
    assert not equal_cohorts(owner, later, known=first).outside(0.95).any()


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(2, 12), min_size=2, max_size=6), st.integers(0, 99))
def test_what_cohorts_have_more_than_expected_adds_up_to_nothing(sizes: list[int], seed: int) -> None:
    rng = np.random.default_rng(seed)
    owner = np.repeat(np.arange(len(sizes)), sizes)
    found = equal_cohorts(owner, rng.normal(0, 1, len(owner)))
    assert found.n @ (found.values - found.mean) == pytest.approx(0, abs=1e-9)
    assert np.isfinite(found.standardised).all()


def test_nothing_to_compare_with_is_told_apart_from_wrong_input() -> None:
    with pytest.raises(Undetermined, match="one cohort alone"):
        equal_cohorts([0, 0, 0], [1.0, 2.0, 3.0])
    with pytest.raises(Undetermined, match="do not differ"):
        equal_cohorts([0, 0, 1, 1], [0.3, 0.3, 0.1 + 0.2, 0.3])
    with pytest.raises(Undetermined, match="do not differ"):
        equal_cohorts([0, 1, 2], [1.0, 2.0, 3.0])
    with pytest.raises(ValueError, match="a cohort of nobody"):
        equal_cohorts([0, 0, 2, 2], [1.0, 2.0, 3.0, 4.0])
    with pytest.raises(ValueError, match="one score and one cohort"):
        equal_cohorts([0, 0, 1], [1.0, 2.0])
    with pytest.raises(ValueError, match="one score and one cohort"):
        equal_cohorts([0, 1], [1.0, float("nan")])


def test_equal_cohorts_of_six_to_twenty_leave_the_limits_one_time_in_twenty() -> None:
    """300 worlds of 12: 3,600 cohorts, so the share outside has a standard error of about 0.36 %."""
    rng = np.random.default_rng(12)
    outside = []
    for _ in range(300):
        n = rng.integers(6, 21, 12)
        outside.append(
            equal_cohorts(np.repeat(np.arange(12), n), rng.normal(0.5, 0.5, n.sum())).outside(0.95)
        )
    assert np.mean(outside) == pytest.approx(0.05, abs=3 * 0.0036)


def of(values: list[float], *, n: int = 16, tau2: float = 0.0) -> Funnel:
    """Cohorts of 16 in a house of thousands, where limits are close to the textbook's: 0.49 and 0.77 from the mean."""
    k = len(values)
    cohorts = EqualCohorts(0.6, 1.0, 10_000, 10_000, np.full(k, n), np.array(values), np.full(k, 1 / n))
    return Funnel.of(cohorts, tau2=tau2)


def test_a_cohort_between_the_two_limits_is_outside_the_first_and_does_not_stand_apart() -> None:
    found = of([0.6, 1.2, 0.5])
    assert found.outside_95 == (False, True, False)
    assert found.outside_998 == (False, False, False)
    assert found.apart == ()


def test_a_cohort_beyond_the_outer_limit_on_either_side_stands_apart() -> None:
    assert of([1.5, 0.6, -0.3]).apart == (0, 2)


def test_limits_widen_where_all_cohorts_differ_a_little() -> None:
    assert of([1.5, 0.6, -0.3], tau2=0.1).apart == ()
    low, high = of([0.6], tau2=0.1).limits(16, WITHIN_95)
    assert (high - low) / 2 == pytest.approx(1.96 * (1 / 16 - 1 / 10_000 + 0.1) ** 0.5, rel=1e-3)


@pytest.mark.parametrize(("cohorts", "stands_apart"), [(25, True), (26, False), (400, False)])
def test_one_cohort_beyond_the_limit_is_news_only_while_cohorts_are_few(
    cohorts: int, stands_apart: bool
) -> None:
    """1 - 0.998^25 is 0.049 and 1 - 0.998^26 is 0.051."""
    values = [0.6] * cohorts
    values[3] = 2.0
    found = of(values)
    assert found.outside_998[3]
    assert found.apart == ((3,) if stands_apart else ())


def test_drawn_limits_pass_through_the_cohorts_they_judge() -> None:
    found = Funnel.of(equal_cohorts(THREE, CHANGES))
    low, high = found.limits([3, 9], WITHIN_998)
    half = equal_cohorts(THREE, CHANGES).half_widths(WITHIN_998)[0]
    assert (low[0], high[0]) == pytest.approx((4 - half, 4 + half))
    assert (low[1], high[1]) == (4, 4)


def test_rounding_is_no_spread() -> None:
    groups = Groups.of([((0.1, 0.3), (0.2, 0.4), (0.7, 0.9)), ((1.1, 1.3), (2.3, 2.5))])
    assert groups.pooled_sd(groups.change) == 0


@pytest.mark.parametrize(("share", "n"), [(0.78, 6), (0.5, 20), (0.02, 9), (0.999, 12)])
@pytest.mark.parametrize("p", [0.001, 0.025, 0.5, 0.975, 0.999])
def test_limits_of_shares_are_those_of_counting_cases(share: float, n: int, p: float) -> None:
    alone = [comb(n, r) * share**r * (1 - share) ** (n - r) for r in range(n + 1)]
    r = next(r for r in range(n + 1) if sum(alone[: r + 1]) >= p or r == n)
    by_hand = (r - (sum(alone[: r + 1]) - p) / alone[r]) / n
    assert share_limits(share, [n], p)[0] == pytest.approx(by_hand, rel=1e-8, abs=1e-8)


@settings(max_examples=50, deadline=None)
@given(st.floats(0, 1), st.integers(1, 60))
def test_limits_of_shares_keep_their_order_and_end_at_one(share: float, n: int) -> None:
    found = np.array([share_limits(share, [n], p)[0] for p in (0.001, 0.025, 0.975, 0.999)])
    assert np.isfinite(found).all()
    assert (np.diff(found) >= -1e-12).all()
    assert found[-1] <= 1


@pytest.mark.parametrize(
    ("share", "n", "p"), [(1.1, 5, 0.5), (0.5, 0, 0.5), (0.5, 5, 1.0), (float("nan"), 5, 0.5)]
)
def test_a_share_or_size_that_cannot_be_has_no_limits(share: float, n: int, p: float) -> None:
    with pytest.raises(ValueError, match="limits for a share"):
        share_limits(share, [n], p)


def test_cohorts_as_far_apart_as_chance_puts_them_need_no_wider_limits() -> None:
    found = overdispersion([-1, 0, 1, 0.5], [0.2, 0.2, 0.2, 0.2])
    assert found.tau2 == 0
    assert found.phi < 1


def test_wider_limits_by_hand() -> None:
    """Ten cohorts at 2 or -2, se 0.1: phi 4, tau2 = (40 - 9) / (1000 - 100) = 0.03444."""
    found = overdispersion([2, -2] * 5, [0.1] * 10)
    assert found.phi == pytest.approx(4)
    assert found.tau2 == pytest.approx(31 / 900)


def test_one_true_outlier_does_not_widen_the_limits_that_should_show_it() -> None:
    alike = [0.5, -0.5, 1.0, -1.0, 0.2, -0.2, 0.7, -0.7, 0.1, -0.1, 0.3]
    assert overdispersion([*alike, 30.0], [0.1] * 12).tau2 == 0
    assert overdispersion([*alike, 30.0], [0.1] * 12, share=0.0).tau2 > 0


@pytest.mark.parametrize(("z", "se"), [([1.0], [0.1]), ([1.0, 2.0], [0.1, 0.0]), ([1.0, 2.0], [0.1])])
def test_over_dispersion_of_too_little_is_refused(z: list[float], se: list[float]) -> None:
    with pytest.raises(ValueError, match="over-dispersion needs"):
        overdispersion(z, se)
