"""Which figures stay hidden, and how the rest of several cohorts is put together."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from course.outcomes import suppression
from course.outcomes.compare import compare
from course.outcomes.comparison import Comparison, Showing
from course.outcomes.comparison_pictures import pictures
from course.outcomes.comparison_sheet import sheet
from course.outcomes.comparison_words import said
from course.outcomes.everybody import Everybody
from course.outcomes.scores import CohortScores
from course.outcomes.suppression import Threshold, batches, may_correct, merged
from tests.course.outcomes.cases import KINDNESS, cohort, moments, pairs, random_pairs

SIZES = st.lists(st.integers(0, 18), min_size=1, max_size=5)
NOBODY_ELSE = Everybody(0, 0, None, None)


def cohorts_of(sizes: list[int], seed: int = 1) -> list[CohortScores]:
    rng = np.random.default_rng(seed)
    return [cohort(i, random_pairs(rng, n), followed=n // 2) for i, n in enumerate(sizes)]


def everything_said(comparison: Comparison) -> tuple[object, ...]:
    """All that any page, drawing or file is made from."""
    drawn = pictures(comparison, NOBODY_ELSE)
    return (comparison, drawn, said(comparison, NOBODY_ELSE), sheet(comparison, NOBODY_ELSE).csv)


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


@given(SIZES, st.integers(1, 7), st.integers(0, 9))
@settings(max_examples=40, deadline=None)
def test_nothing_said_depends_on_what_a_hidden_cohort_holds(
    sizes: list[int], other: int, more_started: int
) -> None:
    """Swap the hidden cohorts for different hidden ones: every word, number and mark stays the same."""
    cohorts = cohorts_of([*sizes, 3])
    swapped = [
        replace(
            one,
            n=other,
            started=other + more_started,
            finished=more_started,
            followed=None,
            imported=True,
            mixed=2,
        )
        if 0 < one.n < 8
        else one
        for one in cohorts
    ]
    assert everything_said(compare(swapped, KINDNESS)) == everything_said(compare(cohorts, KINDNESS))


@given(st.lists(st.integers(8, 14), min_size=1, max_size=4), st.integers(1, 4), st.integers(1, 4))
@settings(max_examples=30, deadline=None)
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


def test_a_filter_does_not_change_which_cohorts_are_hidden() -> None:
    filtered = compare(cohorts_of([12, 3, 9, 15]), KINDNESS, only={"c1", "c3"})
    assert [row.showing for row in filtered.rows] == [Showing.HIDDEN, Showing.SHOWN]


def test_totals_are_the_sums_of_the_rows_that_can_be_read() -> None:
    comparison = compare(cohorts_of([12, 3, 9, 15]), KINDNESS)
    assert comparison.facts.started == sum(row.started or 0 for row in comparison.rows) == 12 + 9 + 15 + 9
    assert comparison.facts.both.count == 36
    assert comparison.facts.followed is not None
    assert comparison.facts.followed.count == sum(row.followed or 0 for row in comparison.rows) == 6 + 7
    assert comparison.facts.followed.of == 15 + 18


def test_batches_fill_in_order_and_leave_a_rest() -> None:
    assert batches([3, 0, 4, 2, 9, 1, 6], 8) == [(0, 2, 3), (4,)]
    assert batches([3, 0, 4, 2, 9, 1, 7], 8) == [(0, 2, 3), (4,), (5, 6)]
    assert batches([], 8) == []


@given(st.lists(st.integers(0, 12), max_size=12), st.lists(st.integers(0, 12), max_size=5))
def test_what_comes_later_never_changes_a_batch(counts: list[int], later: list[int]) -> None:
    before = batches(counts, 8)
    assert batches([*counts, *later], 8)[: len(before)] == before
    assert all(sum(counts[place] for place in batch) >= 8 for batch in before)


@given(st.lists(st.integers(8, 20), max_size=10), st.integers(8, 25))
def test_under_a_raised_threshold_every_atom_is_whole_and_large_enough(counts: list[int], least: int) -> None:
    found = merged(counts, least)
    assert all(sum(counts[place] for place in atom) >= least for atom in found)
    places = [place for atom in found for place in atom]
    assert len(places) == len(set(places))
    assert {place for place, count in enumerate(counts) if count >= least} <= set(places)


@pytest.mark.parametrize(
    ("was", "becomes", "may"), [(9, 9, True), (9, 10, False), (9, 16, False), (9, 17, True)]
)
def test_a_correction_never_stands_beside_what_it_differs_from_by_a_few(
    was: int, becomes: int, may: bool
) -> None:
    assert may_correct(was, becomes) is may
    assert may_correct(becomes, was) is may


def test_hidden_figures_are_in_no_file_and_no_drawing() -> None:
    cohorts = cohorts_of([12, 13, 14])
    telltale = cohort(5, pairs(5, mean=3.0), started=9917, finished=8803, name="Small group")
    said = str(everything_said(compare([*cohorts, telltale], KINDNESS)))
    assert "Small group" in said
    assert not re.search("9917|8803", said)
    assert moments(pairs(5, mean=3.0)) is None
