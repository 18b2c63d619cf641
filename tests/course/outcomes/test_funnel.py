from __future__ import annotations

import numpy as np
import pytest

from course.outcomes.funnel import ALMOST_ALL, NINETEEN_IN_TWENTY, funnel, limits


def test_limits_are_those_of_the_reference() -> None:
    low, high = limits(0.62, 0.7, [5, 12, 60], NINETEEN_IN_TWENTY)
    assert low == pytest.approx([0.00642294697406, 0.223937715336, 0.442875561633], rel=1e-10)
    assert high == pytest.approx([1.23357705303, 1.01606228466, 0.797124438367], rel=1e-10)
    low, high = limits(0.62, 0.7, [8, 20], ALMOST_ALL)
    assert low == pytest.approx([-0.144735983853, 0.136338496467], rel=1e-10)
    assert high == pytest.approx([1.38473598385, 1.10366150353], rel=1e-10)


def test_a_cohort_between_the_two_limits_is_outside_the_first_and_does_not_stand_apart() -> None:
    found = funnel(0.6, 1.0, np.array([16, 16, 16]), np.array([0.6, 1.2, 0.5]))
    assert found.outside_95 == (False, True, False)
    assert found.outside_998 == (False, False, False)
    assert found.apart == ()


def test_a_cohort_beyond_the_outer_limit_on_either_side_stands_apart() -> None:
    found = funnel(0.6, 1.0, np.array([16, 16, 16]), np.array([1.5, 0.6, -0.3]))
    assert found.apart == (0, 2)


@pytest.mark.parametrize(("cohorts", "stands_apart"), [(25, True), (26, False), (400, False)])
def test_one_cohort_beyond_the_limit_is_news_only_while_cohorts_are_few(
    cohorts: int, stands_apart: bool
) -> None:
    """1 - 0.998^25 is 0.049 and 1 - 0.998^26 is 0.051."""
    values = np.full(cohorts, 0.6)
    values[3] = 2.0
    found = funnel(0.6, 1.0, np.full(cohorts, 16), values)
    assert found.outside_998[3]
    assert found.apart == ((3,) if stands_apart else ())
