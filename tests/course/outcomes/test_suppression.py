"""Nothing that can be read, added or subtracted gives away a small group."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.outcomes import forest, funnel_chart, suppression
from course.outcomes.compare import Comparison, Showing, compare
from course.outcomes.differencing import may_show, showable
from course.outcomes.scores import CohortScores, Wave
from course.outcomes.suppression import Threshold
from course.outcomes.table import csv_text, table
from tests.course.outcomes.cases import KINDNESS, cohort, random_pairs

SIZES = st.lists(st.integers(0, 18), min_size=1, max_size=5)


def cohorts_of(sizes: list[int], seed: int = 1) -> list[CohortScores]:
    rng = np.random.default_rng(seed)
    return [cohort(i, random_pairs(rng, n), followed=n // 2) for i, n in enumerate(sizes)]


def everything_said(comparison: Comparison) -> tuple[object, ...]:
    """All that any page, drawing or file is made from."""
    drawings = (forest.wide(comparison), forest.narrow(comparison), funnel_chart.chart(comparison))
    return (comparison, drawings, table(comparison), csv_text(comparison))


@pytest.mark.parametrize(("scores", "counts"), [(7, 5), (8, 4), (0, 0)])
def test_thresholds_can_only_be_raised(scores: int, counts: int) -> None:
    with pytest.raises(ValueError, match="may only raise"):
        Threshold(scores, counts)
    assert Threshold(12, 9).scores == 12


@pytest.mark.parametrize(("people", "showing"), [(0, "not yet"), (1, "hidden"), (7, "hidden"), (8, "shown")])
def test_a_cohort_is_hidden_from_one_person_to_seven(people: int, showing: str) -> None:
    (row,) = compare(cohorts_of([people]), KINDNESS).rows
    assert row.showing == showing
    assert (row.change is None, row.started is None) == (showing != "shown", showing != "shown")


def test_a_raised_threshold_hides_more() -> None:
    rows = compare(cohorts_of([9, 12]), KINDNESS, threshold=Threshold(scores=10)).rows
    assert [row.showing for row in rows] == [Showing.HIDDEN, Showing.SHOWN]


@given(SIZES, st.integers(1, 7), st.integers(0, 9), st.integers(0, 2**31))
@settings(max_examples=60, deadline=None)
def test_nothing_said_depends_on_what_a_hidden_cohort_holds(
    sizes: list[int], other: int, more_started: int, seed: int
) -> None:
    """Swap the hidden cohorts for different hidden ones: every word, number and mark stays the same."""
    cohorts = cohorts_of([*sizes, 3])
    swapped = [
        replace(
            one,
            pairs=random_pairs(np.random.default_rng(seed), other),
            started=other + more_started,
            finished=more_started,
            followed=None,
            imported=True,
        )
        if 0 < len(one.pairs) < 8
        else one
        for one in cohorts
    ]
    assert everything_said(compare(swapped, KINDNESS)) == everything_said(compare(cohorts, KINDNESS))


@given(st.lists(st.integers(8, 14), min_size=1, max_size=4), st.integers(1, 4), st.integers(1, 4))
@settings(max_examples=40, deadline=None)
def test_nothing_said_depends_on_a_hidden_count(sizes: list[int], first: int, second: int) -> None:
    def with_small_counts(count: int) -> Comparison:
        cohorts = cohorts_of(sizes)
        return compare([replace(cohorts[0], finished=count, followed=count), *cohorts[1:]], KINDNESS)

    assert everything_said(with_small_counts(first)) == everything_said(with_small_counts(second))


@given(SIZES)
@settings(max_examples=40, deadline=None)
def test_no_two_filters_differ_by_fewer_people_than_the_threshold(sizes: list[int]) -> None:
    cohorts = cohorts_of(sizes)
    ids = [one.cohort_id for one in cohorts]
    filters = [frozenset(some) for n in range(len(ids) + 1) for some in combinations(ids, n)]
    facts = {chosen: compare(cohorts, KINDNESS, only=chosen).facts for chosen in filters}
    for small, large in product(filters, filters):
        if small < large:
            difference = facts[large].both.count - facts[small].both.count
            assert difference == 0 or difference >= 8


@given(st.lists(st.integers(0, 18), min_size=2, max_size=7), st.integers(8, 11))
@settings(max_examples=200, deadline=None)
def test_a_total_stated_elsewhere_minus_the_rows_never_isolates_one_hidden_cohort(
    sizes: list[int], threshold: int
) -> None:
    counts = np.array(sizes)
    hide = suppression.hidden(counts, threshold, total_elsewhere=True)
    remainder = int(counts.sum() - counts[~hide].sum())
    assert all(hide[i] for i, n in enumerate(sizes) if 0 < n < threshold)
    if remainder and not all(hide[i] or not n for i, n in enumerate(sizes)):
        assert remainder >= threshold
        assert hide.sum() >= 2


def test_a_second_cohort_is_hidden_only_where_a_total_is_stated_elsewhere() -> None:
    sizes = [12, 3, 9, 15]
    alone = compare(cohorts_of(sizes), KINDNESS)
    beside_a_total = compare(cohorts_of(sizes), KINDNESS, total_elsewhere=True)
    assert [row.cohort_id for row in alone.rows if row.showing is Showing.HIDDEN] == ["c1"]
    assert [row.cohort_id for row in beside_a_total.rows if row.showing is Showing.HIDDEN] == ["c1", "c2"]
    assert "under 8" not in str(table(beside_a_total).lines)


def test_a_filter_does_not_change_which_cohorts_are_hidden() -> None:
    cohorts = cohorts_of([12, 3, 9, 15])
    filtered = compare(cohorts, KINDNESS, only={"c2", "c3"}, total_elsewhere=True)
    assert [row.showing for row in filtered.rows] == [Showing.HIDDEN, Showing.SHOWN]


def test_totals_are_the_sums_of_the_rows_that_can_be_read() -> None:
    comparison = compare(cohorts_of([12, 3, 9, 15]), KINDNESS)
    assert comparison.facts.started == sum(row.started or 0 for row in comparison.rows) == 12 + 9 + 15 + 9
    assert comparison.facts.both.count == 36
    assert comparison.facts.followed is not None
    assert comparison.facts.followed.count == sum(row.followed or 0 for row in comparison.rows) == 6 + 7
    assert comparison.facts.followed.of == 15 + 18


def test_six_months_are_judged_by_the_six_month_scores() -> None:
    rng = np.random.default_rng(2)
    many_then_few = cohort(0, random_pairs(rng, 12), followed=6, pairs_six=random_pairs(rng, 6))
    assert compare([many_then_few], KINDNESS).rows[0].showing is Showing.SHOWN
    assert compare([many_then_few], KINDNESS, wave=Wave.SIX_MONTHS).rows[0].showing is Showing.HIDDEN


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


def test_hidden_figures_are_in_no_file_and_no_drawing() -> None:
    cohorts = cohorts_of([12, 13, 14])
    telltale = cohort(5, ((1.0, 4.0),) * 5, started=9917, finished=8803, name="Small group")
    said = str(everything_said(compare([*cohorts, telltale], KINDNESS)))
    assert "Small group" in said
    assert not re.search("9917|8803", said)
