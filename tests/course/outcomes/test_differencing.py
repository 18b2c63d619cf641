"""Selections that overlap inside one cohort: which of them may be shown beside each other."""

from __future__ import annotations

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from course.outcomes.differencing import may_show, showable


def test_selections_that_differ_by_a_few_people_are_not_shown_together() -> None:
    everybody, finished = frozenset(range(14)), frozenset(range(11))
    assert may_show(finished, beside=[], threshold=8)
    assert not may_show(finished, beside=[everybody], threshold=8)
    assert may_show(frozenset(range(8)), beside=[frozenset(range(16))], threshold=8)


def test_the_last_part_of_a_whole_is_protected_from_all_the_others() -> None:
    room, online, away = frozenset(range(10)), frozenset(range(10, 20)), frozenset(range(20, 23))
    assert showable([room | online | away, room, online, away], threshold=8) == [True, True, False, False]


@given(
    st.lists(st.frozensets(st.integers(0, 6), min_size=1), min_size=1, max_size=4),
    st.integers(2, 4),
)
@settings(max_examples=150, deadline=None)
def test_no_sum_or_difference_of_shown_selections_isolates_a_few_people(
    selections: list[frozenset[int]], threshold: int
) -> None:
    """By brute force: every combination with coefficients from -2 to 2, and its half and third."""
    shown = [
        chosen for chosen, ok in zip(selections, showable(selections, threshold=threshold), strict=True) if ok
    ]
    indicators = np.array([[person in chosen for person in range(7)] for chosen in shown], dtype=int)
    for coefficients in product(range(-2, 3), repeat=len(shown)):
        totals = np.array(coefficients, dtype=int) @ indicators if shown else np.zeros(7, dtype=int)
        isolated = totals[totals != 0]
        if len(isolated) and (isolated == isolated[0]).all():
            assert len(isolated) >= threshold
