"""What those without a later score could change, worked out by hand."""

from __future__ import annotations

import pytest

from course.outcomes.cohort_words import bound_lines, start_words
from course.outcomes.missing import at_the_start, bounds
from tests.course.outcomes.cases import ATTENTION, KINDNESS, LOW_MOOD


def test_bounds_by_hand() -> None:
    """Eight people from 2 to 3, two missing: 8/10; ended at 1 from an average of 2: (8 - 2)/10."""
    found = bounds(dict.fromkeys(range(8), (2.0, 3.0)), 10, KINDNESS, fewest=5)
    assert found is not None
    assert (found.of, found.missing) == (10, 2)
    assert found.unchanged == pytest.approx(0.8)
    assert found.scale_end == pytest.approx(0.6)
    assert found.worst_quarter is None  # a quarter of eight is two people


def test_where_less_is_better_the_worst_is_the_top_of_the_scale() -> None:
    found = bounds(dict.fromkeys(range(8), (20.0, 10.0)), 10, LOW_MOOD, fewest=5)
    assert found is not None
    assert found.scale_end == pytest.approx((-80 + 2 * (60 - 20)) / 10)


def test_the_worst_quarter_is_told_from_twenty_people_on() -> None:
    pairs = {n: (2.0, 2.0 + n / 10) for n in range(20)}  # changes 0.0 to 1.9, their lower quartile 0.475
    found = bounds(pairs, 24, KINDNESS, fewest=5)
    assert found is not None
    assert found.worst_quarter == pytest.approx((19.0 + 4 * 0.475) / 24)
    assert len(bound_lines(found, KINDNESS)) == 3


def test_with_nobody_missing_nobody_there_or_no_worse_direction_there_are_no_bounds() -> None:
    pairs = dict.fromkeys(range(8), (2.0, 3.0))
    assert bounds(pairs, 8, KINDNESS, fewest=5) is None
    assert bounds({}, 8, KINDNESS, fewest=5) is None
    assert bounds(pairs, 10, ATTENTION, fewest=5) is None


def test_no_first_score_of_a_missing_person_is_in_the_bounds() -> None:
    """They are reckoned from the pairs and a number of people, so there is nothing to subtract."""
    found = bounds(dict.fromkeys(range(8), (2.0, 3.0)), 10, KINDNESS, fewest=5)
    assert found == bounds({n + 50: (2.0, 3.0) for n in range(8)}, 10, KINDNESS, fewest=5)


def test_the_start_is_compared_only_with_eight_people_on_either_side() -> None:
    first = {n: 2.0 + n / 10 for n in range(16)}
    assert at_the_start(first, set(range(9)), threshold=8) is None
    assert at_the_start(dict.fromkeys(range(16), 3.0), set(range(8)), threshold=8) is None  # all alike
    found = at_the_start(first, set(range(8)), threshold=8)
    assert found is not None
    # means 3.15 and 2.35; each group's variance 0.06; 0.8 / sqrt(0.06)
    assert found.smd == pytest.approx(0.8 / 0.06**0.5)
    said = start_words(found, KINDNESS, threshold=8)
    assert "8 people without a later score had an average of 3.15, 8 people with one 2.35" in said
    assert "more than 0.25" in said
    assert "from 8 people on either side on" in start_words(None, KINDNESS, threshold=8)
