from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.statistics.change_apart import ChangeApart
from course.statistics.two_groups import Apart, Group

SCORES = st.lists(st.integers(0, 30).map(float), min_size=2, max_size=9)


@settings(max_examples=30, deadline=None)
@given(SCORES, SCORES)
def test_swapping_the_groups_only_turns_the_sign(one: list[float], other: list[float]) -> None:
    there, back = Apart(Group.of(one), Group.of(other)), Apart(Group.of(other), Group.of(one))
    assert (there.d is None) == (len(set(one)) == 1 and len(set(other)) == 1)
    if there.d is not None and back.d is not None:
        assert there.d == pytest.approx(-back.d)
        assert there.g_variance == pytest.approx(back.g_variance)
        low, high = there.d_interval() or (1.0, 0.0)
        assert low <= there.d <= high


def test_groups_in_which_nobody_differs_have_no_standardised_difference() -> None:
    apart = Apart(Group.of([2.0, 2.0]), Group.of([3.0, 3.0, 3.0]))
    assert (apart.d, apart.t, apart.g, apart.g_variance, apart.glass, apart.d_interval()) == (None,) * 6


@pytest.mark.parametrize("scores", [[], [1.0], [1.0, float("nan")]])
def test_a_group_of_fewer_than_two_scores_is_refused(scores: list[float]) -> None:
    with pytest.raises(ValueError, match="a group needs"):
        Group.of(scores)


MORRIS = [  # n, mean before, mean after, sd before; the same of those compared; d as in Morris 2008, table 5
    ((20, 30.6, 38.5, 15.0), (20, 23.1, 19.7, 13.8), 0.77),
    ((50, 23.5, 26.8, 3.1), (42, 24.9, 25.3, 4.1), 0.80),
    ((9, 0.5, 0.7, 0.1), (9, 0.6, 0.6, 0.2), 1.20),
    ((10, 53.4, 75.9, 14.5), (11, 55.7, 60.7, 17.3), 1.05),
    ((14, 35.6, 36.0, 4.7), (14, 34.8, 33.4, 3.1), 0.44),
]


@pytest.mark.parametrize(("course", "others", "published"), MORRIS)
def test_change_apart_is_that_of_the_published_table(
    course: tuple[int, float, float, float], others: tuple[int, float, float, float], published: float
) -> None:
    assert apart(course, others).d_ppc2 == pytest.approx(published, abs=0.005)


def test_the_variance_of_a_change_apart_is_that_of_a_noncentral_t() -> None:
    """By hand for two groups of eleven, r 0.5: a = 2/11, J(20) = 0.961944533741, and the others changed 1 less."""
    alike = apart((11, 1.0, 2.0, 1.0), (11, 1.0, 2.0, 1.0))
    assert alike.variance(r=0.5) == pytest.approx(0.961944533741**2 * 2 / 11 * 20 / 18, rel=1e-9)
    course = apart((11, 1.0, 3.0, 1.0), (11, 1.0, 2.0, 1.0))
    d2 = 0.961944533741**2
    assert course.variance(r=0.5) == pytest.approx(d2 * 2 / 11 * 20 / 18 * (1 + d2 * 11 / 2) - d2, rel=1e-9)
    assert course.se(r=0.5) == pytest.approx((course.variance(r=0.5) or 0) ** 0.5)


def test_without_spread_before_or_with_four_people_there_is_no_change_apart_to_speak_of() -> None:
    assert apart((9, 1.0, 2.0, 0.0), (9, 1.0, 2.0, 0.0)).d_ppc2 is None
    assert apart((2, 1.0, 2.0, 1.0), (2, 1.0, 2.0, 1.0)).variance(r=0.5) is None
    with pytest.raises(ValueError, match="a correlation lies"):
        apart((9, 1.0, 2.0, 1.0), (9, 1.0, 2.0, 1.0)).variance(r=1.0)


def apart(course: tuple[int, float, float, float], others: tuple[int, float, float, float]) -> ChangeApart:
    groups = [Group(n, mean, sd) for n, before, after, sd in (course, others) for mean in (before, after)]
    return ChangeApart(*groups)
