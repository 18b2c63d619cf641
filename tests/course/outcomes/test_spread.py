"""Bins that give nobody away, and the picture left out when there are none."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from course.outcomes.spread import spread

SCORES = st.lists(st.integers(6, 30).map(lambda x: x / 6), min_size=8, max_size=60)


@given(SCORES, SCORES)
def test_no_bin_holds_one_to_four_people_at_any_wave(before: list[float], after: list[float]) -> None:
    found = spread({"before": before, "after": after}, low=1, high=5, fewest=5, with_mean=["before"])
    if found is None:
        return
    assert [found.edges[0], found.edges[-1]] == [1, 5]
    assert all(low < high for low, high in pairwise(found.edges))
    for row, scores in zip(found.rows, (before, after), strict=True):
        assert sum(row.counts) == len(scores)
        assert all(n == 0 or n >= 5 for n in row.counts)
        assert (row.median is not None) is (len(scores) >= 10)
        assert (row.quarters is not None) is (len(scores) >= 20)


def test_bins_are_as_fine_as_they_may_be() -> None:
    """Ten at 1.2, ten at 2.2, ten at 4.9: a quarter of a point apart, and the empty ones between stay empty bins."""
    found = spread({"before": [1.2] * 10 + [2.2] * 10 + [4.9] * 10}, low=1, high=5, fewest=5, with_mean=[])
    assert found is not None
    assert list(found.edges) == [1 + i / 4 for i in range(17)]
    assert list(found.rows[0].counts) == [10, 0, 0, 0, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 10]


def test_bins_end_on_round_numbers_and_at_the_ends_of_the_scale() -> None:
    found = spread(
        {"before": [25.0] * 5 + [61.0] * 5 + [118.0] * 5}, low=24, high=120, fewest=5, with_mean=[]
    )
    assert found is not None
    assert list(found.edges) == [24, 30, 40, 50, 60, 70, 80, 90, 100, 110, 120]


def test_a_lonely_person_is_put_together_with_her_neighbours() -> None:
    found = spread({"before": [1.2] + [2.2] * 6 + [4.0] * 6}, low=1, high=5, fewest=5, with_mean=[])
    assert found is not None
    assert found.rows[0].counts[0] in {0, 7}
    assert sum(found.rows[0].counts) == 13


@pytest.mark.parametrize("scores", [[3.0] * 20, [1.0] + [5.0] * 9, [2.0] * 4 + [4.0] * 4])
def test_one_bin_for_everybody_is_no_picture(scores: list[float]) -> None:
    assert spread({"before": scores}, low=1, high=5, fewest=5, with_mean=[]) is None


def test_a_score_on_an_edge_lies_above_it_and_the_highest_in_the_last_bin() -> None:
    found = spread(
        {"before": [2.5] * 5 + [0.1 + 2.4 - 0.5] * 5 + [5.0] * 5}, low=1, high=5, fewest=5, with_mean=[]
    )
    assert found is not None
    held = dict(zip(found.edges, found.rows[0].counts, strict=False))
    assert {edge: n for edge, n in held.items() if n} == {2: 5, 2.5: 5, 4.75: 5}


def test_averages_are_told_only_where_they_may_be() -> None:
    rows = {"before": [2.0] * 10 + [3.0] * 10, "after": [3.0] * 5 + [4.0] * 15}
    found = spread(rows, low=1, high=5, fewest=5, with_mean=["before"])
    assert found is not None
    assert [(row.mean, row.median, row.quarters) for row in found.rows] == [
        (2.5, 2.5, (2.0, 3.0)),
        (None, 4.0, (3.75, 4.0)),
    ]
