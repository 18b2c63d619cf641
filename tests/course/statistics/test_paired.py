"""One group before and after, where the reference vectors do not reach: edges, and what must not matter."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.statistics.effects import Groups, smcr
from course.statistics.paired import Paired

POINTS = st.integers(0, 40).map(lambda tenths: tenths / 10)
PAIRS = st.lists(st.tuples(POINTS, POINTS), min_size=2, max_size=12)
STANDARDISED = ("d_z", "d_av", "d_av_by_mean_sd", "d_rm", "d_pre", "g_z", "g_av", "g_rm", "smcr", "t", "r")


def of(pairs: list[tuple[float, float]]) -> Paired:
    return Paired.of([before for before, _ in pairs], [after for _, after in pairs])


def near(one: float | None, other: float | None) -> bool:
    """Both nothing, or both a number and nearly the same."""
    if one is None or other is None:
        return one is other
    return one == pytest.approx(other, rel=1e-6, abs=1e-6)


@settings(deadline=None)
@given(PAIRS)
def test_no_figure_is_ever_anything_but_a_number_or_nothing(pairs: list[tuple[float, float]]) -> None:
    change = of(pairs)
    for name in (*STANDARDISED, "p", "d_z_se", "d_rm_variance", "smcr_variance", "smcc_variance", "j"):
        value = getattr(change, name)
        assert value is None or np.isfinite(value), name


@settings(max_examples=30, deadline=None)
@given(PAIRS, st.sampled_from([0.25, 3.0, 40.0]), st.sampled_from([-2.0, 7.0]))
def test_the_scale_of_a_measure_does_not_matter(
    pairs: list[tuple[float, float]], times: float, more: float
) -> None:
    one, other = of(pairs), of([(before * times + more, after * times + more) for before, after in pairs])
    for name in STANDARDISED:
        assert near(getattr(one, name), getattr(other, name)), name


@settings(max_examples=30, deadline=None)
@given(PAIRS)
def test_turning_a_measure_round_only_turns_the_sign(pairs: list[tuple[float, float]]) -> None:
    one, other = of(pairs), of([(-before, -after) for before, after in pairs])
    for name in ("d_z", "d_av", "d_rm", "d_pre", "smcr", "t"):
        mine, theirs = getattr(one, name), getattr(other, name)
        assert near(mine, None if theirs is None else -theirs), name
    assert near(one.smcr_variance, other.smcr_variance)


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(POINTS, POINTS), min_size=4, max_size=12))
def test_the_exact_interval_holds_the_estimate(pairs: list[tuple[float, float]]) -> None:
    change = of(pairs)
    interval = change.d_z_interval()
    assert (interval is None) == (change.d_z is None)
    if interval is not None and change.d_z is not None:
        assert interval[0] <= change.d_z + 1e-12
        assert interval[1] >= change.d_z - 1e-12


def test_all_cohorts_at_once_give_what_one_by_one_gives() -> None:
    pairs = ((2.3, 3.0), (2.7, 3.3), (2.9, 3.2), (3.1, 3.9), (2.0, 2.7))
    together, alone = smcr(Groups.of([pairs, pairs[:4]])), of(list(pairs[:4]))
    assert together.g[1] == pytest.approx(alone.smcr, rel=1e-12)
    assert together.variance[1] == pytest.approx(alone.smcr_variance, rel=1e-12)
    assert together.r[1] == pytest.approx(alone.r, rel=1e-12)


def test_everybody_moving_by_the_same_amount_has_a_mean_and_nothing_standardised_by_changes() -> None:
    change = Paired.of([1.0, 2.0, 3.0], [2.0, 3.0, 4.0])
    assert (change.mean, change.interval()) == (1.0, (1.0, 1.0))
    assert (change.t, change.p, change.d_z, change.d_z_interval(), change.d_rm) == (None,) * 5
    assert change.d_pre == 1.0


def test_everybody_beginning_alike_has_no_change_standardised_by_first_scores() -> None:
    change = Paired.of([2.0, 2.0, 2.0], [2.0, 3.0, 4.0])
    assert (change.d_pre, change.smcr, change.smcr_variance, change.r) == (None,) * 4
    assert change.d_z == 1.0


def test_two_people_have_an_interval_on_one_degree_of_freedom_and_no_small_sample_correction() -> None:
    """Changes 1 and 3: mean 2, sd sqrt(2), half width 12.706 x 1."""
    change = Paired.of([1.0, 2.0], [2.0, 5.0])
    assert change.interval() == pytest.approx((2 - 12.706204736, 2 + 12.706204736))
    assert (change.j, change.g_z, change.smcr) == (None, None, None)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([1.0], [2.0]),
        ([], []),
        ([1.0, 2.0], [1.0]),
        ([1.0, float("nan")], [1.0, 2.0]),
        ([1, 2], [1, float("inf")]),
    ],
)
def test_what_is_no_pair_of_scores_is_refused(before: list[float], after: list[float]) -> None:
    with pytest.raises(ValueError, match="a paired change needs"):
        Paired.of(before, after)
